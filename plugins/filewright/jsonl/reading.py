"""Blocks of whole lines, of whatever holds bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple, TypeAlias, cast

from ..errors import SourceError, shorten, source_error
from ..handles import name_of

BLOCK_BYTES = 1 << 18
"""Bytes read at a time: few enough to stay in the processor's cache while their lines are looked at."""

MAX_LINE_BYTES = 64 << 20
"""Ours: bytes of a line that are kept in memory. The longest honest line is a request with pictures in it."""

JsonlSource: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes] | Iterable[bytes]
"""What is read: a path, bytes, a file opened with "rb", or an iterable of blocks of bytes."""


class Block(NamedTuple):
    """Lines that follow one another.

    Attributes:
        number: the number of the first line, from 1.
        offset: the byte of the file at which it begins.
        end: the byte after the last line.
        lines: the lines, without their line feeds.
        ended: whether the last line had one; it may lack where the file ends.
        cut: whether this is the beginning of a single line of more than MAX_LINE_BYTES.
    """

    number: int
    offset: int
    end: int
    lines: list[bytes]
    ended: bool = True
    cut: bool = False


def chunks_of(source: Any) -> Iterator[bytes]:
    """The bytes of a source, in blocks.

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
    """How messages call a source: its path, or its name."""
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
    """Cut chunks into lines; of a line that is too long, only the beginning is kept."""
    number, offset = 1, 0
    pending: list[bytes] = []
    kept = skipped = 0
    for chunk in chunks:
        lines = chunk.split(b"\n")
        if skipped:
            skipped += len(lines[0])
            if len(lines) == 1:
                continue
            number, offset, skipped = number + 1, offset + skipped + 1, 0
            del lines[0]
        pending.append(lines[0])
        kept += len(lines[0])
        if len(lines) == 1 and kept <= max_line:
            continue
        lines[0] = b"".join(pending)
        if kept > max_line:
            yield Block(number, offset, offset + kept, [lines[0][:max_line]], ended=len(lines) > 1, cut=True)
            pending, skipped, kept = [], kept, 0
            if len(lines) == 1:
                continue
            number, offset, skipped = number + 1, offset + skipped + 1, 0
            del lines[0]
        rest = lines.pop()
        if lines:
            end = offset + sum(map(len, lines)) + len(lines)
            yield Block(number, offset, end, lines)
            number, offset = number + len(lines), end
        pending, kept = [rest], len(rest)
    if kept:
        yield Block(number, offset, offset + kept, [b"".join(pending)], ended=False)
