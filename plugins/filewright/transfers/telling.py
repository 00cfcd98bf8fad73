"""Who hears of results: the report, whoever watches, and the caller."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..effects import Invoke, perform
from .results import Report

if TYPE_CHECKING:
    from ..effects import Flow
    from .progress import Watcher
    from .results import Result


class Teller:
    """Counts results and notifies observers.

    Args:
        op: the job.
        listeners: called with each result, in any thread; they may be async in an async client. None is left out.

    Attributes:
        report: the report of the job.
    """

    def __init__(self, op: str, *listeners: Callable[[Result], Any] | None) -> None:
        self.report = Report(op)
        self._listeners = [each for each in listeners if each is not None]
        self._watcher: Watcher | None = None

    def watch(self, watcher: Watcher | None) -> None:
        """Tell a watcher, too, from now on."""
        self._watcher = watcher

    def expect(self, total: int) -> None:
        """Take the number of files that there will be."""
        if self._watcher is not None:
            self._watcher.total = total

    def tell(self, result: Result, on_wire: int = 0) -> Flow[None]:
        """Count a result in, and hand it on."""
        self.report.add(result, on_wire)
        if self._watcher is not None:
            self._watcher.moved(self.report)
        for listener in self._listeners:
            yield from perform(Invoke(partial(listener, result)))

    def end(self) -> None:
        """Tell the watcher that no more will come."""
        if self._watcher is not None:
            self._watcher.end(self.report)
