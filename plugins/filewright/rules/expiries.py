"""The spellings of an expiry, and what is sent for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from filewright_api.types import by_value

from ..errors import ConfigurationError, shorten

if TYPE_CHECKING:
    from filewright_api.types import Expiry as ExpiryRule


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d{1,9})\s*([smhdw])")
_HOW_TO = "pass a timedelta, a number of seconds, a str such as '7d' or '12h', an ExpiresAfter, or None"


def seconds_of(value: Any, name: str) -> int | None:
    """The seconds of an expiry in any of its spellings; None for none.

    Raises:
        ConfigurationError: it is not a duration; `name` is how the message calls it.
    """
    return _seconds(_fields(value, name)["seconds"], name)


def settled(value: Any, rule: ExpiryRule) -> dict[str, Any] | None:
    """Return the JSON value for an expiry in any accepted form; None for no expiry.

    Raises:
        ConfigurationError: it is not a duration, has another anchor, or is out of range.
    """
    fields = _fields(value, rule.field)
    anchor = by_value(fields.get("anchor", rule.anchor))
    if anchor != rule.anchor:
        raise ConfigurationError(f"{rule.field} has the anchor {shorten(anchor)}; the only anchor is {rule.anchor!r}.")
    seconds = _seconds(fields["seconds"], rule.field)
    if seconds is None:
        return None
    if not rule.minimum <= seconds <= rule.maximum:
        raise ConfigurationError(
            f"{rule.field} is {shorten(seconds)} seconds; it must be from {rule.minimum}"
            f" ({rule.minimum / 3600:g} hours) to {rule.maximum} ({rule.maximum / 86400:g} days)."
        )
    return {"anchor": rule.anchor, "seconds": seconds}


def _fields(value: Any, name: str) -> dict[str, Any]:
    """The anchor (where there is one) and the seconds of an expiry in any of its spellings."""
    if isinstance(value, Mapping):
        fields = dict(cast("Mapping[str, Any]", value))
        if set(fields) - {"anchor", "seconds"} or "seconds" not in fields:
            raise ConfigurationError(f"{name} is {shorten(fields)}; it has an anchor and seconds, nothing else.")
        return fields
    if hasattr(value, "seconds") and hasattr(value, "anchor"):
        return {"anchor": value.anchor, "seconds": value.seconds}
    return {"seconds": value}


def _seconds(value: Any, name: str) -> int | None:
    value = by_value(value)
    if value is None:
        return None
    if isinstance(value, timedelta):
        value = value.total_seconds()
    elif isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        value = int(match[1]) * _UNITS[match[2]] if match else value
    whole = type(value) is int or (isinstance(value, float) and value.is_integer())
    if not whole:
        raise ConfigurationError(f"{name} is {shorten(value)}; {_HOW_TO}.")
    return int(value)
