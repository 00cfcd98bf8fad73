"""Timeouts of an exchange, phase by phase: pyreqwest itself only limits the whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

from ..common import PHASES
from ..watchdog import NEVER


def phases_of(request: httpx.Request) -> dict[str, float | None]:
    """The seconds of each phase of a request; None is no limit."""
    # The deadline is held by the driver: with what is left until it, there would be a client for each request.
    given: dict[str, float | None] = request.extensions.get(PHASES) or request.extensions.get("timeout") or {}
    return {phase: given.get(phase) for phase in ("connect", "read", "write", "pool")}


class Pace:
    """The time by which an exchange has to make progress, and the error if it has not.

    Attributes:
        due: on the monotonic clock; `NEVER` while nobody waits for the network.
        since: when the request went out, where the time of the head of its response runs from; None before.
    """

    def __init__(self, phases: dict[str, float | None]) -> None:
        self.due = NEVER
        self.since: float | None = None
        self._phases = phases
        self._late: Callable[[], Any] = _nothing
        self._on_change: Callable[[], None] = _nothing

    def tell(self, on_change: Callable[[], None]) -> None:
        """Have a function called whenever `due` changes."""
        self._on_change = on_change

    def sending(self) -> None:
        """The head of a response is to come, `read` seconds after the request went out."""
        self._set("read", self._check_head)

    def _check_head(self) -> None:
        since, read = self.since, self._phases["read"]
        if since is None:
            self.sending()
        elif read is not None and since + read <= time.monotonic():
            raise httpx.ReadTimeout("the head of the response did not come")
        elif read is not None:
            self._change(since + read, self._check_head)

    def writing(self) -> None:
        """A block was handed out, and the next one is to be asked for."""
        self._set("write", _write_timeout)

    def reading(self) -> None:
        """The next block of a response is to come."""
        self._set("read", _read_timeout)

    def rest(self) -> None:
        """Nothing is waited for, or others see to it."""
        self._change(NEVER, _nothing)

    def pass_by(self) -> None:
        """Do what follows where nothing happened in time.

        Raises:
            httpx.TimeoutException: the exchange is at its end.
        """
        self._late()

    def _set(self, phase: str, late: Callable[[], Any]) -> None:
        seconds = self._phases[phase]
        self._change(NEVER if seconds is None else time.monotonic() + seconds, late)

    def _change(self, due: float, late: Callable[[], Any]) -> None:
        self.due = due
        self._late = late
        self._on_change()


def _nothing() -> None:
    pass


def _write_timeout() -> None:
    raise httpx.WriteTimeout("the server takes no more")


def _read_timeout() -> None:
    raise httpx.ReadTimeout("nothing more came")
