"""Logging what fails, without a flood: where one thing fails, it fails for every request that comes."""

from __future__ import annotations

import errno
import logging
import sqlite3
import threading
import time
from collections.abc import Callable

__all__ = ["OUT_OF_DESCRIPTORS", "Troubles", "is_full", "reason_of"]

OUT_OF_DESCRIPTORS = frozenset({errno.EMFILE, errno.ENFILE})
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
_OF_THE_DISK = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_BUSY,
    }
)
_QUIET_SECONDS = 10.0
"""Seconds for which a logged failure is not logged again."""


def is_full(error: BaseException) -> bool:
    """Return True if a disk, or a quota on it, is full."""
    return (isinstance(error, OSError) and error.errno in _NO_SPACE) or _code_of(error) == sqlite3.SQLITE_FULL


def reason_of(error: BaseException) -> str | None:
    """Return what the system or SQLite says about a failure of the disk; None if the failure is something else."""
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return str(error) if _code_of(error) in _OF_THE_DISK else None


def _code_of(error: BaseException) -> int:
    """Return the primary code of an error of SQLite, or 0."""
    code: int = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF


class Troubles:
    """Logs a failure when it occurs, and again after some seconds with the number of repetitions.

    Args:
        log: where to.
        clock: seconds of any clock that does not run backwards.
    """

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[object, tuple[float, int]] = {}

    def tell(self, message: str, error: BaseException) -> None:
        """Log an error: one of the disk, which needs no reading of code, in one line, others with their traceback."""
        number = getattr(error, "errno", None)
        missed = self._missed((type(error), number or _code_of(error)))
        if missed is None:
            return
        more = f" ({missed:,} more like it since the last was logged)" if missed else ""
        if number in OUT_OF_DESCRIPTORS:
            self._log.error(
                "%s: no file descriptors are left; allow more (ulimit -n), or use fewer connections%s", message, more
            )
        elif (reason := reason_of(error)) is not None:
            self._log.error("%s: %s%s", message, reason, more)
        else:
            self._log.error("%s%s", message, more, exc_info=error)

    def _missed(self, kind: object) -> int | None:
        """Return how many of this kind were not logged since the last that was; None if this is one more."""
        now = self._clock()
        with self._lock:
            since, missed = self._seen.get(kind, (-_QUIET_SECONDS, 0))
            quiet = now - since < _QUIET_SECONDS
            self._seen[kind] = (since, missed + 1) if quiet else (now, 0)
        return None if quiet else missed
