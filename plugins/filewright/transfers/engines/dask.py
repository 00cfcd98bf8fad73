"""Dask: a cluster on this machine, or the one of an address."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ...errors import BudgetError, ConfigurationError, shorten
from ..buckets import AskedOwner, BucketOwner
from ..shards import Shard, ShardReport, run_shard
from . import unreachable
from .executors import ExecutorEngine

if TYPE_CHECKING:
    from ...rules.quantities import Rate

distributed: Any = import_module("distributed")  # its types are not whole

HANDLER = "filewright_budget"


class Budgets(distributed.SchedulerPlugin):  # type: ignore[misc]
    """A plugin of the scheduler that owns the rate limits of jobs: no worker that is lost takes one along."""

    name = HANDLER
    idempotent = True

    def __init__(self) -> None:
        self._owners: dict[str, BucketOwner] = {}

    def start(self, scheduler: Any) -> None:
        """Take the calls of workers; a plugin that was there before goes on."""
        scheduler.handlers.setdefault(HANDLER, self.ask)

    def ask(self, _comm: Any = None, *, job: str, method: str, arguments: list[float]) -> float:
        """Call a method of the owner of a job's limit, which is made with the first call."""
        if job not in self._owners:
            self._owners[job] = BucketOwner()
        return getattr(self._owners[job], method)(*arguments) or 0.0

    def __getstate__(self) -> dict[str, Any]:
        return {"_owners": {}}


class DaskBudget(AskedOwner):
    """The limit as workers call it, by their connection with the scheduler. Pickled, it is the name of the job."""

    def __init__(self, job: str) -> None:
        self._job = job
        self._worker: Any = None

    def reach(self) -> None:
        """Remember the worker whose task this is; threads of the task have no other way to it."""
        self._worker = distributed.get_worker()

    def _ask(self, method: str, *arguments: float) -> float:
        ask = getattr(self._worker.scheduler, HANDLER)
        try:
            found = distributed.utils.sync(
                self._worker.loop, ask, job=self._job, method=method, arguments=list(arguments)
            )
        except OSError as error:
            raise BudgetError(
                f"The scheduler, which has the rate limit of all workers, did not respond ({type(error).__name__})."
            ) from error
        return float(found)

    def __getstate__(self) -> dict[str, Any]:
        return {"_job": self._job, "_worker": None}


def run_on_worker(shard: Shard) -> ShardReport:
    """Move the files of a shard. Runs in a worker."""
    if isinstance(shard.budget, DaskBudget):
        shard.budget.reach()
    return run_shard(shard)


class DaskEngine(ExecutorEngine):
    """The workers of a Dask cluster, whose scheduler runs a shard again where a worker is lost.

    Args:
        client: of the cluster.
        workers: how many work at once; default: all.
        ends: the client is closed with the engine.
        has_machines: workers may be on several machines, which share no file.
    """

    run = staticmethod(run_on_worker)

    def __init__(self, client: Any, workers: int | None, *, ends: bool = True, has_machines: bool = True) -> None:
        self._client = client
        self._ends = ends
        self._has_machines = has_machines
        self._budget: DaskBudget | None = None
        threads = workers or sum(each["nthreads"] for each in client.scheduler_info()["workers"].values()) or 1
        super().__init__(client.get_executor(pure=False), threads, reruns=True)

    def budget(self, rate: Rate | None) -> DaskBudget | None:
        """The limit that the scheduler owns; None for a cluster on this machine, whose workers share a file."""
        if rate is None or not self._has_machines or self._budget is not None:
            return self._budget
        try:
            self._client.register_plugin(Budgets())
        except (ImportError, AttributeError, ValueError) as error:  # raised by the scheduler
            raise ConfigurationError(
                f"The scheduler cannot keep the rate limit of all workers ({type(error).__name__}: {error}); install"
                " the same version of Filewright there."
            ) from error
        self._budget = DaskBudget(uuid4().hex)
        return self._budget

    def close(self) -> None:
        """Take back what waits, and leave the cluster; one that was started here ends."""
        super().close()
        if self._ends:
            self._client.close()
            if self._client.cluster is not None:
                self._client.cluster.close()


def made(_kind: str, address: str, workers: int | None) -> DaskEngine:
    """The engine of the cluster at an address, or of one that is started here."""
    if address:
        try:
            client: Any = distributed.Client(f"tcp://{address}", set_as_default=False)
        except (OSError, ValueError) as error:
            raise unreachable(f"Dask scheduler at {shorten(address)}", error) from error
    else:
        client = distributed.Client(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, set_as_default=False
        )
    return DaskEngine(client, workers, has_machines=bool(address))


def of_executor(executor: Any, workers: int | None) -> DaskEngine:
    """The engine of `client.get_executor()`; the client stays open."""
    return DaskEngine(executor._client, workers, ends=False)
