"""httpx's transports that send with pyreqwest, blocking and for asyncio."""

from __future__ import annotations

import asyncio
import threading
import time
import types
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from pyreqwest.exceptions import PyreqwestError

from ...errors import ConfigurationError
from .. import connections
from ..common import STREAMED
from ..connections import DROPPED, no_connection_free, take_slot
from ..watchdog import NEVER, WATCH
from .bodies import AsyncOutgoing, Awaited, Held, Outgoing
from .clients import Clients
from .failures import translated
from .pace import Pace, phases_of
from .waiting import Waiting

if TYPE_CHECKING:
    from anyio import CapacityLimiter

T = TypeVar("T")

HELD_SIZE = 64 << 10
"""Bytes of a response that is not streamed which come with its head, so that most are there at once."""


@types.coroutine
def _relayed(coroutine: Any) -> Generator[Any, None, Any]:
    """Await a coroutine of pyreqwest's so that a cancellation comes out as it went in; it makes another one of it."""
    while True:
        try:
            future = coroutine.send(None)
        except StopIteration as stop:
            return stop.value
        try:
            yield future
        except BaseException:
            coroutine.close()
            raise


class _Sending:
    """A request on its way, until the head of its response is there.

    It keeps what has the key in it, or no repr once it was sent, out of the frames that a traceback leads to.
    """

    def __init__(self, clients: Clients, request: httpx.Request, phases: dict[str, float | None], pace: Pace) -> None:
        self._request = request
        self._pace = pace
        stream: Any = request.stream
        whole: bytes | None = getattr(stream, "whole", None)
        self.streams = whole is None
        self._held = whole
        self._clients = clients
        self._phases = phases
        self._streamed: Any = None

    async def prepare(self) -> None:
        """Make the client that is needed, outside the event loop."""
        if not self._clients.has(self._phases, streams=self.streams):
            from anyio import to_thread

            await to_thread.run_sync(partial(self._clients.of, self._phases, streams=self.streams))

    async def begun(self, outgoing: Outgoing | None) -> Any:
        """Send the request and return the head of its response."""
        if outgoing is None:
            self._pace.since = None if self._held else time.monotonic()
            self._pace.sending()
        self._streamed = self._built(outgoing or (self._held and Held(self._held, self._pace)))
        try:
            return await _relayed(self._streamed.__aenter__())
        except BaseException:
            self._streamed = None
            raise

    def _built(self, body: Any) -> Any:
        request = self._request
        client = self._clients.of(self._phases, streams=self.streams)
        builder = client.request(request.method, str(request.url)).headers(request.headers.multi_items())
        builder = builder.streamed_read_buffer_limit(0 if request.extensions.get(STREAMED) else HELD_SIZE)
        return (builder.body_stream(body) if body else builder).build_streamed()

    async def close(self) -> None:
        """Close the response; its connection is used again where all of it was read."""
        streamed, self._streamed = self._streamed, None
        if streamed is not None:
            await streamed.__aexit__(None, None, None)

    def stream_to_count(self) -> Any:
        """The stream that is to count what pyreqwest took of it at once; None where it does that, or nothing went."""
        return self._request.stream if self._held and self._pace.since is not None else None


_FRAMING = ("content-length", "content-encoding", "content-range", "transfer-encoding", "location", "etag")
"""Headers that are acted on."""


def _headers(response: Any) -> list[tuple[str, str]]:
    """The headers of a response, without those that cannot be read.

    Raises:
        httpx.RemoteProtocolError: one that is acted on cannot be read, or says that the body is in an unknown coding.
    """
    try:
        headers = list(response.headers.items())
    except ValueError:
        headers = list(_readable(response))
    codings = [value for name, value in headers if name == "transfer-encoding"]
    if codings and [each.strip().lower() for each in codings] != ["chunked"]:
        raise httpx.RemoteProtocolError(f"the transfer coding {', '.join(codings)!r} is not known")
    return headers


def _readable(response: Any) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(response.headers.keys()):
        try:
            values = response.get_header_all(name)
        except ValueError:
            if name in _FRAMING:
                raise httpx.RemoteProtocolError(f"the header {name} cannot be read") from None
            continue
        yield from ((name, value) for value in values)


class _Handle:
    """Stands for a socket where an exchange is ended."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting

    def get_extra_info(self, _: str) -> Any:
        return self._waiting


class _Body(httpx.SyncByteStream):
    def __init__(self, exchange: _Exchange, response: Any) -> None:
        self._exchange = exchange
        self._reader = response.body_reader

    def __iter__(self) -> Iterator[bytes]:
        while (block := self._exchange.read(self._reader)) is not None:
            yield block

    def close(self) -> None:
        self._exchange.end()


class _Exchange:
    """A request of a blocking client, and its response."""

    def __init__(self, clients: Clients, request: httpx.Request, free: Callable[[], None]) -> None:
        phases = phases_of(request)
        self._request = request
        self._free: Callable[[], None] | None = free
        self._pace = Pace(phases)
        self._waiting = Waiting(self._pace)
        self._sending = _Sending(clients, request, phases, self._pace)
        watch = request.extensions.get(WATCH)
        if watch is not None:
            watch.show(self._waiting)

    def begin(self) -> httpx.Response:
        """Send the request."""
        stream: Any = self._request.stream
        outgoing = Outgoing(Awaited(iter(stream)), self._pace) if self._sending.streams else None
        try:
            response = self._run(self._sending.begun(outgoing))
        finally:
            if outgoing is not None:
                outgoing.abandon()
            self._pace.rest()
            for _ in self._sending.stream_to_count() or ():
                pass
        extensions = {"http_version": b"HTTP/1.1", "network_stream": _Handle(self._waiting)}
        return httpx.Response(
            response.status, headers=_headers(response), stream=_Body(self, response), extensions=extensions
        )

    def read(self, reader: Any) -> bytes | None:
        """The next block of the response, or None at its end."""
        self._pace.reading()
        block = self._run(reader.read_chunk())
        self._pace.rest()
        return None if block is None else bytes(block)

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        try:
            return self._waiting.run(coroutine)
        except PyreqwestError as error:
            failure = translated(error.with_traceback(None))
        raise failure

    def end(self) -> None:
        """Close the response, once, and free its slot."""
        free, self._free = self._free, None
        if free is not None:
            try:
                self._run(self._sending.close())
            finally:
                free()


class ReqwestTransport(httpx.BaseTransport):
    """Sends with pyreqwest, in the calling thread; for any number of threads.

    Args:
        clients: pyreqwest's clients that it sends with.
    """

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._slots = threading.BoundedSemaphore(connections.MAX_CONNECTIONS)
        self._is_used = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._clients.check_process()
        if not self._slots.acquire(timeout=phases_of(request)["pool"]):
            raise no_connection_free()
        self._is_used = True
        exchange = _Exchange(self._clients, request, self._slots.release)
        try:
            return exchange.begin()
        except BaseException:
            exchange.end()
            raise

    def close(self) -> None:
        self._is_used = False
        self._clients.drop()

    def __del__(self) -> None:
        _warn_of_dropped(self)


def _warn_of_dropped(transport: Any) -> None:
    if transport.__dict__.get("_is_used"):
        warnings.warn(DROPPED, ResourceWarning, stacklevel=3, source=transport)


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, exchange: _AsyncExchange, response: Any) -> None:
        self._exchange = exchange
        self._reader = response.body_reader

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (block := await self._exchange.read(self._reader)) is not None:
            yield block

    async def aclose(self) -> None:
        await self._exchange.end()


class _AsyncExchange:
    """As `_Exchange`."""

    def __init__(self, clients: Clients, request: httpx.Request, free: Callable[[], None]) -> None:
        phases = phases_of(request)
        self._request = request
        self._free: Callable[[], None] | None = free
        self._pace = Pace(phases)
        self._sending = _Sending(clients, request, phases, self._pace)

    async def begin(self) -> httpx.Response:
        """Send the request."""
        await self._sending.prepare()
        stream: Any = self._request.stream
        outgoing = AsyncOutgoing(aiter(stream), self._pace) if self._sending.streams else None
        try:
            response = await self._run(self._sending.begun(outgoing))
        finally:
            if outgoing is not None:
                await _shielded(outgoing.give_up())
            counting: Any = self._sending.stream_to_count()
            if counting is not None:
                async for _ in counting:
                    pass
        return httpx.Response(
            response.status,
            headers=_headers(response),
            stream=_AsyncBody(self, response),
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def read(self, reader: Any) -> bytes | None:
        """As `_Exchange.read`."""
        self._pace.reading()
        block = await self._run(_relayed(reader.read_chunk()))
        return None if block is None else bytes(block)

    async def _run(self, coroutine: Awaitable[T]) -> T:
        try:
            return await _paced(coroutine, self._pace)
        except PyreqwestError as error:
            failure = translated(error.with_traceback(None))
        raise failure

    async def end(self) -> None:
        """As `_Exchange.end`."""
        free, self._free = self._free, None
        if free is not None:
            try:
                await self._sending.close()
            finally:
                free()


async def _shielded(coroutine: Coroutine[Any, Any, None]) -> None:
    import anyio

    with anyio.CancelScope(shield=True):
        await coroutine


async def _paced(coroutine: Awaitable[T], pace: Pace) -> T:
    """Await a coroutine as long as its exchange goes on in time."""
    import anyio

    loop = asyncio.get_running_loop()
    failures: list[httpx.TimeoutException] = []
    timers: list[asyncio.TimerHandle] = []

    def pass_by() -> None:
        try:
            pace.pass_by()
        except httpx.TimeoutException as failure:
            failures.append(failure)
            scope.cancel()

    def set_timer() -> None:
        while timers:
            timers.pop().cancel()
        if pace.due != NEVER:
            timers.append(loop.call_later(pace.due - time.monotonic(), pass_by))

    with anyio.CancelScope() as scope:
        pace.tell(set_timer)
        set_timer()
        try:
            return await coroutine
        finally:
            pace.rest()
    raise failures[0]


class AsyncReqwestTransport(httpx.AsyncBaseTransport):
    """As `ReqwestTransport`, in an event loop of asyncio's."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._slots = _Slots()
        self._is_used = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._clients.check_process()
        _check_loop()
        holder = object()
        slots = await self._slots.take(holder, phases_of(request)["pool"])
        self._is_used = True

        def free() -> None:
            slots.release_on_behalf_of(holder)

        exchange = _AsyncExchange(self._clients, request, free)
        try:
            return await exchange.begin()
        except BaseException:
            await exchange.end()
            raise

    async def aclose(self) -> None:
        self._is_used = False
        self._clients.drop()

    def __del__(self) -> None:
        _warn_of_dropped(self)


def _check_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigurationError(
            "transport='pyreqwest' works with asyncio, and this is another event loop; use transport='httpx'."
        ) from None


class _Slots:
    """As many exchanges in an event loop as there may be connections."""

    def __init__(self) -> None:
        from anyio.lowlevel import RunVar

        self._loops: RunVar[CapacityLimiter] = RunVar("filewright_exchanges")

    async def take(self, holder: object, seconds: float | None) -> CapacityLimiter:
        """Wait for a slot; it is released on behalf of `holder`."""
        import anyio

        free = self._loops.get(None)
        if free is None:
            free = anyio.CapacityLimiter(connections.MAX_CONNECTIONS)
            self._loops.set(free)
        await take_slot(free, holder, seconds)
        return free


def fast_transport(
    base_url: str, *, is_loopback: bool, asynchronous: bool, timeout: dict[str, float | None]
) -> ReqwestTransport | AsyncReqwestTransport:
    """The transport for a base URL that sends with pyreqwest."""
    clients = Clients(base_url, is_loopback=is_loopback, phases=timeout)
    return AsyncReqwestTransport(clients) if asynchronous else ReqwestTransport(clients)
