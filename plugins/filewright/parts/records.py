"""A file of records that is only appended to, and that one process at a time may have open.

Each record is a line: a checksum (CRC-32, 8 hexadecimal digits), a space, and an object in JSON. A process that dies in
the middle of a write leaves a line that does not fit its checksum: it and what follows it count as never written, and
are cut off. A record is on the disk when `add` returns, and so are those that were noted before.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from typing import Any

from ..errors import JournalError, cut, shorten
from ..ground.locks import open_locked, remove_locked
from ..narrowing import is_dict


class Records:
    """The records of one file, for any number of threads. It reads and writes the disk: call it from an `Invoke`.

    Args:
        path: the file, made if it is not there.

    Raises:
        JournalError: another process or call has it open, or it cannot be opened.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            self._descriptor = self._opened()
            self.entries = self._read()
        except OSError as error:
            raise self._failure(error) from error

    def _opened(self) -> int:
        descriptor = open_locked(self.path)
        if descriptor is None:
            raise JournalError(
                f"Another process or call is at the same transfer: it has {shorten(self.path)} open. Wait for it."
            )
        return descriptor

    def _read(self) -> list[dict[str, Any]]:
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            file.seek(0)
            lines = file.read().splitlines(keepends=True)
        entries: list[dict[str, Any]] = []
        whole = 0
        for line in lines:
            entry = decoded(line)
            if entry is None:
                break
            entries.append(entry)
            whole += len(line)
        os.ftruncate(self._descriptor, whole)
        os.lseek(self._descriptor, whole, os.SEEK_SET)
        return entries

    def add(self, **entry: Any) -> None:
        """Append a record, and wait until it is on the disk.

        Raises:
            JournalError: it cannot be written.
        """
        self._append(entry, durable=True)

    def note(self, **entry: Any) -> None:
        """Append a record that may be lost with the machine.

        Raises:
            JournalError: it cannot be written.
        """
        self._append(entry, durable=False)

    def _append(self, entry: dict[str, Any], *, durable: bool) -> None:
        line = encoded(entry)
        with self._lock:
            try:
                if self._descriptor >= 0:
                    _write(self._descriptor, line)
                    if durable:
                        os.fsync(self._descriptor)
            except OSError as error:
                raise self._failure(error) from error
            self.entries.append(entry)

    def clear(self) -> None:
        """Throw all records away."""
        with self._lock:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            self.entries.clear()

    def close(self) -> None:
        """Close the file, and let others open it; what is added from now on is not kept."""
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def remove(self) -> None:
        """Remove the file, which is no longer needed."""
        with self._lock:
            if self._descriptor >= 0:
                descriptor, self._descriptor = self._descriptor, -1
                remove_locked(descriptor, self.path)

    def _failure(self, error: OSError) -> JournalError:
        reason = cut(error.strerror or str(error))
        return JournalError(f"The journal {shorten(self.path)} cannot be kept: {reason}. Choose a place with journal=.")


def _write(descriptor: int, line: bytes) -> None:
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def encoded(entry: dict[str, Any]) -> bytes:
    """A record as a line."""
    text = json.dumps(entry, separators=(",", ":")).encode("ascii")
    return b"%08x %s\n" % (zlib.crc32(text), text)


def decoded(line: bytes) -> dict[str, Any] | None:
    """The record of a line; None for one that is cut off or damaged."""
    checksum, _, text = line.removesuffix(b"\n").partition(b" ")
    if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
        return None
    entry: object = json.loads(text)
    return entry if is_dict(entry) else None
