"""The progress of a job: bars on a terminal, objects like those of tqdm, functions, or a plain line now and then."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, shorten
from ..rules.quantities import shown_bytes, shown_seconds

if TYPE_CHECKING:
    from .rates import RateLimit
    from .results import Report

EVERY = 60.0
"""Seconds between two plain lines."""
REDRAW = 0.1
"""Seconds between two states of a bar."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a job.

    Attributes:
        op: "upload", "download" or "delete".
        files: how many are done with, whatever became of them.
        total: how many there will be, or None while that is not known.
        failed: how many of them failed, or are not known.
        bytes: how many were transferred, with those of files that are being uploaded.
        seconds: since the job began.
        per_second: files a second.
        left: the seconds that it will take yet, or None while that is not known.
        is_limited: whether the rate limit is what holds it up.
        limit: the rate, as text, or None.
        is_over: whether this is the last one.
    """

    op: str
    files: int
    total: int | None
    failed: int
    bytes: int
    seconds: float
    is_limited: bool = False
    limit: str | None = None
    is_over: bool = False

    @property
    def per_second(self) -> float:
        """Files a second."""
        return self.files / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """The seconds that it will take yet, or None while that is not known."""
        return (self.total - self.files) / self.per_second if self.total is not None and self.files else None

    def __str__(self) -> str:
        total = "" if self.total is None else f"/{self.total:,}"
        noun = "file" if (self.total or self.files) == 1 else "files"
        parts = [f"{self.files:,}{total} {noun}", shown_bytes(self.bytes)]
        parts += [f"{self.failed:,} failed"] if self.failed else []
        limited = f" (held up by the limit of {self.limit})" if self.is_limited and self.limit else ""
        parts.append(f"{self.per_second:,.1f} files/s{limited}")
        if self.is_over:
            parts.append(f"done in {shown_seconds(self.seconds)}")
        elif self.left is not None:
            parts.append(f"{shown_seconds(self.left)} left")
        return ", ".join(parts)


class Watcher:
    """Tells of the progress of a job, not more often than it can be seen.

    Args:
        show: what is called with each Progress.
        every: seconds between two calls.
        total: how many files there will be, where that is known.
        limit: the rate of the job.
    """

    def __init__(
        self, show: Callable[[Progress], Any], every: float, total: int | None = None, limit: RateLimit | None = None
    ) -> None:
        self.total = total
        self._show = show
        self._every = every
        self._limit = limit
        self._begun = time.monotonic()
        self._due = self._begun + every
        self._waited = 0.0
        self._lock = threading.Lock()

    def moved(self, report: Report, moving: Callable[[], int]) -> None:
        """Tell of a report that has changed, where it is time to; `moving` counts the bytes that are not in it yet."""
        if time.monotonic() < self._due or not self._lock.acquire(blocking=False):
            return
        try:
            self._due = time.monotonic() + self._every
            self._show(self._progress(report, moving()))
        finally:
            self._lock.release()

    def end(self, report: Report) -> None:
        """Tell of the end."""
        with self._lock:
            self._show(self._progress(report, 0, is_over=True))

    def _progress(self, report: Report, moving: int, *, is_over: bool = False) -> Progress:
        limit = self._limit
        waited = 0.0 if limit is None else limit.waited
        is_limited, self._waited = waited > self._waited, waited
        seconds = time.monotonic() - self._begun
        failed = report.failed + report.unknown
        rate = None if limit is None or limit.rate is None else str(limit.rate)
        moved = report.bytes + moving
        return Progress(report.op, report.total, self.total, failed, moved, seconds, is_limited, rate, is_over)


def watcher_of(progress: Any, *, total: int | None = None, limit: RateLimit | None = None) -> Watcher | None:
    """Tells of the progress of a job.

    Args:
        progress: False or None for nothing; True for a bar where standard error is a terminal, else for a line a
            minute and one at the end; a function that is called with each Progress; an object with `update(n)`, such as
            those of tqdm.
    """
    if progress is None or progress is False:
        return None
    if progress is True:
        return _own_watcher(total, limit)
    if hasattr(progress, "update"):
        return Watcher(_Updates(progress), REDRAW, total, limit)
    if callable(progress):
        return Watcher(progress, REDRAW, total, limit)
    raise ConfigurationError(
        f"progress is {shorten(progress)}; pass True, a function of one argument, or an object with update(n)."
    )


class _Updates:
    """Moves an object that counts, as those of tqdm do."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._files = 0

    def __call__(self, progress: Progress) -> None:
        if progress.total is not None and hasattr(self._bar, "total"):
            self._bar.total = progress.total
        self._bar.update(progress.files - self._files)
        self._files = progress.files
        if progress.is_limited and hasattr(self._bar, "set_description"):
            self._bar.set_description(f"{progress.op}, limit {progress.limit}")


def _own_watcher(total: int | None, limit: RateLimit | None) -> Watcher:
    bar = _bar() if _is_watched() else None
    return Watcher(_line, EVERY, total, limit) if bar is None else Watcher(bar, REDRAW, total, limit)


def _is_watched() -> bool:
    import os

    return (
        sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
    )


def _line(progress: Progress) -> None:
    if sys.stderr is not None:
        print(f"{progress.op}: {progress}", file=sys.stderr, flush=True)


def _bar() -> Callable[[Progress], Any] | None:
    """A bar of rich, or None if that is not installed."""
    try:
        from .bars import Bar
    except ImportError:
        return None
    return Bar()
