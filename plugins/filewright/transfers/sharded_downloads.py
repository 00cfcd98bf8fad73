"""A download whose files are fetched by the workers of an engine, shard by shard; the journal is kept here.

A file is put in place when it is complete, so that a shard that is fetched twice leaves each file once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ..effects import Gather, Invoke, Outcome, perform
from ..errors import OpenAIError, cut
from ..version import __version__
from .downloads import DownloadJob, Fetching, download_all, fetched, recorded
from .rates import RateLimit
from .results import Report, Result
from .sharded import MAX_ATTEMPTS, SHARD_BYTES, Crew
from .shards import Begun, ShardReport
from .supply import Supply, Wanted

if TYPE_CHECKING:
    from ..effects import Flow
    from ..rules.quantities import Rate


@dataclass(frozen=True)
class ShardOfDownloads:
    """The task of a worker. Attributes that are not described here are those of `Shard`.

    Attributes:
        files: what it fetches.
        skip_existing: leave a file of the same name and size as it is.
    """

    number: int
    files: tuple[Wanted, ...]
    make_client: Callable[[], Any]
    concurrency: int
    skip_existing: bool
    rate: Rate | None
    shared: str | None
    budget: Any
    attempt: int = 1
    version: str = __version__

    @contextmanager
    def begun(self, client: Any) -> Generator[Begun, None, None]:
        """The flow that fetches the files, and a function that makes the report of a worker."""
        results: list[Result] = []
        limit = RateLimit(self.rate, shared=self.shared, operations=("download_file",), budget=self.budget)

        def keep(outcome: Outcome) -> None:
            results.append(outcome.value)

        def reported(worker: str) -> ShardReport:
            return ShardReport(tuple(results), 0, None, worker)

        fetching = Fetching(client, limit, self.skip_existing, dry=False)
        flows = (fetched(fetching, each) for each in self.files)
        try:
            yield perform(Gather(flows, self.concurrency, keep)), reported
        finally:
            limit.close()


def download_sharded(job: DownloadJob, crew: Crew) -> Flow[Report]:
    """List the files, and let the workers fetch them."""
    try:
        return (yield from download_all(job, partial(_hand_out, crew)))
    finally:
        crew.engine.close()


def _hand_out(crew: Crew, job: DownloadJob, supply: Supply) -> Flow[None]:
    """Keep the workers busy until all shards are done."""
    engine = crew.engine
    under_way: dict[int, ShardOfDownloads] = {}
    number = 0
    while True:
        while len(under_way) < engine.capacity:
            files = yield from perform(Invoke(partial(_taken, supply, crew.shard_files)))
            if not files:
                break
            number += 1
            under_way[number] = _shard(job, crew, number, files)
            engine.submit(under_way[number])
        if not under_way:
            return
        done, outcome = yield from perform(Invoke(engine.next_done))
        again = yield from _finished(job, under_way.pop(done), outcome)
        if again is not None:
            under_way[done] = again
            engine.submit(again)


def _taken(supply: Supply, most: int) -> tuple[Wanted, ...]:
    files: list[Wanted] = []
    size = 0
    while len(files) < most and size < SHARD_BYTES:
        if supply.wants_more():
            supply.fill()
        each = supply.pop()
        if each is None:
            break
        files.append(each)
        size += each.file.size or 0
    return tuple(files)


def _shard(job: DownloadJob, crew: Crew, number: int, files: tuple[Wanted, ...]) -> ShardOfDownloads:
    return ShardOfDownloads(
        number=number,
        files=files,
        make_client=crew.make_client,
        concurrency=job.concurrency,
        skip_existing=job.skip_existing,
        rate=crew.rate,
        shared=crew.shared,
        budget=crew.budget or crew.engine.budget(crew.rate),
    )


def _finished(
    job: DownloadJob, shard: ShardOfDownloads, outcome: ShardReport | BaseException
) -> Flow[ShardOfDownloads | None]:
    """Process the outcome of a shard, and return it for another attempt if its worker was lost."""
    if isinstance(outcome, OpenAIError):  # every other worker would meet it too
        raise outcome
    if isinstance(outcome, ShardReport):
        keys = {each.file.id: each.key for each in shard.files}
        for result in outcome.results:
            if result.error is not None:
                result.error.add_note(f"It was met by the worker on {outcome.worker}.")
            yield from recorded(job, keys[result.id or ""], result)
        return None
    if shard.attempt < MAX_ATTEMPTS:
        return replace(shard, attempt=shard.attempt + 1)
    for each in shard.files:
        yield from recorded(job, each.key, _lost(each, shard, outcome))
    return None


def _lost(each: Wanted, shard: ShardOfDownloads, error: BaseException) -> Result:
    file = each.file
    failure = OpenAIError(
        f"{shard.attempt} workers were lost with shard {shard.number}, which has {file.name} (the last by"
        f" {type(error).__name__}: {cut(str(error))}). Run the job again."
    )
    return Result("download", "failed", each.place, file.name, file.id, file.size, error=failure)
