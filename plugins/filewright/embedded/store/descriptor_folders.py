"""Folders of POSIX: entries are opened relative to a descriptor, and never through a link."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from filewright.embedded.store.folders import entry
from filewright.embedded.store.records import DamagedBlobError
from filewright.errors import ConfigurationError
from filewright.ground.locks import try_lock

__all__ = ["DescriptorFolder"]

assert sys.platform != "win32"

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a planted named pipe must not hang; it changes nothing for a regular file.
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class DescriptorFolder:
    """An open folder, whose entries are opened relative to it. See `Folder` for the methods."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> Self:
        """Open the folder at a path, which may lead through links."""
        return cls(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))

    def below(self, name: str) -> Self:
        with suppress(FileExistsError):
            os.mkdir(entry(name), 0o700, dir_fd=self._descriptor)
        try:
            found = self.existing(name)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise ConfigurationError(f"{name!r} in the file store is not a plain folder; remove it") from error
            raise
        os.fchmod(found._descriptor, 0o700)
        return found

    def existing(self, name: str) -> Self:
        return type(self)(os.open(entry(name), _FOLDER_FLAGS, dir_fd=self._descriptor))

    def create(self, name: str) -> int:
        return os.open(entry(name), _CREATE_FLAGS, 0o600, dir_fd=self._descriptor)

    def open(self, name: str) -> int:
        try:
            return os.open(entry(name), _READ_FLAGS, dir_fd=self._descriptor)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EMLINK):
                raise DamagedBlobError(f"the content of {name} was replaced by a link") from error
            raise

    def refuse_link(self, name: str) -> None:
        try:
            found = os.lstat(entry(name), dir_fd=self._descriptor)
        except FileNotFoundError:
            return
        if not stat.S_ISREG(found.st_mode):
            raise ConfigurationError(f"{name!r} in the file store is not a plain file; remove it")

    def move(self, name: str, to: Self, new_name: str) -> None:
        os.rename(entry(name), entry(new_name), src_dir_fd=self._descriptor, dst_dir_fd=to._descriptor)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):  # Another process was faster.
            os.unlink(entry(name), dir_fd=self._descriptor)

    def remove_folder(self, name: str) -> None:
        os.rmdir(entry(name), dir_fd=self._descriptor)

    def names(self) -> list[str]:
        return os.listdir(self._descriptor)

    def lock(self) -> bool:
        return try_lock(self._descriptor)

    def sync(self) -> None:
        os.fsync(self._descriptor)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
