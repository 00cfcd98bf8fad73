"""Results put together with requests: every request has exactly one outcome, whatever came back and in whatever order.

A batch contains only the requests of its shard, so that at most 50,000 are looked up at a time; of each
request of the job, 24 bytes are kept: its outcome, and where the line is that says so.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..jsonl.reading import Block, chunks_of, is_utf8, whole_lines
from .outcomes import (
    CANCELLED,
    EXPIRED,
    INVALID,
    MISSING,
    NOT_RUN,
    OK,
    PENDING,
    STATUSES,
    TOKENS,
    Outcome,
    good_reader,
    outcome_of,
)

if TYPE_CHECKING:
    from .inputs import Inputs

ABSENT = {"failed": NOT_RUN, "expired": EXPIRED, "cancelled": CANCELLED}
"""The outcome of requests without a result, by the status of their batch; otherwise they are missing."""


State: TypeAlias = tuple[str, int, int, int, int]
"""The outcome of a request, the number of attempts, and the place of its result: file, offset and length."""


class ResultFile(NamedTuple):
    """A file of results that was fetched, and the batch that it is of."""

    path: Path
    batch_id: str


class Fault(NamedTuple):
    """A service's errors for requests that it did not run."""

    code: str
    message: str


class Table:
    """The outcome of each request.

    Attributes:
        files: the files that results are in.
        usage: the tokens that were used, by model and by name; of all attempts, as they are paid for.
        strays: results of no request of the job.
        doubled: results of a request that had one already.
        unattributed: results that could not be read, and do not tell their request.
    """

    def __init__(self, count: int) -> None:
        self.files: list[ResultFile] = []
        self.faults: list[Fault] = []
        self.usage: dict[str, Counter[str]] = {}
        self.strays = self.doubled = self.unattributed = 0
        self._statuses = bytearray(count)
        self._attempts = bytearray(count)
        self._retried = bytearray(count)
        self._files = array("I", bytes(4 * count))
        self._offsets = array("Q", bytes(8 * count))
        self._lengths = array("I", bytes(4 * count))

    def __len__(self) -> int:
        return len(self._statuses)

    def counts(self) -> dict[str, int]:
        """Return the number of requests by status."""
        return {name: self._statuses.count(number) for number, name in enumerate(STATUSES) if number != PENDING}

    def status(self, index: int) -> str:
        """Return the outcome of a request."""
        return STATUSES[self._statuses[index]]

    def attempts(self, index: int) -> int:
        """Return the number of batches that a request was in."""
        return self._attempts[index]

    def retried(self) -> array[int]:
        """The requests that may go well when they are sent again."""
        return array("I", (index for index, retried in enumerate(self._retried) if retried))

    def place(self, index: int) -> tuple[ResultFile, int, int] | None:
        """Return the place of a request's result: its file, offset and length in bytes; None if there is none."""
        number = self._files[index]
        return (self.files[number - 1], self._offsets[index], self._lengths[index]) if number else None

    def state(self, index: int) -> State:
        """Return the outcome of a request, the number of attempts, and the place of its result."""
        return (
            STATUSES[self._statuses[index]],
            self._attempts[index],
            self._files[index],
            self._offsets[index],
            self._lengths[index],
        )

    def arrival(self, index: int) -> tuple[int, int]:
        """The number of the file that has the result of a request, or 0, and the byte in it."""
        return self._files[index], self._offsets[index]

    def fault(self, index: int) -> Fault | None:
        """Return a service's error for a request without a result, or None."""
        number = self._offsets[index]
        return self.faults[number - 1] if number and not self._files[index] else None

    def begin(self, indices: Iterable[int]) -> None:
        """Forget the outcomes of requests, as they are sent again."""
        for index in indices:
            self._statuses[index] = PENDING
            self._retried[index] = False
            self._attempts[index] = min(self._attempts[index] + 1, 255)

    def set_result(self, index: int, outcome: Outcome, place: tuple[int, int, int]) -> None:
        """Note the result of a request."""
        self._statuses[index], self._retried[index] = outcome.status, outcome.is_retried
        self._files[index], self._offsets[index], self._lengths[index] = place

    def set_absent(self, index: int, status: int, *, fault: int = 0, is_retried: bool = True) -> None:
        """Note that a request has no result."""
        self._statuses[index], self._retried[index] = status, is_retried
        self._files[index], self._offsets[index] = 0, fault

    def is_pending(self, index: int) -> bool:
        """Return True if nothing is known of a request yet."""
        return self._statuses[index] == PENDING

    def is_retried(self, index: int) -> bool:
        """Return True if a request may go well when it is sent again."""
        return bool(self._retried[index])

    def is_ok(self, index: int) -> bool:
        """Return True if a request went well."""
        return self._statuses[index] == OK

    def use(self, outcome: Outcome, model: str | None) -> None:
        """Add up tokens."""
        if outcome.usage:
            self.usage.setdefault(outcome.model or model or "", Counter()).update(outcome.usage)

    def take_good(
        self, number: int, block: Block, find: Mapping[str, int], read: Callable[[bytes], Any], model: str | None
    ) -> list[tuple[int, bytes]]:
        """Note the results of a block that are good, and return the other lines, each with its byte of the file."""
        others: list[tuple[int, bytes]] = []
        bodies: list[Any] = []
        statuses, files, offsets, lengths = self._statuses, self._files, self._offsets, self._lengths
        get = find.get
        offset = block.offset
        for line, found in zip(block.lines, _read_all(read, block.lines), strict=True):
            size = len(line)
            index = get(found.custom_id, -1)
            if index < 0 or statuses[index] or not 200 <= found.response.status_code < 300:
                others.append((offset, line))
            else:
                statuses[index] = OK
                files[index] = number
                offsets[index] = offset
                lengths[index] = size
                bodies.append(found.response.body)
            offset += size
        self._add_up(bodies, model)
        return others

    def _add_up(self, bodies: list[Any], default: str | None) -> None:
        """Add up the tokens reported in bodies."""
        for model in {body.model for body in bodies}:
            usages = [body.usage for body in bodies if body.model == model and body.usage is not None]
            sums = {name: sum([getattr(usage, name) or 0 for usage in usages]) for name in TOKENS}
            used = {name: count for name, count in sums.items() if count}
            if used:
                self.usage.setdefault(model or default or "", Counter()).update(used)


class Joiner:
    """Reads the results of one batch.

    Args:
        table: where they are noted.
        find: the place of a request by its custom_id.
        validate: judges rows that went well; None: all are good.
        row: makes a row of a request's place and of its line.
    """

    def __init__(
        self,
        table: Table,
        find: Mapping[str, int],
        validate: Callable[[dict[str, Any]], Any] | None = None,
        row: Callable[[int, str, bytes], dict[str, Any]] | None = None,
    ) -> None:
        self._table = table
        self._find = find
        self._validate = validate
        self._row = row

    def read(self, file: ResultFile, model: str | None = None) -> None:
        """Note what a file says."""
        table = self._table
        table.files.append(file)
        number = len(table.files)
        read = good_reader() if self._validate is None else None
        for block in whole_lines(chunks_of(file.path)):
            lines = _with_offsets(block)
            if read is not None and (block.ascii or is_utf8(block.lines)):
                lines = table.take_good(number, block, self._find, read, model)
            for offset, line in lines:
                if line.strip():
                    self._note(line, (number, offset, len(line)), model)

    def _note(self, line: bytes, place: tuple[int, int, int], model: str | None) -> None:
        table = self._table
        outcome = outcome_of(line)
        table.use(outcome, model)
        if outcome.custom_id is None:
            table.unattributed += 1
            return
        index = self._find.get(outcome.custom_id)
        if index is None:
            table.strays += 1
            return
        if not table.is_pending(index):
            table.doubled += 1
            if table.is_ok(index) or outcome.status != OK:
                return
        if outcome.status == OK and not self._is_valid(index, outcome.custom_id, line):
            outcome = outcome._replace(status=INVALID, is_retried=True)
        table.set_result(index, outcome, place)

    def _is_valid(self, index: int, custom_id: str, line: bytes) -> bool:
        if self._validate is None or self._row is None:
            return True
        try:
            return self._validate(self._row(index, custom_id, line)) is not False
        except (ValueError, AssertionError):  # so do json.loads, pydantic and the like say it
            return False

    def end(self, indices: Iterable[int], batch_status: str, faults: Mapping[int, Fault], whole: Fault | None) -> None:
        """Record the outcome of the requests without a result.

        Args:
            indices: the requests of the batch, in the order of its lines.
            batch_status: what became of the batch.
            faults: what the service said of lines, the first being 1.
            whole: what it said of the batch.
        """
        status = ABSENT.get(batch_status, MISSING)
        common = self._numbered(whole)
        for line, index in enumerate(indices, 1):
            if self._table.is_pending(index):
                own = faults.get(line)
                number = common if own is None else self._numbered(own)
                self._table.set_absent(index, status, fault=number, is_retried=own is None)

    def _numbered(self, fault: Fault | None) -> int:
        if fault is None:
            return 0
        self._table.faults.append(fault)
        return len(self._table.faults)


_UNREAD: Any = SimpleNamespace(custom_id="", response=SimpleNamespace(status_code=0))


def _read_all(read: Callable[[bytes], Any], lines: list[bytes]) -> list[Any]:
    """Return what lines say; of one that cannot be read so, that it is not good."""
    try:
        return [read(line) for line in lines]
    except (ValueError, RecursionError):
        return [_read_one(read, line) for line in lines]


def _read_one(read: Callable[[bytes], Any], line: bytes) -> Any:
    try:
        return read(line)
    except (ValueError, RecursionError):
        return _UNREAD


def _with_offsets(block: Block) -> list[tuple[int, bytes]]:
    """The lines of a block, each with its byte of the file."""
    offsets = accumulate(map(len, block.lines), initial=block.offset)
    return list(zip(offsets, block.lines, strict=False))


def places_of(inputs: Inputs, indices: Iterable[int]) -> dict[str, int]:
    """The places of requests, by custom_id."""
    members = list(indices)
    return dict(zip(inputs.ids(members), members, strict=True))


def in_order_of_arrival(table: Table) -> Iterator[int]:
    """All requests: those with results in the order of those, then the others."""
    yield from sorted((index for index in range(len(table)) if table.arrival(index)[0]), key=table.arrival)
    yield from (index for index in range(len(table)) if not table.arrival(index)[0])
