"""Progress where no terminal shows a bar: now and then a line on standard error, for work that takes long."""

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
    """A plugin that says at most every few seconds how far transfers, waits and lists are."""

    plugin_name = "progress-lines"

    def __init__(self, every: float = EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every
        self._clock = clock
        self._due = clock() + every
        self._listed = 0

    @hookimpl
    def on_transfer_progress(self, event: TransferEvent) -> None:
        """Say how many bytes went."""
        if self._is_due():
            total = f" of {human_size(event.total)}" if event.total else ""
            say(f"{subject(event.call)}: {event.direction} {human_size(event.bytes)}{total}")

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        """Say how many objects were listed, or what is waited for."""
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
    """What a call is about: the name of its file, or the id in its path."""
    if call.source is not None:
        return call.source.name
    return str(next((call.arguments[name] for name in call.operation.required if name in call.arguments), "it"))
