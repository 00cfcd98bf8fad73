"""Progress without a terminal: occasional lines on standard error for long tasks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..hookspecs import hookimpl
from .messages import say
from .output import human_size

if TYPE_CHECKING:
    from ..calls import Call, TransferEvent

EVERY = 10.0
"""Seconds before the first line, and between two."""


class ProgressLines:
    """A plugin that prints the progress of transfers, waits and lists at most every few seconds."""

    plugin_name = "progress-lines"

    def __init__(self, every: float = EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every
        self._clock = clock
        self._due = clock() + every
        self._listed = 0

    @hookimpl
    def on_transfer_progress(self, event: TransferEvent) -> None:
        """Print the number of transferred bytes."""
        if self._is_due():
            total = f" of {human_size(event.total)}" if event.total else ""
            say(f"{subject(event.call)}: {event.direction} {human_size(event.bytes)}{total}")

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        """Print the number of listed objects, or the object being waited for."""
        operation = call.operation
        if operation.paging is not None:
            self._listed += len(getattr(outcome, "data", None) or ())
            if self._is_due():
                say(f"listed {self._listed:,} so far")
        elif operation.polling is not None and self._is_due():
            state = getattr(outcome, operation.polling.field, None)
            say(f"{subject(call)}: waiting, it is {state or 'not known'}")

    def _is_due(self) -> bool:
        now = self._clock()
        if now < self._due:
            return False
        self._due = now + self._every
        return True


def subject(call: Call) -> str:
    """Return the subject of a call: its file's name, or the id in its path."""
    if call.source is not None:
        return call.source.name
    return str(next((call.arguments[name] for name in call.operation.required if name in call.arguments), "it"))
