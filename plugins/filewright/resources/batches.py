"""Batches, with jobs of any number of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import filewright_resources.batches as generated

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping
    from datetime import timedelta

    from filewright_api.models import CompletionWindow, ExpiresAfter

    from ..effects import Flow
    from ..jobs.progress import BatchProgress
    from ..jobs.reports import BatchReport, Estimate
    from ..settings import ExpiryTypes
    from .callers import AsyncFlowCaller, FlowCaller

    Requests = str | os.PathLike[str] | Iterable[Mapping[str, Any]]
    Row = dict[str, Any]
    Prices = Mapping[str, tuple[float, float]]
    Watcher = bool | Callable[[BatchProgress], Any] | None


class Batches(generated.Batches):
    """Run the requests in a stored file asynchronously, and collect their responses."""

    def __init__(self, client: FlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    def run(
        self,
        requests: Requests,
        *,
        output: str | os.PathLike[str],
        journal: str | os.PathLike[str] | None = None,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        max_enqueued_tokens: int | None = None,
        max_open_batches: int = 50,
        concurrency: int = 4,
        retries: int = 0,
        poll_interval: float = 10.0,
        ordered: bool = True,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | None = None,
        expires_after: ExpiryTypes = None,
        output_expires_after: ExpiresAfter | timedelta | int | Mapping[str, Any] | None = None,
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
            requests: the path of a JSONL file, or an iterable of requests as `jsonl.request` and `jsonl.convert` make
                them. They may go to several models and endpoints.
            output: the file for the rows, .jsonl, .csv or .parquet (which needs pyarrow). A row has custom_id, status,
                attempts, batch_id, response and error; tables have status_code and the text of the response too.
            journal: the path of the journal; default: that of the output with ".journal" at its end. A finished job is
                not run again: its report is returned, until the journal is removed.
            max_lines, max_bytes: of a batch, up to 50,000 and 200,000,000.
            max_enqueued_tokens: how many tokens, estimated as bytes / 4, may be in open batches of a model, and in one
                batch; default: no client-side limit. Batches refused because of the server's limit are retried later.
            max_open_batches: how many batches may be open.
            concurrency: how many files are uploaded or downloaded at once.
            retries: how often requests are sent again that failed for a reason that may go away: expired, cancelled,
                not run, missing, unreadable, refused by `validate`, or with a status of 408, 409, 425, 429 or 5xx.
            poll_interval: seconds between two looks; it grows up to two minutes while nothing changes.
            ordered: write the rows in the order of the requests; else in that of their results, the others last.
            completion_window, metadata, output_expires_after: as of `create`; metadata may have up to 12 pairs.
            expires_after: when the uploaded files go away, as of `files.create`.
            delete_files: delete the job's files at the server when it is done.
            prices: {model: (read, written)} for a million tokens, from which `report.cost` is computed.
            validate: called with each row that went well; False, a ValueError or an AssertionError makes it invalid.
            progress: True for lines on standard error, or a function that is called with each BatchProgress.
            on_result: called with each row when it is final, before the output is written. It and `validate` may run
                in another thread, and run again after a crash.
            engine: who uploads the files of the batches, as of `transfers.upload`: "threads", "processes", "dask",
                "ray", an address such as "dask://host:8786", or an Executor; default: this process. Workers read the
                files in the folder beside the journal, and take the key from their own environment.
            workers, worker_client: as of `transfers.upload`.

        Returns:
            A BatchReport: `ok`, `failed`, `counts` by status, `usage`, `cost`, and `retry_file` with the requests that
            may go well another time.

        Raises:
            SourceError: the requests cannot be read, or are wrong; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            JournalError: the journal is in use, damaged, or that of other requests.
            APIError: the server refused, or could not be reached for an hour; the job can go on.
        """
        return self._flows.run(_run_flow(self._flows, locals()))

    def resume(
        self,
        journal: str | os.PathLike[str],
        *,
        requests: Requests | None = None,
        validate: Callable[[Row], Any] | None = None,
        progress: Watcher = None,
        on_result: Callable[[Row], Any] | None = None,
        **changes: Any,
    ) -> BatchReport:
        """Go on with the job of a journal, with what it was asked; the report is returned at once where it is finished.

        Args:
            journal: the path of the journal. On another machine, copy it, the requests, and if it is there, the folder
                beside it whose name ends in ".d".
            requests: where the requests are now, where they have moved.
            validate, progress, on_result: as of `run`.
            changes: other arguments of `run` that differ from now on, such as `max_enqueued_tokens`, and `engine`,
                which a journal does not keep.

        Raises:
            JournalError: there is no such journal, or it is in use.
            ConfigurationError: the job was begun with `validate`, and there is none.
        """
        return self._flows.run(_resume_flow(self._flows, locals()))

    def cancel_job(self, journal: str | os.PathLike[str]) -> list[str]:
        """End the job of a journal: cancel its open batches and begin none. `resume` then fetches what is done.

        Returns:
            The ids of the batches that were open.
        """
        from ..jobs.cancelling import cancel_job

        return self._flows.run(cancel_job(self._flows, journal))

    def collect(
        self,
        batch_ids: str | Iterable[str],
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
            batch_ids: the batches.
            inputs: the JSONL file with all of their requests.
            output: the file for the rows, as of `run`.
            ordered, prices, validate: as of `run`.
            wait: wait until all batches have ended; else those that have not are an error.
            poll_interval: seconds between two looks.

        Raises:
            SourceError: the requests cannot be read, or are wrong.
            PollTimeoutError: a batch has not ended, and `wait` is False.
            NotFoundError: the server does not have a batch.
        """
        return self._flows.run(_collect_flow(self._flows, locals()))

    def estimate(self, requests: Requests, *, prices: Prices | None = None, **limits: int) -> Estimate:
        """Say what requests would take: batches, bytes, and tokens as they are estimated. Nothing is sent.

        Args:
            requests: as of `run`.
            prices: as of `run`; the cost is that of the tokens that are sent.
            limits: `max_lines`, `max_bytes` and `max_enqueued_tokens`, as of `run`.
        """
        from ..jobs.estimating import estimate

        return estimate(requests, prices, limits)


class AsyncBatches(generated.AsyncBatches):
    """Run the requests in a stored file asynchronously, and collect their responses."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    async def run(
        self,
        requests: Requests,
        *,
        output: str | os.PathLike[str],
        journal: str | os.PathLike[str] | None = None,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        max_enqueued_tokens: int | None = None,
        max_open_batches: int = 50,
        concurrency: int = 4,
        retries: int = 0,
        poll_interval: float = 10.0,
        ordered: bool = True,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | None = None,
        expires_after: ExpiryTypes = None,
        output_expires_after: ExpiresAfter | timedelta | int | Mapping[str, Any] | None = None,
        delete_files: bool = False,
        prices: Prices | None = None,
        validate: Callable[[Row], Any] | None = None,
        progress: Watcher = None,
        on_result: Callable[[Row], Any] | None = None,
        engine: Any = None,
        workers: int | None = None,
        worker_client: Callable[[], Any] | None = None,
    ) -> BatchReport:
        """Run any number of requests, in as many batches as needed, and write a result row for each; see
        `Batches.run`.
        """
        return await self._flows.run(_run_flow(self._flows, locals()))

    async def resume(
        self,
        journal: str | os.PathLike[str],
        *,
        requests: Requests | None = None,
        validate: Callable[[Row], Any] | None = None,
        progress: Watcher = None,
        on_result: Callable[[Row], Any] | None = None,
        **changes: Any,
    ) -> BatchReport:
        """Go on with the job of a journal; see `Batches.resume`."""
        return await self._flows.run(_resume_flow(self._flows, locals()))

    async def cancel_job(self, journal: str | os.PathLike[str]) -> list[str]:
        """End the job of a journal; see `Batches.cancel_job`."""
        from ..jobs.cancelling import cancel_job

        return await self._flows.run(cancel_job(self._flows, journal))

    async def collect(
        self,
        batch_ids: str | Iterable[str],
        inputs: str | os.PathLike[str],
        output: str | os.PathLike[str],
        *,
        ordered: bool = True,
        wait: bool = True,
        poll_interval: float = 30.0,
        prices: Prices | None = None,
        validate: Callable[[Row], Any] | None = None,
    ) -> BatchReport:
        """Combine the results of batches that were created elsewhere with their requests; see `Batches.collect`."""
        return await self._flows.run(_collect_flow(self._flows, locals()))

    def estimate(self, requests: Requests, *, prices: Prices | None = None, **limits: int) -> Estimate:
        """Say what requests would take; see `Batches.estimate`."""
        from ..jobs.estimating import estimate

        return estimate(requests, prices, limits)


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
