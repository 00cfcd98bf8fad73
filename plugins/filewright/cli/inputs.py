"""What commands read besides their arguments: standard input, places to save to, and a yes or no."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import typer

from ..errors import DestinationError, SourceError
from .output import printable


def standard_input() -> Any:
    """Standard input, in bytes."""
    if sys.stdin is None:  # what Python has for one that is closed
        raise SourceError("Cannot upload standard input: it is closed.")
    return sys.stdin.buffer


def duration(text: str) -> int | str:
    """An expiry: seconds, or text such as 7d."""
    return int(text) if text.isdecimal() else text


def declined(names: list[str]) -> bool:
    """Ask whether to delete these, where there is somebody to ask; whether the answer is no."""
    asked = sys.stdin is not None and sys.stdin.isatty()
    return asked and not typer.confirm(f"Delete {', '.join(map(printable, names))}?", err=True)


def check_output(output: Path, *, force: bool) -> None:
    """Refuse a place that cannot be saved to, or, unless forced, one where something is."""
    from ..wire.saving import check_destination, is_written_in_place

    check_destination(output)
    if os.path.lexists(output) and not force and not is_written_in_place(output):
        raise DestinationError(f"{str(output)!r} is there already; pass --force to overwrite it.")
