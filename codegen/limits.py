"""x-filewright-limits, the maximum size of an operation's content: its checks, its code, and its text for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from literals import python_literal

KEY = "x-filewright-limits"
_UNITS = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))
_COUNTS = {"lines": "lines", "inputs": "embedding inputs"}
"""The limits that are counts, each with its name in words."""
_PURPOSE = {"bytes", *_COUNTS, "suffixes", "source", "note"}
HEAD = "| Method | Purpose | Maximum size | File names end in | Source |\n|---|---|---|---|---|"


def size_problem(value: Any) -> str | None:
    """Return why a value is not a size."""
    return None if _is_count(value) else "is not a whole number of bytes above zero"


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def text_problem(value: Any) -> str | None:
    """Return why a value is not a text."""
    return None if isinstance(value, str) and value else "is not a text"


def purposes_problem(known: Iterable[str], value: Any) -> str | None:
    """Return why a value is not a mapping of known purposes to their limits."""
    if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
        return "is not a mapping of purposes to their limits"
    strange = [str(purpose) for purpose in value if purpose not in known]
    if strange:
        return f"has {', '.join(strange)}, which the enumeration of purposes does not know"
    for purpose, limits in value.items():
        problem = _purpose_problem(limits)
        if problem:
            return f"has for {purpose} {problem}"
    return None


def _purpose_problem(limits: dict[str, Any]) -> str | None:
    if limits.keys() - _PURPOSE or not {"source", "note"} <= limits.keys():
        return "something else than source, note and, optionally, bytes, lines, inputs and suffixes"
    if "bytes" in limits and size_problem(limits["bytes"]):
        return f"bytes that {size_problem(limits['bytes'])}"
    for name in limits.keys() & _COUNTS:
        if not _is_count(limits[name]):
            return f"{name} that is not a whole number above zero"
    suffixes = limits.get("suffixes", [])
    fits = isinstance(suffixes, list) and all(isinstance(each, str) and each.startswith(".") for each in suffixes)
    return None if fits else "suffixes that are not a list of texts such as .jsonl"


def record(settings: dict[str, Any]) -> str:
    """Return the limits of an operation as code."""
    purposes = "".join(
        f"PurposeLimits({python_literal(purpose)}, {python_literal(limits.get('bytes'))},"
        f" {python_literal(tuple(limits.get('suffixes', ())))}, {_origin(limits)}, {_counts(limits)}), "
        for purpose, limits in settings.get("purposes", {}).items()
    )
    return f"Limits({python_literal(settings['bytes'])}, {_origin(settings)}, ({purposes}))"


def _origin(limits: dict[str, Any]) -> str:
    return f"{python_literal(limits['source'])}, {python_literal(limits['note'])}"


def _counts(limits: dict[str, Any]) -> str:
    return ", ".join(f"{name}={limits[name]}" for name in _COUNTS if name in limits)


def sentence(settings: dict[str, Any] | None) -> str | None:
    """Return the limits of an operation in words, for its docstring."""
    if settings is None:
        return None
    purposes = [f"{purpose}: {_described(each)}" for purpose, each in settings.get("purposes", {}).items()]
    listed = f"; for the purpose {'; '.join(purposes)}" if purposes else ""
    return f"Maximum size: {_readable(settings['bytes'])}{listed}."


def _described(limits: dict[str, Any]) -> str:
    size = [_readable(limits["bytes"])] if "bytes" in limits else []
    suffixes = [f"only {', '.join(limits['suffixes'])}"] if "suffixes" in limits else []
    return ", ".join((*size, *_counted(limits), *suffixes))


def _counted(limits: dict[str, Any]) -> list[str]:
    return [f"{limits[name]:,} {words}" for name, words in _COUNTS.items() if name in limits]


def rows(method: str, settings: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of a method in the table of the reference."""
    purposes = settings.get("purposes", {})
    for purpose, limits in {("all others" if purposes else ""): settings, **purposes}.items():
        size = _readable(limits["bytes"]) if "bytes" in limits else "that of other purposes"
        size = ", ".join((size, *_counted(limits)))
        suffixes = " ".join(f"`{each}`" for each in limits.get("suffixes", ()))
        yield f"| `{method}` | {purpose} | {size} | {suffixes} | [{limits['note']}]({limits['source']}) |"


def _readable(size: int) -> str:
    return next((f"{size // unit:,} {name}" for unit, name in _UNITS if size % unit == 0), f"{size:,} bytes")
