"""How a job stands after an error: whether batches go on, and whether there is something to continue."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from ..errors import APIStatusError, ConfigurationError, JournalError
from .job import open_in
from .journal import Record, records_of, steps

Standing: TypeAlias = Literal["open", "begun"] | None


def standing_in(records: list[Record], error: BaseException) -> Standing:
    """Return "open" if batches of a job go on, "begun" if it can be continued, else None.

    A job that the server refused before any batch was created would be refused again.
    """
    if open_in(records):
        return "open"
    is_refused = isinstance(error, APIStatusError) and error.status_code < 500
    is_begun = any(steps(records, "created")) if is_refused else bool(records)
    return "begun" if is_begun else None


def standing_of(journal: Path, error: BaseException) -> Standing:
    """Return how the job of a journal stands; None if the error is of the journal or an argument."""
    if isinstance(error, (JournalError, ConfigurationError)) or not journal.is_file():
        return None
    return standing_in(records_of(journal), error)
