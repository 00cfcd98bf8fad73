"""Reports as notebooks show them."""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from ..rules.quantities import shown_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .accounts import Usage
    from .results import Report

MAX_SHOWN = 10
"""Failures that are shown."""


def report_html(report: Report) -> str:
    """A report as HTML: the counts, and the first failures."""
    counts = [(name, f"{count:,}") for name, count in report.counts().items()]
    rows = [*counts, ("bytes", shown_bytes(report.bytes)), ("seconds", f"{report.seconds:,.1f}")]
    rows += [(name, text) for name, text in (("stopped by", report.stopped), ("resume", report.resume)) if text]
    failures = [
        (each.path or each.id or "", str(each.error or each.status)) for each in islice(report.failures(), MAX_SHOWN)
    ]
    return f"<b>{escape(report.op)}</b>{_table(rows)}{_table(failures)}"


def usage_html(usage: Usage) -> str:
    """What is stored, as HTML: a row a share."""
    rows = [(", ".join(share.values), f"{share.files:,} files, {shown_bytes(share.bytes)}") for share in usage]
    return _table([*rows, ("all", f"{usage.files:,} files, {shown_bytes(usage.bytes)}")])


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows)
    return f"<table>{cells}</table>" if cells else ""
