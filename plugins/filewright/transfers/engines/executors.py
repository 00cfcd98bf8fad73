"""Threads, processes, and executors of the caller's."""

from __future__ import annotations

import os
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures import ThreadPoolExecutor as Threads
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from threading import Thread
from typing import TYPE_CHECKING, Any

from ..shards import Shard, ShardReport, run_shard

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...rules.quantities import Rate

QUEUED = 2
"""Shards that wait for each worker, so that none is idle while the next is made up."""


class ExecutorEngine:
    """Any executor as `concurrent.futures` describes it. One that was passed is not shut down.

    Args:
        executor: runs the shards.
        workers: how many it runs at once, where that is known.
        renew: makes another executor, where one breaks with a worker.
        reruns: whether it runs a shard again by itself.
    """

    run = staticmethod(run_shard)

    def __init__(
        self,
        executor: Executor,
        workers: int | None = None,
        renew: Callable[[], Executor] | None = None,
        *,
        reruns: bool = False,
    ) -> None:
        self.capacity = QUEUED * (workers or getattr(executor, "_max_workers", None) or os.cpu_count() or 1)
        self.reruns = reruns
        self._executor = executor
        self._renew = renew
        self._futures: dict[Future[ShardReport], int] = {}

    def submit(self, shard: Shard) -> None:
        """Hand a shard to a worker."""
        try:
            future = self._executor.submit(self.run, shard)
        except BrokenExecutor:
            if self._renew is None:
                raise
            self._executor.shutdown(wait=False)
            self._executor = self._renew()
            future = self._executor.submit(self.run, shard)
        self._futures[future] = shard.number

    def next_done(self) -> tuple[int, ShardReport | BaseException]:
        """Wait until a shard is done, and return its number and report, or what its worker ended with."""
        done, _ = wait(self._futures, return_when=FIRST_COMPLETED)
        future = min(done, key=lambda each: self._futures[each])
        number = self._futures.pop(future)
        error = future.exception()
        return number, future.result() if error is None else error

    def budget(self, rate: Rate | None) -> Any:
        """None: processes of a machine share a file."""
        return None

    def close(self) -> None:
        """End the workers that were started here; of an executor that was passed, only what waits is taken back."""
        for future in self._futures:
            future.cancel()
        if self._renew is not None:
            self._end()

    def _end(self) -> None:
        started: Any = getattr(self._executor, "_processes", None) or {}
        processes: list[Any] = [*started.values()]
        if self._futures:  # the job ended before its time
            for process in processes:
                process.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)


def made(kind: str, _address: str, workers: int | None) -> ExecutorEngine:
    """The engine of threads or processes of this machine."""
    count = workers or os.cpu_count() or 1

    def executor() -> Executor:
        # Not forked: a fork has no other threads, but may have their locks.
        if kind == "threads":
            return Threads(count)
        return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_follow_parent)

    return ExecutorEngine(executor(), count, executor)


def _follow_parent() -> None:
    """Make a worker end when the process that started it has been killed, instead of waiting for work forever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(1)
