"""Content codings, undone a piece at a time: httpx inflates all that came at once, and takes a part for the whole.

A body is decoded as it is read, in pieces of up to 1 MiB, each of which is counted before the next is made. So what
inflates a thousandfold stops at the limit, and takes no memory before. Of a stream that was cut short, the end is an
error.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, cast
from weakref import ref

import httpx

from ..effects import too_large
from ..errors import ResponseTooLargeError, shorten

PIECE_SIZE = 1 << 20
"""Bytes that are inflated at a time."""
_FED_SIZE = 64 << 10
"""Bytes that are looked at at a time: zlib copies what it has not looked at yet for each piece."""

_GZIP = zlib.MAX_WBITS | 16
_ZLIB = zlib.MAX_WBITS
_BARE = -zlib.MAX_WBITS


class _Inflater:
    """Undoes gzip (RFC 1952, in any number of members) or deflate (RFC 1950, or bare as some servers send it)."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._is_gzip = coding != "deflate"
        self._held: bytes = b""
        self._stream = zlib.decompressobj()
        self._has_begun = False

    def feed(self, block: bytes) -> Iterator[bytes]:
        """Decompress a block and yield the result in pieces."""
        for start in range(0, len(block), _FED_SIZE):
            rest = self._begun(block[start : start + _FED_SIZE])
            while rest:
                yield from self._inflated(rest)
                rest = self._begun(self._stream.unused_data) if self._stream.eof else b""

    def _begun(self, rest: bytes) -> bytes:
        """Start a stream for the compressed input if none is open; return the input that belongs to it."""
        if self._has_begun and not self._stream.eof:
            return rest
        rest = self._held + rest
        if self._has_begun:
            rest = rest.lstrip(b"\0")  # as gzip allows after its end
            if rest and not self._is_gzip:
                raise httpx.DecodingError("there is more after the end of the deflate stream")
        self._held = rest if len(rest) < 2 else b""
        if self._held or not rest:
            return b""
        self._stream = zlib.decompressobj(_GZIP if self._is_gzip else _deflate_kind(rest))
        self._has_begun = True
        return rest

    def _inflated(self, rest: bytes) -> Iterator[bytes]:
        stream = self._stream
        piece = b""
        while (rest or len(piece) == PIECE_SIZE) and not stream.eof:
            try:
                piece = stream.decompress(rest, PIECE_SIZE)
            except zlib.error as error:
                raise httpx.DecodingError(f"it is not in the coding {self._coding} ({error})") from error
            rest = stream.unconsumed_tail
            yield piece

    def finish(self) -> None:
        """Raise DecodingError if the stream has not ended."""
        if self._held or (self._has_begun and not self._stream.eof):
            raise httpx.DecodingError(f"the {self._coding} stream was cut short")


def _deflate_kind(head: bytes) -> int:
    """RFC 1950, section 2.2: the first two bytes of a zlib stream are a multiple of 31."""
    return _ZLIB if head[0] & 15 == 8 and int.from_bytes(head[:2], "big") % 31 == 0 else _BARE


class _Refusal:
    """Stands for a coding that is not undone: the first byte in it is an error, as it is not what was stored."""

    def __init__(self, coding: str) -> None:
        self._coding = coding

    def feed(self, block: bytes) -> Iterator[bytes]:
        """Raise DecodingError, unless there is nothing."""
        if block:
            raise httpx.DecodingError(
                f"it is in the content coding {shorten(self._coding)}, which was not asked for and is not undone"
            )
        return iter(())

    def finish(self) -> None:
        """Do nothing: no byte came."""


class _Identity:
    def feed(self, block: bytes) -> Iterable[bytes]:
        """The block."""
        return (block,)

    def finish(self) -> None:
        """Do nothing."""


_INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
"""The codings that are undone (RFC 9110, section 8.4.1). The others need packages of their own, and are never asked
for. Of several, one upon the other, the first layer could inflate without end to what the next makes nothing of."""


def _decoder_of(response: httpx.Response) -> _Inflater | _Refusal | _Identity:
    codings = (each.strip().lower() for each in response.headers.get("content-encoding", "").split(","))
    coding = ", ".join(each for each in codings if each not in {"", "identity"})
    if not coding:
        return _Identity()
    return _Inflater(coding) if coding in _INFLATED else _Refusal(coding)


class _Undoing:
    """The decoding of one body, and how much of it there was."""

    def __init__(self, response: httpx.Response, limit: int | None, *, is_undone: bool = True) -> None:
        self._response = ref(response)  # which holds this: a circle would keep its connection until it is collected
        self.limit = limit
        self._decoder = _decoder_of(response) if is_undone else _Identity()
        self._size = 0

    def feed(self, block: bytes) -> Iterator[bytes]:
        """Raises ResponseTooLargeError beyond the limit."""
        for piece in self._decoder.feed(block):
            self._size += len(piece)
            if self.limit is not None and self._size > self.limit:
                raise self._too_large(self.limit)
            yield piece

    def _too_large(self, limit: int) -> ResponseTooLargeError:
        response = self._response()
        assert response is not None  # it is what reads the stream
        return too_large(response, limit)

    def finish(self) -> None:
        self._decoder.finish()


class DecodedStream(httpx.SyncByteStream):
    """A body as it was before it was coded; `coded` is the one that comes over the wire."""

    def __init__(self, coded: httpx.SyncByteStream, undoing: _Undoing) -> None:
        self.coded = coded
        self.undoing = undoing

    def __iter__(self) -> Iterator[bytes]:
        for block in self.coded:
            yield from self.undoing.feed(block)
        self.undoing.finish()

    def close(self) -> None:
        self.coded.close()


class AsyncDecodedStream(httpx.AsyncByteStream):
    """Like `DecodedStream`."""

    def __init__(self, coded: httpx.AsyncByteStream, undoing: _Undoing) -> None:
        self.coded = coded
        self.undoing = undoing

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for block in self.coded:
            for piece in self.undoing.feed(block):
                yield piece
        self.undoing.finish()

    async def aclose(self) -> None:
        await self.coded.aclose()


class _AsItComes:
    """A decoder for httpx that does nothing, as the body is already decoded."""

    def decode(self, data: bytes) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


def undo_coding(
    response: httpx.Response, limit: int | None, kind: type[DecodedStream] | type[AsyncDecodedStream]
) -> None:
    """Have a body decoded while it is read, by whatever reads it, and no more of it read than `limit` bytes.

    Raises:
        ResponseTooLargeError: it is in memory already, and has more.
    """
    if hasattr(response, "_content"):
        if limit is not None and len(response.content) > limit:
            raise too_large(response, limit)
        return
    if limit is None and "content-encoding" not in response.headers:
        return
    response.stream = kind(cast(Any, response.stream), _Undoing(response, limit))
    response._decoder = cast(Any, _AsItComes())


def keep_coding(response: httpx.Response) -> None:
    """Have a body that nothing was read of come in the coding that it was sent in."""
    stream = response.stream
    if isinstance(stream, (DecodedStream, AsyncDecodedStream)):
        undoing = _Undoing(response, stream.undoing.limit, is_undone=False)
        response.stream = type(stream)(cast(Any, stream.coded), undoing)
