"""The time that files take to be processed, and the failures among them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from filewright.errors import ConfigurationError, shorten

__all__ = ["Processing", "Status"]


class Status(NamedTuple):
    """The `status` and `status_details` of a file."""

    status: str
    details: str | None


_UPLOADED = Status("uploaded", None)
_PROCESSED = Status("processed", None)


class Processing:
    """The made-up processing of files: a pause, then success or failure.

    Nothing is kept: a file's status is worked out whenever it is asked for, so a change applies to files that are
    stored already.

    Args:
        seconds: how long a file stays `uploaded`, from its creation; 0 for files that are processed at once.
        fail: shell patterns for names (`"bad*.jsonl"`), or ids, of the files that end in `error`; and for the
            `custom_id` of those requests of a batch that fail.

    Raises:
        ConfigurationError: the seconds are not a finite number of 0 or more.
    """

    def __init__(self, seconds: float = 0.0, fail: Iterable[str] = ()) -> None:
        self.seconds = seconds
        self.fail = fail

    @property
    def seconds(self) -> float:
        """The time for which a file stays `uploaded`, in seconds from its creation."""
        return self._seconds

    @seconds.setter
    def seconds(self, value: float) -> None:
        if isinstance(value, bool) or not math.isfinite(value) or value < 0:
            raise ConfigurationError(f"processing seconds must be a number of seconds, 0 or more, not {shorten(value)}")
        self._seconds = float(value)

    @property
    def fail(self) -> frozenset[str]:
        """Shell patterns for names, or ids, of the files that end in `error`."""
        return self._fail

    @fail.setter
    def fail(self, value: Iterable[str]) -> None:
        # A lone string would otherwise be taken for a collection of one-letter patterns.
        self._fail = frozenset((value,) if isinstance(value, str) else value)

    def status(self, file_id: str, filename: str, created: float, now: float) -> Status:
        """Return the status at the time `now` of a file that was created at `created` (both Unix times in seconds)."""
        return _UPLOADED if now < created + self._seconds else self.outcome(file_id, filename)

    def outcome(self, file_id: str, filename: str) -> Status:
        """Return how the processing of a file ends."""
        for pattern in self._fail:
            if pattern == file_id or fnmatchcase(filename, pattern):
                return Status("error", f"The server is configured to fail files that match {pattern!r}.")
        return _PROCESSED

    def fails(self, name: str) -> bool:
        """Tell whether what has this name is to fail: a request of a batch, by its `custom_id`."""
        return any(fnmatchcase(name, pattern) for pattern in self._fail)

    def __repr__(self) -> str:
        return f"Processing(seconds={self._seconds!r}, fail={sorted(self._fail)!r})"
