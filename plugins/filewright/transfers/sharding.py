"""Handing out the shards of a job to the workers of an engine, until all are done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from ..effects import Invoke, perform
from ..errors import OpenAIError, cut
from .shards import Shard, ShardReport

if TYPE_CHECKING:
    from ..effects import Flow
    from ..rules.quantities import Rate
    from .buckets import Owner
    from .engines import Engine

SHARD_FILES = 1_000
SHARD_BYTES = 1 << 30
SHARD_SECONDS = 600.0
"""The limits of a shard: minutes of work, beside which handing it out costs nothing. The seconds are those that a rate
takes where all workers share it, so that a worker that is lost has not had a shard for hours."""

MAX_ATTEMPTS = 4
"""Attempts at a shard while workers are lost with it."""

S = TypeVar("S", bound=Shard)


class Crew(NamedTuple):
    """The workers of a job.

    Attributes:
        engine: hands shards to them.
        make_client: makes the client of each.
        rate, shared: the limit of all of them together, and its file.
        budget: the owner of the limit that was chosen, or None: the engine's.
    """

    engine: Engine
    make_client: Callable[[], Any]
    rate: Rate | None
    shared: str | None
    budget: Owner | None = None

    @property
    def shard_files(self) -> int:
        """The number of files in a shard."""
        return files_of_shard(self.rate, self.engine.capacity)

    def common(self, number: int, concurrency: int) -> dict[str, Any]:
        """The attributes that all shards have."""
        return {
            "number": number,
            "make_client": self.make_client,
            "concurrency": concurrency,
            "rate": self.rate,
            "shared": self.shared,
            "budget": self.budget or self.engine.budget(self.rate),
            "may_be_repeated": self.engine.reruns,
        }


def files_of_shard(rate: Rate | None, capacity: int) -> int:
    """Return the number of files in a shard, where a number of shards share a rate."""
    if rate is None:
        return SHARD_FILES
    return max(1, min(SHARD_FILES, int(SHARD_SECONDS / (rate.interval * max(1, capacity)))))


class Work(Protocol[S]):
    """A job as it is handed out."""

    @property
    def is_over(self) -> bool:
        """True if no more shards will come."""
        ...

    def next_shard(self, number: int) -> Flow[S | None]:
        """The next shard, which gets this number; None if there is none at the moment."""
        ...

    def again(self, shard: S) -> Flow[S]:
        """The shard for another worker, after one was lost."""
        ...

    def done(self, shard: S, report: ShardReport) -> Flow[None]:
        """Record and report the results of a shard."""
        ...

    def lost(self, shard: S, error: BaseException) -> Flow[None]:
        """Record and report that the outcome of a shard is not known."""
        ...

    def refused(self, shard: S) -> None:
        """Record that a worker could not begin with a shard."""
        ...


def hand_out(engine: Engine, work: Work[S]) -> Flow[None]:
    """Keep the workers busy until all shards are done.

    Raises:
        OpenAIError: that of a worker which could not begin, as every other one would meet it too.
    """
    under_way: dict[int, S] = {}
    number = 0
    while under_way or not work.is_over:
        while len(under_way) < engine.capacity and not work.is_over:
            shard = yield from work.next_shard(number + 1)
            if shard is None:
                break
            number += 1
            under_way[number] = shard
            engine.submit(shard)
        if under_way:
            done, outcome = yield from perform(Invoke(engine.next_done))
            again = yield from _settled(work, under_way.pop(done), outcome)
            if again is not None:
                under_way[done] = again
                engine.submit(again)


def _settled(work: Work[S], shard: S, outcome: ShardReport | BaseException) -> Flow[S | None]:
    """Process the outcome of a shard, and return it for another attempt if its worker was lost."""
    if isinstance(outcome, ShardReport):
        for result in outcome.results:
            if result.error is not None:
                result.error.add_note(f"It was met by the worker on {outcome.worker}.")
        yield from work.done(shard, outcome)
    elif isinstance(outcome, OpenAIError):
        work.refused(shard)
        raise outcome
    elif shard.attempt < MAX_ATTEMPTS:
        return (yield from work.again(shard))
    else:
        yield from work.lost(shard, outcome)
    return None


def loss(shard: Shard, name: str, error: BaseException) -> str:
    """The beginning of the message for a file of a shard with which workers are always lost."""
    return (
        f"{shard.attempt} workers were lost with shard {shard.number}, which has {name} (the last by"
        f" {type(error).__name__}: {cut(str(error))}). Run the job again"
    )


T = TypeVar("T")


def taken(next_one: Callable[[], Flow[T | None]], size_of: Callable[[T], int | None], most: int) -> Flow[list[T]]:
    """The files of the next shard; fewer, or none, where the rest waits for files that are under way."""
    files: list[T] = []
    size = 0
    while len(files) < most and size < SHARD_BYTES:
        each = yield from next_one()
        if each is None:
            break
        files.append(each)
        size += size_of(each) or 0
    return files
