"""Destinations of downloads: a file that replaces another when it is complete, or one that is written in place.

The sync driver calls it as it is, the async one from worker threads.
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
from io import RawIOBase, TextIOBase
from select import select
from typing import Any

from ..errors import DestinationError, cut, shorten
from .folders import sync_folder
from .leftovers import held

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_PERMISSIONS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
"""The permissions that a new file keeps from the one that it replaces: no set-user-ID or set-group-ID bits."""
_BINARY = getattr(os, "O_BINARY", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)


MOUNTS = "/proc/self/mountinfo"
"""Linux's list of mounts (proc_pid_mountinfo(5)); the fifth field of a line is the mount point."""


def check_destination(path: str | os.PathLike[str]) -> None:
    """Raise DestinationError if a file could not be put at `path`, nor written to in place."""
    target = target_of(path)
    problem = None if is_written_in_place(target) else _problem(target, os.path.dirname(target) or ".")
    if problem is not None:
        raise DestinationError(f"Cannot save to {shorten(target)}: {problem}.", filename=target)


def _problem(target: str, folder: str) -> str | None:
    """Return why no file can be put at `target`, as far as can be told beforehand."""
    if os.path.isdir(target):
        return "it is a directory; give the name of a file"
    if not os.path.isdir(folder):
        return f"the folder {shorten(folder)} is not there"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {shorten(folder)} is not writable"
    return _lasting_problem(target)


def _lasting_problem(target: str) -> str | None:
    """Return why a file that is written beside `target` could not be renamed to it in the end."""
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


def is_absent(target: str) -> bool:
    """Return True if there is nothing at a place, which then needs no further look before a file is put there."""
    if "/fd/" in target:  # perhaps a descriptor of this process, which is not open
        return False
    try:
        os.lstat(target)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def is_written_in_place(path: str | os.PathLike[str]) -> bool:
    """Return True if a place is not a file to be replaced: a pipe, a device, a descriptor, or a link of the system's
    own.
    """
    target = target_of(path)
    if _own_descriptor(target) is not None or (os.path.islink(target) and _is_systems(os.path.dirname(target))):
        return True
    try:
        mode = os.stat(target).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _is_systems(folder: str) -> bool:
    """Return True if a folder belongs to the system: files in it are never replaced, even if permissions allow it."""
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


def target_of(path: str | os.PathLike[str]) -> str:
    """Return the path of a file to save to; raise DestinationError for what cannot be one."""
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
        self._target = target_of(path)
        is_new = is_absent(self._target)
        if not is_new:
            check_destination(path)
        folder, name = os.path.split(self._target)
        # A file name has at most 255 bytes on the common systems: leave room for what is put around it.
        stem = os.fsdecode(os.fsencode(name)[:200])
        self._temporary = os.path.join(folder, f".{stem}.{secrets.token_hex(8)}.part")
        self.written = 0
        try:
            self._descriptor = created(self._temporary, None if is_new else self._target)
        except OSError as error:
            check_destination(path)  # which says more
            raise self._failure(error) from error
        self._hold()

    def _hold(self) -> None:
        while not held(self._descriptor):
            os.close(self._descriptor)
            try:
                self._descriptor = created(self._temporary, self._target)
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
            move_into_place(self._temporary, self._target)
            self._temporary = ""
        except OSError as error:
            raise self._failure(error) from error

    def discard(self) -> None:
        """Remove what was written, unless it was committed."""
        if not self._temporary:
            return
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
        return "The existing file is unchanged."


class InPlace(Destination):
    """A pipe, a device or an open descriptor of this process, which is written to as it is, and never replaced.

    Written bytes cannot be taken back, except at the end of a regular file, as opened by a shell's `>`.
    """

    __slots__ = ("_start",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._target = target_of(path)
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
            self._rewind(self._start)
        except OSError as error:
            raise self._failure(error) from error
        self.written = 0

    def _rewind(self, start: int) -> None:
        os.ftruncate(self._descriptor, start)
        os.lseek(self._descriptor, start, os.SEEK_SET)

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


class InHandle(InPlace):
    """A binary file object of the caller's, which is written to where it stands, and stays open."""

    __slots__ = ("_handle",)

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._target = str(getattr(handle, "name", None) or type(handle).__name__)
        self._descriptor = -1
        self.written = 0
        if isinstance(handle, TextIOBase):
            raise DestinationError(
                f"Cannot save to {shorten(self._target)}: it takes text; open it in binary mode ('wb').",
                filename=self._target,
            )
        with self._told():
            self._start = handle.tell() if hasattr(handle, "seekable") and handle.seekable() else None

    @contextlib.contextmanager
    def _told(self) -> Generator[None, None, None]:
        """Make our error of what a file object raises: also one that is closed, or takes no bytes."""
        try:
            yield
        except (OSError, ValueError, TypeError) as error:
            failure = error if isinstance(error, OSError) else OSError(None, str(error))
            raise self._failure(failure) from error

    def write_all(self, blocks: Sequence[bytes]) -> None:
        """Append blocks."""
        with self._told():
            for block in blocks:
                self._write_whole(block)

    def _write_whole(self, block: bytes) -> None:
        rest: Any = block
        while rest:
            done = self._handle.write(rest)
            if done is None and isinstance(self._handle, RawIOBase):
                raise OSError(None, "it does not block, and takes no more at present")
            taken = len(rest) if done is None else done
            self.written += taken
            rest = memoryview(rest)[taken:]

    def _rewind(self, start: int) -> None:
        with self._told():
            self._handle.seek(start)
            self._handle.truncate()

    def commit(self) -> None:
        """Hand on what the file object holds back."""
        with self._told():
            if hasattr(self._handle, "flush"):
                self._handle.flush()

    def discard(self) -> None:
        """Do nothing: what was written is the caller's."""


PIPE_PATIENCE = 5.0
"""Seconds within which a named pipe must get a reader; `open` would wait forever and could not be cancelled."""


def _opened_in_place(target: str) -> int:
    if not stat.S_ISFIFO(os.stat(target).st_mode):
        return os.open(target, os.O_WRONLY | _BINARY)
    until = time.monotonic() + PIPE_PATIENCE
    while True:
        try:
            descriptor = os.open(target, os.O_WRONLY | _NONBLOCK)
        except OSError as error:
            if error.errno != ENXIO:
                raise
        else:
            if sys.platform != "win32":  # which has no named pipes among its files
                os.set_blocking(descriptor, True)
            return descriptor
        if time.monotonic() >= until:
            raise OSError(ENXIO, "this pipe has no reader")
        time.sleep(0.02)


def _end_of_file(descriptor: int) -> int | None:
    """The size of a regular file that is written at its end; None for what is not a file, or is written elsewhere."""
    status = os.fstat(descriptor)
    at_end = stat.S_ISREG(status.st_mode) and os.lseek(descriptor, 0, os.SEEK_CUR) == status.st_size
    return status.st_size if at_end else None


_NEW_MODE = 0o666


def _new_mode(target: str) -> int:
    """The mode of the new file: that of the one it replaces, else what the umask leaves of 0666."""
    try:
        return (
            os.lstat(target).st_mode & _PERMISSIONS
            if os.path.isfile(target) and not os.path.islink(target)
            else _NEW_MODE
        )
    except OSError:
        return _NEW_MODE


def created(path: str, target: str | None, *, exclusive: bool = True) -> int:
    """Return a descriptor of the file that is to replace `target`, if there is one; of one that is there already,
    unless `exclusive`.
    """
    flags = os.O_CREAT | os.O_RDWR | _NO_FOLLOW | _BINARY | (os.O_EXCL if exclusive else 0)
    return os.open(path, flags, _NEW_MODE if target is None else _new_mode(target))


def move_into_place(path: str, target: str) -> None:
    """Put a file in the place of another, for good."""
    os.replace(path, target)
    sync_folder(os.path.dirname(target) or ".")
