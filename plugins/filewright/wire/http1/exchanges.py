"""What the blocking connection and the async one share."""

from __future__ import annotations

import select
import ssl
import sys
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx

from .heads import ResponseHead, request_head
from .messages import Blocks, Incoming, body_blocks, next_head

IDLE_SECONDS = 5.0
"""As httpx has it: a connection that was idle for longer is closed, as the server may be about to."""

READ_SIZE = 64 << 10
"""Bytes asked of a socket at a time."""
LONG_READ_SIZE = 256 << 10
"""Bytes asked of a socket at a time in a body that has more."""

JOINED_SIZE = 64 << 10
"""Bytes of a block up to which it is sent together with the head: to copy it costs less than to send twice."""

_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """The server that a connection leads to."""

    is_secure: bool
    host: str
    port: int


def origin_of(url: httpx.URL) -> Origin:
    """Return the origin of a URL.

    Raises:
        httpx.UnsupportedProtocol: its scheme is neither http nor https.
    """
    if url.scheme not in _PORTS:
        raise httpx.UnsupportedProtocol(f"the scheme of a URL must be http or https, not {url.scheme!r}")
    return Origin(url.scheme == "https", url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme])


class Leading:
    """What a connection is between two exchanges.

    Args:
        origin: the server that it leads to.
        context: the TLS settings.
    """

    def __init__(self, origin: Origin, context: ssl.SSLContext) -> None:
        self.origin = origin
        self.context = context
        self._idle_since = 0.0

    def rest(self) -> None:
        """Begin to be idle."""
        self._idle_since = time.monotonic()

    def is_stale(self) -> bool:
        """Return whether the connection was idle for so long that the server may be about to close it."""
        return time.monotonic() - self._idle_since > IDLE_SECONDS


def is_readable(connected: Any) -> bool:
    """Return whether a socket has something to read or is closed; either ends the use of an idle one."""
    number = connected.fileno()
    if number < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))


class Exchange:
    """One request and its response, as far as they have come.

    Attributes:
        incoming: what arrived on the connection.
        timeouts: httpx's phases, in seconds.
        is_sent: whether the request went out whole.
        is_read: whether the response came whole.
        read_size: bytes to ask the socket for at a time.
    """

    __slots__ = ("_left", "_method", "_response", "incoming", "is_read", "is_sent", "read_size", "timeouts")

    def __init__(self, request: httpx.Request) -> None:
        self.incoming = Incoming()
        self.timeouts: Mapping[str, float | None] = request.extensions.get("timeout", {})
        self.is_sent = self.is_read = False
        self.read_size = READ_SIZE
        self._method = request.method
        self._left = int(request.headers.get("content-length", "0"))
        self._response: ResponseHead | None = None

    def count(self, block: bytes) -> bool:
        """Count a block of the request's body, and return whether more follows.

        Raises:
            httpx.LocalProtocolError: the body is longer than its Content-Length.
        """
        self._left -= len(block)
        if self._left < 0:
            raise httpx.LocalProtocolError("the body is longer than its Content-Length")
        return self._left > 0

    def sent(self) -> None:
        """Take note that the request is out.

        Raises:
            httpx.LocalProtocolError: the body is shorter than its Content-Length.
        """
        if self._left:
            raise httpx.LocalProtocolError("the body is shorter than its Content-Length")
        self.is_sent = True

    def head(self) -> ResponseHead | None:
        """Return the head of the response, or None where it has not arrived yet."""
        self._response = next_head(self.incoming)
        return self._response

    def body(self) -> Blocks:
        """The blocks of the response's body, and an empty one where more has to be received."""
        assert self._response is not None
        length, blocks = body_blocks(self.incoming, self._response, self._method)
        self.is_read = length == 0
        if length > LONG_READ_SIZE:
            self.read_size = LONG_READ_SIZE
        return blocks

    def leaves_connection(self) -> bool:
        """Return whether another exchange can follow on the connection."""
        is_done = self.is_sent and self.is_read and self.incoming.is_empty() and not self.incoming.is_over
        return is_done and self._response is not None and self._response.keeps_connection


def beginning(request: httpx.Request, block: bytes) -> tuple[bytes, ...]:
    """Return the head of a request and the first block of its body, in as many pieces as they are sent."""
    head = request_head(request)
    return (head + block,) if len(block) <= JOINED_SIZE else (head, block)


def response_of(head: ResponseHead, stream: Any, handle: Any) -> httpx.Response:
    """Return the response with a head, whose body is still to come."""
    extensions = {"http_version": b"HTTP/" + head.version, "reason_phrase": head.reason, "network_stream": handle}
    return httpx.Response(head.status, headers=head.fields, stream=stream, extensions=extensions)
