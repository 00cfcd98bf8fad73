"""Small requests, carried out together: one trip to a thread, one transaction and one sync to the disk for several."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import deque
from typing import NamedTuple, TypeAlias

from filewright.embedded.api.exchanges import Exchange
from filewright.embedded.api.responses import Response
from filewright.embedded.store import Store

__all__ = ["Groups"]

MAX_GROUP = 64
"""The maximum number of requests that are carried out together; one waits longer for the others the larger it is."""
Outcome: TypeAlias = "Response | BaseException"


class _Job(NamedTuple):
    exchange: Exchange
    blocks: list[bytes]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Response]


class Groups:
    """Performs small requests in a separate thread, grouping those that arrive in the meantime.

    A response leaves only once all that its group has written is on the disk.

    Args:
        store: where the requests are carried out.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    async def carry_out(self, exchange: Exchange, blocks: list[bytes]) -> Response:
        """Feed a whole body to an exchange and return its response; closes the exchange."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Response] = loop.create_future()
        with self._wake:
            self._jobs.append(_Job(exchange, blocks, loop, future))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="filewright-groups", daemon=True)
                self._thread.start()
            self._wake.notify()
        return await future

    def close(self) -> None:
        """End the thread, once it has carried out what is waiting."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while group := self._next_group():
            outcomes = self._outcomes_of(group)
            group[0].loop.call_soon_threadsafe(_deliver, group, outcomes)

    def _next_group(self) -> list[_Job]:
        """Wait for jobs, and take up to a full group; none at the end."""
        with self._wake:
            while not self._jobs and not self._closed:
                self._wake.wait()
            return [self._jobs.popleft() for _ in range(min(len(self._jobs), MAX_GROUP))]

    def _outcomes_of(self, group: list[_Job]) -> list[Outcome]:
        try:
            return self._outcomes(group)
        except BaseException as error:  # as in `_outcome`
            return [error] * len(group)

    def _outcomes(self, group: list[_Job]) -> list[Outcome]:
        if not any(job.exchange.writes for job in group):
            return [_outcome(job) for job in group]
        outcomes: list[Outcome] = []
        try:
            with self._store.group() as check:
                for job in group:
                    outcomes.append(_outcome(job))
                    check()
        except (OSError, sqlite3.Error) as error:
            _close_all(outcomes)
            return [job.exchange.failed(error) for job in group]
        return outcomes


def _outcome(job: _Job) -> Outcome:
    # Whatever is raised belongs to whoever waits for it; the thread lives for the others.
    try:
        return job.exchange.carry_out(job.blocks)
    except BaseException as error:
        return error


def _close_all(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Response):
            outcome.close()


def _deliver(group: list[_Job], outcomes: list[Outcome]) -> None:
    for job, outcome in zip(group, outcomes, strict=True):
        if job.future.done():  # Nobody waits for it any more.
            _close_all([outcome])
        elif isinstance(outcome, Response):
            job.future.set_result(outcome)
        else:
            job.future.set_exception(outcome)
