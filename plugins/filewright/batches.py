"""The batches of a client: signatures and what they promise. What happens in a call is in flows.py."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from filewright_api.operations import CANCEL_BATCH, CREATE_BATCH, LIST_BATCHES, RETRIEVE_BATCH

from .sentinels import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from filewright_api.models import Batch, BatchEndpoint, CompletionWindow, ExpiresAfter

    from .client import AsyncClient, Client
    from .pages import AsyncPaginator, SyncCursorPage
    from .raw_faces import (
        AsyncBatchesWithRawResponse,
        AsyncBatchesWithStreamingResponse,
        BatchesWithRawResponse,
        BatchesWithStreamingResponse,
    )
    from .settings import Timeout


class Batches:
    """The batches of a blocking client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> BatchesWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import BatchesWithRawResponse

        return BatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> BatchesWithStreamingResponse:
        """The same methods, each for a `with` block, in which the answer is there."""
        from .raw_faces import BatchesWithStreamingResponse

        return BatchesWithStreamingResponse(self)

    def create(
        self,
        *,
        input_file_id: str,
        endpoint: BatchEndpoint,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | NotGiven | None = NOT_GIVEN,
        output_expires_after: ExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Have the requests of a file carried out.

        Args:
            input_file_id: the id of a file of the purpose "batch": a request a line, at most 50,000.
            endpoint: what the requests are sent to, such as "/v1/chat/completions".
            completion_window: the time within which they are to be done.
            metadata: up to 16 pairs to attach; names of at most 64 characters, values of at most 512.
            output_expires_after: when the file with the answers goes away, as an ExpiresAfter or a dict with `anchor`
                and `seconds`.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            UploadOutcomeUnknownError: the answer was lost, and whether the batch is there could not be found out.
            APIError: the server refused, failed, or could not be reached.
        """
        call = self._client.new_call(
            CREATE_BATCH,
            {
                "input_file_id": input_file_id,
                "endpoint": endpoint,
                "completion_window": completion_window,
                "metadata": metadata,
                "output_expires_after": output_expires_after,
            },
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Batch = self._client.answer(call)
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
        """What the server says of a batch.

        Args:
            batch_id: the id of the batch.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such batch.
        """
        call = self._client.new_call(
            RETRIEVE_BATCH,
            {"batch_id": batch_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Batch = self._client.answer(call)
        return result

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
        """The batches, page by page.

        Iterate the result to walk over all batches; each page is fetched when it is reached.

        Args:
            limit: how many batches a page has at most, 1 to 100; the server's default is 20.
            after: only batches that come after the one with this id.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused, failed, could not be reached, or repeats its pages for ever.
        """
        call = self._client.new_call(
            LIST_BATCHES,
            {"limit": limit, "after": after},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: SyncCursorPage[Batch] = self._client.answer(call)
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
        """Stop a batch; what was done by then stays, and is in its output file.

        Args:
            batch_id: the id of the batch.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such batch.
        """
        call = self._client.new_call(
            CANCEL_BATCH,
            {"batch_id": batch_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Batch = self._client.answer(call)
        return result

    def wait(
        self,
        batch_id: str,
        *,
        poll_interval: float = 30.0,
        max_wait_seconds: float = 25 * 3600,
        raise_on_error: bool = False,
    ) -> Batch:
        """Wait until a batch is completed, has failed, has expired or was cancelled.

        A status that the contract does not know means to go on waiting.

        Args:
            batch_id: the id of the batch.
            poll_interval: seconds between two looks.
            max_wait_seconds: seconds after which to give up, also on an answer that is slow.
            raise_on_error: whether a batch that failed, expired or was cancelled raises; otherwise it is returned.

        Raises:
            FileProcessingError: the batch is not completed, and `raise_on_error` is set.
            PollTimeoutError: the batch is not done in time.
            NotFoundError: there is no such batch.
        """
        result: Batch = self._client.wait(
            RETRIEVE_BATCH,
            batch_id=batch_id,
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result


class AsyncBatches:
    """The batches of an async client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncBatchesWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import AsyncBatchesWithRawResponse

        return AsyncBatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncBatchesWithStreamingResponse:
        """The same methods, each for an `async with` block, in which the answer is there."""
        from .raw_faces import AsyncBatchesWithStreamingResponse

        return AsyncBatchesWithStreamingResponse(self)

    async def create(
        self,
        *,
        input_file_id: str,
        endpoint: BatchEndpoint,
        completion_window: CompletionWindow = "24h",
        metadata: Mapping[str, str] | NotGiven | None = NOT_GIVEN,
        output_expires_after: ExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Batch:
        """Have the requests of a file carried out.

        Args:
            input_file_id: the id of a file of the purpose "batch": a request a line, at most 50,000.
            endpoint: what the requests are sent to, such as "/v1/chat/completions".
            completion_window: the time within which they are to be done.
            metadata: up to 16 pairs to attach; names of at most 64 characters, values of at most 512.
            output_expires_after: when the file with the answers goes away, as an ExpiresAfter or a dict with `anchor`
                and `seconds`.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            UploadOutcomeUnknownError: the answer was lost, and whether the batch is there could not be found out.
            APIError: the server refused, failed, or could not be reached.
        """
        call = self._client.new_call(
            CREATE_BATCH,
            {
                "input_file_id": input_file_id,
                "endpoint": endpoint,
                "completion_window": completion_window,
                "metadata": metadata,
                "output_expires_after": output_expires_after,
            },
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Batch = await self._client.answer(call)
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
        """What the server says of a batch.

        Args:
            batch_id: the id of the batch.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such batch.
        """
        call = self._client.new_call(
            RETRIEVE_BATCH,
            {"batch_id": batch_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Batch = await self._client.answer(call)
        return result

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
        """The batches, page by page.

        `await` the result for the first page, or iterate it with `async for` to walk over all batches; each page is
        fetched when it is reached.

        Args:
            limit: how many batches a page has at most, 1 to 100; the server's default is 20.
            after: only batches that come after the one with this id.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused, failed, could not be reached, or repeats its pages for ever.
        """
        call = self._client.new_call(
            LIST_BATCHES,
            {"limit": limit, "after": after},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: AsyncPaginator[Batch] = self._client.answer(call)
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
        """Stop a batch; what was done by then stays, and is in its output file.

        Args:
            batch_id: the id of the batch.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such batch.
        """
        call = self._client.new_call(
            CANCEL_BATCH,
            {"batch_id": batch_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Batch = await self._client.answer(call)
        return result

    async def wait(
        self,
        batch_id: str,
        *,
        poll_interval: float = 30.0,
        max_wait_seconds: float = 25 * 3600,
        raise_on_error: bool = False,
    ) -> Batch:
        """Wait until a batch is completed, has failed, has expired or was cancelled.

        A status that the contract does not know means to go on waiting.

        Args:
            batch_id: the id of the batch.
            poll_interval: seconds between two looks.
            max_wait_seconds: seconds after which to give up, also on an answer that is slow.
            raise_on_error: whether a batch that failed, expired or was cancelled raises; otherwise it is returned.

        Raises:
            FileProcessingError: the batch is not completed, and `raise_on_error` is set.
            PollTimeoutError: the batch is not done in time.
            NotFoundError: there is no such batch.
        """
        result: Batch = await self._client.wait(
            RETRIEVE_BATCH,
            batch_id=batch_id,
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result
