"""The blocking file work that the drivers do: reading what is uploaded, saving what is downloaded.

The sync driver calls it as it is, the async one from worker threads; only what the system holds of a file in memory,
it takes itself.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Generator, Sequence
from errno import ENXIO
from io import BytesIO, FileIO
from select import select
from typing import IO, Any

from .errors import DestinationError, SourceChangedError, SourceError, SourceReadError, cut, shorten, source_error
from .handles import READERS, UPLOADS, innermost
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
_PERMISSIONS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
"""What a new file may take over of the one that it replaces: rights, but not those to act as its owner."""
_BINARY = getattr(os, "O_BINARY", 0)


# Uploads


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
    """What handles that unpack raise besides the errors of files: those of modules that were imported."""
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

    __slots__ = ("__weakref__", "_block_size", "_cache", "_file", "_left", "_owned", "_source")

    def __init__(self, source: Source, block_size: int = BLOCK_SIZE) -> None:
        self._source = source
        self._block_size = block_size
        self._left = source.known_size
        self._owned = source.kind == "path" and source.spool is None
        self._cache = _SystemCache() if self._owned and hasattr(os, "RWF_NOWAIT") else None
        with _told(source):
            self._file = self._opened() if self._owned else self._claimed()
        try:
            self._begin()
        except SourceError:
            self.close()
            raise

    def _opened(self) -> IO[bytes]:
        try:
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

    def _check_unchanged(self) -> None:
        """Compare the file with what it was when it was prepared: at the start, and once all of it was read."""
        source = self._source
        if source.stamp is not None and _stamp_of_handle(self._file) != source.stamp:
            raise SourceChangedError(f"{source.label} was changed or replaced after the upload began; send it again.")

    def read(self) -> bytes:
        """The next block; empty at the end."""
        with _told(self._source):
            block = self._next_block()
            self._check_length(block)
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
        """Close what was opened here; a caller's handle stays open, and others may read it."""
        if self._owned:
            self._file.close()
        else:
            READERS.release(self._file, self)


# Downloads


MOUNTS = "/proc/self/mountinfo"
"""Where Linux lists what is mounted (proc_pid_mountinfo(5)): the fifth field of a line is the place."""


def check_destination(path: str | os.PathLike[str]) -> None:
    """Raise DestinationError where a file could not be put at `path`, nor written to in place."""
    target = _target(path)
    problem = None if is_written_in_place(target) else _problem(target, os.path.dirname(target) or ".")
    if problem is not None:
        raise DestinationError(f"Cannot save to {shorten(target)}: {problem}.", filename=target)


def _problem(target: str, folder: str) -> str | None:
    """Why no file can be put at `target`, as far as that shows before."""
    if os.path.isdir(target):
        return "it is a directory; give the name of a file"
    if not os.path.isdir(folder):
        return f"the folder {shorten(folder)} is not there"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {shorten(folder)} is not writable"
    return _lasting_problem(target)


def _lasting_problem(target: str) -> str | None:
    """Why a file that is written beside `target` could not be renamed to it in the end."""
    try:
        os.lstat(target)
    except FileNotFoundError:
        return None
    except OSError as error:
        return cut(error.strerror or str(error))
    if _is_mount_point(target):
        return (
            "it is mounted by itself, as containers do it with a single file, and cannot be replaced. Save beside it,"
            " or open it and save to f'/dev/fd/{file.fileno()}'"
        )
    return None


def _is_mount_point(target: str) -> bool:
    if not os.path.isfile(target) or os.path.islink(target):
        return False
    place = os.fsencode(os.path.realpath(target))
    for character in (b"\\", b" ", b"\t", b"\n"):
        place = place.replace(character, b"\\%03o" % ord(character))
    try:
        with open(MOUNTS, "rb") as mounts:
            return any(line.split(b" ", 5)[4] == place for line in mounts)
    except OSError:
        return os.path.ismount(target)


def is_written_in_place(path: str | os.PathLike[str]) -> bool:
    """Whether a place is not a file to be replaced: a pipe, a device, a descriptor, or a link of the system's own."""
    target = _target(path)
    if _own_descriptor(target) is not None or (os.path.islink(target) and _is_systems(os.path.dirname(target))):
        return True
    try:
        mode = os.stat(target).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _is_systems(folder: str) -> bool:
    """Whether a folder is the system's own: what lies in it is never replaced, whoever may."""
    place = os.path.join(os.path.realpath(folder), "")
    return place.startswith(("/dev/", "/proc/", "/sys/")) and not place.startswith("/dev/shm/")  # noqa: S108  # nothing is made there


_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|thread-self|(\d+)))/fd/(\d{1,9})")
_MAX_LINKS = 40
"""As Linux has it (path_resolution(7))."""


def _own_descriptor(target: str) -> int | None:
    """The descriptor of this process that a path stands for, such as /dev/stdout or /proc/self/fd/3; else None."""
    place = os.path.abspath(target)
    for _ in range(_MAX_LINKS):
        match = _DESCRIPTOR.fullmatch(place)
        if match and match[1] in (None, str(os.getpid())):
            return int(match[2])
        try:
            link = os.readlink(place)
        except OSError:
            return None
        place = os.path.normpath(os.path.join(os.path.dirname(place), link))
    return None


def open_destination(path: str | os.PathLike[str]) -> Destination:
    """The place that `path` names, open: a file beside the one to replace, or what can only be written in place."""
    check_destination(path)
    return InPlace(path) if is_written_in_place(path) else Destination(path)


def _target(path: str | os.PathLike[str]) -> str:
    target: object = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(target, str) or not target or "\0" in target or not _is_encodable(target):
        raise DestinationError(f"{shorten(target)} is not a path to save to; give the name of a file.")
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
                    done = self._write(rest)
                    self.written += done
                    rest = rest[done:]
        except OSError as error:
            raise self._failure(error) from error

    def _write(self, rest: memoryview) -> int:
        return os.write(self._descriptor, rest)

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
        message = f"Cannot save to {shorten(self._target)}: {reason}. {self._what_is_there()}"
        return DestinationError(message, errno=error.errno, filename=self._target)

    def _what_is_there(self) -> str:
        return "What was there before is unharmed."


class InPlace(Destination):
    """A pipe, a device or an open descriptor of this process, which is written to as it is, and never replaced.

    What was written to it is out: only at the end of a regular file, as a shell's `>` opens one, can it be taken back.
    """

    __slots__ = ("_start",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._target = _target(path)
        self.written = 0
        try:
            self._descriptor = self._opened()
            self._start = _end_of_file(self._descriptor)
        except OSError as error:
            raise self._failure(error) from error

    def _opened(self) -> int:
        descriptor = _own_descriptor(self._target)
        # Opening a descriptor's path anew would begin at the start of its file, over what was written already.
        return _opened_in_place(self._target) if descriptor is None else os.dup(descriptor)

    def _write(self, rest: memoryview) -> int:
        try:
            return super()._write(rest)
        except BlockingIOError:  # whoever made the pipe made it so
            select([], [self._descriptor], [])
            return 0

    def restart(self) -> None:
        """Throw away what was written.

        Raises:
            DestinationError: it is out.
        """
        if not self.written:
            return
        if self._start is None:
            raise DestinationError(
                f"Cannot save to {shorten(self._target)}: the content has to be fetched from its start again."
                f" {self._what_is_there()}",
                filename=self._target,
            )
        try:
            os.ftruncate(self._descriptor, self._start)
            os.lseek(self._descriptor, self._start, os.SEEK_SET)
        except OSError as error:
            raise self._failure(error) from error
        self.written = 0

    def commit(self) -> None:
        """Make the bytes durable, where that means something."""
        try:
            if self._start is not None:
                os.fsync(self._descriptor)
            self.discard()
        except OSError as error:
            raise self._failure(error) from error

    def discard(self) -> None:
        """Close what was opened here."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _what_is_there(self) -> str:
        return f"{self.written:,} bytes were written to it already."


PIPE_PATIENCE = 5.0
"""Seconds within which somebody must read a named pipe: `open` would wait for ever, and could not be cancelled."""


def _opened_in_place(target: str) -> int:
    if not stat.S_ISFIFO(os.stat(target).st_mode):
        return os.open(target, os.O_WRONLY | _BINARY)
    until = time.monotonic() + PIPE_PATIENCE
    while True:
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != ENXIO:
                raise
        else:
            os.set_blocking(descriptor, True)
            return descriptor
        if time.monotonic() >= until:
            raise OSError(ENXIO, "nobody reads this pipe")
        time.sleep(0.02)


def _end_of_file(descriptor: int) -> int | None:
    """The size of a regular file that is written at its end; None for what is not a file, or is written elsewhere."""
    status = os.fstat(descriptor)
    at_end = stat.S_ISREG(status.st_mode) and os.lseek(descriptor, 0, os.SEEK_CUR) == status.st_size
    return status.st_size if at_end else None


def _new_mode(target: str) -> int:
    """The mode of the new file: that of the one it replaces, else what the umask leaves of 0666."""
    try:
        return (
            os.lstat(target).st_mode & _PERMISSIONS if os.path.isfile(target) and not os.path.islink(target) else 0o666
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
