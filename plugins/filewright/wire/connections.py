"""The default transport: httpx's transports with one connection each, lent for one exchange.

httpx's own pool looks at every connection for every request, which at 64 uploads at a time costs more than the uploads.
Here an idle connection is taken from the top of a stack: the one used last, which is the least likely to have been
closed meanwhile. A process that was forked starts with a stack of its own, and so does each event loop.
"""

from __future__ import annotations

import os
import ssl
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from .environment import proxy_for, tls_context
from .long_bodies import async_body_stream, body_stream
from .watchdog import WATCH

if TYPE_CHECKING:
    from anyio import CapacityLimiter
    from anyio.lowlevel import RunVar

    from .watchdog import Watch

MAX_CONNECTIONS = 1000
"""As the official SDK has it: more than one machine is likely to use."""
MAX_IDLE = 100
"""As the official SDK has it; what is over is closed when it becomes idle."""

_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1)


def default_transport(
    base_url: str, *, is_loopback: bool, asynchronous: bool
) -> httpx.BaseTransport | httpx.AsyncBaseTransport | None:
    """The transport for a base URL, or None if httpx must go through a proxy of the environment."""
    if not is_loopback and proxy_for(base_url) is not None:
        return None
    context = tls_context(base_url)
    return AsyncConnections(context) if asynchronous else Connections(context)


def client_options(base_url: str) -> dict[str, Any]:
    """The options of an httpx client of our own that goes through the proxy of the environment."""
    return {
        "limits": httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_IDLE),
        "proxy": proxy_for(base_url),
        "verify": tls_context(base_url),
        "trust_env": False,
    }


def _completed(response: httpx.Response, request: httpx.Request, start: float) -> httpx.Response:
    response.request = request
    response.elapsed = timedelta(seconds=time.perf_counter() - start)  # until the head was there
    return response


class DirectClient(httpx.Client):
    """Sends requests through its transport without httpx's additions: no cookie jar, auth or redirects."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        super().__init__(transport=transport, trust_env=False)
        self._direct = transport

    def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        start = time.perf_counter()
        response = self._direct.handle_request(request)
        return _completed(response, request, start)


class AsyncDirectClient(httpx.AsyncClient):
    """Like `DirectClient`."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        super().__init__(transport=transport, trust_env=False)
        self._direct = transport

    async def send(self, request: httpx.Request, **_: Any) -> httpx.Response:
        start = time.perf_counter()
        response = await self._direct.handle_async_request(request)
        return _completed(response, request, start)


def no_connection_free() -> httpx.PoolTimeout:
    """Return the error of a request that waited too long for a connection."""
    return httpx.PoolTimeout(f"All {MAX_CONNECTIONS} connections are in use.")


class _LentStream(httpx.SyncByteStream):
    """A response's body, which returns its connection when it is closed."""

    def __init__(self, stream: httpx.SyncByteStream, give_back: Callable[[], None]) -> None:
        self._stream = stream
        self._give_back: Callable[[], None] | None = give_back

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        give_back, self._give_back = self._give_back, None
        try:
            self._stream.close()
        finally:
            if give_back is not None:
                give_back()


class _Connection:
    """One connection, and the socket that it has."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._transport = httpx.HTTPTransport(verify=context, limits=_ONE)
        self._stream: Any = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        watch: Watch | None = request.extensions.get(WATCH)
        if watch is not None:
            self._show_socket(request, watch)
        response = self._transport.handle_request(request)
        self._stream = response.extensions.get("network_stream")
        return response

    def _show_socket(self, request: httpx.Request, watch: Watch) -> None:
        """Give the watch the socket: of a connection that will be opened, as soon as it is."""
        stream = self._stream
        if stream is not None and not stream.get_extra_info("is_readable"):
            watch.show(stream.get_extra_info("socket"))
            return

        # httpx's documented way to observe a connection before its first response.
        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event in _CONNECTED:
                watch.show(info["return_value"].get_extra_info("socket"))

        request.extensions.setdefault("trace", trace)

    def close(self) -> None:
        self._transport.close()


_CONNECTED = {"connection.connect_tcp.complete", "connection.start_tls.complete"}


class Connections(httpx.BaseTransport):
    """The connections of a blocking client; for any number of threads.

    Args:
        context: the TLS settings.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._start_afresh()
        self._closed = False

    def _start_afresh(self) -> None:
        self._process = os.getpid()
        self._idle: list[_Connection] = []
        self._free = threading.BoundedSemaphore(MAX_CONNECTIONS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._process != os.getpid():
            self._start_afresh()
        free = self._free
        if not free.acquire(timeout=request.extensions.get("timeout", {}).get("pool")):
            raise no_connection_free()
        connection = self._take()
        try:
            response = connection.handle_request(request)
        except BaseException:
            self._give_back(connection, free)
            raise
        stream = body_stream(response, request)
        response.stream = _LentStream(stream, lambda: self._give_back(connection, free))
        return response

    def _take(self) -> _Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return _Connection(self._context)

    def _give_back(self, connection: _Connection, free: threading.BoundedSemaphore) -> None:
        if self._closed or free is not self._free or len(self._idle) >= MAX_IDLE:
            connection.close()
        else:
            self._idle.append(connection)
        free.release()

    def close(self) -> None:
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def __del__(self) -> None:
        if self.__dict__.get("_idle") and self._process == os.getpid():
            self.close()
            warnings.warn(DROPPED, ResourceWarning, stacklevel=2, source=self)


DROPPED = "A client was dropped with open connections; close it, or use it as a context manager."


class _AsyncLentStream(httpx.AsyncByteStream):
    """Like `_LentStream`."""

    def __init__(self, stream: httpx.AsyncByteStream, lease: _Lease) -> None:
        self._stream = stream
        self._lease = lease

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for block in self._stream:
            yield block

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            await self._lease.end()


class _LoopConnections:
    """The connections of one event loop: each belongs to the loop that opened it."""

    def __init__(self) -> None:
        from anyio import CapacityLimiter

        self.process = os.getpid()
        self.idle: list[httpx.AsyncHTTPTransport] = []
        self.free: CapacityLimiter = CapacityLimiter(MAX_CONNECTIONS)


async def take_slot(free: CapacityLimiter, holder: object, seconds: float | None) -> None:
    """Wait for a slot among the connections of a loop; it is released on behalf of `holder`.

    Raises:
        httpx.PoolTimeout: none became free in time.
    """
    import anyio

    try:
        free.acquire_on_behalf_of_nowait(holder)
    except anyio.WouldBlock:
        with anyio.move_on_after(seconds) as waiting:
            await free.acquire_on_behalf_of(holder)
        if waiting.cancelled_caught:
            raise no_connection_free() from None


class _Lease:
    """A slot among the connections of a loop, and the connection that is in it."""

    def __init__(self, owner: AsyncConnections, loop: _LoopConnections) -> None:
        self._owner = owner
        self._loop = loop
        self._connection: httpx.AsyncHTTPTransport | None = None

    async def begin(self, seconds: float | None) -> httpx.AsyncHTTPTransport:
        """Wait for a slot, and take a connection into it."""
        await take_slot(self._loop.free, self, seconds)
        idle = self._loop.idle
        self._connection = idle.pop() if idle else self._owner.next_connection()
        return self._connection

    async def end(self) -> None:
        """Give the connection back; a second time does nothing."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        self._loop.free.release_on_behalf_of(self)  # first what cannot be cancelled
        if self._owner.closed or len(self._loop.idle) >= MAX_IDLE:
            await connection.aclose()
        else:
            self._loop.idle.append(connection)


class AsyncConnections(httpx.AsyncBaseTransport):
    """The connections of an async client, on asyncio and on trio.

    Args:
        context: the TLS settings.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        from anyio.lowlevel import RunVar

        self._context = context
        # Making the first one loads what it is made of, which is not to happen in an event loop.
        self._first: httpx.AsyncHTTPTransport | None = self.new_connection()
        self._loops: RunVar[_LoopConnections] = RunVar("filewright_connections")
        self.closed = False

    def _loop(self) -> _LoopConnections:
        loop = self._loops.get(None)
        if loop is None or loop.process != os.getpid():
            loop = _LoopConnections()
            self._loops.set(loop)
        return loop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        lease = _Lease(self, self._loop())
        connection = await lease.begin(request.extensions.get("timeout", {}).get("pool"))
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            await lease.end()
            raise
        response.stream = _AsyncLentStream(async_body_stream(response, request), lease)
        return response

    def next_connection(self) -> httpx.AsyncHTTPTransport:
        """A transport that no event loop has yet."""
        first, self._first = self._first, None
        return first or self.new_connection()

    def new_connection(self) -> httpx.AsyncHTTPTransport:
        """A transport that opens its one connection when it is first used."""
        return httpx.AsyncHTTPTransport(verify=self._context, limits=_ONE)

    async def aclose(self) -> None:
        self.closed = True
        loop = self._loops.get(None)
        while loop is not None and loop.idle:
            await loop.idle.pop().aclose()
