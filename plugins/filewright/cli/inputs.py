"""What commands read besides their arguments: standard input, places to save to, and a yes or no."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from ..errors import APIError, ConfigurationError, DestinationError, SourceError
from .exits import FAILED
from .messages import say
from .output import printable


def standard_input() -> Any:
    """Standard input, in bytes."""
    if sys.stdin is None:  # what Python has for one that is closed
        raise SourceError("Cannot upload standard input: it is closed.")
    return sys.stdin.buffer


def duration(text: str) -> int | str:
    """An expiry: seconds, or text such as 7d."""
    return int(text) if text.isdecimal() else text


def confirm_deletion(names: Sequence[str]) -> None:
    """Ask whether to delete these, and end the command where that is declined.

    Raises:
        ConfigurationError: there is no terminal to ask at.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise ConfigurationError("Nothing was deleted, as there is no terminal to ask at; pass --yes.")
    if not typer.confirm(f"Delete {', '.join(map(printable, names))}?", err=True):
        say("nothing was deleted")
        raise typer.Exit(FAILED)


def checked_deletion(result: Any) -> Any:
    """Refuse a response to a deletion that says that nothing was deleted."""
    if getattr(result, "deleted", None) is False:
        raise APIError(f"{result.id} was not deleted, says the server.")
    return result


def check_output(output: Path, *, force: bool) -> None:
    """Refuse a place that cannot be saved to, or, unless forced, one where something is."""
    from ..wire.saving import check_destination, is_written_in_place

    check_destination(output)
    if os.path.lexists(output) and not force and not is_written_in_place(output):
        raise DestinationError(f"{str(output)!r} is there already; pass --force to overwrite it.")
