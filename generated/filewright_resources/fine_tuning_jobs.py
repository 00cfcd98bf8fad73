"""Training jobs.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.responses.pages import AsyncPaginator, SyncCursorPage
    from filewright.settings import Timeout
    from filewright_api.models import (
        FineTuningIntegration,
        FineTuningJob,
        FineTuningJobEvent,
        FineTuningMethod,
        SupervisedHyperparameters,
    )

    from .fine_tuning_jobs_checkpoints import (
        AsyncCheckpoints,
        AsyncCheckpointsWithRawResponse,
        AsyncCheckpointsWithStreamingResponse,
        Checkpoints,
        CheckpointsWithRawResponse,
        CheckpointsWithStreamingResponse,
    )


class Jobs:
    """Training jobs."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def checkpoints(self) -> Checkpoints:
        """The intermediate models that a job saves."""
        from .fine_tuning_jobs_checkpoints import Checkpoints

        return Checkpoints(self._client)

    @cached_property
    def with_raw_response(self) -> JobsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return JobsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> JobsWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return JobsWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[FineTuningJob]:
        """List fine-tuning jobs, one page at a time, newest first.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            after: Start the page after the item with this id, usually the last one of the previous page.
            metadata: Return only jobs with this metadata.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[FineTuningJob] = self._client.call(
            operations.LIST_FINE_TUNING_JOBS,
            {"limit": limit, "after": after, "metadata": metadata},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None | NotGiven = NOT_GIVEN,
        hyperparameters: SupervisedHyperparameters | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        method: FineTuningMethod | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        integrations: Sequence[FineTuningIntegration | Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        suffix: str | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Create a job that fine-tunes an existing model on a stored file.

        Args:
            model: The base model.
            training_file: The id of a training file with the purpose fine-tune.
            validation_file: The id of a validation file with the purpose fine-tune.
            hyperparameters: Hyperparameters. Deprecated; use method instead.
            method: The training method.
            integrations: The services that receive the job's metrics.
            seed: A random seed, for reproducible jobs. From 0 to 2,147,483,647.
            suffix: Text to include in the name of the fine-tuned model. Up to 64 characters.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = self._client.call(
            operations.CREATE_FINE_TUNING_JOB,
            {
                "model": model,
                "training_file": training_file,
                "validation_file": validation_file,
                "hyperparameters": hyperparameters,
                "method": method,
                "integrations": integrations,
                "seed": seed,
                "suffix": suffix,
                "metadata": metadata,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def retrieve(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Retrieve a job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = self._client.call(
            operations.RETRIEVE_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def wait(
        self,
        fine_tuning_job_id: str,
        *,
        poll_interval: float = 30.0,
        max_wait_seconds: float = 86400.0,
        raise_on_error: bool = False,
    ) -> FineTuningJob:
        """Wait until the `status` is succeeded, failed or cancelled.

        Unknown values count as pending.

        Args:
            fine_tuning_job_id: The job's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: FineTuningJob = self._client.wait(
            operations.RETRIEVE_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    def cancel(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Cancel a job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = self._client.call(
            operations.CANCEL_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def pause(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Pause a job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = self._client.call(
            operations.PAUSE_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def resume(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Resume a paused job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = self._client.call(
            operations.RESUME_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def list_events(
        self,
        fine_tuning_job_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[FineTuningJobEvent]:
        """List the events of a job, one page at a time, newest first.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            fine_tuning_job_id: The job's id.
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            after: Start the page after the item with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[FineTuningJobEvent] = self._client.call(
            operations.LIST_FINE_TUNING_JOB_EVENTS,
            {"fine_tuning_job_id": fine_tuning_job_id, "limit": limit, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncJobs:
    """Training jobs."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def checkpoints(self) -> AsyncCheckpoints:
        """The intermediate models that a job saves."""
        from .fine_tuning_jobs_checkpoints import AsyncCheckpoints

        return AsyncCheckpoints(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncJobsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncJobsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncJobsWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncJobsWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[FineTuningJob]:
        """List fine-tuning jobs, one page at a time, newest first.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            after: Start the page after the item with this id, usually the last one of the previous page.
            metadata: Return only jobs with this metadata.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[FineTuningJob] = self._client.call(
            operations.LIST_FINE_TUNING_JOBS,
            {"limit": limit, "after": after, "metadata": metadata},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        *,
        model: str,
        training_file: str,
        validation_file: str | None | NotGiven = NOT_GIVEN,
        hyperparameters: SupervisedHyperparameters | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        method: FineTuningMethod | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        integrations: Sequence[FineTuningIntegration | Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        suffix: str | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Create a job that fine-tunes an existing model on a stored file.

        Args:
            model: The base model.
            training_file: The id of a training file with the purpose fine-tune.
            validation_file: The id of a validation file with the purpose fine-tune.
            hyperparameters: Hyperparameters. Deprecated; use method instead.
            method: The training method.
            integrations: The services that receive the job's metrics.
            seed: A random seed, for reproducible jobs. From 0 to 2,147,483,647.
            suffix: Text to include in the name of the fine-tuned model. Up to 64 characters.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = await self._client.call(
            operations.CREATE_FINE_TUNING_JOB,
            {
                "model": model,
                "training_file": training_file,
                "validation_file": validation_file,
                "hyperparameters": hyperparameters,
                "method": method,
                "integrations": integrations,
                "seed": seed,
                "suffix": suffix,
                "metadata": metadata,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def retrieve(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Retrieve a job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = await self._client.call(
            operations.RETRIEVE_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def wait(
        self,
        fine_tuning_job_id: str,
        *,
        poll_interval: float = 30.0,
        max_wait_seconds: float = 86400.0,
        raise_on_error: bool = False,
    ) -> FineTuningJob:
        """Wait until the `status` is succeeded, failed or cancelled.

        Unknown values count as pending.

        Args:
            fine_tuning_job_id: The job's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: FineTuningJob = await self._client.wait(
            operations.RETRIEVE_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    async def cancel(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Cancel a job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = await self._client.call(
            operations.CANCEL_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def pause(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Pause a job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = await self._client.call(
            operations.PAUSE_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def resume(
        self,
        fine_tuning_job_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FineTuningJob:
        """Resume a paused job.

        Args:
            fine_tuning_job_id: The job's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FineTuningJob = await self._client.call(
            operations.RESUME_FINE_TUNING_JOB,
            {"fine_tuning_job_id": fine_tuning_job_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def list_events(
        self,
        fine_tuning_job_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[FineTuningJobEvent]:
        """List the events of a job, one page at a time, newest first.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            fine_tuning_job_id: The job's id.
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            after: Start the page after the item with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[FineTuningJobEvent] = self._client.call(
            operations.LIST_FINE_TUNING_JOB_EVENTS,
            {"fine_tuning_job_id": fine_tuning_job_id, "limit": limit, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class JobsWithRawResponse:
    """The methods of `Jobs`, returning the HTTP response."""

    def __init__(self, resource: Jobs) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.cancel = raw(resource.cancel)
        self.pause = raw(resource.pause)
        self.resume = raw(resource.resume)
        self.list_events = raw(resource.list_events)

    @cached_property
    def checkpoints(self) -> CheckpointsWithRawResponse:
        """The intermediate models that a job saves."""
        return self._resource.checkpoints.with_raw_response


class AsyncJobsWithRawResponse:
    """The methods of `AsyncJobs`, returning the HTTP response."""

    def __init__(self, resource: AsyncJobs) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.cancel = async_raw(resource.cancel)
        self.pause = async_raw(resource.pause)
        self.resume = async_raw(resource.resume)
        self.list_events = async_raw(resource.list_events)

    @cached_property
    def checkpoints(self) -> AsyncCheckpointsWithRawResponse:
        """The intermediate models that a job saves."""
        return self._resource.checkpoints.with_raw_response


class JobsWithStreamingResponse:
    """The methods of `Jobs`, returning the HTTP response."""

    def __init__(self, resource: Jobs) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.cancel = streamed(resource.cancel)
        self.pause = streamed(resource.pause)
        self.resume = streamed(resource.resume)
        self.list_events = streamed(resource.list_events)

    @cached_property
    def checkpoints(self) -> CheckpointsWithStreamingResponse:
        """The intermediate models that a job saves."""
        return self._resource.checkpoints.with_streaming_response


class AsyncJobsWithStreamingResponse:
    """The methods of `AsyncJobs`, returning the HTTP response."""

    def __init__(self, resource: AsyncJobs) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.cancel = async_streamed(resource.cancel)
        self.pause = async_streamed(resource.pause)
        self.resume = async_streamed(resource.resume)
        self.list_events = async_streamed(resource.list_events)

    @cached_property
    def checkpoints(self) -> AsyncCheckpointsWithStreamingResponse:
        """The intermediate models that a job saves."""
        return self._resource.checkpoints.with_streaming_response
