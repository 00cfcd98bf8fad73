"""The rate at which a provider takes uploads, kept by all clients that share a plugin."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from ..rules.quantities import rate_of

if TYPE_CHECKING:
    from ..calls import Call


class Pace:
    """Gives each attempt a turn of its own.

    Args:
        rate: as "20/s".
    """

    def __init__(self, rate: str) -> None:
        self._interval = rate_of(rate).interval
        self._lock = threading.Lock()
        self._next = 0.0

    def delay(self, call: Call, attempt: int) -> float | None:
        """The seconds until the turn of an attempt; None where it has come."""
        turn = (id(call), attempt)
        held, due = call.state.get(self, (None, 0.0))
        if held != turn:
            with self._lock:
                due = max(self._next, time.monotonic())
                self._next = due + self._interval
            call.state[self] = (turn, due)
        left: float = due - time.monotonic()
        return left if left > 0 else None
