"""Engines, which hand shards to workers: threads and processes of this machine, Dask, Ray, or any standard executor.

Nothing of an engine is imported before it is named.
"""

from __future__ import annotations

from concurrent.futures import Executor
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from ...errors import ConfigurationError, MissingExtraError, cut, shorten
from ...rules.quantities import count_of

if TYPE_CHECKING:
    from ...rules.quantities import Rate
    from ..shards import Shard, ShardReport


class Engine(Protocol):
    """Hands shards to workers.

    Attributes:
        capacity: how many shards are under way at once.
        reruns: whether the engine may run a shard again by itself, after a worker was lost.
    """

    capacity: int
    reruns: bool

    def submit(self, shard: Shard) -> None:
        """Hand a shard to a worker."""
        ...

    def next_done(self) -> tuple[int, ShardReport | BaseException]:
        """Wait until a shard is done, and return its number and report, or what its worker ended with."""
        ...

    def budget(self, rate: Rate | None) -> Any:
        """The owner of a rate limit of several machines, ready to be pickled; None if a file is enough."""
        ...

    def close(self) -> None:
        """End what was started, and hand out no more."""
        ...


def checked_workers(engine: Any, workers: Any, worker_client: Any) -> int | None:
    """The number of workers, checked.

    Raises:
        ConfigurationError: it is not a number, no engine has the name, or there is none to have workers.
        MissingExtraError: the package of the engine is not installed.
    """
    count = count_of(workers, "workers")
    if engine is not None:
        kind = _module_of(engine)[0]
        if kind in _PACKAGES and find_spec(_PACKAGES[kind]) is None:
            raise _missing(kind)
    elif workers is not None or worker_client is not None:
        raise ConfigurationError("workers and worker_client are for an engine; pass engine=, or leave them out.")
    return count


_PACKAGES = {"dask": "distributed", "ray": "ray"}
_MODULES = {"threads": "executors", "processes": "executors", "dask": "dask", "ray": "ray"}


def engine_of(choice: Any, workers: int | None) -> Engine:
    """The engine that an argument names.

    Args:
        choice: "threads", "processes", "dask" (a cluster on this machine), "dask://host:8786", "ray" (the cluster that
            RAY_ADDRESS names, or one on this machine), "ray://host:10001", or an Executor.
        workers: how many work at once; default: as many as the engine has.

    Raises:
        ConfigurationError: no engine has this name.
        MissingExtraError: its package is not installed.
    """
    kind, module, address = _module_of(choice)
    if isinstance(choice, Executor):
        if type(choice).__module__.partition(".")[0] == "distributed":
            found: Engine = import_module(f"{__name__}.dask").of_executor(choice, workers)
            return found
        from .executors import ExecutorEngine

        return ExecutorEngine(choice, workers)
    try:
        made: Engine = import_module(f"{__name__}.{module}").made(kind, address, workers)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"distributed", "dask", "ray"}:
            raise
        raise _missing(kind) from error
    return made


def unreachable(cluster: str, error: Exception) -> ConfigurationError:
    """The error for a cluster that does not respond."""
    return ConfigurationError(
        f"The {cluster} cannot be used ({type(error).__name__}: {cut(str(error))}); start it, or correct its address."
    )


def _missing(kind: str) -> MissingExtraError:
    return MissingExtraError(f"engine={kind!r} needs the extra `{kind}`: pip install 'filewright[{kind}]'")


def _module_of(choice: Any) -> tuple[str, str, str]:
    """The kind of engine that an argument names, the module of it, and the address of its cluster."""
    if isinstance(choice, Executor):
        return "", "executors", ""
    kind, _, address = choice.partition("://") if isinstance(choice, str) else ("", "", "")
    module = _MODULES.get(kind)
    if module is None or (address and module == "executors"):
        names = ", ".join(map(repr, _MODULES))
        raise ConfigurationError(
            f"engine is {shorten(choice)}; pass {names}, an address such as 'dask://host:8786', or an Executor."
        )
    return kind, module, address
