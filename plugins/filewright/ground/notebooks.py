"""Tables as notebooks show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

MAX_SHOWN = 10
"""Failures that are shown."""

MAX_ROWS = 50
MAX_COLUMNS = 8


def table(rows: Iterable[tuple[str, str]], title: str = "") -> str:
    """Rows of two columns as HTML, below a title; without rows, the title alone."""
    head = f"<b>{escape(title)}</b>" if title else ""
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    return head + (f"<table>{cells}</table>" if cells else "")


def grid(items: Sequence[Mapping[str, Any]], title: str = "") -> str:
    """The first items as HTML, a row each, with a column for each field of the first one."""
    names = list(items[0])[:MAX_COLUMNS] if items else []
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(f"<tr>{_cells(item, names)}</tr>" for item in items[:MAX_ROWS])
    more = f"<p>and {len(items) - MAX_ROWS:,} more</p>" if len(items) > MAX_ROWS else ""
    return f"<b>{escape(title)}</b><table><tr>{head}</tr>{rows}</table>{more}"


def _cells(item: Mapping[str, Any], names: Iterable[str]) -> str:
    return "".join(f"<td>{escape('' if item.get(name) is None else str(item[name]))}</td>" for name in names)
