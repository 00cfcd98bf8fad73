"""The differences of systems with open files, with threads that wait, and with what they say of themselves."""

from __future__ import annotations

import os
import threading
from typing import Any

__all__ = ["BINARY", "INTERRUPTIBLE_SECONDS", "boot_id", "read_at", "read_into"]

BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
"""Flags for `os.open`: bytes as they are, and nothing that a child process inherits."""
INTERRUPTIBLE_SECONDS = 0.5
"""The longest that a thread waits at once: Windows delivers Ctrl-C only between waits."""
_reading = threading.Lock()


def boot_id() -> bytes:
    """Return 16 bytes that differ with each start of the machine; none where the system does not say."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return bytes.fromhex(file.read().strip().replace("-", ""))[:16]
    except (OSError, ValueError):
        return b""


def read_at(descriptor: int, size: int, position: int) -> bytes:
    """Read up to `size` bytes at a position of a file. May be called from several threads at once."""
    pread: Any = getattr(os, "pread", None)
    if pread is not None:
        block: bytes = pread(descriptor, size, position)
        return block
    with _reading:
        os.lseek(descriptor, position, os.SEEK_SET)
        return os.read(descriptor, size)


def read_into(descriptor: int, room: memoryview, position: int) -> None:
    """Fill room with the bytes at a position of a file, which has as many."""
    preadv: Any = getattr(os, "preadv", None)
    while room:
        if preadv is None:
            block = read_at(descriptor, min(len(room), 1 << 20), position)
            count = len(block)
            room[:count] = block
        else:
            count = preadv(descriptor, [room], position)
        if not count:
            raise EOFError(f"the file has less than {position + len(room):,} bytes")
        room, position = room[count:], position + count
