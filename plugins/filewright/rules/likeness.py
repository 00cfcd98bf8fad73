"""The likeness of a listed object to one that was sent: servers change names, and their clocks differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

CLOCK_TOLERANCE = 2.0
"""Seconds: creation times are whole seconds, and so are the dates that clocks are compared by."""

QUARTER_HOUR = 900
LARGEST_ZONE = 14 * 3600
"""Seconds: a server that takes local time for UTC is wrong by quarters of an hour, up to those of the farthest zone
(https://data.iana.org/time-zones/tz-link.html: offsets from UTC -12:00 to +14:00)."""

SAME, ALIKE = 2, 1
"""Equal in all compared values; or with an extended name, or a value that the server does not report."""


class Match(NamedTuple):
    """A listed object that may be the one that was sent.

    Attributes:
        item: the object.
        likeness: SAME or ALIKE.
        in_time: it was made while the call was under way, by what is known of the server's clock; else the clock would
            have to be wrong.
    """

    item: Any
    likeness: int
    in_time: bool


class Window(NamedTuple):
    """The time at which an object was made, in seconds of the server's clock.

    Attributes:
        start, end: the time from the beginning of the call until now, or until any time.
        certain: whether the clock was read off an object that the server made; else it may be wrong by time zones.
    """

    start: float
    end: float
    certain: bool

    @property
    def horizon(self) -> float:
        """The time before which nothing needs to be looked at."""
        return self.start if self.certain else self.start - LARGEST_ZONE

    def holds(self, moment: float | None) -> bool:
        """Return whether an object of this time was made in the window."""
        return moment is not None and self.start <= moment <= self.end

    def may_hold(self, moment: float | None) -> bool:
        """Return whether an object of this time may have been made in the window, by a clock that is wrong."""
        if moment is None or moment > self.end:
            return True
        nearest = round((moment - self.start) / QUARTER_HOUR) * QUARTER_HOUR
        shifts = (nearest - QUARTER_HOUR, nearest, nearest + QUARTER_HOUR)
        return not self.certain and any(self.holds(moment - shift) and abs(shift) <= LARGEST_ZONE for shift in shifts)


def likeness(item: Any, wanted: Mapping[str, Any], name: str | None) -> int:
    """Return an item's likeness to the wanted fields: SAME, ALIKE or 0. `name` is the field that servers change."""
    found = SAME
    for field, ours in wanted.items():
        theirs = getattr(item, field, None)
        if theirs is None:
            found = min(found, ALIKE)
        elif field == name:
            found = min(found, likeness_of_names(str(theirs), str(ours)))
        elif theirs != ours:
            return 0
    return found


def likeness_of_names(theirs: str, ours: str) -> int:
    """SAME where only letters' case, escapes and punctuation differ, ALIKE where words were added at one place."""
    theirs, ours = unquote(theirs).lower(), unquote(ours).lower()
    last = re.split(r"[/\\]", ours)[-1]
    if bare(theirs) in {bare(ours), bare(last)}:
        return SAME
    added_to, words = _words(theirs), _words(last)
    kept = _common(added_to, words) + _common(added_to[::-1], words[::-1])
    return ALIKE if words and kept >= len(words) else 0


def best(matches: Iterable[Match]) -> list[Match]:
    """Those of the matches that are as good as any: in time before others, the same before those that are alike."""
    ranked = list(matches)
    top = max(((match.in_time, match.likeness) for match in ranked), default=None)
    return [match for match in ranked if (match.in_time, match.likeness) == top]


def _words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text)


def bare(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return "".join(_words(text))


def _common(one: list[str], other: list[str]) -> int:
    """Return the number of words that two lists have in common at their beginning."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length
