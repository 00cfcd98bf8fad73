"""The table of a job: what became of each request, and where the line of its result is.

Of each request, 26 bytes are kept.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ..jsonl.reading import Block
from .outcomes import OK, PENDING, STATUSES, Outcome
from .quick import TOKENS, Form, Parsers, form_of, good_lines


class Columns(NamedTuple):
    """Facts about some requests.

    Attributes:
        statuses: the outcomes, by their numbers.
        attempts: the numbers of attempts.
        files, offsets, lengths: the places of their results.
        heads: the bytes of a result before the response, or 0 if they are not known.
    """

    statuses: Sequence[int]
    attempts: Sequence[int]
    files: Sequence[int]
    offsets: Sequence[int]
    lengths: Sequence[int]
    heads: Sequence[int]


class Places(Protocol):
    """The places of requests, by custom_id."""

    def get(self, custom_id: str, /) -> int | None:
        """Return the place of a request, or None."""
        ...

    def near(self, ids: list[str], /) -> Mapping[str, int]:
        """Return a mapping that has the places of these requests, for many lookups."""
        ...


class PlacesInMemory(dict[str, int]):
    """The places of requests, in memory."""

    def near(self, _ids: list[str], /) -> Mapping[str, int]:
        """Return itself."""
        return self


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
        forms: the form of the lines of each file, in which the bytes before a response are known.
        usage: the tokens that were used, by model and by name; of all attempts, as they are paid for.
        strays: results of no request of the job.
        doubled: results of a request that had one already.
        unattributed: results that could not be read, and do not tell their request.
    """

    def __init__(self, count: int) -> None:
        self.files: list[ResultFile] = []
        self.forms: list[Form | None] = []
        self.faults: list[Fault] = []
        self.usage: dict[str, Counter[str]] = {}
        self.strays = self.doubled = self.unattributed = 0
        self._statuses = bytearray(count)
        self._attempts = bytearray(count)
        self._retried = bytearray(count)
        self._files = array("I", bytes(4 * count))
        self._offsets = array("Q", bytes(8 * count))
        self._lengths = array("I", bytes(4 * count))
        self._heads = array("I", bytes(4 * count))

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

    def columns(self, indices: Sequence[int]) -> Columns:
        """Return what is known of requests."""
        columns = (self._statuses, self._attempts, self._files, self._offsets, self._lengths, self._heads)
        return Columns(*(_chosen(column, indices) for column in columns))

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
        self._heads[index] = 0

    def set_absent(self, index: int, status: int, *, fault: int = 0, is_retried: bool = True) -> None:
        """Note that a request has no result."""
        self._statuses[index], self._retried[index] = status, is_retried
        self._files[index], self._offsets[index] = 0, fault

    def is_pending(self, index: int) -> bool:
        """Return True if nothing is known of a request yet."""
        return self._statuses[index] == PENDING

    def is_after(self, index: int, place: tuple[int, int, int]) -> bool:
        """Return True if a request has a result from further down in the same file, as quick lines are read first."""
        return self._files[index] == place[0] and self._offsets[index] > place[1]

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

    def add_file(self, file: ResultFile) -> int:
        """Add a file of results, and return its number, from 1."""
        self.files.append(file)
        self.forms.append(None)
        return len(self.files)

    def take_good(
        self, number: int, block: Block, find: Places, read: Parsers, model: str | None
    ) -> list[tuple[int, bytes]]:
        """Note the results of a block that are good, and return the other lines, each with its byte of the file."""
        form = self.forms[number - 1] = self.forms[number - 1] or form_of(block.lines, read)
        if form is None:
            return with_offsets(block)
        others: list[tuple[int, bytes]] = []
        bodies: list[Any] = []
        statuses, files, offsets, lengths = self._statuses, self._files, self._offsets, self._lengths
        found = good_lines(block.lines, form, read)
        get = find.near([good[0] for good in found if good is not None]).get
        heads, offset = self._heads, block.offset
        for line, good in zip(block.lines, found, strict=True):
            size = len(line)
            index = -1 if good is None else get(good[0], -1)
            if good is None or index < 0 or statuses[index]:
                others.append((offset, line))
            else:
                statuses[index] = OK
                files[index] = number
                offsets[index] = offset
                lengths[index] = size
                heads[index] = good[2]
                bodies.append(good[1])
            offset += size
        self._add_up(bodies, model)
        return others

    def _add_up(self, bodies: list[Any], default: str | None) -> None:
        """Add up the tokens reported in bodies."""
        for model in set(map(_MODEL, bodies)):
            usages = filter(None, map(_USAGE, (body for body in bodies if body.model == model)))
            counts = zip(*map(_COUNTS, usages), strict=True)
            used = {name: sum(filter(None, column)) for name, column in zip(TOKENS, counts, strict=False)}
            if any(used.values()):
                found = self.usage.setdefault(model or default or "", Counter())
                found.update({name: count for name, count in used.items() if count})

    def in_order_of_arrival(self) -> Sequence[int]:
        """All requests: those with results in the order of those, then the others."""
        everything = range(len(self))
        found = sorted((index for index in everything if self._files[index]), key=self.arrival)
        return array("I", [*found, *(index for index in everything if not self._files[index])])


def with_offsets(block: Block) -> list[tuple[int, bytes]]:
    """The lines of a block, each with its byte of the file."""
    offsets = accumulate(map(len, block.lines), initial=block.offset)
    return list(zip(offsets, block.lines, strict=False))


_MODEL, _USAGE, _COUNTS = attrgetter("model"), attrgetter("usage"), attrgetter(*TOKENS)


def _chosen(column: Any, indices: Sequence[int]) -> Any:
    """The values of a column at indices, which are often neighbours."""
    if isinstance(indices, range) and indices.step == 1:
        return column[indices.start : indices.stop]
    return [column[index] for index in indices]
