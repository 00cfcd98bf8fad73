"""Simulated outcomes of batches, to test clients without a model."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from filewright.embedded.store.often import Often, Rule, parse_share
from filewright.errors import ConfigurationError, shorten

__all__ = ["BatchTrials"]


class _Expiry:
    """The batches that expire, and the share of their requests that is done by then."""

    def __init__(self, text: str) -> None:
        share, *often = text.split()
        if len(often) > 1:
            raise ConfigurationError(f"{shorten(text)} is not SHARE [OFTEN], such as '40%' or '40% once'")
        self._share = parse_share(share)
        self._often = Often(*often)
        self._lock = threading.Lock()
        self._chosen: dict[str, bool] = {}

    def share_of(self, batch_id: str) -> Fraction | None:
        with self._lock:
            if batch_id not in self._chosen:
                self._chosen[batch_id] = self._often.happens()
            return self._share if self._chosen[batch_id] else None


def _expiry(_: str, given: Any) -> _Expiry | None:
    return None if given is None else _Expiry(str(given) or "?")


def _seconds(name: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given) or given < 0:
        raise ConfigurationError(f"{name} must be a number of seconds, 0 or more, not {shorten(given)}")
    return float(given)


def _optional_seconds(name: str, given: Any) -> float | None:
    return None if given is None else _seconds(name, given)


def _token_limit(name: str, given: Any) -> int | None:
    if given is None or (type(given) is int and given >= 0):
        return given
    raise ConfigurationError(f"{name} must be a whole number of tokens, 0 or more, not {shorten(given)}")


def _texts(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _rules(_: str, given: Any) -> tuple[Rule, ...]:
    return tuple(Rule.parse(text, outcomes=0) for text in _texts(given))


def _error_rules(_: str, given: Any) -> tuple[Rule, ...]:
    rules = tuple(Rule.parse(text, outcomes=1) for text in _texts(given))
    for rule in rules:
        if rule.outcome.isdecimal() and not 400 <= int(rule.outcome[:4]) <= 599:
            raise ConfigurationError(f"an error has a status from 400 to 599, or a code, not {shorten(rule.outcome)}")
    return rules


def _switch(_: str, given: Any) -> bool:
    return bool(given)


class BatchTrials:
    """The outcomes of batches. Each attribute can be set at any time and applies from then on.

    The last word of a rule says how often it applies: "always" (the default), "once", "3x" or a rate such as "10%".

    Args:
        seconds: how long a batch takes; None for the processing time of a file.
        expire: "SHARE [OFTEN]": batches that expire with this share of their requests done;
            "40% once" for one batch. Requests that were not done are in the error file, as `batch_expired`.
        line_errors: each "PATTERN STATUS [OFTEN]": requests, by `custom_id`, that fail. A status such as 429 is that
            of the response; a word such as `server_error` is the code of an error without a response.
        missing: each "PATTERN [OFTEN]": requests that are in neither file of results.
        garbled: each "PATTERN [OFTEN]": requests whose line of output is cut off, and is not JSON.
        shuffled: True to write results in a different order than the requests.
        token_limit: how many tokens (a fourth of the bytes of their files) the batches that have not ended may have
            together; a batch beyond that fails with `token_limit_exceeded`.
        cancelling_seconds: how long a batch is `cancelling`. Its output has what was done before.

    Raises:
        ConfigurationError: a value is invalid.
    """

    seconds: Any
    expire: Any
    line_errors: Any
    missing: Any
    garbled: Any
    shuffled: Any
    token_limit: Any
    cancelling_seconds: Any

    def __init__(
        self,
        *,
        seconds: float | None = None,
        expire: str | None = None,
        line_errors: Iterable[str] = (),
        missing: Iterable[str] = (),
        garbled: Iterable[str] = (),
        shuffled: bool = False,
        token_limit: int | None = None,
        cancelling_seconds: float = 0.0,
    ) -> None:
        self.seconds = seconds
        self.expire = expire
        self.line_errors = line_errors
        self.missing = missing
        self.garbled = garbled
        self.shuffled = shuffled
        self.token_limit = token_limit
        self.cancelling_seconds = cancelling_seconds

    def __setattr__(self, name: str, value: Any) -> None:
        read = _READERS.get(name)
        if read is None:
            raise AttributeError(f"batches have no attribute {name!r}. Known attributes: {', '.join(_READERS)}")
        object.__setattr__(self, name, read(name, value))

    def expired_share(self, batch_id: str) -> Fraction | None:
        """Return the share of a batch's requests that is done when it expires; None if it does not expire."""
        expiry: _Expiry | None = self.expire
        return None if expiry is None else expiry.share_of(batch_id)

    def line_error(self, custom_id: str) -> str | None:
        """Return the status or the code with which a request fails; None if it does not."""
        rules: tuple[Rule, ...] = self.line_errors
        return next((rule.outcome for rule in rules if rule.applies(custom_id)), None)

    def is_missing(self, custom_id: str) -> bool:
        """Return True if a request has no line of results."""
        rules: tuple[Rule, ...] = self.missing
        return any(rule.applies(custom_id) for rule in rules)

    def is_garbled(self, custom_id: str) -> bool:
        """Return True if the line of output of a request is not JSON."""
        rules: tuple[Rule, ...] = self.garbled
        return any(rule.applies(custom_id) for rule in rules)


_READERS: dict[str, Callable[[str, Any], object]] = {
    "seconds": _optional_seconds,
    "expire": _expiry,
    "line_errors": _error_rules,
    "missing": _rules,
    "garbled": _rules,
    "shuffled": _switch,
    "token_limit": _token_limit,
    "cancelling_seconds": _seconds,
}
"""The reader of each attribute's value when it is set."""
