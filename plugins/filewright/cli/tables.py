"""Table layout: column widths, and truncation on narrow terminals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

ELLIPSIS = "…"

_KEPT = {"id", "filename", "name", "path", "bytes", "usage_bytes", "purpose", "status", "created_at", "created"}
"""Columns that a table never goes without."""

_NAMES = {"filename", "name", "path", "model", "fine_tuned_model", "endpoint", "owned_by"}
"""Columns that may be cut first."""


class Layout(NamedTuple):
    """The width of each shown column by field, the gap between columns, and the fields that do not fit."""

    widths: Mapping[str, int]
    gap: int
    dropped: Sequence[str]


class _Level(NamedTuple):
    """A degree of compression: the gap between columns, and the minimum width of each kind of column."""

    gap: int
    names: int
    ids: int | None
    others: int | None


_ROOMY = _Level(2, 12, None, None)
_CLOSE = _Level(1, 12, None, None)
# Only where nothing is left to drop. Ids come late: a cut one cannot be passed to another command.
_SQUEEZED = (_Level(1, 8, None, None), _Level(1, 8, 11, None), _Level(1, 5, 7, 5))


def laid_out(natural: Mapping[str, int], available: int) -> Layout:
    """Fit columns of these natural widths into the available width, as far as possible.

    Names are truncated first, then optional columns are dropped, then ids and the rest are truncated.
    """
    for level in (_ROOMY, _CLOSE):
        if widths := _shrunk(natural, level, available):
            return Layout(widths, level.gap, [])
    left = dict(natural)
    dropped: list[str] = []
    for name in reversed([name for name in natural if name not in _KEPT][_first_kept(natural) :]):
        dropped.append(name)
        del left[name]
        if widths := _shrunk(left, _CLOSE, available):
            return Layout(widths, _CLOSE.gap, dropped)
    for level in _SQUEEZED:
        if widths := _shrunk(left, level, available):
            return Layout(widths, level.gap, dropped)
    last = _SQUEEZED[-1]
    return Layout({name: min(width, _floor(name, width, last)) for name, width in left.items()}, last.gap, dropped)


def _first_kept(natural: Mapping[str, int]) -> int:
    """Return 1 if the first column, which identifies a row, is not among those that are always kept."""
    return int(next(iter(natural)) not in _KEPT)


def _floor(name: str, width: int, level: _Level) -> int:
    floor = level.names if name in _NAMES else level.ids if name == "id" or name.endswith("_id") else level.others
    return width if floor is None else min(floor, width)


def _shrunk(natural: Mapping[str, int], level: _Level, available: int) -> dict[str, int] | None:
    """Return the widths at this level, shrinking the widest column first; None if they do not fit."""
    widths = dict(natural)
    floors = {name: _floor(name, width, level) for name, width in natural.items()}
    excess = sum(widths.values()) + level.gap * (len(widths) - 1) - available
    while excess > 0:
        name = max(widths, key=lambda each: (widths[each] > floors[each], widths[each]))
        if widths[name] <= floors[name]:
            return None
        widths[name] -= 1
        excess -= 1
    return widths


def cut_in_the_middle(text: str, width: int, measure: Callable[[str], int] = len) -> str:
    """Shorten a text to `width` cells, keeping its beginning and its end (such as a name's suffix)."""
    if measure(text) <= width:
        return text
    beginning, end = 0, len(text)
    while measure(text[: beginning + 1]) + 1 + measure(text[end:]) <= width:
        beginning += 1
        if measure(text[:beginning]) + 1 + measure(text[end - 1 :]) > width:
            break
        end -= 1
    return text[:beginning] + ELLIPSIS + text[end:]


_UNITS = ((365 * 86400, "y"), (86400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def relative(seconds: float, now: float) -> str:
    """Format a time relative to now: "3h ago", "in 6d"."""
    distance = int(abs(now - seconds))
    unit, letter = next((row for row in _UNITS if distance >= row[0]), _UNITS[-1])
    whole = -(-distance // unit) if seconds > now else distance // unit  # 7 days but for a second is "in 7d"
    amount = f"{whole}{letter}"
    return "now" if not distance else f"in {amount}" if seconds > now else f"{amount} ago"
