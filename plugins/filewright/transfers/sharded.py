"""A job whose files are sent by the workers of an engine, shard by shard; the journal is kept here."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..effects import Invoke, perform
from ..errors import OpenAIError, SourceError, cut
from .journal import DONE, FAILED, UNKNOWN, Finished
from .results import Report, Result, code_of
from .shards import Shard, ShardReport
from .uploads import pop, upload_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..effects import Flow
    from ..rules.quantities import Rate
    from .buckets import Owner
    from .engines import Engine
    from .feeding import Item
    from .uploads import UploadJob

SHARD_FILES = 1_000
SHARD_BYTES = 1 << 30
SHARD_SECONDS = 600.0
"""The limits of a shard: minutes of work, beside which handing it out costs nothing. The seconds are those that a rate
takes where all workers share it, so that a worker that is lost has not had a shard for hours."""

MAX_ATTEMPTS = 4
"""Attempts at a shard while workers are lost with it."""


class Crew(NamedTuple):
    """The workers of a job.

    Attributes:
        engine: hands shards to them.
        make_client: makes the client of each.
        destination: where files go, as the journal names it.
        rate, shared: the limit of all of them together, and its file.
        budget: the owner of the limit that was chosen, or None: the engine's.
    """

    engine: Engine
    make_client: Callable[[], Any]
    destination: str
    rate: Rate | None
    shared: str | None
    budget: Owner | None = None

    @property
    def shard_files(self) -> int:
        """The number of files in a shard."""
        return files_of_shard(self.rate, self.engine.capacity)


def files_of_shard(rate: Rate | None, capacity: int) -> int:
    """Return the number of files in a shard, where a number of shards share a rate."""
    if rate is None:
        return SHARD_FILES
    return max(1, min(SHARD_FILES, int(SHARD_SECONDS / (rate.interval * max(1, capacity)))))


def upload_sharded(job: UploadJob, crew: Crew) -> Flow[Report]:
    """Settle what an earlier job left open, and let the workers send the rest."""
    try:
        return (yield from upload_all(job, partial(_hand_out, crew)))
    finally:
        crew.engine.close()


def _hand_out(crew: Crew, job: UploadJob) -> Flow[None]:
    """Keep the workers busy until all shards are done."""
    feeder, engine = job.feeder, crew.engine
    under_way: dict[int, tuple[Shard, dict[tuple[str, str], Item]]] = {}
    number = 0
    while under_way or not feeder.is_over:
        while len(under_way) < engine.capacity and not feeder.is_over:
            items = yield from _taken(job, crew.shard_files)
            if not items:
                break
            number += 1
            shard = yield from _knowing(job, _shard(job, crew, number, items))
            under_way[number] = shard, {(item.entry.path, item.entry.name): item for item in items}
            engine.submit(shard)
        if under_way:
            done, outcome = yield from perform(Invoke(engine.next_done))
            yield from _finished(job, engine, under_way, done, outcome)


def _knowing(job: UploadJob, shard: Shard) -> Flow[Shard]:
    told: Shard = yield from perform(Invoke(partial(shard.knowing, job.journal)))
    return told


def _taken(job: UploadJob, most: int) -> Flow[list[Item]]:
    """The files of the next shard; none where the rest waits for files that are under way."""
    items: list[Item] = []
    size = 0
    while len(items) < most and size < SHARD_BYTES:
        item = yield from pop(job)
        if item is None:
            break
        if item.entry.content is not None:
            yield from _told(job, item, _unshippable(item))
            continue
        items.append(item)
        size += item.entry.size or 0
    return items


def _unshippable(item: Item) -> Result:
    error = SourceError(f"{item.entry.name} is not a path, and workers read files by their paths; write it to a file.")
    return Result("upload", "failed", item.entry.path, item.entry.name, error=error)


def _shard(job: UploadJob, crew: Crew, number: int, items: list[Item]) -> Shard:
    return Shard(
        number=number,
        entries=tuple(item.entry for item in items),
        make_client=crew.make_client,
        arguments=job.arguments,
        destination=crew.destination,
        concurrency=job.concurrency,
        rate=crew.rate,
        shared=crew.shared,
        budget=crew.budget or crew.engine.budget(crew.rate),
        since=time.time(),
        looks_first=crew.engine.reruns,
    )


def _finished(
    job: UploadJob,
    engine: Engine,
    under_way: dict[int, tuple[Shard, dict[tuple[str, str], Item]]],
    done: int,
    outcome: ShardReport | BaseException,
) -> Flow[None]:
    """Process the outcome of a shard: its results, or another attempt if its worker was lost."""
    shard, items = under_way.pop(done)
    if isinstance(outcome, ShardReport):
        yield from _reported(job, items, outcome)
    elif isinstance(outcome, OpenAIError):  # every other worker would meet it too
        for item in items.values():
            job.feeder.finished(item, None)
        job.feeder.halt("refused")
        raise outcome
    elif shard.attempt < MAX_ATTEMPTS:
        shard = yield from _knowing(job, shard.again())
        under_way[done] = shard, items
        engine.submit(shard)
    else:
        for item in items.values():
            yield from _told(job, item, _lost(item, shard, outcome))


def _lost(item: Item, shard: Shard, error: BaseException) -> Result:
    unknown = shard.unknown(
        item.entry,
        f"{shard.attempt} workers were lost with shard {shard.number}, which has {item.entry.name} (the last by"
        f" {type(error).__name__}: {cut(str(error))}). Run the job again; the file is looked for before it is sent.",
    )
    return Result("upload", "unknown", item.entry.path, item.entry.name, bytes=item.entry.size, error=unknown)


def _reported(job: UploadJob, items: dict[tuple[str, str], Item], report: ShardReport) -> Flow[None]:
    for result in report.results:
        item = items.pop((result.path or "", result.name or ""), None)
        if item is None:
            continue
        if result.error is not None:
            result.error.add_note(f"It was met by the worker on {report.worker}.")
        yield from _told(job, item, result)
    for item in items.values():  # the worker stopped before it came to these
        job.feeder.finished(item, None)
    if report.stopped:
        job.feeder.halt(report.stopped)
    job.teller.report.bytes_on_wire += report.bytes_on_wire


_STATES = {"uploaded": DONE, "skipped": DONE, "failed": FAILED, "unknown": UNKNOWN}


def _told(job: UploadJob, item: Item, result: Result) -> Flow[None]:
    """Record and report the outcome of a file."""
    error = result.error
    code, message = (None, None) if error is None else (code_of(error), cut(str(error), 1_000))
    digest = None if error is not None else result.sha256
    job.feeder.finished(item, Finished(item.key, _STATES[result.status], result.id, digest, code, message))
    yield from job.teller.tell(result)
