"""Inspects a caller's file object without reading it: its name, and the object that it reads from.

Web frameworks, archives and HTTP clients have file objects of their own; the tables here say how to tell.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary, WeakValueDictionary

from .errors import ResponseConsumedError, SourceError, SourceReadError

_URL = re.compile(r"[a-z][a-z0-9+.-]+://.")
"""The start of a URL (RFC 3986, section 3.1); one letter is a drive of Windows."""

_NAMES = ("filename", "orig_name", "name", "path")
"""Attributes that may contain a file's name, in order of precedence. `name` is a form field's name in
Werkzeug, aiohttp and Bottle, which have the file's in `filename`; `orig_name` is Gradio's, `path` fsspec's."""

_CONTENTS = ("file", "body")
"""Attributes in which objects without a read() keep their content: Starlette and aiohttp; Sanic and Tornado."""

_INNER = ("raw", "file", "stream", "fileobj", "_fp")
"""Attributes in which a file object keeps the one that it reads from: io's buffers; tempfile and Django; Werkzeug; gzip
and tarfile; bz2 and lzma."""

_MAX_NESTING = 5

_INFLATING: dict[tuple[str, str], Mapping[str, str]] = {
    ("gzip", "GzipFile"): {".gz": "", ".gzip": "", ".tgz": ".tar"},
    ("bz2", "BZ2File"): {".bz2": "", ".tbz": ".tar", ".tbz2": ".tar"},
    ("lzma", "LZMAFile"): {".xz": "", ".lzma": "", ".txz": ".tar"},
    ("compression.zstd", "ZstdFile"): {".zst": "", ".tzst": ".tar"},
}
"""Classes of handles that give the inflated bytes, and what the suffix of a packed file becomes."""
_NONE: Mapping[str, str] = {}


def chain(handle: Any) -> Iterator[Any]:
    """The handle, the one that it reads from, and so on."""
    for _ in range(_MAX_NESTING):
        yield handle
        inner = (getattr(handle, name, None) for name in _INNER)
        handle = next((each for each in inner if hasattr(each, "read")), None)
        if handle is None:
            return


def innermost(handle: Any) -> Any:
    """Return the object that a handle ultimately reads from; handles that share it also share its position."""
    *_, last = chain(handle)
    return last


class Claims:
    """Who uses which handles: a handle has one position, so that two readers would take bytes from each other.

    A claim ends when it is released, or when its holder is garbage-collected.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders: WeakValueDictionary[int, Any] = WeakValueDictionary()
        # A handle that is closed meanwhile may forget what it read from, whose number another object could then get.
        self._claimed: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def claim(self, handle: Any, holder: Any) -> bool:
        """Claim a handle for the holder; return True if the holder has it, False if another holder does."""
        file = innermost(handle)
        with self._lock:
            is_holders = self._holders.setdefault(id(file), holder) is holder
            if is_holders:
                self._claimed[holder] = file
        return is_holders

    def release(self, holder: Any) -> None:
        """End the holder's claim, if it has one."""
        with self._lock:
            if holder in self._claimed:
                del self._holders[id(self._claimed.pop(holder))]


UPLOADS = Claims()
"""The handles that are being uploaded, each with its Source."""

READERS = Claims()
"""The handles that are being read, each with what reads it: parts of an upload share a handle."""


def readable_within(content: Any) -> Any:
    """Return the readable part of a web framework's upload object, or the object itself if it is readable or has no
    such part.
    """
    if _is_readable(content):
        return content
    held = (getattr(content, name, None) for name in _CONTENTS)
    return next((each for each in held if _is_readable(each) or isinstance(each, (bytes, bytearray))), content)


def _is_readable(content: Any) -> bool:
    read = getattr(content, "read", None)
    return read is not None and not inspect.iscoroutinefunction(read)


def name_of(handle: Any) -> str | None:
    """The base name of a file object's file, or None; where it inflates what it reads, that of the inflated file."""
    for each in (handle, getattr(handle, "raw", None)):
        changes = _suffix_changes(each)
        if changes:
            names = (_own_name(packed, ("name",)) for packed in chain(each))
            return _inflated(next(filter(None, names), None), changes)
    return None if _is_nameless_member(handle) else _own_name(handle, _NAMES)


def _is_nameless_member(handle: object) -> bool:
    """True for a member of a tar archive to which Python before 3.13 gives the name of the archive."""
    member = getattr(handle, "raw", None)
    if ("tarfile", "_FileInFile") not in _classes_of(member):
        return False
    return getattr(member, "name", None) == getattr(getattr(member, "fileobj", None), "name", None)


def _own_name(handle: Any, attributes: tuple[str, ...]) -> str | None:
    name = next((getattr(handle, each) for each in attributes if hasattr(handle, each)), None)
    if not isinstance(name, (str, bytes, os.PathLike)):
        return None  # a descriptor's name is its number
    text = os.fsdecode(cast("str | bytes | os.PathLike[str]", name))
    # A pipe's name is "<stdin>" or "<fdopen>".
    return None if text.startswith("<") else os.path.basename(text) or None


def _suffix_changes(handle: object) -> Mapping[str, str]:
    return next((_INFLATING[each] for each in _classes_of(handle) if each in _INFLATING), _NONE)


def _classes_of(handle: object) -> list[tuple[str, str]]:
    """The classes of an object, each as its module and its name."""
    return [(each.__module__, each.__name__) for each in type(handle).__mro__]


def _inflated(name: str | None, changes: Mapping[str, str]) -> str | None:
    if name is None:
        return None
    stem, suffix = os.path.splitext(name)
    return stem + changes.get(suffix.lower(), suffix)


# Responses of HTTP clients


class ResponseReader:
    """Reads a response that is still a stream, once, in blocks as they come.

    Attributes:
        raw: the response.
    """

    def __init__(self, response: Any, blocks: Iterator[bytes]) -> None:
        self.raw = response
        self._blocks = filter(None, blocks)

    def seekable(self) -> bool:
        """A stream cannot be rewound."""
        return False

    def read(self, size: int = -1) -> bytes:
        """The next block, whatever its size; empty at the end."""
        failures = [(library.HTTPError, library.StreamError) for library in _http_libraries()]
        try:
            return next(self._blocks, b"")
        except tuple(each for pair in failures for each in pair) as error:
            raise SourceReadError(
                f"Cannot upload a response: reading it failed ({error or type(error).__name__})."
            ) from error


def _http_libraries() -> list[Any]:
    """httpx and httpx2, each if it is imported: of no other is there a response yet."""
    return [sys.modules[name] for name in ("httpx", "httpx2") if name in sys.modules]


def is_response(content: Any) -> bool:
    """True for a response, and for an SDK's object that wraps one."""
    return hasattr(content, "iter_bytes") or hasattr(content, "http_response")


def content_of_response(content: Any) -> Any:
    """Return the content of a response of httpx or httpx2, or of an SDK's object that wraps one, as bytes or as a
    ResponseReader.

    Raises:
        SourceError: it was streamed or closed already, or can only be read with `await`.
    """
    candidates = (content, *_held_responses(content))
    found = (
        (each, library) for library in _http_libraries() for each in candidates if isinstance(each, library.Response)
    )
    response, library = next(found, (None, None))
    if response is None or library is None:
        return content
    if response.is_stream_consumed or response.is_closed:
        try:
            return response.content
        except (library.ResponseNotRead, ResponseConsumedError) as error:
            raise SourceError(
                "The response was streamed or closed already, so it has no bytes to upload; ask for it again."
            ) from error
    if not isinstance(response.stream, library.SyncByteStream):
        raise SourceError(
            "The response can only be read with `await`, which an upload does not do; read it before"
            " (`await response.aread()`), or save it to a file and pass its path."
        )
    streamed = content if hasattr(content, "iter_bytes") else response
    return ResponseReader(response, streamed.iter_bytes())


def _held_responses(content: Any) -> tuple[Any, ...]:
    return getattr(content, "response", None), getattr(content, "http_response", None)


def is_url(text: str) -> bool:
    """True for the URL of another store, False for a path."""
    return _URL.match(text) is not None


def is_open_file(value: object) -> bool:
    """True for a file of another store that fsspec can open (`fsspec.open(...)`)."""
    return hasattr(value, "full_name") and hasattr(value, "fs") and not hasattr(value, "read")
