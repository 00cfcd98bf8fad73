"""Reads blocks of whole lines from any source of bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO, Any, NamedTuple, TypeAlias, cast

from ..errors import SourceError, shorten, source_error
from ..handles import name_of

BLOCK_BYTES = 1 << 18
"""Bytes read at a time: few enough to stay in the processor's cache while their lines are looked at."""

MAX_LINE_BYTES = 64 << 20
"""Ours: bytes of a line that are kept in memory. The longest honest line is a request with pictures in it."""

JsonlSource: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes] | Iterable[bytes]
"""Readable inputs: a path, bytes, a file opened with "rb", or an iterable of blocks of bytes."""


class Block(NamedTuple):
    """Lines that follow one another.

    Attributes:
        number: the number of the first line, from 1.
        offset: the byte of the file at which it begins.
        end: the byte after the last line.
        lines: the lines, with their line feeds.
        ended: whether the last line has one; it may lack where the file ends.
        cut: whether this is the beginning of a single line of more than MAX_LINE_BYTES.
        ascii: whether it is known that they are ASCII.
        returns: whether there may be carriage returns in them.
    """

    number: int
    offset: int
    end: int
    lines: list[bytes]
    ended: bool = True
    cut: bool = False
    ascii: bool = False
    returns: bool = True


def chunks_of(source: Any) -> Iterator[bytes]:
    """Yield the bytes of a source in blocks.

    Raises:
        SourceError: it cannot be read; the message says why.
    """
    if isinstance(source, (str, os.PathLike)):
        yield from _path_chunks(cast("str | os.PathLike[str]", source))
    elif isinstance(source, (bytes, bytearray, memoryview)):
        view = memoryview(cast("bytes", source)).cast("B")
        for start in range(0, len(view), BLOCK_BYTES):
            yield bytes(view[start : start + BLOCK_BYTES])
    elif callable(read := getattr(source, "read", None)):
        while chunk := read(BLOCK_BYTES):
            yield _checked(chunk)
    elif hasattr(source, "__iter__"):
        for chunk in source:
            yield _checked(chunk)
    else:
        raise SourceError(f"{shorten(source)} cannot be read; pass a path, bytes, or a file opened with 'rb'.")


def label_of(source: Any) -> str:
    """Return the path or name of a source for messages."""
    if isinstance(source, (str, os.PathLike)):
        return shorten(os.fspath(cast("str | os.PathLike[str]", source)))
    return shorten(name_of(source) or "The content")


def _path_chunks(path: str | os.PathLike[str]) -> Iterator[bytes]:
    try:
        with open(path, "rb", buffering=0) as file:
            while chunk := file.read(BLOCK_BYTES):
                yield chunk
    except OSError as error:
        raise source_error(error, shorten(os.fspath(path)), verb="read") from error


def _checked(chunk: object) -> bytes:
    if isinstance(chunk, bytes):
        return chunk
    if isinstance(chunk, (bytearray, memoryview)):
        return bytes(cast("bytes", chunk))
    raise SourceError(f"Reading gives {type(chunk).__name__} {shorten(chunk)}; bytes are needed (open it with 'rb').")


def whole_lines(chunks: Iterable[bytes], max_line: int = MAX_LINE_BYTES) -> Iterator[Block]:
    """Split chunks into lines; only the beginning of an overlong line is kept."""
    cutter = LineCutter(max_line)
    for chunk in chunks:
        yield from cutter.feed(chunk)
    yield from cutter.end()


def is_utf8(lines: Iterable[bytes]) -> bool:
    """Return True if lines are UTF-8, which parsers do not check in the data that they skip."""
    data = b"".join(lines)
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


class LineCutter:
    """Cuts chunks, as they come, into blocks of lines.

    Args:
        max_line: bytes of a line that are kept; of a longer one, only the beginning comes.
    """

    def __init__(self, max_line: int = MAX_LINE_BYTES) -> None:
        self._max_line = max_line
        self._number, self._offset = 1, 0
        self._pending: list[bytes] = []
        self._kept = self._skipped = 0
        self._ascii, self._returns = True, False

    def feed(self, chunk: bytes) -> Iterator[Block]:
        """Take a chunk, and yield the lines that are now complete."""
        lines = BytesIO(chunk).readlines()  # three times as fast as split
        rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        # Asked once of a chunk, as to ask it of its lines takes a copy of them.
        is_ascii, has_returns = chunk.isascii(), b"\r" in chunk
        self._ascii, self._returns = self._ascii and is_ascii, self._returns or has_returns
        if self._skipped and not self._skip(lines, rest):
            return
        head = lines[0] if lines else rest
        self._pending.append(head)
        self._kept += len(head)
        if self._kept - len(lines[:1]) > self._max_line:
            yield self._cut(ended=bool(lines))
            del lines[:1]
            if self._skipped:
                return
        elif lines:
            lines[0] = b"".join(self._pending)
        else:
            return
        if lines:
            yield self._block(lines)
        self._pending, self._kept = [rest], len(rest)
        self._ascii, self._returns = is_ascii, has_returns

    def _cut(self, *, ended: bool) -> Block:
        """The beginning of a line that is too long."""
        beginning = b"".join(self._pending)[: self._max_line]
        number, offset = self._number, self._offset
        end = offset + self._kept
        if ended:
            self._number, self._offset = number + 1, end
        else:
            self._skipped = self._kept
        self._pending, self._kept = [], 0
        return Block(number, offset, end, [beginning], ended=ended, cut=True)

    def _skip(self, lines: list[bytes], rest: bytes) -> bool:
        """Leave out the rest of a line that is too long; whether it has ended."""
        if not lines:
            self._skipped += len(rest)
            return False
        self._number, self._offset, self._skipped = self._number + 1, self._offset + self._skipped + len(lines[0]), 0
        del lines[0]
        return True

    def _block(self, lines: list[bytes], *, ended: bool = True) -> Block:
        number, offset = self._number, self._offset
        self._number += len(lines)
        self._offset += sum(map(len, lines))
        return Block(number, offset, self._offset, lines, ended=ended, ascii=self._ascii, returns=self._returns)

    def end(self) -> Iterator[Block]:
        """Give the last line, where it has no line feed."""
        if self._kept:
            yield self._block([b"".join(self._pending)], ended=False)
