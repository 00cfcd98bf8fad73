"""A connection whose caller awaits. See blocking.py."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import httpx

from .exchanges import Exchange, Leading, Origin, beginning, response_of
from .streams import Stream, open_stream

if TYPE_CHECKING:
    from anyio import CancelScope

    from .messages import Blocks

_TIMEOUTS: dict[str, type[httpx.TimeoutException]] = {
    "connect": httpx.ConnectTimeout,
    "write": httpx.WriteTimeout,
    "read": httpx.ReadTimeout,
}


class AsyncConnection(Leading):
    """As `Connection`, in one event loop."""

    _stream: Stream | None = None

    def get_extra_info(self, name: str) -> Any:
        """As `Connection.get_extra_info`."""
        return self._stream.socket if name == "socket" and self._stream is not None else None

    @property
    def is_open(self) -> bool:
        """Whether there is a stream."""
        return self._stream is not None

    def is_fresh(self) -> bool:
        """As `Connection.is_fresh`."""
        return self._stream is not None and not self.is_stale() and self._stream.is_fresh()

    async def exchange(self, request: httpx.Request, ended: Callable[[], Awaitable[None]]) -> httpx.Response:
        """As `Connection.exchange`."""
        import anyio

        exchange = Exchange(request)
        phase = "connect"
        try:
            with anyio.CancelScope() as scope:
                _limit(scope, exchange, phase)
                stream = self._stream = self._stream or await _opened(self.origin, self.context)
                phase = "write"
                await _send(stream, exchange, request, scope)
                phase = "read"
                _limit(scope, exchange, phase)
                while (head := exchange.head()) is None:
                    await _receive(stream, exchange)
                body = exchange.body()
                return response_of(head, _AsyncBody(self, exchange, body, ended), self)
            raise _TIMEOUTS[phase]("timed out")
        except BaseException:
            await self.aclose()
            raise

    async def receive(self, exchange: Exchange) -> None:
        """As `Connection.receive`."""
        import anyio

        assert self._stream is not None
        with anyio.CancelScope() as scope:
            _limit(scope, exchange, "read")
            return await _receive(self._stream, exchange)
        raise httpx.ReadTimeout("timed out")

    async def release(self, exchange: Exchange) -> None:
        """As `Connection.release`."""
        if exchange.leaves_connection():
            self.rest()
        else:
            await self.aclose()

    async def aclose(self) -> None:
        """As `Connection.close`."""
        import anyio

        stream, self._stream = self._stream, None
        if stream is not None:
            with anyio.CancelScope(shield=True):
                await stream.aclose()


def _limit(scope: CancelScope, exchange: Exchange, phase: str) -> None:
    """Give what follows in a scope the time of a phase."""
    import anyio

    seconds = exchange.timeouts.get(phase)
    scope.deadline = float("inf") if seconds is None else anyio.current_time() + seconds


async def _opened(origin: Origin, context: ssl.SSLContext) -> Stream:
    try:
        return await open_stream(origin, context)
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error


async def _send(stream: Stream, exchange: Exchange, request: httpx.Request, scope: CancelScope) -> None:
    """As `blocking._send`."""
    blocks = aiter(cast(httpx.AsyncByteStream, request.stream))
    first = await anext(blocks, b"")
    with suppress(httpx.WriteError):
        exchange.count(first)
        await _write(stream, exchange, beginning(request, first), scope)
        async for block in blocks:
            exchange.count(block)
            await _write(stream, exchange, (block,), scope)
        exchange.sent()


async def _write(stream: Stream, exchange: Exchange, pieces: tuple[bytes, ...], scope: CancelScope) -> None:
    for piece in pieces:
        _limit(scope, exchange, "write")
        try:
            await stream.write(piece)
        except OSError as error:
            del pieces, piece  # the key in it is not left to whoever reads the traceback
            raise httpx.WriteError(str(error)) from error
        scope.deadline = float("inf")  # the source may take its time for the next block


async def _receive(stream: Stream, exchange: Exchange) -> None:
    try:
        exchange.incoming.feed(await stream.read())
    except OSError as error:
        raise httpx.ReadError(str(error)) from error


class _AsyncBody(httpx.AsyncByteStream):
    """As `blocking._Body`."""

    def __init__(
        self,
        connection: AsyncConnection,
        exchange: Exchange,
        blocks: Blocks,
        ended: Callable[[], Awaitable[None]],
    ) -> None:
        self._connection = connection
        self._exchange = exchange
        self._blocks = blocks
        self._ended: Callable[[], Awaitable[None]] | None = ended

    async def __aiter__(self) -> AsyncIterator[bytes]:
        exchange, connection = self._exchange, self._connection
        for block in self._blocks:
            if block:
                yield block
            else:
                await connection.receive(exchange)
        exchange.is_read = True

    async def aclose(self) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            try:
                await self._connection.release(self._exchange)
            finally:
                await ended()
