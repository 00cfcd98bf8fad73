"""Ray: the cluster that RAY_ADDRESS or an address names, or one on this machine."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...errors import shorten
from ..buckets import AskedOwner, BucketOwner
from ..shards import Shard, ShardReport, run_shard
from . import unreachable
from .executors import QUEUED

if TYPE_CHECKING:
    from ...rules.quantities import Rate

ray: Any = import_module("ray")  # its types are not whole

NAMESPACE = "filewright"


class RayBudget(AskedOwner):
    """The actor as workers call it. Pickled, it is its name alone."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _ask(self, method: str, *arguments: float) -> float:
        actor = ray.get_actor(self._name, namespace=NAMESPACE)
        return float(ray.get(getattr(actor, method).remote(*arguments)) or 0.0)


class RayEngine:
    """The workers of a Ray cluster."""

    reruns = False  # by max_retries=0: another attempt is made here, and looks first

    def __init__(self, workers: int | None, *, started: bool) -> None:
        self._started = started
        self.capacity = QUEUED * (workers or int(ray.cluster_resources().get("CPU", 1)) or 1)
        self._run: Any = ray.remote(max_retries=0)(run_shard)
        self._references: dict[Any, int] = {}
        self._budget: RayBudget | None = None

    def submit(self, shard: Shard) -> None:
        """Hand a shard to a worker."""
        self._references[self._run.remote(shard)] = shard.number

    def next_done(self) -> tuple[int, ShardReport | BaseException]:
        """Wait until a shard is done, and return its number and report, or what its worker ended with."""
        (reference, *_), _ = ray.wait(list(self._references), num_returns=1)
        number = self._references.pop(reference)
        try:
            return number, ray.get(reference)
        except ray.exceptions.RayTaskError as error:
            return number, error.cause
        except ray.exceptions.RayError as error:
            return number, error

    def budget(self, rate: Rate | None) -> RayBudget | None:
        """The actor of a rate, which lives as long as the job and starts anew where it is lost."""
        if rate is None or self._budget is not None:
            return self._budget
        name = f"rate-{os.getpid()}-{id(self):x}"
        owner: Any = ray.remote(BucketOwner).options(
            name=name, namespace=NAMESPACE, num_cpus=0, max_restarts=-1, max_task_retries=-1
        )
        self._actor = owner.remote()
        self._budget = RayBudget(name)
        return self._budget

    def close(self) -> None:
        """Take back what is under way; a cluster that was started here ends."""
        for reference in self._references:
            ray.cancel(reference, force=True)
        if self._budget is not None:
            ray.kill(self._actor)
        if self._started:
            ray.shutdown()


def made(_kind: str, address: str, workers: int | None) -> RayEngine:
    """The engine of a cluster that is there, or of one that is started here."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    started = not ray.is_initialized()
    if started:
        where = f"ray://{address}" if address else os.environ.get("RAY_ADDRESS")
        if where is None:
            ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, configure_logging=False)
        else:
            try:
                ray.init(address=where, log_to_driver=False)
            except (OSError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
                raise unreachable(f"Ray cluster at {shorten(where)}", error) from error
    return RayEngine(workers, started=started)
