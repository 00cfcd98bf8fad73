"""A connection whose caller waits."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, cast

import httpx

from ..watchdog import WATCH
from .exchanges import JOINED_SIZE, Exchange, Leading, beginning, is_readable, response_of

if TYPE_CHECKING:
    from ..watchdog import Watch
    from .heads import ResponseHead
    from .messages import Blocks

_MORE = getattr(socket, "MSG_MORE", 0)
"""Tells Linux that more follows at once, so that a small body shares a packet with the head before it."""


class Connection(Leading):
    """A connection to one server; one exchange at a time."""

    _socket: socket.socket | None = None

    def get_extra_info(self, name: str) -> Any:
        """Return the `socket`, as httpx's documented extension `network_stream` does; None for other names."""
        return self._socket if name == "socket" else None

    @property
    def is_open(self) -> bool:
        """Whether there is a socket."""
        return self._socket is not None

    def is_fresh(self) -> bool:
        """Return whether the server probably still holds the connection, which was idle."""
        connected = self._socket
        return connected is not None and not self.is_stale() and not is_readable(connected)

    def exchange(self, request: httpx.Request, ended: Callable[[], None]) -> httpx.Response:
        """Send a request and return its response, whose body is still to come; `ended` is called when it is closed.

        Raises:
            httpx.TransportError: there is no response.
        """
        exchange = Exchange(request)
        try:
            connected = self._connected(exchange, request.extensions.get(WATCH))
            _send(connected, exchange, request)
            head = _received_head(connected, exchange)
            body = exchange.body()
        except BaseException:
            self.close()
            raise
        return response_of(head, _Body(self, exchange, body, ended), self)

    def _connected(self, exchange: Exchange, watch: Watch | None) -> socket.socket:
        connected = self._socket
        if connected is None:
            connected = self._socket = self._opened(exchange.timeouts.get("connect"), watch)
        if watch is not None:
            watch.show(connected)
        return connected

    def _opened(self, seconds: float | None, watch: Watch | None) -> socket.socket:
        origin = self.origin
        try:
            opened = socket.create_connection((origin.host, origin.port), seconds)
        except OSError as error:
            _raise_for(error, httpx.ConnectTimeout, httpx.ConnectError)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not origin.is_secure:
            return opened
        if watch is not None:
            watch.show(opened)
        try:
            return self.context.wrap_socket(opened, server_hostname=origin.host)
        except OSError as error:
            opened.close()
            _raise_for(error, httpx.ConnectTimeout, httpx.ConnectError)

    def receive(self, exchange: Exchange) -> None:
        """Wait for more of the response.

        Raises:
            httpx.ReadTimeout, httpx.ReadError: nothing came.
        """
        assert self._socket is not None
        _receive(self._socket, exchange)

    def release(self, exchange: Exchange) -> None:
        """End an exchange: keep the connection for another one, or close it."""
        if exchange.leaves_connection():
            self.rest()
        else:
            self.close()

    def close(self) -> None:
        """Close the socket, whatever goes on."""
        connected, self._socket = self._socket, None
        if connected is not None:
            connected.close()


def _raise_for(error: OSError, timeout: type[httpx.TimeoutException], other: type[httpx.NetworkError]) -> NoReturn:
    """Raise httpx's error for one of a socket."""
    raise (timeout if isinstance(error, TimeoutError) else other)(str(error)) from error


def _send(connected: socket.socket, exchange: Exchange, request: httpx.Request) -> None:
    """Send a request; of its body, a block is asked for when the one before it is out."""
    connected.settimeout(exchange.timeouts.get("write"))
    blocks = iter(cast(httpx.SyncByteStream, request.stream))
    first = next(blocks, b"")
    with suppress(httpx.WriteError):  # the server may have closed its end after an early response: reading tells
        _send_all(connected, beginning(request, first), follows=exchange.count(first))
        for block in blocks:
            _send_all(connected, (block,), follows=exchange.count(block))
        exchange.sent()


def _send_all(connected: socket.socket, pieces: tuple[bytes, ...], *, follows: bool) -> None:
    """Send bytes, with the time of a phase for each step that gets on."""
    for piece in pieces:
        flags = _MORE if follows and len(piece) < JOINED_SIZE and not isinstance(connected, ssl.SSLSocket) else 0
        try:
            sent = connected.send(piece, flags)
            while sent < len(piece):
                sent += connected.send(memoryview(piece)[sent:], flags)
        except OSError as error:
            del pieces, piece  # the key in it is not left to whoever reads the traceback
            _raise_for(error, httpx.WriteTimeout, httpx.WriteError)


def _received_head(connected: socket.socket, exchange: Exchange) -> ResponseHead:
    connected.settimeout(exchange.timeouts.get("read"))
    while (head := exchange.head()) is None:
        _receive(connected, exchange)
    return head


def _receive(connected: socket.socket, exchange: Exchange) -> None:
    try:
        exchange.incoming.feed(connected.recv(exchange.read_size))
    except OSError as error:
        _raise_for(error, httpx.ReadTimeout, httpx.ReadError)


class _Body(httpx.SyncByteStream):
    """The body of a response, which releases its connection when it is closed."""

    def __init__(self, connection: Connection, exchange: Exchange, blocks: Blocks, ended: Callable[[], None]) -> None:
        self._connection = connection
        self._exchange = exchange
        self._blocks = blocks
        self._ended: Callable[[], None] | None = ended

    def __iter__(self) -> Iterator[bytes]:
        exchange, connection = self._exchange, self._connection
        for block in self._blocks:
            if block:
                yield block
            else:
                connection.receive(exchange)
        exchange.is_read = True

    def close(self) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            self._connection.release(self._exchange)
            ended()
