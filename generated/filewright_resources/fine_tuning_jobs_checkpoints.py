"""The intermediate models that a job saves.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.responses.pages import AsyncPaginator, SyncCursorPage
    from filewright.settings import Timeout
    from filewright_api.models import FineTuningJobCheckpoint


class Checkpoints:
    """The intermediate models that a job saves."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> CheckpointsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return CheckpointsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> CheckpointsWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return CheckpointsWithStreamingResponse(self)

    def list(
        self,
        fine_tuning_job_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[FineTuningJobCheckpoint]:
        """List the checkpoints of a job, one page at a time.

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
        result: SyncCursorPage[FineTuningJobCheckpoint] = self._client.call(
            operations.LIST_FINE_TUNING_JOB_CHECKPOINTS,
            {"fine_tuning_job_id": fine_tuning_job_id, "limit": limit, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncCheckpoints:
    """The intermediate models that a job saves."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncCheckpointsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncCheckpointsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncCheckpointsWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncCheckpointsWithStreamingResponse(self)

    def list(
        self,
        fine_tuning_job_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[FineTuningJobCheckpoint]:
        """List the checkpoints of a job, one page at a time.

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
        result: AsyncPaginator[FineTuningJobCheckpoint] = self._client.call(
            operations.LIST_FINE_TUNING_JOB_CHECKPOINTS,
            {"fine_tuning_job_id": fine_tuning_job_id, "limit": limit, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class CheckpointsWithRawResponse:
    """The methods of `Checkpoints`, returning the HTTP response."""

    def __init__(self, resource: Checkpoints) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)


class AsyncCheckpointsWithRawResponse:
    """The methods of `AsyncCheckpoints`, returning the HTTP response."""

    def __init__(self, resource: AsyncCheckpoints) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)


class CheckpointsWithStreamingResponse:
    """The methods of `Checkpoints`, returning the HTTP response."""

    def __init__(self, resource: Checkpoints) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)


class AsyncCheckpointsWithStreamingResponse:
    """The methods of `AsyncCheckpoints`, returning the HTTP response."""

    def __init__(self, resource: AsyncCheckpoints) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
