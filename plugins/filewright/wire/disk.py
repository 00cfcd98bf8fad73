"""The blocking file work of uploads: looking at what is sent, and reading it. saving.py has that of downloads.

The sync driver calls it as it is, the async one from worker threads; only what the system holds of a file in memory,
it takes itself.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Generator
from io import BytesIO, FileIO
from typing import IO, Any

from ..errors import SourceChangedError, SourceError, SourceReadError, cut, source_error
from ..handles import READERS, UPLOADS, innermost
from ..sources import Source
from .stores import Stored

BLOCK_SIZE = 1 << 20
"""Bytes read from a file at a time. Smaller blocks cost calls, larger ones cache misses; measured on loopback."""

THREAD_BLOCK_SIZE = 4 << 20
"""Bytes read or written at a time in a worker thread: a trip to a thread costs as much as reading a quarter of this."""

CACHED_BLOCK_SIZE = 2 << 20
"""Bytes taken at a time of what the system holds of a file in memory: a quarter of a millisecond of an event loop."""

KEPT_SIZE = 256 << 10
"""Bytes up to which a file is read when it is prepared, rather than while it is sent: thousands of small files go up
without further trips to the disk, or to a worker thread."""

_SPOOL_DIRECTLY_ON_DISK_FROM = 8 << 20


def prepare(source: Source) -> None:
    """Fill in a source's size, and spool what cannot be rewound.

    Raises:
        SourceError: it is not there, may not be read, is a directory or a device.
    """
    if source.size is not None:
        return
    with _told(source):
        if source.kind == "path":
            _prepare_path(source)
        elif source.kind == "store":
            _prepare_stored(source)
        else:
            _prepare_handle(source)


@contextlib.contextmanager
def _told(source: Source) -> Generator[None, None, None]:
    """Make one of our errors of what is met on the way to a source's bytes."""
    try:
        yield
    except SourceError:
        raise
    except OSError as error:
        raise source_error(error, source.label) from error
    except ValueError as error:  # a closed handle, an embedded NUL
        raise SourceError(f"Cannot upload {source.label}: {cut(str(error))}.") from error
    except _unpacking_errors() as error:
        raise SourceReadError(f"Cannot upload {source.label}: it does not unpack ({cut(str(error))}).") from error


_UNPACKERS = (("zlib", "error"), ("lzma", "LZMAError"), ("zipfile", "BadZipFile"), ("compression.zstd", "ZstdError"))


def _unpacking_errors() -> tuple[type[Exception], ...]:
    """Errors that decompressing handles raise besides OSError, from the modules that are imported."""
    return EOFError, *(getattr(sys.modules[module], name) for module, name in _UNPACKERS if module in sys.modules)


def _prepare_path(source: Source) -> None:
    with open(source.content, "rb", buffering=0) as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode):
            _describe(source, file, status)
        elif stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):
            _spool(source, file)
        else:
            raise SourceReadError(f"Cannot upload {source.label}: it is a device, not a file.", filename=source.content)


def _describe(source: Source, file: IO[bytes], status: os.stat_result) -> None:
    if status.st_size <= KEPT_SIZE:
        data = file.read(KEPT_SIZE + 1)
        if _stamp(os.fstat(file.fileno())) != _stamp(status):
            raise SourceChangedError(f"{source.label} was changed while it was read; send it again.")
        if len(data) <= KEPT_SIZE:
            source.data = memoryview(data)
            source.size = len(data)
            return
    source.size = status.st_size
    source.stamp = _stamp(status)


def _prepare_stored(source: Source) -> None:
    stored = Stored(source.content, source.label)
    with stored.open() as handle:
        if stored.size is None:
            _spool(source, handle)
            return
        if stored.size <= KEPT_SIZE:
            source.data = memoryview(handle.read())
            source.size = len(source.data)
            return
    source.size, source.stamp = stored.size, stored.stamp


def _prepare_handle(source: Source) -> None:
    handle = source.content
    if not UPLOADS.claim(handle, source):
        raise SourceError(
            f"{source.label} is being uploaded by another call, and a handle has only one position; open the file once"
            " for each upload, pass its path, or wait for the other call."
        )
    seekable = getattr(handle, "seekable", None)
    if not (seekable() if callable(seekable) else hasattr(handle, "seek")):
        _spool(source, handle)
        return
    source.size = int(handle.seek(0, os.SEEK_END) or handle.tell())
    handle.seek(0)
    source.stamp = _stamp_of_handle(handle)


def _stamp_of_handle(handle: Any) -> tuple[int, ...] | None:
    """The stamp of the file that a handle reads, where it is one of the disk."""
    file = innermost(handle)
    if not isinstance(file, FileIO):
        return None
    status = os.fstat(file.fileno())
    return _stamp(status) if stat.S_ISREG(status.st_mode) else None


def _spool(source: Source, handle: Any) -> None:
    """Keep a stream's bytes in a temporary file: that gives them a length, and lets them be sent again."""
    import tempfile

    spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_DIRECTLY_ON_DISK_FROM)  # noqa: SIM115  # the call closes it
    source.spool = spool
    size = 0
    while block := _read_block(handle, BLOCK_SIZE, source):
        spool.write(block)
        size += len(block)
    source.size = size


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def _read_block(handle: Any, size: int, source: Source) -> bytes:
    try:
        block: object = handle.read(size)
    except TypeError as error:  # of a `read` that takes no size, or is not Python's protocol
        raise SourceError(f"Cannot upload {source.label}: read({size}) fails: {cut(str(error))}.") from error
    if block is None:
        raise SourceReadError(f"Cannot upload {source.label}: it does not block when it is read; make it blocking.")
    if isinstance(block, bytes):
        return block
    if isinstance(block, bytearray):
        return bytes(block)
    raise SourceError(f"Cannot upload {source.label}: reading it gives {type(block).__name__}, not bytes.")


class _SystemCache:
    """Reads the blocks of a file that are in the system's page cache.

    Two buffers alternate, as a sender releases a block when it takes the next. A released buffer is overwritten, so a
    whole file passes through memory in the processor's cache; a BytesIO that is still referenced is copied.
    """

    def __init__(self) -> None:
        self._buffers: list[BytesIO] = []

    def read(self, descriptor: int, most: int) -> bytes:
        """Read at most `most` bytes from the current position of the file.

        Raises BlockingIOError if the bytes are not in the cache.
        """
        buffer = self._next_buffer(most)
        with buffer.getbuffer() as view:
            size = _LINUX.preadv(descriptor, [view[:most]], _FROM_POSITION, _LINUX.RWF_NOWAIT)
        block = buffer.getvalue()
        return block if size == len(block) else block[:size]

    def _next_buffer(self, most: int) -> BytesIO:
        if len(self._buffers) < 2:
            self._buffers.append(BytesIO(bytes(most)))
        self._buffers.reverse()
        return self._buffers[0]


_LINUX: Any = os
"""The functions that only Linux has."""
_FROM_POSITION = -1
"""The offset that makes Linux read from the current position and advance it."""


class SourceReader:
    """The bytes of a prepared source, in blocks.

    Raises:
        SourceChangedError: the source has changed since it was prepared.
        SourceError: reading failed.
    """

    __slots__ = ("__weakref__", "_block_size", "_cache", "_file", "_left", "_owned", "_source", "_tells")

    def __init__(self, source: Source, block_size: int = BLOCK_SIZE) -> None:
        self._source = source
        self._block_size = block_size
        self._left = source.known_size
        self._owned = source.kind in {"path", "store"} and source.spool is None
        self._cache = _SystemCache() if self._owned and source.kind == "path" and hasattr(os, "RWF_NOWAIT") else None
        with _told(source):
            self._file = self._opened() if self._owned else self._claimed()
        try:
            self._begin()
        except SourceError:
            self.close()
            raise

    def _opened(self) -> IO[bytes]:
        try:
            if self._source.kind == "store":
                return Stored(self._source.content, self._source.label).open()
            return open(self._source.content, "rb", buffering=0)  # closed by close()
        except FileNotFoundError as error:
            raise SourceChangedError(f"{self._source.label} was removed after the upload began.") from error

    def _claimed(self) -> IO[bytes]:
        source = self._source
        file: IO[bytes] = source.spool or source.content
        if not READERS.claim(file, self):
            raise SourceError(
                f"{source.label} is a handle, whose parts cannot be read at the same time; pass a path, or bytes."
            )
        return file

    def _begin(self) -> None:
        with _told(self._source):
            self._check_unchanged()
            self._file.seek(self._source.start or 0)
            self._tells = not self._owned and self._is_in_place()

    def _is_in_place(self) -> bool:
        """True if a handle is where the last block ended, as far as it tells: something else may read it, too."""
        source = self._source
        try:
            return self._file.tell() == (source.start or 0) + source.known_size - self._left
        except (AttributeError, OSError):
            return False

    def _check_unchanged(self) -> None:
        """Compare the file with what it was when it was prepared: at the start, and once all of it was read."""
        source = self._source
        if source.stamp is not None and self._stamp() != source.stamp:
            raise SourceChangedError(f"{source.label} was changed or replaced after the upload began; send it again.")

    def _stamp(self) -> tuple[object, ...] | None:
        source = self._source
        return Stored(source.content, source.label).stamp if source.kind == "store" else _stamp_of_handle(self._file)

    def read(self) -> bytes:
        """The next block; empty at the end."""
        with _told(self._source):
            block = self._next_block()
            self._check_length(block)
            if self._tells and not self._is_in_place():
                raise SourceChangedError(
                    f"{self._source.label} was moved to another position while it was sent; open the file once for each"
                    " upload, and leave it alone meanwhile."
                )
            if not block:
                self._check_unchanged()
        return block

    def _next_block(self) -> bytes:
        if not self._left and self._source.start is not None:
            return b""
        # At the end one byte more is asked for: there is one where the file has grown.
        return _read_block(self._file, min(self._block_size, self._left) or 1, self._source)

    def _check_length(self, block: bytes) -> None:
        source = self._source
        self._left -= len(block)
        if self._left < 0:
            raise SourceChangedError(f"{source.label} grew beyond its {source.size} bytes while it was sent.")
        if not block and self._left:
            raise SourceChangedError(f"{source.label} lost {self._left} of its {source.size} bytes while it was sent.")

    def read_cached(self) -> bytes:
        """The next block, while the system has the file in memory; empty from where a disk has to be waited for."""
        if not self._left or self._cache is None:
            return b""
        size = min(CACHED_BLOCK_SIZE, self._block_size, self._left)
        try:
            block = self._cache.read(self._file.fileno(), size)
        except OSError:  # nothing of it is there, or this file system does not tell, or it fails, as `read` will say
            block = b""
        if len(block) < size:
            self._cache = None
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Close what was opened here; a caller's handle stays open, and others may read it."""
        if self._owned:
            self._file.close()
        else:
            READERS.release(self)
