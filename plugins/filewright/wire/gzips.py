"""Gzip that must be whole: httpx takes a stream that was cut short for one that has ended."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

_MOST_AT_ONCE = 1 << 20
"""Bytes that are inflated at a time, to look for the end; they are thrown away."""


def is_gzip(response: httpx.Response) -> bool:
    """Whether an answer's body is coded so."""
    return response.headers.get("content-encoding", "").strip().lower() in {"gzip", "x-gzip"}


class _EndFinder:
    """Follows a gzip stream, passing on its bytes as they are, until it knows whether the stream has ended."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._started = False

    def feed(self, block: bytes) -> bytes:
        self._started = True
        rest = block
        try:
            while rest and not self._inflater.eof:
                self._inflater.decompress(rest, _MOST_AT_ONCE)
                rest = self._inflater.unconsumed_tail
        except zlib.error:
            self._started = False  # whoever decodes it will say so
        return block

    def check(self) -> None:
        if self._started and not self._inflater.eof:
            raise httpx.DecodingError("the gzip stream was cut short")


class WholeGzip(httpx.SyncByteStream):
    """A body that raises DecodingError at its end where its gzip stream has not ended."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        end = _EndFinder()
        for block in self._stream:
            yield end.feed(block)
        end.check()

    def close(self) -> None:
        self._stream.close()


class AsyncWholeGzip(httpx.AsyncByteStream):
    """As `WholeGzip`."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        end = _EndFinder()
        async for block in self._stream:
            yield end.feed(block)
        end.check()

    async def aclose(self) -> None:
        await self._stream.aclose()
