"""A large download on its way: a file of its full size beside the target, and a record of the parts that arrived.

Both have fixed names (`.NAME.part` and `.NAME.part.record`), so that another process finds them and goes on. Whoever
holds the record's lock may write; the record says of which content the parts are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from ..errors import DestinationError, JournalError
from ..ground.systems import read_at
from ..parts.records import Records
from .destinations import is_file_to_be
from .saving import created, move_into_place, target_of

_pwrite: Any = getattr(os, "pwrite", None)
"""Windows has none, and no large download in parts."""

VERSION = 1
_BLOCK_SIZE = 1 << 20
_MAX_NAME = 200
"""Bytes of the target's name that are kept: file names have up to 255 on the common systems."""


class Asked(Protocol):
    """The requested download; see the effect `OpenPartial`."""

    path: Any
    size: int
    etag: str
    part_size: int
    resumable: bool


def open_partial(asked: Asked) -> PartialFile | None:
    """The partial file of a download; None if the place is not a file, or another process is at it.

    Raises:
        DestinationError: nothing can be saved there.
    """
    if not hasattr(os, "pwrite") or not is_file_to_be(asked.path):
        return None
    try:
        return PartialFile(asked)
    except JournalError:
        return None


class PartialFile:
    """See the module.

    Attributes:
        arrived: the numbers of the parts that are there.
        written: the size of the whole.
    """

    def __init__(self, asked: Asked) -> None:
        self._target = target_of(asked.path)
        folder, name = os.path.split(self._target)
        stem = os.fsdecode(os.fsencode(name)[:_MAX_NAME])
        self._path = os.path.join(folder, f".{stem}.part")
        self._records = Records(f"{self._path}.record")
        self._keeps = asked.resumable
        self._descriptor = -1
        self.written = asked.size
        self.arrived: set[int] = set()
        try:
            self._open(asked)
        except OSError as error:
            self.discard()
            raise self._failure(error) from error

    def _open(self, asked: Asked) -> None:
        about = {"version": VERSION, "etag": asked.etag, "size": asked.size, "part_size": asked.part_size}
        first = next(iter(self._records.entries), None)
        if first is not None and first.get("about") == about and self._is_there(asked.size):
            self.arrived = {entry["number"] for entry in self._records.entries[1:]}
            self._descriptor = created(self._path, self._target, exclusive=False)
            return
        with suppress(FileNotFoundError):
            os.unlink(self._path)
        self._records.clear()
        self._descriptor = created(self._path, self._target, exclusive=True)
        _allocate(self._descriptor, asked.size)
        self._records.add(about=about)

    def _is_there(self, size: int) -> bool:
        return os.path.isfile(self._path) and not os.path.islink(self._path) and os.path.getsize(self._path) == size

    def part(self, start: int, size: int) -> PartOfFile:
        """Return the destination of a part, which is written from its start on."""
        return PartOfFile(self, start, size)

    def write_at(self, block: bytes, offset: int) -> None:
        """Write a block at its place."""
        try:
            rest = memoryview(block)
            while rest:
                done = _pwrite(self._descriptor, rest, offset)
                offset += done
                rest = rest[done:]
        except OSError as error:
            raise self._failure(error) from error

    def feed(self, start: int, size: int, feed: Callable[[bytes], None]) -> None:
        """Read a piece of the file, and hand its bytes to a function."""
        end = start + size
        try:
            while start < end:
                block = read_at(self._descriptor, min(_BLOCK_SIZE, end - start), start)
                if not block:
                    return
                feed(block)
                start += len(block)
        except OSError as error:
            raise self._failure(error) from error

    def forget(self) -> None:
        """Keep nothing of it for another call: what arrived is not what it should be."""
        self._keeps = False

    def keep(self, number: int) -> None:
        """Make a part durable, and write down that it arrived."""
        try:
            if self._keeps:
                _sync_data(self._descriptor)
                self._records.add(number=number)
            self.arrived.add(number)
        except OSError as error:
            raise self._failure(error) from error

    def commit(self) -> None:
        """Make the complete file durable, and put it in place."""
        try:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
            move_into_place(self._path, self._target)
        except OSError as error:
            raise self._failure(error) from error
        self._records.remove()

    def discard(self) -> None:
        """Close the file, unless it was committed; another call can resume with it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            if not (self._keeps and self.arrived):
                with suppress(FileNotFoundError):
                    os.unlink(self._path)
                self._records.remove()
        self._records.close()

    def _failure(self, error: OSError) -> DestinationError:
        return DestinationError(
            f"Cannot save to {self._target!r}: {error.strerror or error}. The existing file is unchanged.",
            errno=error.errno,
            filename=self._target,
        )


class PartOfFile:
    """A part of a partial file, written block by block.

    Attributes:
        written: how many bytes came; those beyond its size are not written.
    """

    def __init__(self, file: PartialFile, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self.written = 0

    def write(self, block: bytes) -> None:
        """Append a block to the part."""
        room = max(self._size - self.written, 0)
        self._file.write_at(block[:room], self._start + self.written)
        self.written += len(block)

    def restart(self) -> None:
        """Write from the start again."""
        self.written = 0

    def write_all(self, blocks: Sequence[bytes]) -> None:
        """Append blocks to the part."""
        for block in blocks:
            self.write(block)


def _allocate(descriptor: int, size: int) -> None:
    """Take the room that is needed, so that a disk that is too small shows at once; holes where a system cannot."""
    allocate: Any = getattr(os, "posix_fallocate", None)
    if allocate is None:
        os.ftruncate(descriptor, size)
        return
    allocate(descriptor, 0, size)


def _sync_data(descriptor: int) -> None:
    sync: Any = getattr(os, "fdatasync", os.fsync)
    sync(descriptor)
