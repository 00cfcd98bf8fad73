"""Inputs of commands besides arguments: standard input, destinations and confirmations."""

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
    """Return standard input as bytes."""
    if sys.stdin is None:  # what Python has for one that is closed
        raise SourceError("Cannot upload standard input: it is closed.")
    return sys.stdin.buffer


def duration(text: str) -> int | str:
    """Parse an expiry: seconds, or text such as 7d."""
    return int(text) if text.isdecimal() else text


def confirm_deletion(names: Sequence[str]) -> None:
    """Ask for confirmation of the deletion of these names; see `confirmed`."""
    confirmed(f"Delete {', '.join(map(printable, names))}?")


def confirmed(question: str) -> None:
    """Ask for confirmation of a deletion, and end the command if it is declined.

    Raises:
        ConfigurationError: confirmation is needed, but standard input is not a terminal.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise ConfigurationError("Nothing was deleted, because there is no terminal for the confirmation. Pass --yes.")
    if not typer.confirm(question, err=True):
        say("nothing was deleted")
        raise typer.Exit(FAILED)


def checked_deletion(result: Any) -> Any:
    """Raise APIError if the response to a deletion says that nothing was deleted."""
    if getattr(result, "deleted", None) is False:
        raise APIError(f"The server reports that {result.id} was not deleted.")
    return result


def check_output(output: Path, *, force: bool) -> None:
    """Refuse a destination that cannot be written or, unless forced, that already exists."""
    from ..wire.saving import check_destination, is_written_in_place

    check_destination(output)
    if os.path.lexists(output) and not force and not is_written_in_place(output):
        raise DestinationError(f"{str(output)!r} already exists; pass --force to overwrite it.")
