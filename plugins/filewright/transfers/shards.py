"""Shards: some of the files of a job, as the task of a worker in another process or on another machine.

Shards can be pickled and contain no key: a worker takes its own from its environment. Workers return results, never
contents.
"""

from __future__ import annotations

import os
import pickle
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from ..errors import ConfigurationError
from ..rules.quantities import Rate
from ..version import __version__
from .rates import RateLimit

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .results import Result

SHIPPED = (
    "base_url",
    "organization",
    "project",
    "timeout",
    "max_retries",
    "expiry",
    "checks",
    "plugins",
    "block",
    "total_timeout",
    "retry_budget",
    "max_response_bytes",
    "max_error_bytes",
    "max_content_bytes",
)
"""Options of a client that its workers' clients have too; not the key."""

KEPT_HERE = ("default_headers", "default_query", "http_client")
"""Options that may hold secrets, or connections, and are not sent to workers."""


@dataclass(frozen=True, kw_only=True)
class Shard:
    """The task of a worker. A subclass says which files it has, and what is done with them.

    Attributes:
        number: which shard of the job it is, from 1.
        make_client: makes the client, by what is installed where the worker runs.
        concurrency: how many files are moved at once.
        rate, shared: the limit of all workers together, and the file in which those of one machine share it.
        budget: what workers on several machines share instead, or None.
        attempt: 1 for the first.
        may_be_repeated: another worker may have had this shard, and moved some of its files.
        version: the version of Filewright that made it.
    """

    number: int
    make_client: Callable[[], Any]
    concurrency: int
    rate: Rate | None
    shared: str | None
    budget: Any
    attempt: int = 1
    may_be_repeated: bool = False
    version: str = __version__

    def again(self) -> Self:
        """The same shard for another worker, after one was lost."""
        return replace(self, attempt=self.attempt + 1, may_be_repeated=True)

    def limit(self, operation: str) -> RateLimit:
        """The limit of all workers together."""
        return RateLimit(self.rate, shared=self.shared, operations=(operation,), budget=self.budget)

    def begun(self, client: Any) -> AbstractContextManager[Flow[ShardReport]]:
        """The flow that moves the files."""
        raise NotImplementedError


@dataclass(frozen=True)
class ShardReport:
    """The report of a worker.

    Attributes:
        results: of each file, by its path and name; files that are missing here were not tried.
        bytes_on_wire: the bytes of the bodies that were sent, with all retries.
        stopped: why the worker did not try them all, or None.
        worker: host and process, for messages.
    """

    results: tuple[Result, ...]
    bytes_on_wire: int
    stopped: str | None
    worker: str = ""


def client_maker(client: FlowCaller | AsyncFlowCaller, given: Callable[[], Any] | None) -> Callable[[], Any]:
    """The function that makes a worker's client: the caller's, or one with the options of this client but its key.

    Raises:
        ConfigurationError: this client has options that are not sent to workers, or cannot be.
    """
    if given is not None:
        maker: Callable[[], Any] = _checked_picklable("worker_client", given)
        return maker
    options = client.settings.options
    kept_here = [name for name in KEPT_HERE if getattr(options, name)]
    if kept_here:
        raise ConfigurationError(
            f"{' and '.join(kept_here)} of the client may hold secrets or connections, and are not sent to workers;"
            " pass worker_client, a function of a module of yours that returns a client."
        )
    shipped = {name: _checked_picklable(name, getattr(options, name)) for name in SHIPPED}
    return partial(type(client), **shipped)


def _checked_picklable(name: str, value: Any) -> Any:
    try:
        pickle.dumps(value)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"{name} cannot be sent to workers ({error}); name functions and plugins by their modules, or pass"
            " worker_client."
        ) from None
    return value


def run_shard(shard: Shard) -> ShardReport:
    """Move the files of a shard. Runs in the worker.

    Raises:
        ConfigurationError: this worker has another version of Filewright.
        MissingCredentialsError, AuthenticationError, PermissionDeniedError: it has no key, or one that is refused.
    """
    worker = f"{socket.gethostname()}, process {os.getpid()}"
    if shard.version != __version__:
        raise ConfigurationError(
            f"The worker on {worker} has Filewright {__version__}, and the job is of {shard.version}; install the same"
            " version there."
        )
    client = shard.make_client()
    if hasattr(client, "__aenter__"):
        import anyio

        return anyio.run(_run_async, client, shard, worker)
    with client, shard.begun(client) as flow:
        report: ShardReport = client.run(flow)
        return replace(report, worker=worker)


async def _run_async(client: Any, shard: Shard, worker: str) -> ShardReport:
    async with client:
        with shard.begun(client) as flow:
            report: ShardReport = await client.run(flow)
            return replace(report, worker=worker)
