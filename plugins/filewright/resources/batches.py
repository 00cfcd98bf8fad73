"""Batches, with jobs of any number of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import filewright_resources.batches as generated

from ..limits import BATCH_LIMITS
from .callers import AsyncFlows, Flows
from .twins import awaited

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping
    from typing import Protocol

    from filewright_api.models import CompletionWindow

    from ..effects import Flow
    from ..jobs.progress import BatchProgress
    from ..jobs.reports import BatchReport, Estimate
    from ..settings import ExpiryTypes
    from .callers import AsyncFlowCaller, FlowCaller

    class Identified(Protocol):
        """An object with an id, whosever it is."""

        @property
        def id(self) -> str:
            """The id."""
            ...

    Requests = str | os.PathLike[str] | Iterable[Mapping[str, Any]]
    Row = dict[str, Any]
    Prices = Mapping[str, tuple[float, float]]
    Watcher = bool | Callable[[BatchProgress], Any] | None


class Batches(Flows, generated.Batches):
    """Run the requests in a stored file asynchronously, and collect their responses."""

    def run(
        self,
        requests: Requests,
        *,
        output: str | os.PathLike[str],
        journal: str | os.PathLike[str] | None = None,
        max_lines: int = BATCH_LIMITS.lines,
        max_bytes: int = BATCH_LIMITS.bytes,
        max_enqueued_tokens: int | None = None,
        max_open_batches: int = 50,
        concurrency: int = 4,
        retries: int = 0,
        poll_interval: float = 10.0,
        ordered: bool = True,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | None = None,
        expires_after: ExpiryTypes = None,
        output_expires_after: ExpiryTypes = None,
        delete_files: bool = False,
        prices: Prices | None = None,
        validate: Callable[[Row], Any] | None = None,
        progress: Watcher = None,
        on_result: Callable[[Row], Any] | None = None,
        engine: Any = None,
        workers: int | None = None,
        worker_client: Callable[[], Any] | None = None,
    ) -> BatchReport:
        """Run any number of requests, in as many batches as needed, and write a result row for each.

        The requests are checked, split, uploaded and run, and their responses downloaded and combined with them. Each
        step is recorded in the journal: the same call, or `resume`, continues after a crash and creates nothing twice.
        Ctrl-C leaves the batches running.

        Args:
            requests: the path of a JSONL file, or an iterable of requests as returned by `jsonl.request` and
                `jsonl.convert`. They may use several models and endpoints.
            output: the file for the rows, .jsonl, .csv or .parquet (which needs pyarrow). A row has custom_id, status,
                attempts, batch_id, response and error; tables also have status_code and the text of the response.
            journal: the path of the journal; default: the path of the output with ".journal" appended. A finished job
                is not run again; its report is returned until the journal is removed.
            max_lines, max_bytes: the limits of a batch; default and maximum: the published limits.
            max_enqueued_tokens: the maximum number of tokens, estimated as bytes / 4, in the open batches of a model
                and in one batch; default: no client-side limit. Batches refused because of the server's limit are
                retried later.
            max_open_batches: the maximum number of open batches.
            concurrency: the number of parallel file transfers.
            retries: how often requests are retried after a temporary failure: expired, cancelled, not run, missing,
                unreadable, refused by `validate`, or with a status of 408, 409, 425, 429 or 5xx.
            poll_interval: seconds between two polls; it grows up to two minutes while nothing changes.
            ordered: True to write the rows in the order of the requests, False in the order of their results
                (rows without a result come last).
            completion_window, metadata, output_expires_after: as in `create`; metadata may have up to 12 pairs.
            expires_after: when the uploaded files expire, as in `files.create`.
            delete_files: delete the job's files from the server when it is done.
            prices: {model: (input, output)} per million tokens, from which `report.cost` is computed.
            validate: called with each successful row; False, a ValueError or an AssertionError makes it invalid.
            progress: True for lines on standard error, or a function that is called with each BatchProgress.
            on_result: called with each final row, before the output is written. It and `validate` may run in another
                thread, and may run again after a crash.
            engine: who uploads the files of the batches, as of `transfers.upload`: "threads", "processes", "dask",
                "ray", an address such as "dask://host:8786", or an Executor; default: this process. Workers read the
                files in the folder beside the journal, and take the key from their own environment.
            workers, worker_client: as of `transfers.upload`.

        Returns:
            A BatchReport: `ok`, `failed`, `counts` by status, `usage`, `cost`, and `retry_file` with the requests that
            may succeed when retried.

        Raises:
            SourceError: the requests cannot be read, or are invalid; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            JournalError: the journal is in use, damaged, or belongs to other requests.
            DestinationError: the output cannot be written, or a running job writes to it.
            APIError: the server refused the call, or could not be reached for an hour; the job can be resumed.
        """
        return self._flows.run(_run_flow(self._flows, locals()))

    def resume(
        self,
        /,
        journal: str | os.PathLike[str],
        *,
        requests: Requests | None = None,
        validate: Callable[[Row], Any] | None = None,
        progress: Watcher = None,
        on_result: Callable[[Row], Any] | None = None,
        **changes: Any,
    ) -> BatchReport:
        """Continue the job of a journal with its original options; if it is finished, its report is returned at once.

        Args:
            journal: the path of the journal. To continue on another machine, copy it, the requests and, if it exists,
                the folder beside it whose name ends in ".d".
            requests: the current place of the requests, if they were moved.
            validate, progress, on_result: as in `run`.
            changes: changed arguments of `run`, such as `max_enqueued_tokens`, and `engine`,
                which a journal does not keep.

        Raises:
            JournalError: the journal does not exist, or is in use.
            ConfigurationError: the job was started with `validate`, which is missing now.
        """
        return self._flows.run(_resume_flow(self._flows, locals()))

    def cancel_job(self, journal: str | os.PathLike[str]) -> list[str]:
        """Cancel the job of a journal: cancel its open batches and start no more. `resume` then fetches the finished
        results.

        Returns:
            The ids of the batches that were open.
        """
        from ..jobs.cancelling import cancel_job

        return self._flows.run(cancel_job(self._flows, journal))

    def collect(
        self,
        batch_ids: str | Identified | Iterable[str | Identified],
        inputs: str | os.PathLike[str],
        output: str | os.PathLike[str],
        *,
        ordered: bool = True,
        wait: bool = True,
        poll_interval: float = 30.0,
        prices: Prices | None = None,
        validate: Callable[[Row], Any] | None = None,
    ) -> BatchReport:
        """Combine the results of batches that were created elsewhere with their requests.

        Args:
            batch_ids: the ids of the batches, or batches, those of the official SDK included.
            inputs: the JSONL file with all of their requests.
            output: the file for the rows, as in `run`.
            ordered, prices, validate: as in `run`.
            wait: True to wait until all batches have ended; otherwise an unfinished batch is an error.
            poll_interval: seconds between two polls.

        Raises:
            SourceError: the requests cannot be read, or are invalid.
            PollTimeoutError: a batch has not ended, and `wait` is False.
            NotFoundError: the server does not have a batch.
        """
        return self._flows.run(_collect_flow(self._flows, locals()))

    def estimate(self, requests: Requests, *, prices: Prices | None = None, **limits: int) -> Estimate:
        """Estimate the batches, bytes and tokens of requests. Nothing is sent.

        Args:
            requests: as in `run`.
            prices: as in `run`; the cost is that of the input tokens.
            limits: `max_lines`, `max_bytes` and `max_enqueued_tokens`, as in `run`.
        """
        from ..jobs.estimating import estimate

        return estimate(requests, prices, limits)


class AsyncBatches(AsyncFlows, generated.AsyncBatches):
    """Run the requests in a stored file asynchronously, and collect their responses."""

    run = awaited(Batches.run)
    resume = awaited(Batches.resume)
    cancel_job = awaited(Batches.cancel_job)
    collect = awaited(Batches.collect)
    estimate = Batches.estimate


def _arguments(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "self"}


def _run_flow(client: FlowCaller | AsyncFlowCaller, given: Mapping[str, Any]) -> Flow[BatchReport]:
    from ..jobs.flow import run_job
    from ..jobs.job import Job
    from ..jobs.options import checked_options

    arguments = _arguments(given)
    requests = arguments.pop("requests")
    return run_job(Job(client, checked_options(**arguments), requests))


def _resume_flow(client: FlowCaller | AsyncFlowCaller, given: Mapping[str, Any]) -> Flow[BatchReport]:
    from ..jobs.flow import run_job
    from ..jobs.job import Job
    from ..jobs.options import resumed_options

    arguments = _arguments(given)
    requests, changes = arguments.pop("requests"), arguments.pop("changes")
    return run_job(Job(client, resumed_options(arguments, changes), requests))


def _collect_flow(client: FlowCaller | AsyncFlowCaller, given: Mapping[str, Any]) -> Flow[BatchReport]:
    from ..jobs.collecting import collect

    return collect(client, **_arguments(given))
