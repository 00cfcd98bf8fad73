"""An upload whose files are sent by the workers of an engine, shard by shard; the journal is kept here."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ..effects import Invoke, perform
from ..errors import SourceError, UploadOutcomeUnknownError, cut
from .feeding import Feeder, Limits, key_in
from .histories import destination_of
from .journal import DONE, FAILED, UNKNOWN, Finished, Journal
from .results import Report, Result, code_of
from .sharding import Crew, hand_out, loss, taken
from .shards import Shard, ShardReport
from .telling import Teller
from .uploads import UploadJob, pop, upload_all

if TYPE_CHECKING:
    from ..effects import Flow
    from .entries import Entry
    from .feeding import Item


@dataclass(frozen=True, kw_only=True)
class UploadShard(Shard):
    """Files that a worker sends. Where another worker may have sent some of them, it looks first which are there.

    Attributes:
        entries: the files.
        arguments: of each upload, besides its file.
        destination: where files go, as journals name it.
        since: when the shard was first handed out, in seconds since 1970.
        known: ids of files that have the name and size of one of these, but are others.
    """

    entries: tuple[Entry, ...]
    arguments: dict[str, Any]
    destination: str
    since: float
    known: tuple[str, ...] = ()

    def unknown(self, entry: Entry, why: str) -> UploadOutcomeUnknownError:
        """The error of a file that may have been stored by a worker that was lost."""
        return UploadOutcomeUnknownError(
            why,
            operation="create_file",
            sought={"filename": entry.name, "bytes": entry.size},
            started=self.since,
        )

    def knowing(self, journal: Journal) -> UploadShard:
        """The same shard with what the job's journal knows, where the worker looks first."""
        return replace(self, known=tuple(journal.ids_like(self.entries))) if self.may_be_repeated else self

    @contextmanager
    def begun(self, client: Any) -> Generator[Flow[ShardReport], None, None]:
        """The flow that sends the files: as a job of its own, whose journal exists only while the worker runs."""
        results: list[Result] = []
        journal = Journal()
        if self.may_be_repeated:
            journal.know(self.known)
            journal.begin([(key_in(self.destination, entry), entry) for entry in self.entries], self.since)
        limit = self.limit("create_file")
        job = UploadJob(
            client=client,
            feeder=Feeder(iter(self.entries), journal, self.destination, Limits(), low=self.concurrency),
            journal=journal,
            teller=Teller("upload", results.append),
            limit=limit,
            arguments=self.arguments,
            purpose=str(self.arguments["purpose"]),
            concurrency=self.concurrency,
            by_digest=False,
            listing=None,
            unreachable=[],
        )
        try:
            yield _sent(job, results)
        finally:
            journal.close()
            limit.close()


def _sent(job: UploadJob, results: list[Result]) -> Flow[ShardReport]:
    report = yield from upload_all(job)
    return ShardReport(tuple(replace(each, file=None) for each in results), report.bytes_on_wire, report.stopped)


def upload_sharded(job: UploadJob, crew: Crew) -> Flow[Report]:
    """Settle what an earlier job left open, and let the workers send the rest."""
    try:
        return (yield from upload_all(job, lambda job: hand_out(crew.engine, _Uploads(job, crew))))
    finally:
        crew.engine.close()


class _Uploads:
    """An upload as it is handed out."""

    def __init__(self, job: UploadJob, crew: Crew) -> None:
        self._job = job
        self._crew = crew
        self._destination = f"{destination_of(job.client.settings)} {job.purpose}"
        self._items: dict[int, dict[tuple[str, str], Item]] = {}

    @property
    def is_over(self) -> bool:
        return self._job.feeder.is_over

    def next_shard(self, number: int) -> Flow[UploadShard | None]:
        job = self._job
        items = yield from taken(self._next, lambda item: item.entry.size, self._crew.shard_files)
        if not items:
            return None
        self._items[number] = {(item.entry.path, item.entry.name): item for item in items}
        shard = UploadShard(
            **self._crew.common(number, job.concurrency),
            entries=tuple(item.entry for item in items),
            arguments=job.arguments,
            destination=self._destination,
            since=time.time(),
        )
        return (yield from self._knowing(shard))

    def _next(self) -> Flow[Item | None]:
        while (item := (yield from pop(self._job))) is not None and item.entry.content is not None:
            yield from self._told(item, _unshippable(item))
        return item

    def _knowing(self, shard: UploadShard) -> Flow[UploadShard]:
        told: UploadShard = yield from perform(Invoke(partial(shard.knowing, self._job.journal)))
        return told

    def again(self, shard: UploadShard) -> Flow[UploadShard]:
        return self._knowing(shard.again())

    def done(self, shard: UploadShard, report: ShardReport) -> Flow[None]:
        job, items = self._job, self._items.pop(shard.number)
        for result in report.results:
            item = items.pop((result.path or "", result.name or ""), None)
            if item is not None:
                yield from self._told(item, result)
        self._give_back(items)  # the worker stopped before it came to these
        if report.stopped:
            job.feeder.halt(report.stopped)
        job.teller.report.bytes_on_wire += report.bytes_on_wire

    def lost(self, shard: UploadShard, error: BaseException) -> Flow[None]:
        for item in self._items.pop(shard.number).values():
            entry = item.entry
            why = f"{loss(shard, entry.name, error)}; the file is looked for before it is sent."
            result = Result(
                "upload", "unknown", entry.path, entry.name, bytes=entry.size, error=shard.unknown(entry, why)
            )
            yield from self._told(item, result)

    def refused(self, shard: UploadShard) -> None:
        self._give_back(self._items.pop(shard.number))
        self._job.feeder.halt("refused")

    def _give_back(self, items: dict[tuple[str, str], Item]) -> None:
        for item in items.values():
            self._job.feeder.finished(item, None)

    def _told(self, item: Item, result: Result) -> Flow[None]:
        """Record and report the outcome of a file."""
        error = result.error
        code, message = (None, None) if error is None else (code_of(error), cut(str(error), 1_000))
        digest = None if error is not None else result.sha256
        outcome = Finished(item.key, _STATES[result.status], result.id, digest, code, message)
        self._job.feeder.finished(item, outcome)
        yield from self._job.teller.tell(result)


_STATES = {"uploaded": DONE, "skipped": DONE, "failed": FAILED, "unknown": UNKNOWN}


def _unshippable(item: Item) -> Result:
    error = SourceError(f"{item.entry.name} is not a path, and workers read files by their paths; write it to a file.")
    return Result("upload", "failed", item.entry.path, item.entry.name, error=error)
