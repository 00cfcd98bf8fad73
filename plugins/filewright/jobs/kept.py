"""The options of a job, as kept in its journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import ConfigurationError, JournalError, shorten
from .journal import records_of


def kept_options(journal: Path) -> dict[str, Any]:
    """Return the options of a job from its journal.

    Raises:
        JournalError: there is no such journal.
    """
    records = records_of(journal)
    if not records:
        raise JournalError(f"The journal {shorten(str(journal))} is empty; begin the job with run.")
    return dict(records[0]["options"])


def check_validated(kept: dict[str, Any], validate: Any) -> None:
    """Refuse to continue without the function that validates rows, as retries depend on it."""
    if kept.pop("is_validated") and validate is None:
        raise ConfigurationError("The job was begun with validate=; pass the same function to go on.")
