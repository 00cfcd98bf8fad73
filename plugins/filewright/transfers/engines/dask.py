"""Dask: a cluster on this machine, or the one of an address."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .executors import ExecutorEngine

distributed: Any = import_module("distributed")  # its types are not whole


class DaskEngine(ExecutorEngine):
    """The workers of a Dask cluster, whose scheduler runs a shard again where a worker is lost."""

    def __init__(self, client: Any, workers: int | None) -> None:
        self._client = client
        threads = workers or sum(each["nthreads"] for each in client.scheduler_info()["workers"].values()) or 1
        super().__init__(client.get_executor(pure=False), threads, reruns=True)

    def close(self) -> None:
        """Take back what waits, and leave the cluster; one that was started here ends."""
        super().close()
        self._client.close()
        if self._client.cluster is not None:
            self._client.cluster.close()


def made(_kind: str, address: str, workers: int | None) -> DaskEngine:
    """The engine of the cluster at an address, or of one that is started here."""
    client: Any = (
        distributed.Client(f"tcp://{address}", set_as_default=False)
        if address
        else distributed.Client(n_workers=workers, threads_per_worker=1, dashboard_address=None, set_as_default=False)
    )
    return DaskEngine(client, workers)
