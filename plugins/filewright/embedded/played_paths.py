"""Paths of requests, compared with those of a provider's table."""

from __future__ import annotations

import re
from urllib.parse import unquote

__all__ = ["matched_in", "segments_of"]


def segments_of(template: str) -> list[str]:
    """The segments of a path of a table, without those that lead to beside the base URL, and without its query."""
    return [segment for segment in template.partition("?")[0].split("/") if segment not in {"", ".."}]


def matched_in(template: list[str], segments: list[str]) -> str | None:
    """The id in a path that a template fits, empty where it has none; None if it does not fit."""
    if len(template) != len(segments):
        return None
    identifier = ""
    for wanted, given in zip(template, segments, strict=True):
        name, _, verb = wanted.partition("}")
        if name.startswith("{"):
            found = re.fullmatch(rf"([^:]+){re.escape(verb)}", unquote(given))
            if found is None:
                return None
            identifier = found[1]
        elif wanted != given:
            return None
    return identifier
