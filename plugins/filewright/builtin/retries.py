"""The default retries: which failed attempts are repeated, and after how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..hookspecs import hookimpl
from ..rules.retrying import MAX_ASKED_DELAY, asked_delay, backoff, is_retried, may_pass

if TYPE_CHECKING:
    import httpx

    from ..calls import Call


class Retries:
    """Retries what may pass, as long as the server asks for (`retry-after-ms`, `Retry-After`), else doubling.

    Where retry after retry comes to nothing, calls are no longer sent again, so that a server that is down, or has too
    much to do, does not get three times the requests: `retry_budget` of the client says how many may. Each call that
    goes well gives one back.
    """

    def __init__(self) -> None:
        self._spent = 0

    @hookimpl
    def retry_delay(self, call: Call, attempt: int, outcome: httpx.Response | Exception) -> float | Literal[False]:
        if isinstance(outcome, Exception):
            return self._unasked(call, attempt) if may_pass(outcome) else False
        if not is_retried(outcome):
            return False
        asked = asked_delay(outcome)
        if asked is None:
            return self._unasked(call, attempt)
        return asked if asked <= MAX_ASKED_DELAY else False

    def _unasked(self, call: Call, attempt: int) -> float | Literal[False]:
        budget = call.settings.retry_budget
        if budget is not None and self._spent >= budget:
            return False
        call.state[Retries] = call.state.get(Retries, 0) + 1
        return backoff(attempt)

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        # Threads may lose a count to one another, which does no harm.
        made = call.state.pop(Retries, 0)
        if isinstance(outcome, BaseException):
            self._spent += made
        elif self._spent:
            self._spent -= 1
