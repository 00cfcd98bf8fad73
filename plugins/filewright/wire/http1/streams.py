"""The bytes to and from a server in an event loop: by asyncio's own means, or by anyio's on trio."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from .exchanges import READ_SIZE, Origin, is_readable

if TYPE_CHECKING:
    from anyio.abc import ByteStream

MAX_AHEAD = 256 << 10
"""Bytes that may have arrived before they are asked for; beyond, the server has to wait."""


class Stream(Protocol):
    """A connected stream of bytes; what goes wrong with it is an OSError."""

    socket: Any

    async def read(self) -> bytes:
        """Wait for bytes; empty ones say that no more come."""
        ...

    async def write(self, block: bytes) -> None:
        """Pass bytes on, and wait until the system has taken them."""
        ...

    def is_fresh(self) -> bool:
        """Return whether nothing came since the last exchange, not even the end."""
        ...

    async def aclose(self) -> None:
        """Close the stream at once, whatever goes on."""
        ...


async def open_stream(origin: Origin, context: ssl.SSLContext) -> Stream:
    """Connect to a server.

    Raises:
        OSError: there is no connection.
    """
    return await (_open_in_asyncio if _is_asyncio() else _open_by_anyio)(origin, context)


def _is_asyncio() -> bool:
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


async def _open_in_asyncio(origin: Origin, context: ssl.SSLContext) -> Stream:
    loop = asyncio.get_running_loop()
    secure: dict[str, Any] = {}
    if origin.is_secure:
        secure = {"ssl": context, "server_hostname": origin.host, "ssl_handshake_timeout": _LIMITED_BY_CALLER}
    try:
        _, stream = await loop.create_connection(
            lambda: _AsyncioStream(loop), origin.host, origin.port, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS, **secure
        )
    except OSError:
        await asyncio.sleep(0)  # in which asyncio closes the socket
        raise
    return stream


_NEXT_ADDRESS_SECONDS = 0.25
"""After how long another address of the server is tried too (RFC 8305, section 5)."""


_LIMITED_BY_CALLER = 86_400.0
"""Seconds for a handshake that asyncio would end after 60; the timeout `connect` limits it."""


class _AsyncioStream(asyncio.Protocol):
    """Takes what arrives as it arrives, up to `MAX_AHEAD` bytes.

    Anyio's stream on asyncio starts and stops to watch the socket for each read, which takes two system calls.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._blocks: deque[bytes] = deque()
        self._size = 0
        self._is_paused = False
        self._is_over = False
        self._error: Exception | None = None
        self._arrival: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.set_write_buffer_limits(high=1)  # with 0, asyncio's transport of TLS never says that there is room
        self.socket = transport.get_extra_info("socket")

    def data_received(self, data: bytes) -> None:
        self._blocks.append(data)
        self._size += len(data)
        if self._size > MAX_AHEAD and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        _wake(self._arrival)

    def eof_received(self) -> None:
        self._is_over = True
        _wake(self._arrival)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_over = True
        self._error = exc
        _wake(self._arrival)
        _wake(self._room)

    def pause_writing(self) -> None:
        self._room = self._loop.create_future()

    def resume_writing(self) -> None:
        _wake(self._room)
        self._room = None

    async def read(self) -> bytes:
        while not self._blocks:
            if self._is_over:
                return self._end()
            self._arrival = self._loop.create_future()
            try:
                await self._arrival
            finally:
                self._arrival = None
        block = self._blocks.popleft()
        self._size -= len(block)
        if self._is_paused and self._size <= MAX_AHEAD // 2:
            self._is_paused = False
            self._transport.resume_reading()
        return block

    def _end(self) -> bytes:
        if self._error is not None:
            raise _as_os_error(self._error)
        return b""

    async def write(self, block: bytes) -> None:
        if self._is_over:
            raise _as_os_error(self._error or BrokenPipeError("the server closed the connection"))
        self._transport.write(block)
        if self._room is not None:
            await self._room
        elif len(block) >= READ_SIZE:
            await asyncio.sleep(0)  # others have their turn
        if self._error is not None or self._transport.is_closing():  # what is written to a lost connection is dropped
            raise _as_os_error(self._error or BrokenPipeError("the connection was lost"))

    def is_fresh(self) -> bool:
        return not (self._is_over or self._blocks or is_readable(self.socket))

    async def aclose(self) -> None:
        self._transport.abort()
        await asyncio.sleep(0)  # in which asyncio closes the socket


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)


def _as_os_error(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else ConnectionError(str(error))


async def _open_by_anyio(origin: Origin, context: ssl.SSLContext) -> Stream:
    import anyio
    from anyio.abc import SocketAttribute
    from anyio.streams.tls import TLSStream

    stream: ByteStream = await anyio.connect_tcp(origin.host, origin.port, happy_eyeballs_delay=_NEXT_ADDRESS_SECONDS)
    if origin.is_secure:
        try:
            stream = await TLSStream.wrap(
                stream, hostname=origin.host, ssl_context=context, server_side=False, standard_compatible=False
            )
        except BaseException as error:
            with anyio.CancelScope(shield=True):
                await anyio.aclose_forcefully(stream)
            if isinstance(error, anyio.BrokenResourceError):
                raise ConnectionError(str(error)) from error
            raise
    return _AnyioStream(stream, stream.extra(SocketAttribute.raw_socket))  # noqa: S610  # it is not Django's


class _AnyioStream:
    """Anyio's stream, for trio."""

    def __init__(self, stream: ByteStream, connected: Any) -> None:
        self._stream = stream
        self.socket = connected

    async def read(self) -> bytes:
        import anyio

        try:
            return await self._stream.receive(READ_SIZE)
        except anyio.EndOfStream:
            return b""
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise _as_os_error(error) from error

    async def write(self, block: bytes) -> None:
        import anyio

        try:
            await self._stream.send(block)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError) as error:
            raise _as_os_error(error) from error

    def is_fresh(self) -> bool:
        return not is_readable(self.socket)

    async def aclose(self) -> None:
        import anyio

        await anyio.aclose_forcefully(self._stream)
