"""A download or a deletion by the workers of an engine, shard by shard; the journal is kept here.

Each can be done twice: a file is put in place when it is complete, and one that is gone is not deleted again.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..effects import Gather, Outcome, perform
from ..errors import OpenAIError
from .remote_jobs import HandOut, One, RemoteJob, next_of, recorded
from .results import Result
from .sharding import Crew, hand_out, loss, taken
from .shards import Shard, ShardReport

if TYPE_CHECKING:
    from ..effects import Flow
    from .rates import RateLimit
    from .supply import Supply, Wanted


@dataclass(frozen=True, kw_only=True)
class RemoteShard(Shard):
    """Files on the server, as the task of a worker.

    Attributes:
        files: which ones.
        operation: the name of the operation that the rate is for.
        one: what is done with each.
    """

    files: tuple[Wanted, ...]
    operation: str
    one: One

    @contextmanager
    def begun(self, client: Any) -> Generator[Flow[ShardReport], None, None]:
        """The flow that does it."""
        limit = self.limit(self.operation)
        try:
            yield self._done(client, limit)
        finally:
            limit.close()

    def _done(self, client: Any, limit: RateLimit) -> Flow[ShardReport]:
        results: list[Result] = []

        def keep(outcome: Outcome) -> None:
            results.append(outcome.value)

        flows = (self.one(client, limit, each) for each in self.files)
        yield from perform(Gather(flows, self.concurrency, keep))
        return ShardReport(tuple(results), 0, None)


def by_workers(crew: Crew, operation: str) -> HandOut:
    """Return the function that hands the files of a job out to the workers."""
    return lambda job, supply: hand_out(crew.engine, _Work(job, crew, supply, operation))


class _Work:
    """A job as it is handed out."""

    def __init__(self, job: RemoteJob, crew: Crew, supply: Supply, operation: str) -> None:
        self._job = job
        self._crew = crew
        self._supply = supply
        self._operation = operation

    @property
    def is_over(self) -> bool:
        return self._supply.is_over

    def next_shard(self, number: int) -> Flow[RemoteShard | None]:
        files = yield from taken(lambda: next_of(self._supply), self._size, self._crew.shard_files)
        if not files:
            return None
        common = self._crew.common(number, self._job.concurrency)
        return RemoteShard(**common, files=tuple(files), operation=self._operation, one=self._job.one)

    def _size(self, each: Wanted) -> int | None:
        return each.file.size if self._job.op == "download" else 0

    def again(self, shard: RemoteShard) -> Flow[RemoteShard]:
        yield from ()
        return shard.again()

    def done(self, shard: RemoteShard, report: ShardReport) -> Flow[None]:
        keys = {each.file.id: each.key for each in shard.files}
        for result in report.results:
            yield from recorded(self._job, self._supply, keys[result.id or ""], result)

    def lost(self, shard: RemoteShard, error: BaseException) -> Flow[None]:
        for key, file, place, _ in shard.files:
            failure = OpenAIError(f"{loss(shard, file.name, error)}.")
            result = Result(self._job.op, "failed", place or None, file.name, file.id, file.size, error=failure)
            yield from recorded(self._job, self._supply, key, result)

    def refused(self, shard: RemoteShard) -> None:
        """Nothing is recorded: its files stay planned."""
