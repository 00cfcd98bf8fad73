"""Locks of open files, which the system frees when a process dies; not for network file systems."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

__all__ = ["lock", "open_locked", "remove_locked", "try_lock", "unlock"]

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_TRIES = 100

_FAR_BYTE = 0x7FFF0000
"""The byte that stands for the file on Windows, where nobody else can read a locked one. Locks count in 32 bits."""
_PAUSE_SECONDS = 0.005


def try_lock(descriptor: int) -> bool:
    """Lock an open file for as long as it is open; return False if another process, or another opening, has it."""
    try:
        _lock(descriptor, wait=False)
    except (BlockingIOError, PermissionError):
        return False
    return True


def open_locked(path: str | os.PathLike[str]) -> int | None:
    """Open a file, which is made if necessary, and lock it; return None if another process, or another opening, has it.

    Raises:
        OSError: it cannot be opened, or this file system has no locks.
    """
    for _ in range(_TRIES):
        descriptor = os.open(path, _FLAGS, 0o600)
        is_ours = is_at = False
        try:
            is_ours = try_lock(descriptor)
            is_at = is_ours and _is_at(descriptor, path)
        finally:
            if not is_at:
                os.close(descriptor)
        if is_at:
            return descriptor
        if not is_ours:
            break
        # Otherwise whoever had it removed it meanwhile.
    return None


def remove_locked(descriptor: int, path: str | os.PathLike[str]) -> None:
    """Remove a file that is locked, and close it."""
    with suppress(OSError):
        if not _is_windows():
            os.unlink(path)
    os.close(descriptor)
    if _is_windows():  # a file that is open cannot be removed there
        with suppress(OSError):
            os.unlink(path)


def _is_at(descriptor: int, path: str | os.PathLike[str]) -> bool:
    """Return True if the path still refers to the open file."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def lock(descriptor: int) -> None:
    """Lock an open file, and wait until nobody else has it."""
    _lock(descriptor, wait=True)


def unlock(descriptor: int) -> None:
    """Let go of a locked file."""
    if _is_windows():
        _change_byte(descriptor, "LK_UNLCK")
        return
    posix: Any = import_module("fcntl")
    posix.flock(descriptor, posix.LOCK_UN)


def _is_windows() -> bool:
    return find_spec("fcntl") is None


def _lock(descriptor: int, *, wait: bool) -> None:
    # Both modules are typed for their own system only.
    if not _is_windows():
        posix: Any = import_module("fcntl")
        posix.flock(descriptor, posix.LOCK_EX if wait else posix.LOCK_EX | posix.LOCK_NB)
        return
    while True:
        try:
            return _change_byte(descriptor, "LK_NBLCK")
        except PermissionError:
            if not wait:
                raise
        time.sleep(_PAUSE_SECONDS)


def _change_byte(descriptor: int, how: str) -> None:
    windows: Any = import_module("msvcrt")
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
    try:
        windows.locking(descriptor, getattr(windows, how), 1)
    finally:
        os.lseek(descriptor, place, os.SEEK_SET)
