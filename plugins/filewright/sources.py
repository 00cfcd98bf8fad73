"""Upload sources: their names, content types and bytes.

Nothing here touches a disk. The driver's `PrepareSource` fills in the size; wire/disk.py reads the bytes.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Literal, Protocol, TypeAlias, cast

from filewright_api.types import by_value

from .errors import ConfigurationError, SourceError, shorten
from .handles import UPLOADS, content_of_response, is_open_file, is_response, is_url, name_of, readable_within
from .narrowing import is_mapping, is_tuple


class Readable(Protocol):
    """A readable binary object."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class HoldsFile(Protocol):
    """An uploaded file of a web framework, such as Starlette's."""

    @property
    def file(self) -> IO[bytes]:
        """The file itself."""
        ...


class Streams(Protocol):
    """A response, or the content of a stored file."""

    def iter_bytes(self) -> Iterator[bytes]:
        """Its bytes, in blocks."""
        ...


FileContent: TypeAlias = (
    IO[bytes] | Readable | HoldsFile | Streams | bytes | bytearray | memoryview | os.PathLike[str] | str
)
"""A binary handle, the bytes themselves, or a path: in a tuple, a str is text to send (as UTF-8), elsewhere a path.

Of an object that holds a file, or streams one, that is sent; an array counts as bytes.
"""

FileTypes: TypeAlias = (
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
"""The types that `file=` accepts: content, or a tuple of file name, content, content type and part headers."""

DEFAULT_NAME = "upload"
DEFAULT_CONTENT_TYPE = "application/octet-stream"

# The types of the files that people send to Files servers. The media types of code and office files are those that
# https://platform.openai.com/docs/assistants/tools/file-search lists as supported; .jsonl as in
# https://jsonlines.org; the others are IANA's. Python's own `mimetypes` depends on the machine, so it is not asked.
CONTENT_TYPES: dict[str, str] = {
    ".bmp": "image/bmp",
    ".c": "text/x-c",
    ".cpp": "text/x-c++",
    ".cs": "text/x-csharp",
    ".css": "text/css",
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".go": "text/x-golang",
    ".gz": "application/gzip",
    ".html": "text/html",
    ".java": "text/x-java",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ndjson": "application/x-ndjson",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".php": "text/x-php",
    ".pkl": "application/octet-stream",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".py": "text/x-python",
    ".rb": "text/x-ruby",
    ".sh": "application/x-sh",
    ".tar": "application/x-tar",
    ".tex": "text/x-tex",
    ".ts": "application/typescript",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}

_HOW_TO = "pass a path, a file opened with 'rb', bytes, or a tuple (name, content[, type[, headers]])"

SourceKind: TypeAlias = Literal["bytes", "path", "handle", "store"]

_Description: TypeAlias = tuple[str | None, str | None, Mapping[str, str] | None]
"""A caller's description of a content: its name, content type and part headers."""

# RFC 9110, section 5.1 and 5.5: a field name is a token; a field value has no control characters but tab.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_NAMES_THAT_ARE_OURS = {"content-disposition", "content-type", "content-length", "content-transfer-encoding"}


class Source:
    """Content to upload.

    Attributes:
        kind: where the bytes are: "bytes" (in memory), "path", "handle" or "store" (another store, by fsspec).
        content: the memoryview, the path, the handle, or the URL.
        name: the file name that is sent: a base name, never a path.
        named: whether the name comes from the caller or the file, rather than being the default.
        content_type: the media type that is sent.
        headers: further headers of the part.
        size: the bytes to send; None until the source was prepared.
        data: the bytes themselves, where they are in memory: always of kind "bytes", and of small files once prepared.
        stamp: what tells that a file is still the same one (device, inode, mtime in ns, size), where there is such.
        spool: an open temporary file with the bytes, where the content itself cannot be rewound.
        start: of a part of another source, where it begins; else None.
    """

    __slots__ = (
        "__weakref__",
        "content",
        "content_type",
        "data",
        "headers",
        "kind",
        "name",
        "named",
        "size",
        "spool",
        "stamp",
        "start",
    )

    def __init__(
        self,
        kind: SourceKind,
        content: Any,
        *,
        name: str | None = None,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind: SourceKind = kind
        self.content = content
        self.named = name is not None
        self.name = DEFAULT_NAME if name is None else _base_name(name)
        self.content_type = _checked_content_type(content_type) or guess_content_type(self.name)
        self.headers = _checked_headers(headers or {})
        self.data: memoryview | None = content if kind == "bytes" else None
        self.size: int | None = len(content) if kind == "bytes" else None
        self.stamp: tuple[object, ...] | None = None
        self.spool: IO[bytes] | None = None
        self.start: int | None = None

    def part(self, start: int, size: int) -> Source:
        """Return a part of this prepared source: `length` bytes from `start` on."""
        piece = Source(self.kind, self.content)
        piece.start = start
        piece.size = min(size, self.known_size - start)
        piece.stamp = self.stamp
        piece.spool = self.spool
        piece.data = None if self.data is None else self.data[start : start + size]
        return piece

    @property
    def has_parallel_parts(self) -> bool:
        """True if parts can be read in parallel: from a path or bytes, but not from a handle, which has a single
        position.
        """
        return self.data is not None or (self.kind in {"path", "store"} and self.spool is None)

    @property
    def known_size(self) -> int:
        """The size in bytes of a prepared source."""
        if self.size is None:
            raise SourceError(f"The size of {self.label} is not known before it is prepared.")
        return self.size

    @property
    def suffix(self) -> str:
        """The last suffix of the name, in lower case, with its dot."""
        return os.path.splitext(self.name)[1].lower()

    def release(self) -> None:
        """Release the handle for other uploads and delete the temporary file. The caller's object is left open."""
        if self.start is not None:
            return
        if self.spool is not None:
            self.spool.close()
        if self.kind == "handle":
            UPLOADS.release(self)

    @property
    def label(self) -> str:
        """The path or name used in messages."""
        return shorten(self.content if self.kind in {"path", "store"} and isinstance(self.content, str) else self.name)

    def __repr__(self) -> str:
        return f"<Source {self.kind} {self.label} {self.content_type} {self.size} bytes>"


def guess_content_type(name: str) -> str:
    """Return the media type for a file name, `application/octet-stream` if it is unknown."""
    return CONTENT_TYPES.get(os.path.splitext(name)[1].lower(), DEFAULT_CONTENT_TYPE)


def file_from_path(path: str | os.PathLike[str]) -> tuple[str, os.PathLike[str]]:
    """A file to upload, from its path. It is read while it is sent, not before."""
    from pathlib import Path

    return os.path.basename(path), Path(path)


def source_from(file: Any) -> Source:
    """Create a Source from a `file=` argument.

    Raises:
        SourceError: it is nothing that could be uploaded; the message says what would be.
        ConfigurationError: its name, type or headers cannot be sent.
    """
    if isinstance(file, Source):
        return file
    if is_tuple(file) and not hasattr(file, "body"):  # Sanic's file is a tuple of other things, by name
        return _source_from_tuple(file)
    if isinstance(file, str) and not isinstance(file, os.PathLike):
        where = _source_from_store if is_url(file) else _source_from_path
        return where(file, (None, None, None))
    return _source_from_content(file, (None, None, None))


def _source_from_tuple(parts: tuple[Any, ...]) -> Source:
    if not 2 <= len(parts) <= 4:
        raise SourceError(f"A tuple of {len(parts)} cannot be uploaded; {_HOW_TO}.")
    name, content, content_type, headers = (*parts, None, None)[:4]
    name, content_type = by_value(name), by_value(content_type)
    if name is not None and not isinstance(name, str):
        raise SourceError(f"The file name {shorten(name)} is not a str; {_HOW_TO}.")
    if content_type is not None and not isinstance(content_type, str):
        raise SourceError(f"The content type {shorten(content_type)} is not a str; {_HOW_TO}.")
    if headers is not None and not is_mapping(headers):
        raise SourceError(f"The part headers {shorten(headers)} are not a mapping; {_HOW_TO}.")
    return _source_from_content(content, (name, content_type or None, headers))


def _source_from_content(content: Any, described: _Description) -> Source:
    if isinstance(content, os.PathLike):
        return _source_from_path(cast("os.PathLike[str]", content), described)
    if is_open_file(content):
        return _source_from_store(content, described)
    name, content_type, headers = described
    if name is None and not isinstance(content, str):
        name = name_of(content)
    content = _readable(content)
    view = _bytes_view(content)
    kind: Literal["bytes", "handle"] = "handle" if view is None else "bytes"
    if view is None:
        _check_handle(content)
        view = content
    return Source(kind, view, name=name, content_type=content_type, headers=headers)


def _readable(content: Any) -> Any:
    """Return the readable object of a content, which may be wrapped in an object of another library."""
    if isinstance(content, str):
        return _utf8(content)
    return content_of_response(content) if is_response(content) else readable_within(content)


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError(
            f"The text {shorten(text, 80)} cannot be encoded as UTF-8; pass it as bytes, in an encoding of yours."
        ) from None


def _bytes_view(content: Any) -> memoryview | None:
    """Return the bytes of an object with contiguous memory, such as an array; None for other objects."""
    if hasattr(content, "read"):  # an mmap is a handle too, and closes as one
        return None
    try:
        view = memoryview(content)
    except (TypeError, ValueError, BufferError):
        return None
    if not view.ndim or "O" in view.format:  # a number, or pointers to objects
        return None
    if not view.contiguous:
        raise SourceError("A memoryview that is not contiguous cannot be uploaded; pass bytes(view).")
    if not view.nbytes:
        return memoryview(b"")  # an empty view cannot be cast
    return _cast(view)


def _cast(view: memoryview) -> memoryview:
    try:
        return view.cast("B")
    except TypeError:  # in the order of another language or another processor
        return memoryview(view.tobytes())


def _source_from_path(content: str | os.PathLike[str], described: _Description) -> Source:
    name, content_type, headers = described
    path = os.fspath(content)
    if not isinstance(path, str):
        raise SourceError(f"The path {shorten(path)} is not a str; pass a str or a pathlib.Path.")
    if not path or "\0" in path:
        raise SourceError(f"{shorten(path)} is not a path; {_HOW_TO}.")
    own_name = os.path.basename(path.rstrip(os.sep)) or None
    return Source("path", path, name=own_name if name is None else name, content_type=content_type, headers=headers)


def _source_from_store(place: Any, described: _Description) -> Source:
    name, content_type, headers = described
    path: str = place if isinstance(place, str) else place.path
    own_name = os.path.basename(path.rstrip("/")) or None
    return Source("store", place, name=own_name if name is None else name, content_type=content_type, headers=headers)


def _check_handle(handle: Any) -> None:
    """Refuse a content that cannot be read, as far as this is known without reading it."""
    read = getattr(handle, "read", None)
    if read is None:
        hint = "join its blocks into bytes, or write them to a file first" if _is_iterable(handle) else _HOW_TO
        raise SourceError(f"{shorten(handle, 80)} of type {type(handle).__name__} cannot be uploaded; {hint}.")
    if inspect.iscoroutinefunction(read):
        raise SourceError(
            f"{type(handle).__name__} is an async file, which cannot be uploaded; pass its path (it is read in a"
            " worker thread, so the event loop does not wait for it), or the bytes of `await file.read()`."
        )
    if getattr(handle, "closed", False) is True:
        raise SourceError(
            f"The file {_handle_label(handle)} is closed; open it with 'rb' and upload it before closing."
        )
    if _is_text(handle):
        raise SourceError(f"The file {_handle_label(handle)} is opened as text; open it with 'rb'.")
    readable = getattr(handle, "readable", None)
    if callable(readable) and not readable():
        raise SourceError(f"The file {_handle_label(handle)} is opened for writing only; open it with 'rb'.")


def _is_iterable(value: object) -> bool:
    return hasattr(value, "__iter__") or hasattr(value, "__aiter__")


def _is_text(handle: Any) -> bool:
    mode = getattr(handle, "mode", None)
    text_mode = isinstance(mode, str) and "b" not in mode and hasattr(handle, "encoding")
    return text_mode or (hasattr(handle, "newlines") and hasattr(handle, "encoding"))


def _handle_label(handle: Any) -> str:
    name = getattr(handle, "name", None)
    return shorten(name) if isinstance(name, str) else type(handle).__name__


def _base_name(name: str) -> str:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    if base in {"", ".", ".."} or "\0" in base:
        raise ConfigurationError(f"{shorten(name)} is not a file name; pass one such as 'data.jsonl'.")
    try:
        base.encode("utf-8")
    except UnicodeEncodeError:
        raise ConfigurationError(
            f"The file name {shorten(name)} cannot be encoded as UTF-8; pass (name, content) with a name that can."
        ) from None
    return base


def _checked_content_type(content_type: str | None) -> str | None:
    if content_type is not None and ("/" not in content_type or not _HEADER_VALUE.fullmatch(content_type)):
        raise ConfigurationError(
            f"{shorten(content_type)} is not a content type; pass one such as 'application/jsonl'."
        )
    return content_type


def _checked_headers(headers: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    sent = tuple((by_value(name), by_value(value)) for name, value in headers.items())
    for name, value in sent:
        if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name) or name.lower() in _NAMES_THAT_ARE_OURS:
            raise ConfigurationError(f"{shorten(name)} cannot be the name of a part's header.")
        if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value):
            raise ConfigurationError(f"The part header {shorten(name)} cannot have the value {shorten(value)}.")
    return sent
