"""Train custom models on stored files.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller

    from .fine_tuning_jobs import (
        AsyncJobs,
        AsyncJobsWithRawResponse,
        AsyncJobsWithStreamingResponse,
        Jobs,
        JobsWithRawResponse,
        JobsWithStreamingResponse,
    )


class FineTuning:
    """Train custom models on stored files."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def jobs(self) -> Jobs:
        """Training jobs."""
        from .fine_tuning_jobs import Jobs

        return Jobs(self._client)

    @cached_property
    def with_raw_response(self) -> FineTuningWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return FineTuningWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FineTuningWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return FineTuningWithStreamingResponse(self)


class AsyncFineTuning:
    """Train custom models on stored files."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def jobs(self) -> AsyncJobs:
        """Training jobs."""
        from .fine_tuning_jobs import AsyncJobs

        return AsyncJobs(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncFineTuningWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncFineTuningWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFineTuningWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncFineTuningWithStreamingResponse(self)


class FineTuningWithRawResponse:
    """The methods of `FineTuning`, returning the HTTP response."""

    def __init__(self, resource: FineTuning) -> None:

        self._resource = resource

    @cached_property
    def jobs(self) -> JobsWithRawResponse:
        """Training jobs."""
        return self._resource.jobs.with_raw_response


class AsyncFineTuningWithRawResponse:
    """The methods of `AsyncFineTuning`, returning the HTTP response."""

    def __init__(self, resource: AsyncFineTuning) -> None:

        self._resource = resource

    @cached_property
    def jobs(self) -> AsyncJobsWithRawResponse:
        """Training jobs."""
        return self._resource.jobs.with_raw_response


class FineTuningWithStreamingResponse:
    """The methods of `FineTuning`, returning the HTTP response."""

    def __init__(self, resource: FineTuning) -> None:

        self._resource = resource

    @cached_property
    def jobs(self) -> JobsWithStreamingResponse:
        """Training jobs."""
        return self._resource.jobs.with_streaming_response


class AsyncFineTuningWithStreamingResponse:
    """The methods of `AsyncFineTuning`, returning the HTTP response."""

    def __init__(self, resource: AsyncFineTuning) -> None:

        self._resource = resource

    @cached_property
    def jobs(self) -> AsyncJobsWithStreamingResponse:
        """Training jobs."""
        return self._resource.jobs.with_streaming_response
