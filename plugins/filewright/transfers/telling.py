"""Who hears of results: the report, whoever watches, and the caller."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..effects import Invoke, perform

if TYPE_CHECKING:
    from ..effects import Flow
    from .progress import Watcher
    from .results import Report, Result


class Teller:
    """Counts results, and tells who wants to know."""

    def __init__(self, report: Report, on_result: Callable[[Result], Any] | None, watcher: Watcher | None) -> None:
        self.report = report
        self._on_result = on_result
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
        if self._on_result is not None:
            yield from perform(Invoke(partial(self._on_result, result)))
