"""The progress of a batch job."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ..errors import ConfigurationError, shorten

Phase: TypeAlias = Literal[
    "checking", "uploading", "queued", "in_progress", "finalizing", "downloading", "joining", "done"
]

EVERY = 60.0
"""Seconds between two lines that say the same phase."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """The progress of a job.

    Attributes:
        phase: the current activity, or what the job waits for.
        round: 1, plus 1 for each time that requests are retried.
        batches: the number of batches in the round; `waiting` of them are not begun, `open` are on the server, and
            `ended`.
        requests: the number of requests in open and ended batches; `completed` and `failed` of them are done.
        seconds: the time since this process started with the job.
    """

    phase: Phase
    round: int
    batches: int = 0
    waiting: int = 0
    open: int = 0
    ended: int = 0
    requests: int = 0
    completed: int = 0
    failed: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        again = f" (round {self.round})" if self.round > 1 else ""
        if not self.batches:
            return f"{self.phase}{again}"
        failed = f", {self.failed:,} failed" if self.failed else ""
        waiting = f", {self.waiting} waiting" if self.waiting else ""
        requests = f", {self.completed:,}/{self.requests:,} requests" if self.requests else ""
        return f"{self.phase}{again}: {self.ended}/{self.batches} batches{requests}{failed}{waiting}"


class _Lines:
    """Lines on standard error: one for each phase, and one a minute."""

    def __init__(self) -> None:
        self._phase: tuple[str, int] | None = None
        self._due = 0.0

    def __call__(self, progress: BatchProgress) -> None:
        now = time.monotonic()
        phase = progress.phase, progress.round
        if phase != self._phase or now >= self._due:
            self._phase, self._due = phase, now + EVERY
            print(f"filewright: {progress}", file=sys.stderr, flush=True)


def watcher_of(progress: Any) -> Callable[[BatchProgress], Any] | None:
    """Return the reporter of progress.

    Args:
        progress: True for lines on standard error, a function that takes a BatchProgress, False or None for nothing.
    """
    if progress is None or progress is False:
        return None
    if progress is True:
        return _Lines()
    if callable(progress):
        watcher: Callable[[BatchProgress], Any] = progress
        return watcher
    raise ConfigurationError(f"progress is {shorten(progress)}; pass True, or a function that takes a BatchProgress.")
