"""Folders whose entries are opened relative to them, and never through a link."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Self

from filewright.embedded.store.records import DamagedBlobError
from filewright.errors import ConfigurationError, shorten

__all__ = ["Folder"]

_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a planted named pipe must not hang; it changes nothing for a regular file.
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK

_NEVER_IN_NAMES = frozenset("/\\:\0" if os.name == "nt" else "/\0")
"""What leads out of a folder, or to another stream of a file."""


class Folder:
    """An open folder.

    Every name given to it is checked to be that of an entry of this very folder: names come from a database that
    somebody else may have made. DamagedBlobError is raised otherwise, before anything is touched.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> Self:
        """Open the folder at a path, which may lead through links."""
        return cls(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))

    def below(self, name: str) -> Self:
        """Open a folder in this one, made where it is missing; for its owner only.

        Raises:
            ConfigurationError: a link, or another thing that is not a folder, has the name.
        """
        with suppress(FileExistsError):
            os.mkdir(_entry(name), 0o700, dir_fd=self._descriptor)
        try:
            found = self.existing(name)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR):
                raise ConfigurationError(f"{name!r} in the file store is not a plain folder; remove it") from error
            raise
        os.fchmod(found._descriptor, 0o700)
        return found

    def existing(self, name: str) -> Self:
        """Open a folder in this one that is there already."""
        return type(self)(os.open(_entry(name), _FOLDER_FLAGS, dir_fd=self._descriptor))

    def create(self, name: str) -> int:
        """Create a file, and return a descriptor for writing."""
        return os.open(_entry(name), _CREATE_FLAGS, 0o600, dir_fd=self._descriptor)

    def open(self, name: str) -> int:
        """Return a descriptor for reading a file.

        Raises:
            DamagedBlobError: a link has the name.
        """
        try:
            return os.open(_entry(name), _READ_FLAGS, dir_fd=self._descriptor)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EMLINK):
                raise DamagedBlobError(f"the content of {name} was replaced by a link") from error
            raise

    def refuse_link(self, name: str) -> None:
        """Raise ConfigurationError where something other than a regular file has the name."""
        try:
            found = os.lstat(_entry(name), dir_fd=self._descriptor)
        except FileNotFoundError:
            return
        if not stat.S_ISREG(found.st_mode):
            raise ConfigurationError(f"{name!r} in the file store is not a plain file; remove it")

    def move(self, name: str, to: Folder, new_name: str) -> None:
        """Move a file into another folder of the same disk."""
        os.rename(_entry(name), _entry(new_name), src_dir_fd=self._descriptor, dst_dir_fd=to._descriptor)

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already does no harm."""
        with suppress(FileNotFoundError):  # Another process was faster.
            os.unlink(_entry(name), dir_fd=self._descriptor)

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(_entry(name), dir_fd=self._descriptor)

    def names(self) -> list[str]:
        """List what is in the folder."""
        return os.listdir(self._descriptor)

    def lock(self) -> bool:
        """Lock the folder for as long as it is open; False where another process, or another opening, has it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def sync(self) -> None:
        """Wait until the names in the folder are on the disk."""
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the folder; more than once does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _entry(name: str) -> str:
    if not name or name in (".", "..") or any(character in _NEVER_IN_NAMES for character in name):
        raise DamagedBlobError(f"{shorten(name, 80)} is not the name of anything in a file store")
    return name
