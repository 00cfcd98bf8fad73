"""Ends blocking exchanges that take too long.

A socket knows no limit but that of a single read or write, so a server that sends a byte now and then could keep a call
waiting for ever. One thread per process looks after all exchanges; it sleeps until the first of their deadlines, and
shuts down the socket of one that is not done by then.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any

NEVER = float("inf")

WATCH = "filewright_watch"
"""The extension of a request that carries its Watch to whoever knows the socket."""


class Watch:
    """One exchange that is looked after.

    Attributes:
        deadline: on the monotonic clock.
        socket: what is shut down, as soon as there is one; something with a `shutdown` of its own may stand for it.
        passed: whether that has happened.
    """

    __slots__ = ("_is_shut", "deadline", "passed", "socket")

    def __init__(self) -> None:
        self.deadline = NEVER
        self.socket: Any = None
        self.passed = False
        self._is_shut = False

    def show(self, connected: Any) -> None:
        """Say which socket it is; it is shut down at once where the exchange was ended meanwhile."""
        self.socket = connected
        if self._is_shut:
            self.shut()

    def shut(self) -> None:
        """Shut down the socket, now or when it is there: whoever reads or writes gets an error at once."""
        self._is_shut = True
        if self.socket is not None:
            with suppress(OSError):
                if isinstance(self.socket, socket.socket):
                    # Not SSLSocket's own, which takes its state away from the thread that is reading.
                    socket.socket.shutdown(self.socket, socket.SHUT_RDWR)
                else:
                    self.socket.shutdown(socket.SHUT_RDWR)


class Watchdog:
    """Looks after exchanges."""

    def __init__(self) -> None:
        self._watches: dict[int, Watch] = {}
        self._change = threading.Condition()
        self._wakes_at = NEVER
        self._thread: threading.Thread | None = None

    def limit(self, watch: Watch, deadline: float) -> None:
        """Look after an exchange until `deadline`, or until an earlier one that it has already."""
        with self._change:
            watch.deadline = min(watch.deadline, deadline)
            self._watches[id(watch)] = watch
            if watch.deadline < self._wakes_at:
                self._rouse()

    def end(self, watch: Watch) -> None:
        """Leave an exchange alone from now on."""
        with self._change:
            self._watches.pop(id(watch), None)

    def _rouse(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="filewright-watchdog", daemon=True)
            self._thread.start()
        self._change.notify()

    def _run(self) -> None:
        with self._change:
            while True:
                now = time.monotonic()
                for watch in [watch for watch in self._watches.values() if watch.deadline <= now]:
                    del self._watches[id(watch)]
                    watch.passed = True
                    watch.shut()
                self._wakes_at = min((watch.deadline for watch in self._watches.values()), default=NEVER)
                self._change.wait(None if self._wakes_at == NEVER else self._wakes_at - now)


_watchdog = Watchdog()


def watchdog() -> Watchdog:
    """The one of this process."""
    return _watchdog


def _start_afresh() -> None:
    global _watchdog  # noqa: PLW0603  # threads do not survive a fork
    _watchdog = Watchdog()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
