"""The default transport: connections of our own, lent for one exchange.

httpx's pool looks at every connection for every request, and its parser is written in Python, event by event: together
they took more time than all the rest of a small call. Here an idle connection is taken from the top of a stack: the one
used last, which is the least likely to have been closed meanwhile. A process that was forked starts with a stack of its
own, and so does each event loop.
"""

from __future__ import annotations

import os
import ssl
import threading
import time
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from .environment import proxy_for, tls_context
from .http1.blocking import Connection
from .http1.exchanges import Origin, origin_of
from .stand_ins import is_stood_in_for

if TYPE_CHECKING:
    from anyio import CapacityLimiter
    from anyio.lowlevel import RunVar

    from .http1.awaiting import AsyncConnection

MAX_CONNECTIONS = 1000
"""As the official SDK has it: more than one machine is likely to use."""
MAX_IDLE = 100
"""As the official SDK has it; of more, those that were used least recently are closed."""


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


_Lent = TypeVar("_Lent", Connection, "AsyncConnection")


class _Idle(Generic[_Lent]):
    """The connections that nobody uses; the one that was used last is taken first."""

    def __init__(self) -> None:
        self._held: list[_Lent] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, origin: Origin) -> _Lent | None:
        """Return a connection to a server."""
        with self._lock:
            for position in range(len(self._held) - 1, -1, -1):
                if self._held[position].origin == origin:
                    return self._held.pop(position)
        return None

    def put(self, connection: _Lent) -> list[_Lent]:
        """Keep a connection, and return those that are too many or too old, which are to be closed."""
        with self._lock:
            held = self._held
            held.append(connection)
            too_many = len(held) - MAX_IDLE
            count = next((at for at, each in enumerate(held) if at >= too_many and not each.is_stale()), len(held))
            dropped = held[:count]
            del held[:count]
        return dropped

    def empty(self) -> list[_Lent]:
        """Return all, which are to be closed."""
        with self._lock:
            held, self._held = self._held, []
        return held


def no_connection_free() -> httpx.PoolTimeout:
    """Return the error of a request that waited too long for a connection."""
    return httpx.PoolTimeout(f"All {MAX_CONNECTIONS} connections are in use.")


class Connections(httpx.BaseTransport):
    """The connections of a blocking client; for any number of threads.

    Args:
        context: the TLS settings.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._start_afresh()
        self._closed = False
        self._httpx: httpx.HTTPTransport | None = None

    def _start_afresh(self) -> None:
        self._process = os.getpid()
        self._idle: _Idle[Connection] = _Idle()
        self._free = threading.BoundedSemaphore(MAX_CONNECTIONS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if is_stood_in_for(asynchronous=False):
            self._httpx = self._httpx or httpx.HTTPTransport(verify=self._context)
            return self._httpx.handle_request(request)
        if self._process != os.getpid():
            self._start_afresh()
        free = self._free
        if not free.acquire(timeout=request.extensions.get("timeout", {}).get("pool")):
            raise no_connection_free()
        try:
            connection = self._take(origin_of(request.url))
            return connection.exchange(request, lambda: self._give_back(connection, free))
        except BaseException:
            free.release()
            raise

    def _take(self, origin: Origin) -> Connection:
        while (connection := self._idle.take(origin)) is not None:
            if connection.is_fresh():
                return connection
            connection.close()
        return Connection(origin, self._context)

    def _give_back(self, connection: Connection, free: threading.BoundedSemaphore) -> None:
        free.release()
        if self._closed or free is not self._free:
            connection.close()
        elif connection.is_open:
            for each in self._idle.put(connection):
                each.close()

    def close(self) -> None:
        self._closed = True
        for connection in self._idle.empty():
            connection.close()
        if self._httpx is not None:
            self._httpx.close()

    def __del__(self) -> None:
        if self.__dict__.get("_idle") and self._process == os.getpid():
            self.close()
            warnings.warn(DROPPED, ResourceWarning, stacklevel=2, source=self)


DROPPED = "A client was dropped with open connections; close it, or use it as a context manager."


class _LoopConnections:
    """The connections of one event loop: each belongs to the loop that opened it."""

    def __init__(self) -> None:
        from anyio import CapacityLimiter

        self.process = os.getpid()
        self.idle: _Idle[AsyncConnection] = _Idle()
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


class AsyncConnections(httpx.AsyncBaseTransport):
    """The connections of an async client, on asyncio and on trio.

    Args:
        context: the TLS settings.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        from anyio.lowlevel import RunVar

        from .http1.awaiting import AsyncConnection  # which takes asyncio, that blocking clients do without

        self._new_connection = AsyncConnection
        self._context = context
        self._loops: RunVar[_LoopConnections] = RunVar("filewright_connections")
        self._closed = False
        self._httpx: httpx.AsyncHTTPTransport | None = None

    def _loop(self) -> _LoopConnections:
        loop = self._loops.get(None)
        if loop is None or loop.process != os.getpid():
            loop = _LoopConnections()
            self._loops.set(loop)
        return loop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if is_stood_in_for(asynchronous=True):
            self._httpx = self._httpx or httpx.AsyncHTTPTransport(verify=self._context)
            return await self._httpx.handle_async_request(request)
        loop = self._loop()
        holder = object()
        await take_slot(loop.free, holder, request.extensions.get("timeout", {}).get("pool"))
        try:
            connection = await self._take(loop, origin_of(request.url))
            return await connection.exchange(request, lambda: self._give_back(connection, loop, holder))
        except BaseException:
            loop.free.release_on_behalf_of(holder)
            raise

    async def _take(self, loop: _LoopConnections, origin: Origin) -> AsyncConnection:
        while (connection := loop.idle.take(origin)) is not None:
            if connection.is_fresh():
                return connection
            await connection.aclose()
        return self._new_connection(origin, self._context)

    async def _give_back(self, connection: AsyncConnection, loop: _LoopConnections, holder: object) -> None:
        loop.free.release_on_behalf_of(holder)
        if self._closed:
            await connection.aclose()
        elif connection.is_open:
            for each in loop.idle.put(connection):
                await each.aclose()

    async def aclose(self) -> None:
        self._closed = True
        loop = self._loops.get(None)
        if loop is not None:
            for connection in loop.idle.empty():
                await connection.aclose()
        if self._httpx is not None:
            await self._httpx.aclose()
