"""Who hears of results: the report, whoever watches, and the caller."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..effects import Invoke, perform
from .results import Report

if TYPE_CHECKING:
    from ..calls import Call
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
        self._moving: dict[Call, int] = {}

    @property
    def is_watched(self) -> bool:
        """Whether somebody watches."""
        return self._watcher is not None

    def watch(self, watcher: Watcher | None) -> None:
        """Tell a watcher, too, from now on."""
        self._watcher = watcher

    def expect(self, total: int) -> None:
        """Take the number of files that there will be."""
        if self._watcher is not None:
            self._watcher.total = total

    def begin(self, call: Call, size: int) -> None:
        """Take note of a call that sends a file of so many bytes; `tell` ends it."""
        self._moving[call] = size

    def look(self) -> None:
        """Tell the watcher how far the files are."""
        if self._watcher is not None:
            self._watcher.moved(self.report, self._bytes_moving)

    def _bytes_moving(self) -> int:
        # What is sent again does not count, and neither does what is around the file.
        return sum(min(call.traffic.sent_so_far, size) for call, size in tuple(self._moving.items()))

    def tell(self, result: Result, on_wire: int = 0, call: Call | None = None) -> Flow[None]:
        """Count a result in, and hand it on."""
        if call is not None:
            self._moving.pop(call, None)
        self.report.add(result, on_wire)
        self.look()
        for listener in self._listeners:
            yield from perform(Invoke(partial(listener, result)))

    def end(self) -> None:
        """Tell the watcher that no more will come."""
        if self._watcher is not None:
            self._watcher.end(self.report)
