"""Sizes, ages and rates as people write them: "10 MiB", "30d", "900/min"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple

from ..errors import ConfigurationError, shorten

_SIZES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?", re.IGNORECASE)
_TIMES = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400, "w": 604800}
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(s|sec|m|min|h|hour|d|day)")


class Rate(NamedTuple):
    """A number of requests in a time.

    Attributes:
        requests: how many.
        seconds: the time.
    """

    requests: float
    seconds: float

    @property
    def interval(self) -> float:
        """Seconds from one request to the next."""
        return self.seconds / self.requests

    def __str__(self) -> str:
        each_second = self.requests / self.seconds
        return f"{each_second:,.0f}/s" if each_second >= 100 else f"{each_second:.3g}/s"


def counted(number: int, noun: str = "file", nouns: str | None = None) -> str:
    """A count with its noun: "1 batch", "2,000 batches"."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def bytes_of(value: Any, name: str) -> int | None:
    """A number of bytes, from a whole number or a text such as "10MB" (10,000,000) or "10MiB"; None for None."""
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        return int(float(match[1]) * _SIZES[(match[2] or "").lower()])
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number of bytes, or a str such as '10MiB'.")
    return value


def age_of(value: Any, name: str) -> float | None:
    """Seconds, from a number, a timedelta or a text such as "12h" or "30d"; None for None."""
    if value is None:
        return None
    if isinstance(value, timedelta):
        value = value.total_seconds()
    match = _AGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        return float(match[1]) * _TIMES[match[2]]
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value < float("inf"):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass seconds, a timedelta, or a str such as '30d'.")
    return float(value)


def rate_of(value: Any, name: str = "rate") -> Rate:
    """A rate, from a text such as "900/min" or a number of requests a second."""
    if isinstance(value, Rate):
        return value
    match = _RATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match and float(match[1]):
        return Rate(float(match[1]), _TIMES[match[2]])
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise ConfigurationError(
            f"{name} is {shorten(value)}; pass a number of requests a second, or a str such as '900/min'."
        )
    return Rate(float(value), 1.0)


def count_of(value: Any, name: str) -> int | None:
    """A whole number from 1; None for None."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a whole number from 1, or None for no limit.")
    return value


def shown_bytes(size: float) -> str:
    """A number of bytes for people: "3.1 MiB"."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:,.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
        size /= 1024
    return f"{size:,.1f} TiB"


def shown_sum(size: int, unsized: int, files: int) -> str:
    """The sum of the sizes of files, for people, of which some are not told by the server."""
    if not unsized:
        return shown_bytes(size)
    return "size unknown" if unsized == files else f"{shown_bytes(size)} + {unsized:,} of unknown size"


def shown_seconds(seconds: float) -> str:
    """A time for people: "45 s", "37 min", "16.7 h"."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
