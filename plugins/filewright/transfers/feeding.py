"""The way of files from the selection to the workers, in groups that are written into the journal together."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .journal import DONE, FAILED, PLANNED, Finished, Journal, Row, key_of
from .results import Result

if TYPE_CHECKING:
    from collections.abc import Callable

    from .entries import Entry

GROUP = 64
"""Files that are written into the journal at once, as each writing waits for the disk."""
BLOCK = 256
"""Files that are looked up in the journal at once."""
MAX_DEFERRED = 1_000
"""Files that wait for another one of the same name and size."""


class Item(NamedTuple):
    """A file to send, and its key in the journal."""

    key: bytes
    entry: Entry

    @property
    def likeness(self) -> tuple[str, int | None]:
        """Name and size, which identify files on the server."""
        return self.entry.name, self.entry.size


class Limits(NamedTuple):
    """The most that a job sends; None for no limit."""

    max_files: int | None = None
    max_bytes: int | None = None


class Feeder:
    """Hands out the files of a job, to threads or to tasks of an event loop.

    Args:
        entries: the selection.
        journal: where they are written down.
        destination: where they go; part of their keys.
        limits: how much is handed out.
        since: what was done before this time is done again; in seconds since 1970.
        known: says which id a file has on the server already, or None; asked for files that the journal does not know.
        dry: write nothing down, and hand nothing out.

    Attributes:
        stopped: the limit that was reached, or None.
    """

    def __init__(
        self,
        entries: Iterator[Entry],
        journal: Journal,
        destination: str,
        limits: Limits,
        *,
        since: float = 0.0,
        known: Callable[[Entry], str | None] | None = None,
        dry: bool = False,
        low: int = GROUP // 2,
    ) -> None:
        self.stopped: str | None = None
        self._entries = entries
        self._journal = journal
        self._destination = destination
        self._limits = limits
        self._known = known
        self._since = since
        self._dry = dry
        self._low = low
        self._filling = threading.Lock()
        self._state = threading.Lock()
        self._ready: deque[Item] = deque()
        self._deferred: deque[Item] = deque()
        self._busy: set[tuple[str, int | None]] = set()
        self._free: list[tuple[str, int | None]] = []
        self._there: list[tuple[Item, str]] = []
        self._files = 0
        self._bytes = 0
        self._exhausted = False
        self._told: set[bytes] = set()

    # For the workers

    def pass_over(self, keys: set[bytes]) -> None:
        """Say nothing of these files, as that was done."""
        self._told = keys

    def wants_more(self) -> bool:
        """True if `fill` should be called before the next file is taken."""
        ready = len(self._ready)
        if self.is_drained or ready > self._low:
            return False
        return not ready or not self._filling.locked()

    def pop(self) -> Item | None:
        """The next file, or None if there is none at the moment."""
        with self._state:
            if not self._ready:
                return None
            return self._ready.popleft()

    def finished(self, item: Item, outcome: Finished | None) -> None:
        """Record the outcome of a file; None if it was not sent and stays planned."""
        self._journal.finish(outcome or Finished(item.key, PLANNED))
        with self._state:
            self._free.append(item.likeness)

    @property
    def is_drained(self) -> bool:
        """True if nothing is left to be recorded."""
        return (self._exhausted or self.stopped is not None) and not self._deferred

    @property
    def is_over(self) -> bool:
        """True if no more files will come."""
        return self.is_drained and not self._ready

    def halt(self, why: str) -> None:
        """Hand out no more."""
        self.stopped = why
        self.release()

    def release(self) -> None:
        """Write down as planned what was not handed out."""
        with self._state:
            left = list(self._ready)
            self._ready.clear()
            self._deferred.clear()
        if left:
            self._journal.begin(left, time.time(), PLANNED)

    # For one of them at a time, as it waits for the disk

    def fill(self) -> list[Result]:
        """Write down the next files as being sent, so that they can be handed out; what becomes of others."""
        with self._filling:
            results: list[Result] = []
            if len(self._ready) > self._low or self.is_drained:
                return results
            with self._state:
                freed, self._free = self._free, []
            self._busy.difference_update(freed)
            group = self._of_deferred()
            while len(group) < GROUP and not self._stops_reading():
                self._read_block(group, results)
            self._write_down(group, bool(freed))
            with self._state:
                self._ready.extend(group)
            return results

    def _write_down(self, group: list[Item], has_finished: bool) -> None:
        there, self._there = self._there, []
        if self._dry:
            return
        if group or there:
            self._journal.begin([*group, *(item for item, _ in there)], time.time())
        elif has_finished:
            self._journal.flush()
        for item, file_id in there:
            self._journal.finish(Finished(item.key, DONE, file_id))

    def _stops_reading(self) -> bool:
        return self._exhausted or self.stopped is not None or len(self._deferred) >= MAX_DEFERRED

    def _of_deferred(self) -> list[Item]:
        """Those that waited for another one that is done."""
        group: list[Item] = []
        for _ in range(len(self._deferred)):
            item = self._deferred.popleft()
            if item.likeness in self._busy or len(group) >= GROUP:
                self._deferred.append(item)
            else:
                self._busy.add(item.likeness)
                group.append(item)
        return group

    def _read_block(self, group: list[Item], results: list[Result]) -> None:
        block = list(islice(self._entries, BLOCK))
        self._exhausted = len(block) < BLOCK
        items = [Item(key_in(self._destination, entry), entry) for entry in block]
        rows = self._journal.find([item.key for item in items])
        here = {item.key for item in self._deferred}
        for item in items:
            if self.stopped is not None:
                return
            if item.key in self._told:
                continue
            result = self._refusal(item, rows.get(item.key), item.key in here)
            if result is None:
                here.add(item.key)
                self._admit(item, group, results)
            else:
                results.append(result)

    def _refusal(self, item: Item, row: Row | None, is_here: bool) -> Result | None:
        """Return why a file is not sent; None if it is."""
        entry = item.entry
        if entry.problem is not None:
            return Result("upload", "failed", entry.path, entry.name, error=entry.problem)
        done = row is not None and row.state == DONE
        if row is not None and done and row.since >= self._since:
            return _skipped(entry, row.id, "done, says the journal", row.sha256)
        if is_here or (row is not None and not done and row.state not in _TRIED_AGAIN):
            return _skipped(entry, None, "it was named twice")
        there = None if self._known is None else self._known(entry)
        if there is None:
            return None
        self._there.append((item, there))
        return _skipped(entry, there, "a file of this name and size is there")

    def _admit(self, item: Item, group: list[Item], results: list[Result]) -> None:
        entry = item.entry
        size = entry.size or 0
        if self._limits.max_files is not None and self._files >= self._limits.max_files:
            self.stopped = "max_files"
        elif self._limits.max_bytes is not None and self._bytes + size > self._limits.max_bytes:
            self.stopped = "max_bytes"
        else:
            self._files += 1
            self._bytes += size
            if self._dry:
                results.append(Result("upload", "planned", entry.path, entry.name, bytes=entry.size, reason="new"))
            elif item.likeness in self._busy:
                self._deferred.append(item)
            else:
                self._busy.add(item.likeness)
                group.append(item)


_TRIED_AGAIN = {PLANNED, FAILED}


def _skipped(entry: Entry, file_id: str | None, why: str, sha256: str | None = None) -> Result:
    return Result("upload", "skipped", entry.path, entry.name, id=file_id, bytes=entry.size, sha256=sha256, reason=why)


def key_in(destination: str, entry: Entry) -> bytes:
    """The key in the journal of a file that goes to a destination."""
    if entry.content is None:
        return key_of(destination, entry)
    data: Any = entry.content.data
    # A stream can be told from another one only by reading it, which is done once.
    return key_of(destination, entry, os.urandom(16) if data is None else bytes(data))
