"""A job on many machines as a chain of events, on a clock of its own: days pass in seconds.

The rate limits of the workers are those of the product (`RateLimit`, its leases, its pauses, the owner of a budget), as
are the size of a shard, the attempts at it, and the delays before retries. The network, the server and the deaths of
machines are chances of a generator with a seed, so that each run is the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from types import SimpleNamespace
from typing import Any

import httpx
from filewright.rules import retrying
from filewright.rules.quantities import rate_of
from filewright.transfers import buckets, rates
from filewright.transfers.buckets import BucketOwner
from filewright.transfers.engines.executors import QUEUED
from filewright.transfers.rates import RateLimit
from filewright.transfers.sharding import MAX_ATTEMPTS, files_of_shard

RETRIES = 2
"""Retries of a call, as a client has them by default."""
PAGE = 10_000
"""Files of a page of the list, by which a worker looks for those that another one has sent."""
CREATE = SimpleNamespace(name="create_file")
TOO_MANY = httpx.Response(429, headers={"retry-after": "1"})


@dataclass(frozen=True)
class Scenario:
    """A job and its world.

    Attributes:
        name: what it is about.
        files: how many there are.
        workers, concurrency: how many work, and how many files each of them sends at once.
        rate: what all of them together may send.
        latency: seconds of an upload, on average; no upload takes less than half of that.
        failures: the part of the requests that end in a 503.
        life: hours that a worker lives, on average, and is replaced after 60 seconds; None for ever.
        owner_life: hours that the owner of the budget lives.
        allowed: the rate that the server allows, where that is less than `rate`; it responds with 429 to others.
        seed: of all chances.
    """

    name: str
    files: int
    workers: int = 100
    concurrency: int = 8
    rate: str = "1000/min"
    latency: float = 1.0
    failures: float = 0.001
    life: float | None = None
    owner_life: float | None = None
    allowed: str | None = None
    seed: int = 1


@dataclass
class Outcome:
    """What came of it; times are in seconds."""

    seconds: float = 0.0
    ideal: float = 0.0
    requests: int = 0
    stored: int = 0
    doubled: int = 0
    failed: int = 0
    refused: int = 0
    found: int = 0
    deaths: int = 0
    unknown: int = 0
    owner_calls: int = 0
    overrun: float = 0.0

    @property
    def used(self) -> float:
        """The part of the budget that was used."""
        return self.requests * self.ideal / self.seconds if self.seconds else 0.0


class Clock:
    """The clock of the simulation, in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@contextmanager
def clock_of_the_product() -> Iterator[Clock]:
    """Let the product's rate limits read the clock of the simulation."""
    clock = Clock()
    modules: tuple[Any, ...] = (buckets, rates)
    kept = [module.time for module in modules]
    for module in modules:
        module.time = clock
    try:
        yield clock
    finally:
        for module, time in zip(modules, kept, strict=True):
            module.time = time


class Meter:
    """A token bucket that only watches: how many requests more than a rate and a burst allow there were."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level = burst
        self.last = 0.0
        self.overrun = 0.0

    def takes(self, now: float, *, most: bool = False) -> bool:
        """Count a request, and return whether it was allowed; with `most`, one that is not takes nothing."""
        self.level = min(self.burst, self.level + (now - self.last) * self.rate)
        self.last = now
        if most and self.level < 1:
            return False
        self.level -= 1
        self.overrun = max(self.overrun, -self.level)
        return True


class Budget:
    """The budget as workers call it: it finds the owner that is there now."""

    def __init__(self, outcome: Outcome) -> None:
        self.owner = BucketOwner()
        self._outcome = outcome

    def reserve(self, count: int, interval: float, burst: float) -> float:
        self._outcome.owner_calls += 1
        return self.owner.reserve(count, interval, burst)

    def pause(self, seconds: float) -> None:
        self._outcome.owner_calls += 1
        self.owner.pause(seconds)

    def paused_for(self) -> float:
        self._outcome.owner_calls += 1
        return self.owner.paused_for()

    def close(self) -> None:
        """Nothing is held."""


class Call:
    """A call as a rate limit sees it."""

    __slots__ = ("attempt", "operation", "started", "state", "stored_at")

    def __init__(self, started: float) -> None:
        self.operation = CREATE
        self.started = started
        self.state: dict[Any, Any] = {}
        self.attempt = 0
        self.stored_at: float | None = None


@dataclass
class Shard:
    """Files that are handed out together: how many are at the server, or given up."""

    files: int
    begun: float
    attempt: int = 1
    stored: int = 0
    failed: int = 0


class Worker:
    """A worker: its shard, and the calls that are under way."""

    def __init__(self) -> None:
        self.life = 0
        self.shard: Shard | None = None
        self.limit: RateLimit | None = None
        self.left = 0
        self.calls: set[Call] = set()


class World:
    """The events of a scenario, and what they do."""

    def __init__(self, scenario: Scenario, clock: Clock) -> None:
        self.scenario = scenario
        self.clock = clock
        self.outcome = Outcome(ideal=rate_of(scenario.rate).interval)
        self.budget = Budget(self.outcome)
        self._chance = random.Random(scenario.seed)
        interval = self.outcome.ideal
        self._shard_files = files_of_shard(rate_of(scenario.rate), QUEUED * scenario.workers)
        self._meter = Meter(1 / interval, max(1.0, 1 / interval) + 1)
        allowed = None if scenario.allowed is None else rate_of(scenario.allowed).interval
        self._server = None if allowed is None else Meter(1 / allowed, max(1.0, 1 / allowed) + 1)
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = count()
        self._rest = scenario.files
        self._lost: list[Shard] = []
        self._working = 0
        self._begun = clock.now
        self._idle: list[Worker] = []

    def run(self) -> Outcome:
        """Let everything happen."""
        workers = [Worker() for _ in range(self.scenario.workers)]
        for worker in workers:
            self._begin_life(worker)
        self._begin_owner()
        while self._rest or self._lost or self._working:
            self.clock.now, _, happen, arguments = heappop(self._events)
            happen(*arguments)
        outcome = self.outcome
        outcome.seconds = self.clock.now - self._begun
        outcome.overrun = self._meter.overrun
        return outcome

    def _later(self, seconds: float, happen: Callable[..., None], *arguments: Any) -> None:
        heappush(self._events, (self.clock.now + seconds, next(self._order), happen, arguments))

    # Workers, and the owner of the budget

    def _begin_life(self, worker: Worker) -> None:
        worker.life += 1
        if self.scenario.life is not None:
            self._later(self._chance.expovariate(1 / (3600 * self.scenario.life)), self._die, worker)
        self._take_shard(worker)

    def _die(self, worker: Worker) -> None:
        """End a worker: what it had sent is at the server, and its shard goes to another one."""
        self.outcome.deaths += 1
        self._later(60.0, self._begin_life, worker)
        worker.life += 1
        if worker in self._idle:
            self._idle.remove(worker)
        shard = worker.shard
        if shard is None:
            return
        arrived = sum(call.stored_at is not None and call.stored_at <= self.clock.now for call in worker.calls)
        shard.stored += arrived
        self.outcome.stored += arrived
        worker.calls.clear()
        worker.shard = None
        self._working -= 1
        if shard.attempt < MAX_ATTEMPTS:
            self._lost.append(replace(shard, attempt=shard.attempt + 1))
            if self._idle:
                self._take_shard(self._idle.pop())
        else:
            self.outcome.unknown += shard.files - shard.stored - shard.failed

    def _begin_owner(self) -> None:
        if self.scenario.owner_life is not None:
            self._later(self._chance.expovariate(1 / (3600 * self.scenario.owner_life)), self._replace_owner)

    def _replace_owner(self) -> None:
        self.budget.owner = BucketOwner()
        self._begin_owner()

    # Shards

    def _take_shard(self, worker: Worker) -> None:
        if self._lost:
            shard = self._lost.pop()
        elif self._rest:
            shard = Shard(min(self._shard_files, self._rest), self.clock.now)
            self._rest -= shard.files
        else:
            self._idle.append(worker)
            return
        self._working += 1
        worker.shard = shard
        worker.limit = RateLimit(self.scenario.rate, budget=self.budget, operations=("create_file",))
        self._later(self._looking(shard), self._begin_shard, worker, worker.life)

    def _looking(self, shard: Shard) -> float:
        """The seconds until a worker sends: it looks first for what was sent before it, on the pages since then."""
        if shard.attempt == 1:
            return 0.01
        self.outcome.found += shard.stored
        return 1 + (self.clock.now - shard.begun) / self.outcome.ideal // PAGE

    def _begin_shard(self, worker: Worker, life: int) -> None:
        if worker.life != life or worker.shard is None:
            return
        worker.left = worker.shard.files - worker.shard.stored - worker.shard.failed
        for _ in range(max(1, min(self.scenario.concurrency, worker.left))):
            self._next_file(worker)

    def _next_file(self, worker: Worker) -> None:
        if worker.left:
            worker.left -= 1
            call = Call(self.clock.now)
            worker.calls.add(call)
            self._send(worker, worker.life, call)
        elif not worker.calls:
            worker.shard = None
            self._working -= 1
            self._take_shard(worker)

    # Requests

    def _send(self, worker: Worker, life: int, call: Call) -> None:
        """Send a request when its turn has come."""
        if worker.life != life:
            return
        limit: Any = worker.limit
        left = _done(limit.request_delay(call, call.attempt))
        if left is not None:
            self._later(left, self._send, worker, life, call)
            return
        self.outcome.requests += 1
        self._meter.takes(self.clock.now)
        seconds = self.scenario.latency * (0.5 + self._chance.expovariate(2))
        is_refused = self._server is not None and not self._server.takes(self.clock.now, most=True)
        if not is_refused and self._chance.random() >= self.scenario.failures:
            call.stored_at = self.clock.now + 0.9 * seconds
        self._later(seconds, self._respond, worker, life, call, is_refused)

    def _respond(self, worker: Worker, life: int, call: Call, is_refused: bool) -> None:
        if worker.life != life or worker.shard is None:
            return
        if call.stored_at is not None:
            self.outcome.stored += 1
            worker.shard.stored += 1
        elif not is_refused and call.attempt < RETRIES:
            call.attempt += 1
            self._later(retrying.backoff(call.attempt - 1), self._send, worker, life, call)
            return
        elif is_refused:
            self.outcome.refused += 1
            assert worker.limit is not None
            _done(worker.limit.after_response_received(TOO_MANY, call))  # type: ignore[arg-type]
            if call.attempt < RETRIES:
                call.attempt += 1
                self._later(retrying.asked_delay(TOO_MANY) or 0.0, self._send, worker, life, call)
                return
        if call.stored_at is None:
            self.outcome.failed += 1
            worker.shard.failed += 1
        worker.calls.discard(call)
        self._next_file(worker)


def _done(found: Any) -> Any:
    """What a hook returned; of a flow, what it returns where the owner of the rate responds at once."""
    while isinstance(found, Generator):
        try:
            effect = next(found)
            while True:
                effect = found.send(effect.function())
        except StopIteration as end:
            found = end.value
    return found


def simulated(scenario: Scenario) -> Outcome:
    """What comes of a scenario."""
    state = random.getstate()
    random.seed(scenario.seed)  # of the delays before retries
    try:
        with clock_of_the_product() as clock:
            outcome = World(scenario, clock).run()
    finally:
        random.setstate(state)
    outcome.doubled = max(outcome.stored - scenario.files, 0)
    return outcome
