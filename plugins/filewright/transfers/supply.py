"""The files of a download or deletion, from the list and the journal to the workers: read in groups."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .feeding import GROUP

if TYPE_CHECKING:
    from .journal import Journal
    from .remote import Remote
    from .results import Report


class Wanted(NamedTuple):
    """A file to be fetched or deleted.

    Attributes:
        key: of the journal.
        file: as the server lists it.
        place: where it is saved, or "".
        is_done: the journal has it as done.
    """

    key: bytes
    file: Remote
    place: str
    is_done: bool


class Supply:
    """Hands out the files of a job, to threads or to tasks of an event loop.

    Args:
        files: read while something waits for the disk.
        journal: written to disk with each group.
        report: says how many files were skipped, which do not count for `most`.
        most: how many are fetched or deleted at most, or None.
        why: what the report says of a job that stopped there.

    Attributes:
        is_over: True if no more files will come.
    """

    def __init__(self, files: Iterator[Wanted], journal: Journal, report: Report, most: int | None, why: str) -> None:
        self.is_over = False
        self._files = files
        self._journal = journal
        self._report = report
        self._most = most
        self._why = why
        self._filling = threading.Lock()
        self._state = threading.Lock()
        self._ready: deque[Wanted] = deque()
        self._taken = self._under_way = 0
        self._exhausted = False

    def wants_more(self) -> bool:
        """True if `fill` should be called before the next file is taken."""
        return not self._ready and not self._exhausted

    def fill(self) -> None:
        """Read the next files."""
        with self._filling:
            if not self.wants_more():
                return
            group = list(islice(self._files, GROUP))
            with self._state:
                self._ready.extend(group)
                self._exhausted = len(group) < GROUP
            self._journal.flush()

    def pop(self) -> Wanted | None:
        """The next file, or None if there is none at the moment."""
        with self._state:
            if not self._ready:
                self.is_over = self._exhausted
                return None
            if self._most is not None and self._taken - self._report.skipped >= self._most:
                # A file that is under way may turn out to be there already, and another one be fetched in its place.
                if not self._under_way:
                    self._report.stopped = self._why
                    self.is_over = True
                return None
            self._taken += 1
            self._under_way += 1
            return self._ready.popleft()

    def finished(self) -> None:
        """Say that a file that was taken is in the report."""
        with self._state:
            self._under_way -= 1
