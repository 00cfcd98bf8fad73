"""Patterns of paths: `*.jsonl`, `logs/**`, `build`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from ..errors import ConfigurationError, shorten
from ..narrowing import is_list, is_tuple

_SPECIAL = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]")


def is_pattern(text: str) -> bool:
    """Return True if a text holds a wildcard."""
    return any(character in text for character in "*?[")


def patterns_of(value: Any, name: str) -> tuple[str, ...]:
    """A pattern, or several, as a tuple.

    Raises:
        ConfigurationError: one is not a text, or is empty.
    """
    given = (value,) if isinstance(value, str) else value
    if not (is_list(given) or is_tuple(given)) or not all(isinstance(each, str) and each for each in given):
        raise ConfigurationError(f"{name} is {shorten(value)}; pass a pattern such as '*.jsonl', or a list of them.")
    return tuple(given)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    for match in _SPECIAL.finditer(pattern):
        parts.append(re.escape(pattern[end : match.start()]))
        parts.append(_TRANSLATED.get(match[0]) or match[0].replace("[!", "[^"))
        end = match.end()
    try:
        return re.compile("".join(parts) + re.escape(pattern[end:]), re.DOTALL)
    except re.error:
        raise ConfigurationError(f"{shorten(pattern)} is not a pattern; write one such as '*.jsonl'.") from None


_TRANSLATED = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Return True if a path, with "/" between its parts, fits one of the patterns.

    A pattern without "/" is about the last part of the path, whatever folder it is in.
    """
    name = path.rpartition("/")[2]
    return any(_compiled(each.rstrip("/")).fullmatch(path if "/" in each.rstrip("/") else name) for each in patterns)
