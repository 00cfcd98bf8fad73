"""Tables as notebooks show them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

MAX_SHOWN = 10
"""Failures that are shown."""


def table(rows: Iterable[tuple[str, str]], title: str = "") -> str:
    """Rows of two columns as HTML, below a title; without rows, the title alone."""
    head = f"<b>{escape(title)}</b>" if title else ""
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    return head + (f"<table>{cells}</table>" if cells else "")
