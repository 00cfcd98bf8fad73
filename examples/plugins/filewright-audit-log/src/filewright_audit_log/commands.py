"""`filewright audit-log`: what the log says, in a line for each operation."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Annotated, Any

import typer

from . import ENVIRONMENT

File = Annotated[Path | None, typer.Argument(help=f"The log; default: what {ENVIRONMENT} names.", show_default=False)]


def audit_log(log: File = None) -> None:
    """Add up an audit log: calls, failures and seconds of each operation."""
    chosen = log or os.environ.get(ENVIRONMENT)
    if not chosen:
        raise typer.BadParameter(f"name the log, or set {ENVIRONMENT}")
    records: dict[str, list[Any]] = defaultdict(list)
    with open(chosen, encoding="ascii") as lines:
        for record in map(json.loads, lines):
            records[record["operation"]].append(record)
    for operation, calls in sorted(records.items()):
        failed = sum(call["outcome"] != "ok" for call in calls)
        seconds = sum(call["duration_ms"] for call in calls) / 1000
        typer.echo(f"{operation}: {len(calls):,} calls, {failed:,} failed, {seconds:.1f} s")
