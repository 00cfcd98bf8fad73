"""Folders of Windows, which opens nothing relative to a folder, and removes nothing that is open."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar

from filewright.embedded.store.folders import entry
from filewright.embedded.store.records import DamagedBlobError
from filewright.errors import ConfigurationError
from filewright.ground.locks import try_lock
from filewright.ground.systems import BINARY

__all__ = ["PathFolder"]

T = TypeVar("T")

_LOCK = "lock"
"""A file in a locked folder; Windows locks files only."""
_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.02


class PathFolder:
    """A folder, by its path. See `Folder` for the methods.

    A link is looked for before each step, not within it: on Windows, only administrators make links.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = -1

    def below(self, name: str) -> Self:
        with suppress(FileExistsError):
            os.mkdir(self._at(name), 0o700)
        if not stat.S_ISDIR(_mode(self._at(name))):
            raise ConfigurationError(f"{name!r} in the file store is not a plain folder; remove it")
        return self.existing(name)

    def existing(self, name: str) -> Self:
        if not stat.S_ISDIR(_mode(self._at(name))):
            raise NotADirectoryError(f"{name!r} is not a plain folder")
        return type(self)(self._path / name)

    def create(self, name: str) -> int:
        return os.open(self._at(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)

    def open(self, name: str) -> int:
        if not stat.S_ISREG(_mode(self._at(name))):
            raise DamagedBlobError(f"the content of {name} was replaced by a link or another thing")
        return os.open(self._at(name), os.O_RDONLY | BINARY)

    def refuse_link(self, name: str) -> None:
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(_mode(self._at(name))):
                raise ConfigurationError(f"{name!r} in the file store is not a plain file; remove it")

    def move(self, name: str, to: Self, new_name: str) -> None:
        _patiently(lambda: os.rename(self._at(name), to._at(new_name)))

    def remove(self, name: str) -> None:
        # A content that is being read stays until the store is next opened; by then nothing refers to it.
        with suppress(FileNotFoundError, PermissionError):
            os.unlink(self._at(name))

    def remove_folder(self, name: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(self._at(name), _LOCK))
        os.rmdir(self._at(name))

    def names(self) -> list[str]:
        return [name for name in os.listdir(self._path) if name != _LOCK]

    def lock(self) -> bool:
        descriptor = os.open(self._at(_LOCK), os.O_RDWR | os.O_CREAT | BINARY, 0o600)
        if not try_lock(descriptor):
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

    def sync(self) -> None:
        """Do nothing: Windows keeps names in its own journal."""

    def close(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _at(self, name: str) -> str:
        return os.path.join(self._path, entry(name))


def _mode(path: str) -> int:
    """Return the mode of what is at a path; that of a link for everything that leads elsewhere."""
    found = os.lstat(path)
    leads_elsewhere = getattr(found, "st_reparse_tag", 0) != 0
    return stat.S_IFLNK if leads_elsewhere else found.st_mode


def _patiently(step: Callable[[], T]) -> T:
    """Do what a virus scanner or an indexer, which looks into new files, may hinder for a moment."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return step()
        except PermissionError:
            if time.monotonic() > until:
                raise
        time.sleep(_PAUSE_SECONDS)
