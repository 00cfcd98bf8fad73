"""Combines the results of batches that were created elsewhere with their requests."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from filewright_api.operations import DOWNLOAD_FILE, RETRIEVE_BATCH

from ..effects import Flow, Invoke, perform
from ..errors import ConfigurationError, NotFoundError, PollTimeoutError, shorten
from ..flows.call import perform_call
from ..flows.downloads import fetch_content, save
from ..flows.waits import wait_until_done
from ..settings import checked_wait
from .claims import Claim
from .inputs import Inputs, checked_inputs
from .joining import Joiner
from .outcomes import members_of
from .outputs import Rows, check_apart, check_output, retry_path, row_of, write_retries, write_rows
from .reports import BatchReport, checked_prices, cost_of
from .shards import ended_of
from .table import Places, PlacesInMemory, ResultFile, Table

if TYPE_CHECKING:
    from ..resources.callers import AsyncFlowCaller, FlowCaller

MAX_IDS_IN_MEMORY = 1_000_000
"""Requests up to which their ids are kept in memory, at about 150 bytes each; of more, in a temporary database."""

_ABSENT = ("cancelled", "expired", "failed")
"""The outcome of requests without a result, by the status of a batch; it is unknown which batch they were in."""


def collect(
    client: FlowCaller | AsyncFlowCaller,
    batch_ids: Any,
    inputs: Any,
    output: Any,
    *,
    ordered: bool,
    wait: bool,
    poll_interval: float,
    prices: Any,
    validate: Callable[[dict[str, Any]], Any] | None,
) -> Flow[BatchReport]:
    """Fetch what batches have, and write a row for each request, as `Batches.collect` describes."""
    known = checked_prices(prices)
    path = Path(output)
    check_output(path)
    check_apart(path, Path(inputs))
    checked_wait("poll_interval", poll_interval)
    ids = _checked_ids(batch_ids)
    claim = Claim(path)
    try:
        yield from perform(Invoke(claim.take))
        requests: Inputs = yield from perform(Invoke(partial(checked_inputs, Path(inputs), shorten(str(inputs)))))
        batches: list[Any] = []
        for batch_id in ids:
            batches.append((yield from _ended_batch(client, batch_id, poll_interval if wait else None)))
        table, count = yield from _combined(
            client, batches, partial(_joined, requests, validate), partial(_write, path, requests, ordered)
        )
    finally:
        claim.release()
    return BatchReport(
        job="",
        total=len(table),
        counts=table.counts(),
        rounds=1,
        batches={batch.id: batch.status for batch in batches},
        usage={model: dict(counts) for model, counts in table.usage.items()},
        cost=cost_of(table.usage, known),
        output=str(path),
        retry_file=str(retry_path(path)) if count else None,
        strays=table.strays,
        doubled=table.doubled,
        unattributed=table.unattributed,
    )


def _combined(
    client: FlowCaller | AsyncFlowCaller,
    batches: list[Any],
    join: Callable[[list[ResultFile], list[str]], Table],
    write: Callable[[Table], int],
) -> Flow[tuple[Table, int]]:
    """Join the results of batches that have ended, and write them; the number of requests that may be retried."""
    folder = Path(tempfile.mkdtemp(prefix="filewright-"))
    try:
        files: list[ResultFile] = []
        for batch in batches:
            files += yield from _results(client, batch, folder)
        table: Table = yield from perform(Invoke(partial(join, files, [batch.status for batch in batches])))
        count: int = yield from perform(Invoke(partial(write, table)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return table, count


def _checked_ids(batch_ids: Any) -> list[str]:
    is_one = isinstance(batch_ids, str) or not hasattr(batch_ids, "__iter__") or hasattr(batch_ids, "id")
    given: list[Any] = [batch_ids] if is_one else list(batch_ids)
    ids: list[Any] = [getattr(each, "id", each) for each in given]
    if not ids or not all(isinstance(each, str) and each for each in ids):
        raise ConfigurationError(f"batch_ids is {shorten(batch_ids)}; pass the ids of batches, or the batches.")
    return list(dict.fromkeys(cast("list[str]", ids)))


def _ended_batch(client: FlowCaller | AsyncFlowCaller, batch_id: str, interval: float | None) -> Flow[Any]:
    call = client.new_call(RETRIEVE_BATCH, {"batch_id": batch_id})
    if interval is not None:
        forever = float("inf")
        return (
            yield from wait_until_done(
                client.hooks, call, poll_interval=interval, max_wait_seconds=forever, raise_on_error=False
            )
        )
    batch = yield from perform_call(client.hooks, call)
    if client.hooks.poll_verdict(call, batch) == "pending":
        raise PollTimeoutError(
            f"The batch {batch_id} is {batch.status}; pass wait=True, or come back later.", last=batch
        )
    return batch


def _results(client: FlowCaller | AsyncFlowCaller, batch: Any, folder: Path) -> Flow[list[ResultFile]]:
    found: list[ResultFile] = []
    ended = ended_of(batch)
    for kind, file_id in (("output", ended.output_file_id), ("error", ended.error_file_id)):
        if file_id is None:
            continue
        path = folder / f"{len(list(folder.iterdir()))}.{kind}.jsonl"
        call = client.new_call(DOWNLOAD_FILE, {"file_id": file_id})
        try:
            response = yield from fetch_content(client.hooks, call)
        except NotFoundError:
            continue
        yield from save(client.hooks, call, response, path)
        found.append(ResultFile(path, batch.id))
    return found


def _joined(
    inputs: Inputs, validate: Callable[[dict[str, Any]], Any] | None, files: list[ResultFile], statuses: list[str]
) -> Table:
    table = Table(len(inputs))
    everything = range(len(inputs))
    table.begin(everything)
    with _index(inputs) as find:
        for file in files:
            joiner = Joiner(table, find, validate, partial(_row, file.batch_id))
            joiner.read(file)
        status = next((each for each in _ABSENT if each in statuses), "completed")
        Joiner(table, find).end(everything, status, {}, None)
    return table


def _row(batch_id: str, _index: int, custom_id: str, line: bytes) -> dict[str, Any]:
    return row_of(custom_id, "ok", 1, batch_id, members_of(line))


def _write(path: Path, inputs: Inputs, ordered: bool, table: Table) -> int:
    with Rows(inputs, table) as rows:
        write_rows(path, rows, range(len(table)) if ordered else table.in_order_of_arrival())
    return write_retries(retry_path(path), inputs, table.retried())


@contextmanager
def _index(inputs: Inputs) -> Generator[Places, None, None]:
    """The places of all requests by custom_id."""
    ids = zip(inputs.ids(range(len(inputs))), range(len(inputs)), strict=True)
    if len(inputs) <= MAX_IDS_IN_MEMORY:
        yield PlacesInMemory(ids)
        return
    with tempfile.TemporaryDirectory(prefix="filewright-") as folder:
        index = _DiskIndex(Path(folder) / "ids", ids)
        try:
            yield index
        finally:
            index.close()


_LOOKED_UP = 500
"""Ids that are looked up together, which takes a third of the time; a statement of SQLite may have 999."""
_SELECT = "SELECT id, place FROM ids WHERE id IN"


class _DiskIndex:
    """A mapping of ids to places in a temporary database."""

    def __init__(self, path: Path, ids: Iterator[tuple[str, int]]) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        self._database.execute("BEGIN")
        while block := list(islice(ids, 10_000)):
            self._database.executemany("INSERT INTO ids VALUES (?, ?)", block)
        self._database.execute("COMMIT")

    def get(self, custom_id: str, /) -> int | None:
        """Return the place of a request, or None."""
        try:
            return self.near([custom_id]).get(custom_id)
        except UnicodeEncodeError:  # a lone surrogate, which requests are refused with
            return None

    def near(self, ids: list[str], /) -> Mapping[str, int]:
        """Return the places of these requests, which are looked up together."""
        found: dict[str, int] = {}
        for start in range(0, len(ids), _LOOKED_UP):
            some = ids[start : start + _LOOKED_UP]
            found.update(self._database.execute(f"{_SELECT} ({','.join('?' * len(some))})", some))
        return found

    def close(self) -> None:
        """Close the database."""
        self._database.close()
