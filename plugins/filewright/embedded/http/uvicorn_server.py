"""uvicorn, with what it lacks: a deadline for headers, a prompt stop, and signals that end in a return."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from filewright.embedded.api.exchanges import refusal
from filewright.embedded.api.responses import ApiError
from filewright.embedded.api.troubles import Troubles
from filewright.errors import ConfigurationError

__all__ = ["StoppableServer"]

TROUBLES = Troubles(logging.getLogger("filewright.embedded"))
_CORKED_BYTES = 64 * 1024
_TICK_SECONDS = 1.0
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))
"""Ctrl-C, the end of a service, and on Windows Ctrl-Break."""


class _Corked(asyncio.Transport):
    """A transport that sends what is written at once, such as a head and its short body, with one call."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []

    def write(self, data: Any) -> None:
        if len(data) > _CORKED_BYTES:
            self._flush()
            self._transport.write(data)
            return
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._transport.write(b"".join(waiting))

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._transport.set_protocol(protocol)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._transport.set_write_buffer_limits(high, low)


class _HurriedProtocol(H11Protocol):
    """Closes connections whose request line and headers do not arrive in time.

    uvicorn's own timer covers the pause between two requests only, and any byte ends it.
    """

    header_seconds = 20.0
    _header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = _Corked(transport, self.loop)
        self._start_header_timer()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        awaiting_headers = self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None
        if not awaiting_headers:
            self._stop_header_timer()
        elif self._header_timer is None:
            self._start_header_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_header_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        response = refusal(ApiError(400, msg, code="malformed_request"))
        headers = [(name.encode(), value.encode()) for name, value in response.headers]
        body = response.body if isinstance(response.body, bytes) else b""
        for event in (
            h11.Response(status_code=400, headers=[*headers, (b"connection", b"close")], reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _start_header_timer(self) -> None:
        self._header_timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _stop_header_timer(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None


def _tell_of_trouble(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # While descriptors are short, asyncio tells of every connection that waits to be accepted, again and again; and of
    # each once more when the server stops.
    error = context.get("exception")
    if isinstance(error, Exception):
        TROUBLES.tell("the event loop: " + str(context.get("message")), error)
    else:
        loop.default_exception_handler(context)


class StoppableServer(uvicorn.Server):
    """A uvicorn server on a socket that is listening already.

    Args:
        app: the ASGI application.
        listener: the socket; the server closes it.
        header_seconds: how long the headers of a request may take.
        keep_alive_seconds: how long a connection may idle between two requests.
        grace_seconds: how long requests under way may take to finish at the end.
    """

    def __init__(
        self,
        app: Any,
        listener: socket.socket,
        *,
        header_seconds: float,
        keep_alive_seconds: int,
        grace_seconds: int,
    ) -> None:
        protocol = type("HurriedProtocol", (_HurriedProtocol,), {"header_seconds": header_seconds})
        config = uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=keep_alive_seconds,
            timeout_graceful_shutdown=grace_seconds,
        )
        super().__init__(config)
        self._listener = listener
        self._announce: Callable[[], None] = lambda: None
        self._take_signals = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._ready = threading.Event()

    def run_with_signals(self, announce: Callable[[], None]) -> None:
        """Runs until SIGINT, SIGTERM or `stop`; `announce` is called once requests are taken."""
        self._announce = announce
        self._take_signals = threading.current_thread() is threading.main_thread()
        self.run(sockets=[self._listener])

    def run_quietly(self) -> None:
        """Runs until `stop`, in a thread."""
        try:
            self.run(sockets=[self._listener])
        finally:
            self._ready.set()

    def wait_until_started(self) -> None:
        """Waits, in another thread, until requests are taken.

        Raises:
            ConfigurationError: the server did not start; its log says why.
        """
        self._ready.wait()
        if not self.started:
            raise ConfigurationError("the embedded server did not start; the log of uvicorn says why")

    def stop(self) -> None:
        """Ends the run, from any thread or from a signal handler."""
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    # Methods that uvicorn calls

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes the sockets, then announces that requests are taken."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_tell_of_trouble)
        await super().startup(sockets)
        if self.started:
            self._ready.set()
            self._announce()

    async def main_loop(self) -> None:
        """Waits for the end."""
        # uvicorn's own loop looks every 0.1 s whether it should end.
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _TICK_SECONDS)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Takes SIGINT and SIGTERM for an orderly end, and gives them back afterwards."""
        # uvicorn's own raises the signals again afterwards, which ends the process.
        if not self._take_signals:
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends the run; a second SIGINT does not wait for requests under way."""
        super().handle_exit(sig, frame)
        self.stop()
