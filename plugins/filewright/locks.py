"""Locks of open files, which the system frees when a process dies; not for network file systems."""

from __future__ import annotations

import os
from typing import Any


def lock(descriptor: int) -> bool:
    """Lock an open file for as long as it is open; return False where another process, or another opening, has it."""
    try:
        _lock(descriptor)
    except OSError as error:
        if isinstance(error, (BlockingIOError, PermissionError)):
            return False
        raise
    return True


def _lock(descriptor: int) -> None:
    # Both modules are typed for their own system only.
    if os.name == "nt":
        windows: Any = __import__("msvcrt")
        os.lseek(descriptor, _FAR_BYTE, os.SEEK_SET)
        windows.locking(descriptor, windows.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return
    posix: Any = __import__("fcntl")
    posix.flock(descriptor, posix.LOCK_EX | posix.LOCK_NB)


_FAR_BYTE = 1 << 40
"""The byte that stands for the file on Windows, where a locked byte cannot be read by others."""
