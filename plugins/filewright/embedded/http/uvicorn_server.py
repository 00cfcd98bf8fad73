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

import uvicorn

from filewright.embedded.api.troubles import Troubles
from filewright.embedded.http.app import App
from filewright.embedded.http.protocol import Protocol
from filewright.errors import ConfigurationError

__all__ = ["StoppableServer"]

TROUBLES = Troubles(logging.getLogger("filewright.embedded"))
_TICK_SECONDS = 1.0
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))
"""Ctrl-C, the end of a service, and on Windows Ctrl-Break."""


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
        app: App,
        listener: socket.socket,
        *,
        header_seconds: float,
        keep_alive_seconds: int,
        grace_seconds: int,
    ) -> None:
        protocol = type("Protocol", (Protocol,), {"header_seconds": header_seconds, "endpoint": app.endpoint})
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
