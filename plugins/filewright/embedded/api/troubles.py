"""Logging what fails, without a flood: where one thing fails, it fails for every request that comes."""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable

__all__ = ["OUT_OF_DESCRIPTORS", "Troubles"]

OUT_OF_DESCRIPTORS = frozenset({errno.EMFILE, errno.ENFILE})
_QUIET_SECONDS = 10.0
"""Seconds for which a logged failure is not logged again."""


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
        """Log an error, with its traceback unless the process is out of descriptors."""
        number = getattr(error, "errno", None)
        missed = self._missed((type(error), number))
        if missed is None:
            return
        more = f" ({missed:,} more like it since the last was logged)" if missed else ""
        if number in OUT_OF_DESCRIPTORS:
            self._log.error(
                "%s: no file descriptors are left; allow more (ulimit -n), or use fewer connections%s", message, more
            )
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
