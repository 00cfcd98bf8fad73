"""A job: its requests, its shards and their outcomes, and its journal.

Disk access is here; sending and waiting are in flow.py.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import JournalError, shorten
from ..jsonl.writing import writing
from .claims import Claim
from .inputs import Inputs, checked_inputs, input_path, spool
from .joining import Joiner, places_of
from .journal import VERSION, JobJournal, Record, records_of, steps
from .outcomes import members_of
from .outputs import Rows, check_apart, retry_path, row_of, write_retries, write_rows
from .progress import BatchProgress, Phase
from .reports import BatchReport, checked_prices, cost_of
from .shards import JobShard
from .table import ResultFile, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from filewright_api.types import Operation

    from ..calls import Call
    from ..host.hooks import Hooks
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .options import RunOptions
    from .workers import Workers

SPOOLED = "requests.jsonl"
SPOOLED_NEW = f"{SPOOLED}.new"


class Job:
    """A job under way.

    Args:
        client: what it is done with.
        options: what it was asked.
        requests: a path, an iterable, or None to go on with what the journal has.

    Attributes:
        id: the job's id, which the metadata of its batches have.
        round: how often requests are sent, this time included.
        shards: the shards of this round.
        report: how the job ended, once it has.
        workers: those of an engine, who upload the files; or None.
        is_cancelled: whether nothing is to be begun any more.
    """

    def __init__(self, client: FlowCaller | AsyncFlowCaller, options: RunOptions, requests: Any) -> None:
        self.hooks: Hooks = client.hooks
        self.options = options
        self.journal_path = options.journal_path
        self.folder = folder_of(self.journal_path)
        self.id = ""
        self.round = 0
        self.shards: list[JobShard] = []
        self.report: BatchReport | None = None
        self.is_cancelled = False
        self.inputs: Inputs
        self.table: Table
        self._requests = requests
        self._is_iterable = requests is not None and input_path(requests) is None
        self._new_call: Callable[..., Call] = client.new_call
        self._watcher = options.watcher
        self._telling = threading.Lock()
        self.workers = _workers(client, options)
        self._begun = time.monotonic()
        self._known: dict[str, list[dict[str, Any]]] = {}
        self._journal: JobJournal | None = None
        self._claim = Claim(options.output)

    def new_call(self, operation: Operation, arguments: dict[str, Any]) -> Call:
        """A call of the client's."""
        return self._new_call(operation, arguments)

    @property
    def journal(self) -> JobJournal:
        """The journal, once the job was prepared."""
        assert self._journal is not None
        return self._journal

    def close(self) -> None:
        """Let go of the workers, the output and the journal; of a job that did not begin, nothing is left."""
        if self.workers is not None:
            self.workers.close()
        self._claim.release()
        if self._journal is None:
            return
        self._journal.close()
        if not self._journal.records:
            self.journal_path.unlink(missing_ok=True)
            shutil.rmtree(self.folder, ignore_errors=True)

    # Beginning, and going on

    def prepare(self) -> None:
        """Open the journal, check the requests, and find out how far the job is."""
        self.tell("checking")
        self._journal = JobJournal(self.journal_path)
        records = self._journal.records
        begun = records[0] if records else None
        for record in steps(records, "finished"):
            told: dict[str, Any] = {**record["report"], "was_finished": True}
            self.report = BatchReport(**told)
        if self.report is not None and self._requests is None:
            return
        with writing(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self._requests_path(begun)
        check_apart(Path(self.options.output), path)
        self._claim.take()
        if self._is_iterable:
            spool(self._requests, path)
        self.inputs = checked_inputs(path, "The requests" if self._is_iterable else shorten(str(path)))
        if begun is not None and begun["sha256"] != self.inputs.sha256:
            raise JournalError(
                f"The journal {shorten(str(self.journal_path))} is of other requests (it says {begun['requests']});"
                " pass those, name another journal, or remove this one."
            )
        if self._is_iterable:
            self.inputs.path = self.folder / SPOOLED
            os.replace(path, self.inputs.path)
        begun = begun or self._begin()
        self.id = begun["id"]
        self.table = Table(len(self.inputs))
        self.is_cancelled = any(steps(records, "cancelled"))
        for record in records:
            self._known.setdefault(record.get("shard", ""), []).append(record)
        if self.report is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _requests_path(self, begun: dict[str, Any] | None) -> Path:
        """Return the path of the requests: of an iterable, that of a file, so that the job can continue without it."""
        if self._requests is None:
            if begun is None:
                raise JournalError(f"The journal {shorten(str(self.journal_path))} is empty; begin the job with run.")
            return self.journal_path.parent / str(begun["requests"])
        return input_path(self._requests) or self.folder / SPOOLED_NEW

    def _begin(self) -> dict[str, Any]:
        place = os.path.relpath(self.inputs.path, self.journal_path.parent)
        return self.journal.add(
            "job",
            version=VERSION,
            id=os.urandom(6).hex(),
            requests=place,
            sha256=self.inputs.sha256,
            lines=len(self.inputs),
            options=self.options.kept(),
            at=time.time(),
        )

    def plan(self) -> None:
        """Put the requests of the next round into shards; the journal may know how far they are."""
        indices = range(len(self.inputs)) if not self.round else self.table.retried()
        self.round += 1
        self.table.begin(indices)
        self.shards = []
        for shard, members in self.inputs.planned(indices, self.options.limits):
            made = JobShard(self.round, shard, members)
            self._restore(made)
            self.shards.append(made)

    def _restore(self, shard: JobShard) -> None:
        records = self._known.get(shard.name)
        if not records:
            self.journal.add("shard", shard=shard.name, lines=shard.plan.lines, bytes=shard.plan.bytes)
            return
        shard.check_plan(records[0], self.journal_path)
        for record in records:
            shard.apply(record)

    def is_over(self) -> bool:
        """Return True if no further round should start."""
        return self.is_cancelled or self.round > self.options.retries or not len(self.table.retried())

    # Steps

    def note(self, step: str, shard: JobShard, **fields: Any) -> None:
        """Write down a step of a shard, and take it."""
        shard.apply(self.journal.add(step, shard=shard.name, **fields))

    def cancel(self) -> None:
        """Record that nothing more should be started."""
        self.is_cancelled = True
        self.journal.add("cancelled")

    @property
    def wants_cancelling(self) -> bool:
        """True if another process has requested the end of the job."""
        return not self.is_cancelled and cancel_mark(self.journal_path).exists()

    def filename(self, shard: JobShard) -> str:
        """The name of a shard's file, on the server too."""
        return f"filewright-{self.id}-{shard.name}.jsonl"

    def shard_path(self, shard: JobShard) -> Path:
        """Return the path of a shard's file while it is sent."""
        return self.folder / self.filename(shard)

    def known_batches(self) -> set[str]:
        """The ids of the batches that the journal has."""
        return {str(record["batch_id"]) for record in steps(self.journal.records, "created")}

    def write_shard(self, shard: JobShard) -> Path:
        """Write the file of a shard.

        Raises:
            JournalError: it is not the one that was sent before.
        """
        path = self.shard_path(shard)
        with writing(path):
            sha256 = self.inputs.write_shard(shard.members, path)
        if shard.sha256 and sha256 != shard.sha256:
            raise JournalError(
                f"{shard.name} is not what was sent before; {shorten(str(self.inputs.path))} has changed."
            )
        shard.sha256 = sha256
        return path

    def remove_shard(self, shard: JobShard) -> None:
        """Remove the file of a shard."""
        self.shard_path(shard).unlink(missing_ok=True)

    def result_path(self, shard: JobShard, kind: str) -> Path:
        """Return the path for results of a shard's batch."""
        return self.folder / f"{shard.name}-{shard.tries}.{kind}.jsonl"

    # Results

    def join(self, shard: JobShard) -> None:
        """Read the results of a shard."""
        assert shard.ended is not None
        joiner = Joiner(
            self.table,
            places_of(self.inputs, shard.members),
            self.options.validate,
            partial(self._row, shard.batch_id),
        )
        for kind in ("output", "error"):
            path = self.result_path(shard, kind)
            if path.exists():
                joiner.read(ResultFile(path, shard.batch_id or ""), shard.plan.model)
        joiner.end(shard.members, shard.ended.status, shard.ended.by_line, shard.ended.of_whole)
        shard.is_joined = True
        shard.ok = sum(map(self.table.is_ok, shard.members))
        self._hand_on(shard)

    def _row(self, batch_id: str | None, index: int, custom_id: str, line: bytes) -> dict[str, Any]:
        return row_of(custom_id, "ok", self.table.attempts(index), batch_id, members_of(line))

    def _hand_on(self, shard: JobShard) -> None:
        """Tell of the rows that are final."""
        if self.options.on_result is None:
            return
        is_last = self.is_cancelled or self.round > self.options.retries
        final = (index for index in shard.members if is_last or not self.table.is_retried(index))
        with Rows(self.inputs, self.table) as rows:
            for row in rows.decoded(final):
                self.options.on_result(row)

    def finish(self, undeleted: list[str]) -> BatchReport:
        """Write the output, and say how it went."""
        self.tell("joining")
        output = Path(self.options.output)
        with Rows(self.inputs, self.table) as rows:
            order: Any = range(len(self.table)) if self.options.ordered else self.table.in_order_of_arrival()
            write_rows(output, rows, order)
        retries = retry_path(output)
        count = write_retries(retries, self.inputs, self.table.retried())
        prices = checked_prices(self.options.prices)
        self.report = BatchReport(
            job=self.id,
            total=len(self.table),
            counts=self.table.counts(),
            rounds=self.round,
            batches=dict(self._batches()),
            usage={model: dict(counts) for model, counts in self.table.usage.items()},
            cost=cost_of(self.table.usage, prices),
            output=str(output),
            retry_file=str(retries) if count else None,
            strays=self.table.strays,
            doubled=self.table.doubled,
            unattributed=self.table.unattributed,
            undeleted=undeleted,
        )
        self.journal.add("finished", report=json.loads(json.dumps(self.report.to_fields())))
        shutil.rmtree(self.folder, ignore_errors=True)
        cancel_mark(self.journal_path).unlink(missing_ok=True)
        self.tell("done")
        return self.report

    def _batches(self) -> Iterator[tuple[str, str]]:
        for record in steps(self.journal.records, "created", "requeued", "ended"):
            status = {"created": "open", "requeued": "failed"}.get(record["step"]) or record["status"]
            if record["batch_id"] is not None:
                yield record["batch_id"], status

    def stored_files(self) -> list[str]:
        """The ids of the job's files on the server."""
        names = ("file_id", "output_file_id", "error_file_id")
        ids = (record.get(name) for record in steps(self.journal.records, "uploaded", "ended") for name in names)
        return list(dict.fromkeys(each for each in ids if each))

    # Progress

    def tell(self, phase: Phase | None = None) -> None:
        """Say how far the job is."""
        if self._watcher is not None:
            with self._telling:
                self._watcher(self._progress(phase))

    def _progress(self, phase: Phase | None) -> BatchProgress:
        open_ones = [shard for shard in self.shards if shard.is_open]
        ended = [shard for shard in self.shards if shard.ended is not None]
        begun = [*open_ones, *ended]
        return BatchProgress(
            phase=phase or _phase_of([getattr(shard.batch, "status", None) for shard in open_ones]),
            round=max(self.round, 1),
            batches=len(self.shards),
            waiting=len(self.shards) - len(begun),
            open=len(open_ones),
            ended=len(ended),
            requests=sum(shard.plan.lines for shard in begun),
            completed=sum(shard.completed for shard in begun),
            failed=sum(shard.failed for shard in begun),
            seconds=time.monotonic() - self._begun,
        )


def _workers(client: FlowCaller | AsyncFlowCaller, options: RunOptions) -> Workers | None:
    if options.engine is None:
        return None
    from .workers import Workers

    return Workers(client, options)


def _phase_of(statuses: list[str | None]) -> Phase:
    if statuses and all(status == "finalizing" for status in statuses):
        return "finalizing"
    return "in_progress" if {"in_progress", "finalizing"} & set(statuses) else "queued"


def folder_of(journal: Path) -> Path:
    """The folder for what a job keeps until it is finished."""
    return journal.with_name(f"{journal.name}.d")


def cancel_mark(journal: Path) -> Path:
    """The file that asks a job to end."""
    return journal.with_name(f"{journal.name}.cancel")


def open_batches(journal: Path) -> list[str]:
    """The ids of the batches that are under way, as a journal has them."""
    return open_in(records_of(journal))


def open_in(records: list[Record]) -> list[str]:
    """The ids of the batches that are under way, as records of a journal have them."""
    counts: Counter[str] = Counter()
    for record in steps(records, "created", "requeued", "ended"):
        counts[record["batch_id"]] += 1 if record["step"] == "created" else -1
    return [batch_id for batch_id, count in counts.items() if count > 0]
