"""A rate limit for requests, with a pause for all when a server reports too many."""

from __future__ import annotations

import os
import threading
import time
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from ..effects import invoke
from ..ground.places import state_folder
from ..hookspecs import hookimpl
from ..rules.quantities import Rate, rate_of
from ..rules.retrying import asked_delay
from .buckets import OwnedBucket, bucket_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from ..calls import Call
    from ..effects import Flow
    from .buckets import Owner

UPLOADS = ("create_file", "create_upload")
"""The operations that servers count as uploads."""

FILE_LEASE, BUDGET_LEASE = 0.05, 0.25
"""Seconds whose requests are leased at once from a file, and from an owner, which takes milliseconds to respond."""

PATIENCE = 8
"""The number of used leases after which a larger one is tried, once one was too large."""

UNASKED_PAUSE = 1.0
"""Seconds of a pause where a server that refuses with 429 does not say how long."""


class Lease:
    """The number of turns that are leased at once: it doubles until some of them expire unused.

    Attributes:
        wasted: the number of turns of the latest lease that expired unused.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = self._used = 0
        self._is_known = False
        self.wasted = 0

    def next(self) -> int:
        """Return the number of turns to lease now."""
        if self.wasted:
            self._count, self._is_known = max(1, self._count - self.wasted), True
            self._used = self.wasted = 0
        elif not self._is_known:
            self._count = max(1, 2 * self._count)
        else:
            self._used += 1
            if self._used % PATIENCE == 0:
                self._count += 1
        self._count = min(self._count, self._most)
        return self._count


class RateLimit:
    """A plugin that spreads the requests of a client: `OpenAI(plugins=[RateLimit("900/min")])`.

    It holds for all threads and event loops that use it, and, where it is shared, for all processes of the machine that
    name the same file. Where a server responds with 429, all of them wait as long as it asks for, and go on at half the
    rate, which grows back by a twentieth a second.

    Args:
        rate: as "900/min", "10/s", or requests a second; None for no limit but those pauses.
        burst: requests that may be sent at once after a rest; default: those of one second, at least 1.
        shared: the path of the file that processes share, or None.
        operations: the names of the operations that are limited; None for all.
        budget: who owns the limit where several machines share it; takes precedence over `shared`.

    Attributes:
        budget: the owner of the limit, or None.
        waited: the seconds that requests have waited for this limit, over all threads.
    """

    def __init__(
        self,
        rate: Any = None,
        *,
        burst: float | None = None,
        shared: str | os.PathLike[str] | None = None,
        operations: Iterable[str] | None = UPLOADS,
        budget: Owner | None = None,
    ) -> None:
        self.rate: Rate | None = None if rate is None else rate_of(rate)
        self.budget = budget
        self.waited = 0.0
        interval = 0.0 if self.rate is None else self.rate.interval
        self._interval = interval
        self._burst = max(1.0, 1 / interval if interval else 1.0) if burst is None else burst
        leased = BUDGET_LEASE if budget is not None else FILE_LEASE if shared is not None else 0.0
        self._lease = Lease(max(1, int(leased / interval)) if interval else 1)
        self._operations = None if operations is None else frozenset(operations)
        self._bucket = (
            bucket_at(None if shared is None else os.fspath(shared)) if budget is None else OwnedBucket(budget)
        )
        self._lock = threading.Lock()
        self._leased: list[float] = []
        self._paused = 0.0

    @hookimpl
    def request_delay(self, call: Call, attempt: int) -> float | Flow[float | None] | None:
        """Say how long a request waits for its turn; by a flow where an owner has to be asked, which takes a while."""
        if self._operations is not None and call.operation.name not in self._operations:
            return None
        if self.budget is None or self._has_turn():
            return self._delay(call, attempt)
        return invoke(partial(self._delay, call, attempt))

    def _has_turn(self) -> bool:
        """True if the next turn is leased, and nothing has to be asked."""
        latest = self._leased[:1]
        return (
            bool(latest)
            and latest[0] >= self._oldest()
            and self._bucket.is_current
            and self._bucket.paused_until() == self._paused
            and not self._lock.locked()
        )

    def _oldest(self) -> float:
        # Turns that were leased long ago would let the bursts of several processes add up.
        return time.monotonic() - self._burst * self._interval

    def _delay(self, call: Call, attempt: int) -> float | None:
        paused = self._bucket.paused_until()
        # A call that is made from another one begins with its state, but has a turn of its own; and a pause makes void
        # what was reserved before it.
        holder = (id(call), call.started, attempt, paused)
        held, due = cast("tuple[Any, float]", call.state.get(self, (None, 0.0)))
        if held != holder:
            due = self.turn()
            call.state[self] = (holder, due)
        left = max(due, paused) - time.monotonic()
        if left <= 0:
            return None
        self.waited += left
        return left

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call) -> Flow[None] | None:
        """Pause where the server says that there were too many requests."""
        if response.status_code != 429:
            return None
        seconds = asked_delay(response) or UNASKED_PAUSE
        if self.budget is not None:
            return invoke(partial(self.pause, seconds))
        self.pause(seconds)
        return None

    def turn(self) -> float:
        """Take a turn, and return when it is, in seconds of the monotonic clock."""
        if not self._interval:
            return 0.0
        with self._lock:
            paused = self._bucket.paused_until()
            if paused != self._paused:
                self._paused = paused
                self._leased.clear()
            oldest = self._oldest()
            while self._leased:
                if (due := self._leased.pop()) >= oldest:
                    return due
                self._lease.wasted += 1
            count = self._lease.next()
            first = self._bucket.reserve(count, self._interval, self._burst)
            self._leased = [first + number * self._interval for number in range(count - 1, 0, -1)]
            return first

    def pause(self, seconds: float) -> None:
        """Stop all requests for this many seconds."""
        self._bucket.pause(time.monotonic() + seconds)

    @property
    def is_paused(self) -> bool:
        """True during a pause."""
        return self._bucket.paused_until() > time.monotonic()

    def close(self) -> None:
        """Let go of the shared file."""
        self._bucket.close()

    def __repr__(self) -> str:
        return f"<RateLimit {self.rate or 'pauses'}>"


def shared_file(base_url: str) -> str:
    """The file that all processes of a user share for one server."""
    name = blake2b(base_url.encode(), digest_size=12).hexdigest()
    return os.path.join(state_folder("rates"), f"{name}.rate")
