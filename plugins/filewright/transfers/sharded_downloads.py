"""A download whose files are fetched by the workers of an engine, shard by shard; the journal is kept here.

A file is put in place when it is complete, so that a shard that is fetched twice leaves each file once.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..effects import Gather, Invoke, Outcome, perform
from ..errors import OpenAIError
from .downloads import DownloadJob, Fetching, download_all, fetched, recorded
from .results import Report, Result
from .sharding import Crew, hand_out, loss, taken
from .shards import Shard, ShardReport

if TYPE_CHECKING:
    from ..effects import Flow
    from .supply import Supply, Wanted


@dataclass(frozen=True, kw_only=True)
class DownloadShard(Shard):
    """Files that a worker fetches.

    Attributes:
        files: what it fetches.
        skip_existing: leave a file of the same name and size as it is.
    """

    files: tuple[Wanted, ...]
    skip_existing: bool

    @contextmanager
    def begun(self, client: Any) -> Generator[Flow[ShardReport], None, None]:
        """The flow that fetches the files."""
        limit = self.limit("download_file")
        try:
            yield self._fetched(Fetching(client, limit, self.skip_existing, dry=False))
        finally:
            limit.close()

    def _fetched(self, fetching: Fetching) -> Flow[ShardReport]:
        results: list[Result] = []

        def keep(outcome: Outcome) -> None:
            results.append(outcome.value)

        flows = (fetched(fetching, each) for each in self.files)
        yield from perform(Gather(flows, self.concurrency, keep))
        return ShardReport(tuple(results), 0, None)


def download_sharded(job: DownloadJob, crew: Crew) -> Flow[Report]:
    """List the files, and let the workers fetch them."""
    try:
        return (yield from download_all(job, lambda job, supply: hand_out(crew.engine, _Downloads(job, crew, supply))))
    finally:
        crew.engine.close()


class _Downloads:
    """A download as it is handed out."""

    def __init__(self, job: DownloadJob, crew: Crew, supply: Supply) -> None:
        self._job = job
        self._crew = crew
        self._supply = supply

    @property
    def is_over(self) -> bool:
        return self._supply.is_over

    def next_shard(self, number: int) -> Flow[DownloadShard | None]:
        files = yield from taken(self._next, lambda each: each.file.size, self._crew.shard_files)
        if not files:
            return None
        common = self._crew.common(number, self._job.concurrency)
        return DownloadShard(**common, files=tuple(files), skip_existing=self._job.skip_existing)

    def _next(self) -> Flow[Wanted | None]:
        if self._supply.wants_more():
            yield from perform(Invoke(self._supply.fill))
        return self._supply.pop()

    def again(self, shard: DownloadShard) -> Flow[DownloadShard]:
        yield from ()
        return shard.again()

    def done(self, shard: DownloadShard, report: ShardReport) -> Flow[None]:
        keys = {each.file.id: each.key for each in shard.files}
        for result in report.results:
            yield from recorded(self._job, keys[result.id or ""], result)

    def lost(self, shard: DownloadShard, error: BaseException) -> Flow[None]:
        for key, file, place, _ in shard.files:
            failure = OpenAIError(f"{loss(shard, file.name, error)}.")
            result = Result("download", "failed", place, file.name, file.id, file.size, error=failure)
            yield from recorded(self._job, key, result)

    def refused(self, shard: DownloadShard) -> None:
        """Nothing is recorded: it stays planned."""
