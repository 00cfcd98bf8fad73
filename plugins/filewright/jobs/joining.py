"""Results put together with requests: every request has exactly one outcome, whatever came back and in whatever order.

A batch contains only the requests of its shard, so that only so many are looked up at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..jsonl.reading import chunks_of, is_utf8, whole_lines
from .outcomes import CANCELLED, EXPIRED, INVALID, MISSING, NOT_RUN, OK, outcome_of
from .quick import parsers
from .table import Fault, Places, PlacesInMemory, ResultFile, Table, with_offsets

if TYPE_CHECKING:
    from .inputs import Inputs

ABSENT = {"failed": NOT_RUN, "expired": EXPIRED, "cancelled": CANCELLED}
"""The outcome of requests without a result, by the status of their batch; otherwise they are missing."""


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
        find: Places,
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
        number = table.add_file(file)
        read = parsers() if self._validate is None else None
        for block in whole_lines(chunks_of(file.path)):
            lines = with_offsets(block)
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
            if outcome.status != OK or (table.is_ok(index) and not table.is_after(index, place)):
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


def places_of(inputs: Inputs, indices: Sequence[int]) -> PlacesInMemory:
    """The places of requests, by custom_id; the requests are in the order of the file."""
    if len(indices) and indices[-1] - indices[0] == len(indices) - 1:
        indices = range(indices[0], indices[-1] + 1)
    return PlacesInMemory(zip(inputs.ids(indices), indices, strict=True))
