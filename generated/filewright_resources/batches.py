"""Run the requests in a stored file asynchronously, and collect their responses.

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
    from filewright.settings import ExpiryTypes, Timeout
    from filewright_api.models import Batch, BatchEndpoint, CompletionWindow


class Batches:
    """Run the requests in a stored file asynchronously, and collect their responses."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> BatchesWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return BatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> BatchesWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return BatchesWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[Batch]:
        """List batches, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of batches in a page. Default: the server's, usually 20. From 1 to 100.
            after: Start the page after the batch with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[Batch] = self._client.call(
            operations.LIST_BATCHES,
            {"limit": limit, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        *,
        input_file_id: str,
        endpoint: BatchEndpoint,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        output_expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Create a batch that runs the requests in a stored file.

        The file must have the purpose batch and contain one request per line, up to 50,000.

        Args:
            input_file_id: The id of an input file with the purpose batch.
            endpoint: The endpoint that each request is sent to. Any string is accepted, as services support additional
                endpoints. Known values: /v1/responses, /v1/chat/completions, /v1/embeddings, /v1/completions,
                /v1/moderations, /v1/images/generations, /v1/images/edits, /v1/videos.
            completion_window: The time within which the batch should finish. Any string is accepted, as services
                support other windows. Known values: 24h.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            output_expires_after: When the service deletes the file. A timedelta, seconds, a str such as "7d", an
                ExpiresAfter or a dict; None for no expiry.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Batch = self._client.call(
            operations.CREATE_BATCH,
            {
                "input_file_id": input_file_id,
                "endpoint": endpoint,
                "completion_window": completion_window,
                "metadata": metadata,
                "output_expires_after": output_expires_after,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def retrieve(
        self,
        batch_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Retrieve a batch.

        Args:
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Batch = self._client.call(
            operations.RETRIEVE_BATCH,
            {"batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def wait(
        self,
        batch_id: str,
        *,
        poll_interval: float = 30.0,
        max_wait_seconds: float = 90000.0,
        raise_on_error: bool = False,
    ) -> Batch:
        """Wait until the `status` is completed, failed, expired or cancelled.

        Unknown values count as pending.

        Args:
            batch_id: The batch's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed, expired or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: Batch = self._client.wait(
            operations.RETRIEVE_BATCH,
            {"batch_id": batch_id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    def cancel(
        self,
        batch_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Cancel a batch. Results of finished requests remain available in its output file.

        Args:
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Batch = self._client.call(
            operations.CANCEL_BATCH,
            {"batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncBatches:
    """Run the requests in a stored file asynchronously, and collect their responses."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncBatchesWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncBatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncBatchesWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncBatchesWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[Batch]:
        """List batches, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of batches in a page. Default: the server's, usually 20. From 1 to 100.
            after: Start the page after the batch with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[Batch] = self._client.call(
            operations.LIST_BATCHES,
            {"limit": limit, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        *,
        input_file_id: str,
        endpoint: BatchEndpoint,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        output_expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Create a batch that runs the requests in a stored file.

        The file must have the purpose batch and contain one request per line, up to 50,000.

        Args:
            input_file_id: The id of an input file with the purpose batch.
            endpoint: The endpoint that each request is sent to. Any string is accepted, as services support additional
                endpoints. Known values: /v1/responses, /v1/chat/completions, /v1/embeddings, /v1/completions,
                /v1/moderations, /v1/images/generations, /v1/images/edits, /v1/videos.
            completion_window: The time within which the batch should finish. Any string is accepted, as services
                support other windows. Known values: 24h.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            output_expires_after: When the service deletes the file. A timedelta, seconds, a str such as "7d", an
                ExpiresAfter or a dict; None for no expiry.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Batch = await self._client.call(
            operations.CREATE_BATCH,
            {
                "input_file_id": input_file_id,
                "endpoint": endpoint,
                "completion_window": completion_window,
                "metadata": metadata,
                "output_expires_after": output_expires_after,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def retrieve(
        self,
        batch_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Retrieve a batch.

        Args:
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Batch = await self._client.call(
            operations.RETRIEVE_BATCH,
            {"batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def wait(
        self,
        batch_id: str,
        *,
        poll_interval: float = 30.0,
        max_wait_seconds: float = 90000.0,
        raise_on_error: bool = False,
    ) -> Batch:
        """Wait until the `status` is completed, failed, expired or cancelled.

        Unknown values count as pending.

        Args:
            batch_id: The batch's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed, expired or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: Batch = await self._client.wait(
            operations.RETRIEVE_BATCH,
            {"batch_id": batch_id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    async def cancel(
        self,
        batch_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Cancel a batch. Results of finished requests remain available in its output file.

        Args:
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Batch = await self._client.call(
            operations.CANCEL_BATCH,
            {"batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class BatchesWithRawResponse:
    """The methods of `Batches`, returning the HTTP response."""

    def __init__(self, resource: Batches) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.cancel = raw(resource.cancel)


class AsyncBatchesWithRawResponse:
    """The methods of `AsyncBatches`, returning the HTTP response."""

    def __init__(self, resource: AsyncBatches) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.cancel = async_raw(resource.cancel)


class BatchesWithStreamingResponse:
    """The methods of `Batches`, returning the HTTP response."""

    def __init__(self, resource: Batches) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.cancel = streamed(resource.cancel)


class AsyncBatchesWithStreamingResponse:
    """The methods of `AsyncBatches`, returning the HTTP response."""

    def __init__(self, resource: AsyncBatches) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.cancel = async_streamed(resource.cancel)
