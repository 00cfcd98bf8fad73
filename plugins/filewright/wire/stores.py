"""Other stores, by their URLs: `s3://bucket/key`, `gs://...`, `memory://...`: whatever fsspec opens.

fsspec is imported when such a URL is used. Its own configuration, or the environment, has the credentials.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from typing import IO, Any, NamedTuple

from ..errors import DestinationError, SourceError, cut, shorten
from .saving import Destination


def located(place: Any) -> tuple[Any, str]:
    """The file system and the path that a URL, or an open-file object of fsspec, stands for.

    Raises:
        ImportError: fsspec, or what it needs for this store, is not installed.
        ValueError: no file system has this protocol.
    """
    if not isinstance(place, str):
        return place.fs, place.path
    url_to_fs: Any = import_module("fsspec.core").url_to_fs  # fsspec has no types
    found: tuple[Any, str] = url_to_fs(place)
    return found


@contextlib.contextmanager
def store_needed(place: str, failure: type[SourceError | DestinationError]) -> Generator[None, None, None]:
    """Say what to install for a store."""
    try:
        yield
    except ImportError as error:
        raise failure(
            f"{place} is a URL of another store, which needs the extra `fsspec` and that store's package ({error})."
        ) from error


class Found(NamedTuple):
    """A file or folder of another store, as its listing has it.

    Attributes:
        url: where it is.
        is_folder: whether it is a folder.
        size: of a file, in bytes; None if the store does not say.
        mtime_ns: when it was changed, in nanoseconds since 1970; 0 where the store does not say.
        version: what tells its content from another one; "" where the store has no such thing.
    """

    url: str
    is_folder: bool
    size: int | None
    mtime_ns: int
    version: str


# As s3fs, gcsfs, adlfs, ossfs, and the file systems of fsspec itself call them.
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")
# What listings and single files both have comes first: S3 tells the version of a file alone.
_VERSIONS = ("ETag", "etag", "generation", "md5Hash", "content_md5", "VersionId", "version_id")


def found_at(url: str) -> Found:
    """The file or folder of a URL.

    Raises:
        SourceError: the store cannot be opened.
        OSError: there is nothing.
    """
    fs, path = _opened_at(url)
    fs.invalidate_cache()
    return _found(url.rstrip("/"), fs.info(path))


def found_in(url: str, *, afresh: bool = False) -> Iterator[Found]:
    """The files and folders in the folder of a URL; afresh, even if the store was asked before."""
    fs, path = _opened_at(url)
    if afresh:
        fs.invalidate_cache()
    for info in fs.ls(path, detail=True):
        name = info["name"].rstrip("/").rpartition("/")[2]
        # Object stores list the folder itself, where somebody has made an object of it.
        if name and info["name"].strip("/") != path.strip("/"):
            yield _found(f"{url}/{name}", info)


def check_folder_at(url: str) -> None:
    """Refuse a URL that is not that of a folder.

    Raises:
        SourceError: it is a file, there is nothing, or the store cannot be opened.
    """
    try:
        found = found_at(url)
    except OSError as error:
        raise SourceError(f"Cannot read {shorten(url)}: {cut(str(error) or type(error).__name__)}.") from error
    if not found.is_folder:
        raise SourceError(f"{shorten(url)} is a file; pass the URL of a folder.")


def size_at(url: str) -> int | None:
    """The size of the file of a URL; None if there is none."""
    fs, path = _opened_at(url, DestinationError)
    with contextlib.suppress(OSError):
        size: int | None = fs.info(path)["size"]
        return size
    return None


def make_folder_at(url: str) -> None:
    """Make the folder of a URL, where its store has folders.

    Raises:
        DestinationError: it cannot be made.
    """
    fs, path = _opened_at(url, DestinationError)
    try:
        fs.invalidate_cache()
        fs.makedirs(path, exist_ok=True)
    except (OSError, ValueError) as error:
        raise DestinationError(f"The folder {shorten(url)} cannot be made: {cut(str(error))}.") from error


def _opened_at(url: str, failure: type[SourceError | DestinationError] = SourceError) -> tuple[Any, str]:
    try:
        with store_needed(shorten(url), failure):
            return located(url)
    except ValueError as error:
        raise failure(f"No store can be opened for {shorten(url)}: {cut(str(error))}.") from error


def _found(url: str, info: dict[str, Any]) -> Found:
    times = (info.get(name) for name in _TIMES)
    version = next((str(info[name]) for name in _VERSIONS if info.get(name)), "")
    return Found(url, info["type"] == "directory", info.get("size"), next(map(_ns, filter(None, times)), 0), version)


def _ns(time: Any) -> int:
    """A time of a store, in nanoseconds since 1970; 0 for a form that is not known."""
    try:
        moment = datetime.fromisoformat(time) if isinstance(time, str) else time
        return int((moment.timestamp() if isinstance(moment, datetime) else moment) * 1e9)
    except (TypeError, ValueError, OverflowError):
        return 0


class Stored:
    """A file of another store, to be uploaded.

    Attributes:
        size: its bytes.
        stamp: what tells that it is still the same: its size, and its time, version or ETag, whichever the store has.
    """

    def __init__(self, place: Any, label: str) -> None:
        with store_needed(label, SourceError):
            self._fs, self._path = located(place)
        self._fs.invalidate_cache()
        info = self._fs.info(self._path)
        if info["type"] != "file":
            raise IsADirectoryError(f"{label} is a directory")
        self.size: int | None = info["size"]
        self.stamp = (self.size, self._fs.ukey(self._path))

    def open(self) -> IO[bytes]:
        """A handle of its own."""
        handle: IO[bytes] = self._fs.open(self._path, "rb")
        return handle


class InStore(Destination):
    """A file in another store, which appears there when it is complete."""

    __slots__ = ("_file", "_fs", "_path")

    def __init__(self, place: Any) -> None:
        self._target = place if isinstance(place, str) else place.full_name
        self.written = 0
        with store_needed(shorten(self._target), DestinationError), self._told():
            self._fs, self._path = located(place)
            self._file: Any = self._opened()

    def _opened(self) -> Any:
        return self._fs.open(self._path, "wb", autocommit=False)

    @contextlib.contextmanager
    def _told(self) -> Generator[None, None, None]:
        try:
            yield
        except ValueError as error:
            raise DestinationError(f"Cannot save to {shorten(self._target)}: {cut(str(error))}.") from error
        except OSError as error:
            raise self._failure(error) from error

    def write_all(self, blocks: Sequence[bytes]) -> None:
        """Append blocks."""
        with self._told():
            for block in blocks:
                self._file.write(block)
                self.written += len(block)

    def restart(self) -> None:
        """Throw away what was written."""
        self.discard()
        with self._told():
            self._file = self._opened()
        self.written = 0

    def commit(self) -> None:
        """Let the file appear."""
        file, self._file = self._file, None
        with self._told():
            file.close()
            file.commit()

    def discard(self) -> None:
        """Throw away what was written, unless it was committed."""
        file, self._file = self._file, None
        if file is None:
            return
        with contextlib.suppress(OSError):
            file.discard()
        file.forced = True  # so that closing it uploads nothing
        file.close()
