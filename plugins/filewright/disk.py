"""The blocking file work that the drivers do: reading what is uploaded, saving what is downloaded.

The sync driver calls it as it is, the async one from worker threads; only what the system holds of a file in memory,
it takes itself.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Sequence
from io import BytesIO
from typing import IO, Any

from .errors import DestinationError, SourceChangedError, SourceError, SourceReadError, cut, shorten, source_error
from .sources import Source

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
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


# Uploads


def prepare(source: Source) -> None:
    """Fill in a source's size, and spool what cannot be rewound.

    Raises:
        SourceError: it is not there, may not be read, is a directory or a device.
    """
    if source.size is not None:
        return
    try:
        if source.kind == "path":
            _prepare_path(source)
        else:
            _prepare_handle(source)
    except SourceError:
        raise
    except OSError as error:
        raise source_error(error, source.label) from error
    except ValueError as error:  # a closed handle, an embedded NUL
        raise SourceError(f"Cannot upload {source.label}: {cut(str(error))}.") from error


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
        if len(data) <= KEPT_SIZE:
            source.data = memoryview(data)
            source.size = len(data)
            return
    source.size = status.st_size
    source.stamp = _stamp(status)


def _prepare_handle(source: Source) -> None:
    handle = source.content
    seekable = getattr(handle, "seekable", None)
    if not (seekable() if callable(seekable) else hasattr(handle, "seek")):
        _spool(source, handle)
        return
    source.size = int(handle.seek(0, os.SEEK_END) or handle.tell())
    handle.seek(0)


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
    """What the system holds of a file in memory, in blocks.

    Two buffers take turns, as whoever sends a block lets go of it when the next is there. What nobody holds any more is
    overwritten, so that a whole file goes through memory that the processor has at hand; a BytesIO copies what is held.
    """

    def __init__(self) -> None:
        self._buffers: list[BytesIO] = []

    def read(self, descriptor: int, most: int) -> bytes:
        """At most so many bytes, a number that never grows, from where the file stands on.

        Raises BlockingIOError where a disk would have to be waited for.
        """
        buffer = self._next_buffer(most)
        with buffer.getbuffer() as view:
            size = os.preadv(descriptor, [view[:most]], _FROM_POSITION, os.RWF_NOWAIT)
        block = buffer.getvalue()
        return block if size == len(block) else block[:size]

    def _next_buffer(self, most: int) -> BytesIO:
        if len(self._buffers) < 2:
            self._buffers.append(BytesIO(bytes(most)))
        self._buffers.reverse()
        return self._buffers[0]


_FROM_POSITION = -1
"""The offset by which Linux reads from where a file stands, and moves on."""


class SourceReader:
    """The bytes of a prepared source, in blocks.

    Raises:
        SourceChangedError: the source is not, or not any more, what it was when it was prepared.
        SourceError: reading failed.
    """

    __slots__ = ("_block_size", "_cache", "_file", "_left", "_owned", "_source")

    def __init__(self, source: Source, block_size: int = BLOCK_SIZE) -> None:
        self._source = source
        self._block_size = block_size
        self._left = source.known_size
        self._owned = source.kind == "path" and source.spool is None
        self._cache = _SystemCache() if self._owned and hasattr(os, "RWF_NOWAIT") else None
        self._file = self._open()

    def _open(self) -> Any:
        source = self._source
        try:
            if not self._owned:
                file: IO[bytes] = source.spool or source.content
                file.seek(source.start or 0)
                return file
            opened = open(source.content, "rb", buffering=0)  # noqa: SIM115  # closed by close()
            if source.start:
                opened.seek(source.start)
        except FileNotFoundError as error:
            raise SourceChangedError(f"{source.label} was removed after the upload began.") from error
        except OSError as error:
            raise source_error(error, source.label) from error
        except ValueError as error:
            raise SourceError(f"Cannot upload {source.label}: {cut(str(error))}.") from error
        if source.stamp is not None and _stamp(os.fstat(opened.fileno())) != source.stamp:
            opened.close()
            raise SourceChangedError(f"{source.label} was changed or replaced after the upload began; send it again.")
        return opened

    def read(self) -> bytes:
        """The next block; empty at the end."""
        source = self._source
        if not self._left and source.start is not None:
            return b""
        try:
            block = _read_block(self._file, min(self._block_size, self._left) or 1, source)
        except OSError as error:
            raise source_error(error, source.label) from error
        except ValueError as error:
            if isinstance(error, SourceError):
                raise
            raise SourceError(f"Cannot upload {source.label}: {cut(str(error))}.") from error
        self._left -= len(block)
        if self._left < 0:
            raise SourceChangedError(f"{source.label} grew beyond its {source.size} bytes while it was sent.")
        if not block and self._left:
            raise SourceChangedError(f"{source.label} lost {self._left} of its {source.size} bytes while it was sent.")
        return block

    def read_cached(self) -> bytes:
        """The next block, while the system has the file in memory; empty from where a disk has to be waited for."""
        if not self._left or self._cache is None:
            return b""
        size = min(CACHED_BLOCK_SIZE, self._left)
        try:
            block = self._cache.read(self._file.fileno(), size)
        except OSError:  # nothing of it is there, or this file system does not tell, or it fails, as `read` will say
            block = b""
        if len(block) < size:
            self._cache = None
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Close what was opened here; a caller's handle stays open."""
        if self._owned:
            self._file.close()


# Downloads


def check_destination(path: str | os.PathLike[str]) -> None:
    """Raise DestinationError where a file could not be put at `path`."""
    target = _target(path)
    folder = os.path.dirname(target) or "."
    if os.path.isdir(target):
        raise DestinationError(
            f"Cannot save to {shorten(target)}: it is a directory; give the name of a file.", filename=target
        )
    if os.path.exists(target) and not os.path.isfile(target):
        # Renaming over /dev/null would take the device away.
        raise DestinationError(
            f"Cannot save to {shorten(target)}: it is a device or a pipe, not a file.", filename=target
        )
    if not os.path.isdir(folder):
        raise DestinationError(
            f"Cannot save to {shorten(target)}: the folder {shorten(folder)} is not there.", filename=target
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DestinationError(
            f"Cannot save to {shorten(target)}: the folder {shorten(folder)} is not writable.", filename=target
        )


def _target(path: str | os.PathLike[str]) -> str:
    target: object = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(target, str) or not target or "\0" in target or not _is_encodable(target):
        raise DestinationError(f"{shorten(target)} is no path to save to; give the name of a file.")
    return target


def _is_encodable(path: str) -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


class Destination:
    """A file being written beside the place where it will be put.

    The bytes go to a new temporary file in the same folder; `commit` syncs it and renames it over the target, so that
    at every moment the target is either what it was or the whole new file. A target that is a symbolic link is itself
    replaced: what it points to is not touched.
    """

    __slots__ = ("_descriptor", "_target", "_temporary", "written")

    def __init__(self, path: str | os.PathLike[str]) -> None:
        check_destination(path)
        self._target = _target(path)
        folder, name = os.path.split(self._target)
        # A file name has at most 255 bytes on the common systems: leave room for what is put around it.
        stem = os.fsdecode(os.fsencode(name)[:200])
        self._temporary = os.path.join(folder, f".{stem}.{secrets.token_hex(8)}.part")
        self.written = 0
        try:
            self._descriptor = os.open(
                self._temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _NO_FOLLOW | _BINARY, _new_mode(self._target)
            )
        except OSError as error:
            raise self._failure(error) from error

    def write(self, block: bytes) -> None:
        """Append a block."""
        self.write_all((block,))

    def write_all(self, blocks: Sequence[bytes]) -> None:
        """Append blocks, in one system call where the disk takes them."""
        try:
            for block in blocks:
                rest = memoryview(block)
                while rest:
                    done = os.write(self._descriptor, rest)
                    self.written += done
                    rest = rest[done:]
        except OSError as error:
            raise self._failure(error) from error

    def restart(self) -> None:
        """Throw away what was written."""
        try:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
        except OSError as error:
            raise self._failure(error) from error
        self.written = 0

    def commit(self) -> None:
        """Make the bytes durable and put them in place."""
        try:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
            os.replace(self._temporary, self._target)
            _sync_folder(os.path.dirname(self._target) or ".")
        except OSError as error:
            raise self._failure(error) from error

    def discard(self) -> None:
        """Remove what was written, unless it was committed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._temporary)

    def _failure(self, error: OSError) -> DestinationError:
        reason = cut(error.strerror or str(error))
        return DestinationError(
            f"Cannot save to {shorten(self._target)}: {reason}. What was there before is unharmed.",
            errno=error.errno,
            filename=self._target,
        )


def _new_mode(target: str) -> int:
    """The mode of the new file: that of the one it replaces, else what the umask leaves of 0666."""
    try:
        return (
            stat.S_IMODE(os.lstat(target).st_mode) if os.path.isfile(target) and not os.path.islink(target) else 0o666
        )
    except OSError:
        return 0o666


def _sync_folder(folder: str) -> None:
    """Make a rename durable. Where a system cannot open or sync folders, the rename stands all the same."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
