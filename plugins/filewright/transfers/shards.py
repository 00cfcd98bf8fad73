"""A shard: some of the files of a job, sent by a worker in another process or on another machine.

Shards can be pickled and contain no key: a worker takes its own from its environment. Workers return results, never
contents.
"""

from __future__ import annotations

import os
import pickle
import socket
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from ..errors import ConfigurationError, UploadOutcomeUnknownError
from ..rules.quantities import Rate
from ..version import __version__
from .feeding import Feeder, Limits, key_in
from .journal import Journal
from .rates import RateLimit
from .telling import Teller
from .uploads import UploadJob, upload_all

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .entries import Entry
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


@dataclass(frozen=True)
class Shard:
    """The task of a worker.

    Attributes:
        number: which shard of the job it is, from 1.
        entries: the files.
        make_client: makes the client, by what is installed where the worker runs.
        arguments: of each upload, besides its file.
        destination: where files go, as journals name it.
        concurrency: how many files are sent at once.
        rate, shared: the limit of all workers together, and the file in which those of one machine share it.
        budget: what workers on several machines share instead, or None.
        since: when the shard was first handed out, in seconds since 1970.
        attempt: 1 for the first.
        looks_first: look which files are there before any is sent: another worker may have sent some of them.
        known: ids of files that have the name and size of one of these, but are others.
        version: the version of Filewright that made it.
    """

    number: int
    entries: tuple[Entry, ...]
    make_client: Callable[[], Any]
    arguments: dict[str, Any]
    destination: str
    concurrency: int
    rate: Rate | None
    shared: str | None
    budget: Any
    since: float
    attempt: int = 1
    looks_first: bool = False
    known: tuple[str, ...] = ()
    version: str = __version__

    def again(self) -> Shard:
        """The same shard for another worker, after one was lost."""
        return replace(self, attempt=self.attempt + 1, looks_first=True)

    def unknown(self, entry: Entry, why: str) -> UploadOutcomeUnknownError:
        """The error of a file that may have been stored by a worker that was lost."""
        return UploadOutcomeUnknownError(
            why,
            operation="create_file",
            sought={"filename": entry.name, "bytes": entry.size},
            started=self.since,
        )

    def knowing(self, journal: Journal) -> Shard:
        """The same shard with what the job's journal knows, where it looks first."""
        return replace(self, known=tuple(journal.ids_like(self.entries))) if self.looks_first else self

    @contextmanager
    def begun(self, client: Any) -> Generator[Begun, None, None]:
        """The flow that sends the files, and a function that makes the report of a worker."""
        with _job(client, self) as (job, results):
            yield upload_all(job), partial(_reported, job, results)


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
    worker: str


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


class Task(Protocol):
    """The task of a worker: a Shard, or a ShardOfDownloads."""

    @property
    def number(self) -> int:
        """Which one of the job it is, from 1."""
        ...

    @property
    def make_client(self) -> Callable[[], Any]:
        """Make the client of the worker."""
        ...

    @property
    def budget(self) -> Any:
        """The limit that workers on several machines share, or None."""
        ...

    @property
    def version(self) -> str:
        """The version of Filewright that made it."""
        ...

    def begun(self, client: Any) -> AbstractContextManager[Begun]:
        """The flow that does it, and a function that makes the report of a worker."""
        ...


Begun: TypeAlias = "tuple[Flow[Any], Callable[[str], ShardReport]]"


def run_shard(shard: Task) -> ShardReport:
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
    with client, shard.begun(client) as (flow, reported):
        client.run(flow)
        return reported(worker)


async def _run_async(client: Any, shard: Task, worker: str) -> ShardReport:
    async with client:
        with shard.begun(client) as (flow, reported):
            await client.run(flow)
            return reported(worker)


@contextmanager
def _job(client: Any, shard: Shard) -> Generator[tuple[UploadJob, list[Result]], None, None]:
    """Return the shard as a separate job, whose journal exists only while the worker runs."""
    results: list[Result] = []
    journal = Journal()
    if shard.looks_first:
        journal.know(shard.known)
        journal.begin([(key_in(shard.destination, entry), entry) for entry in shard.entries], shard.since)
    limit = RateLimit(shard.rate, shared=shard.shared, operations=("create_file",), budget=shard.budget)
    try:
        yield (
            UploadJob(
                client=client,
                feeder=Feeder(iter(shard.entries), journal, shard.destination, Limits(), low=shard.concurrency),
                journal=journal,
                teller=Teller("upload", results.append),
                limit=limit,
                arguments=shard.arguments,
                purpose=str(shard.arguments["purpose"]),
                concurrency=shard.concurrency,
                by_digest=False,
                listing=None,
                unreachable=[],
            ),
            results,
        )
    finally:
        journal.close()
        limit.close()


def _reported(job: UploadJob, results: list[Result], worker: str) -> ShardReport:
    report = job.teller.report
    return ShardReport(
        tuple(replace(each, file=None) for each in results), report.bytes_on_wire, report.stopped, worker
    )
