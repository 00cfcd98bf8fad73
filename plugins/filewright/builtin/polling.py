"""Decides when a wait is over, as `x-filewright-polling` specifies for an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hookspecs import Verdict, hookimpl

if TYPE_CHECKING:
    from ..calls import Call


class Polling:
    """Reads the status field; the wait continues on an unknown or missing status."""

    @hookimpl
    def poll_verdict(self, call: Call, model: Any) -> Verdict | None:
        polling = call.operation.polling
        if polling is None:
            return None
        status = getattr(model, polling.field, None)
        if status in polling.done:
            return "done"
        return "failed" if status in polling.failed else "pending"

    @hookimpl
    def poll_delay(self, call: Call, attempt: int, interval: float) -> float:
        return interval
