"""When a failed attempt is made again, and after how long."""

from __future__ import annotations

import random
import re
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal

from ..errors import APIConnectionError
from ..hookspecs import hookimpl

if TYPE_CHECKING:
    import httpx

    from ..calls import Call

# RFC 9110, section 15: 408 and 429 ask for another try, 409 is how the API answers to a lock that is taken, and a
# failure of the server may pass, except that it does not know the method (501) or the HTTP version (505).
RETRIED_BELOW_500 = frozenset({408, 409, 429})
NOT_RETRIED = frozenset({501, 505})

FIRST_DELAY = 0.5
"""Seconds before the first retry; each further one waits twice as long."""
MOST_DELAY = 8.0
"""The most seconds that are waited where the server does not say how long."""
MOST_ASKED = 120.0
"""The most seconds that a server may ask for; where it asks for more, the call fails and says so."""


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
            return self._unasked(call, attempt) if _may_pass(outcome) else False
        if not is_retried(outcome):
            return False
        asked = asked_delay(outcome)
        if asked is None:
            return self._unasked(call, attempt)
        return asked if asked <= MOST_ASKED else False

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


def is_retried(response: httpx.Response) -> bool:
    """Whether an answer is one to try again after; a server that says so itself (`x-should-retry`) is believed."""
    told: str = response.headers.get("x-should-retry", "").strip().lower()
    if told in {"true", "false"}:
        return told == "true"
    status = response.status_code
    return status in RETRIED_BELOW_500 or (500 <= status < 600 and status not in NOT_RETRIED)


def asked_delay(response: httpx.Response) -> float | None:
    """The seconds that a server asks to wait, or None where it does not, or not in a way that makes sense."""
    milliseconds = _positive(response.headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    header = response.headers.get("retry-after")
    return _positive(header) or _seconds_until(header)


_NUMBER = re.compile(r"\s*\d+(\.\d*)?([eE]\+?\d+)?\s*")
"""What Python would take besides, such as "inf", is no number of seconds."""


def _positive(text: str | None) -> float | None:
    number = float(text) if text is not None and _NUMBER.fullmatch(text) else 0.0
    return number if number > 0 else None


def _seconds_until(date: str | None) -> float | None:
    try:
        moment = parsedate_to_datetime(date or "").timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    seconds = moment - time.time()
    return seconds if seconds > 0 else None


def backoff(attempt: int) -> float:
    """Seconds to wait after an attempt (the first is 0): doubling, and up to a quarter less, so that clients spread."""
    delay = min(FIRST_DELAY * 2.0 ** min(attempt, 10), MOST_DELAY)
    return delay * (1 - 0.25 * random.random())  # noqa: S311  # it guards nothing


def _may_pass(error: Exception) -> bool:
    """Whether an attempt without an answer may go better next time; a certificate that is refused will not."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return False
        cause = cause.__cause__ or cause.__context__
    return isinstance(error, APIConnectionError)
