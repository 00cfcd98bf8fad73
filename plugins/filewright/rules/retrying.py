"""The failures that are worth another attempt, and the wait before it."""

from __future__ import annotations

import random
import re
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ..errors import APIConnectionError

if TYPE_CHECKING:
    import httpx

# RFC 9110, section 15: 408 and 429 ask for another try, 409 is the API's response to a lock that is taken, and a
# failure of the server may pass, except that it does not know the method (501) or the HTTP version (505).
RETRIED_BELOW_500 = frozenset({408, 409, 429})
NOT_RETRIED = frozenset({501, 505})

FIRST_DELAY = 0.5
"""Seconds before the first retry; each further one waits twice as long."""
MAX_DELAY = 8.0
"""The most seconds that are waited where the server does not say how long."""
MAX_ASKED_DELAY = 120.0
"""The most seconds that a server may ask for; where it asks for more, the call fails and says so."""


def is_retried(response: httpx.Response) -> bool:
    """Return True if the call should be retried after a response; a server's `x-should-retry` header takes
    precedence.
    """
    told: str = response.headers.get("x-should-retry", "").strip().lower()
    if told in {"true", "false"}:
        return told == "true"
    status = response.status_code
    return status in RETRIED_BELOW_500 or (500 <= status < 600 and status not in NOT_RETRIED)


def asked_delay(response: httpx.Response) -> float | None:
    """The seconds that a server asks to wait, or None if it does not, or not in a way that makes sense."""
    milliseconds = _positive(response.headers.get("retry-after-ms", "")[:_MAX_DELAY_TEXT])
    if milliseconds is not None:
        return milliseconds / 1000
    header = response.headers.get("retry-after", "")[:_MAX_DELAY_TEXT]
    return _positive(header) or _seconds_until(header)


_MAX_DELAY_TEXT = 64
"""The maximum length of a delay that is parsed; a date of RFC 9110 has at most 29 characters."""
_NUMBER = re.compile(r"\s*\d+(\.\d*)?([eE]\+?\d+)?\s*")
"""A plain number. Other forms that Python's float accepts, such as "inf", do not match."""


def _positive(text: str) -> float | None:
    number = float(text) if _NUMBER.fullmatch(text) else 0.0
    return number if number > 0 else None


def _seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    seconds = moment - time.time()
    return seconds if seconds > 0 else None


def backoff(attempt: int) -> float:
    """Seconds to wait after an attempt (the first is 0): doubling, and up to a quarter less, so that clients spread."""
    delay = min(FIRST_DELAY * 2.0 ** min(attempt, 10), MAX_DELAY)
    return delay * (1 - 0.25 * random.random())  # noqa: S311  # it guards nothing


def may_pass(error: Exception) -> bool:
    """Return True if an attempt without a response may succeed when retried; a refused certificate will not."""
    return isinstance(error, APIConnectionError) and not is_refused_certificate(error)


def is_refused_certificate(error: BaseException) -> bool:
    """Return True if an error was caused by a certificate that is not trusted or belongs to another host."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
