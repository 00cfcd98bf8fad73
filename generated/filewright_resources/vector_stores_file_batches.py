"""Files added to a vector store together.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright.settings import checked_wait
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.responses.pages import AsyncPaginator, SyncCursorPage
    from filewright.settings import Timeout
    from filewright_api.models import (
        AutoChunkingStrategy,
        CreateVectorStoreFileBody,
        SortOrder,
        StaticChunkingStrategy,
        VectorStoreFile,
        VectorStoreFileBatch,
        VectorStoreFileStatus,
    )


class FileBatches:
    """Files added to a vector store together."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> FileBatchesWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return FileBatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FileBatchesWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return FileBatchesWithStreamingResponse(self)

    def create(
        self,
        vector_store_id: str,
        *,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        files: Sequence[CreateVectorStoreFileBody | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Add several stored files to a vector store.

        Give either file_ids or files.

        Args:
            vector_store_id: The vector store's id.
            file_ids: The ids of the stored files, which share the same attributes and chunking strategy. Up to 2,000
                items.
            files: The stored files, each with its own attributes and chunking strategy. Up to 2,000 items.
            attributes: Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to
                512 characters, numbers or booleans. Up to 16 pairs.
            chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileBatch = self._client.call(
            operations.CREATE_VECTOR_STORE_FILE_BATCH,
            {
                "vector_store_id": vector_store_id,
                "file_ids": file_ids,
                "files": files,
                "attributes": attributes,
                "chunking_strategy": chunking_strategy,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create_and_poll(
        self,
        vector_store_id: str,
        *,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        files: Sequence[CreateVectorStoreFileBody | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 3600.0,
        raise_on_error: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Add several stored files to a vector store.

        Then wait as in `poll`, and return its result.

        Args:
            vector_store_id: The vector store's id.
            file_ids: The ids of the stored files, which share the same attributes and chunking strategy. Up to 2,000
                items.
            files: The stored files, each with its own attributes and chunking strategy. Up to 2,000 items.
            attributes: Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to
                512 characters, numbers or booleans. Up to 16 pairs.
            chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
            poll_interval_ms: milliseconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
        """
        made = self.create(
            vector_store_id,
            file_ids=file_ids,
            files=files,
            attributes=attributes,
            chunking_strategy=chunking_strategy,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return self.poll(
            made.id,
            vector_store_id=vector_store_id,
            poll_interval_ms=poll_interval_ms,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )

    def retrieve(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Retrieve a file batch.

        Args:
            vector_store_id: The vector store's id.
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileBatch = self._client.call(
            operations.RETRIEVE_VECTOR_STORE_FILE_BATCH,
            {"vector_store_id": vector_store_id, "batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def poll(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 3600.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFileBatch:
        """Wait until the `status` is completed, failed or cancelled.

        Unknown values count as pending.

        Args:
            batch_id: The batch's id.
            vector_store_id: The vector store's id.
            poll_interval_ms: milliseconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: VectorStoreFileBatch = self._client.wait(
            operations.RETRIEVE_VECTOR_STORE_FILE_BATCH,
            {"batch_id": batch_id, "vector_store_id": vector_store_id},
            poll_interval=checked_wait("poll_interval_ms", poll_interval_ms) / 1000,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    def cancel(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Cancel a file batch. Files that were already added remain.

        Args:
            vector_store_id: The vector store's id.
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileBatch = self._client.call(
            operations.CANCEL_VECTOR_STORE_FILE_BATCH,
            {"vector_store_id": vector_store_id, "batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def list_files(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        before: str | NotGiven = NOT_GIVEN,
        filter: VectorStoreFileStatus | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[VectorStoreFile]:
        """List the files of a file batch, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
            batch_id: The batch's id.
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            before: End the page before the item with this id, usually the first one of the following page.
            filter: Return only files with this status. Known values: in_progress, completed, cancelled, failed.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[VectorStoreFile] = self._client.call(
            operations.LIST_VECTOR_STORE_FILE_BATCH_FILES,
            {
                "vector_store_id": vector_store_id,
                "batch_id": batch_id,
                "limit": limit,
                "order": order,
                "after": after,
                "before": before,
                "filter": filter,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncFileBatches:
    """Files added to a vector store together."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncFileBatchesWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncFileBatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFileBatchesWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncFileBatchesWithStreamingResponse(self)

    async def create(
        self,
        vector_store_id: str,
        *,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        files: Sequence[CreateVectorStoreFileBody | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Add several stored files to a vector store.

        Give either file_ids or files.

        Args:
            vector_store_id: The vector store's id.
            file_ids: The ids of the stored files, which share the same attributes and chunking strategy. Up to 2,000
                items.
            files: The stored files, each with its own attributes and chunking strategy. Up to 2,000 items.
            attributes: Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to
                512 characters, numbers or booleans. Up to 16 pairs.
            chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileBatch = await self._client.call(
            operations.CREATE_VECTOR_STORE_FILE_BATCH,
            {
                "vector_store_id": vector_store_id,
                "file_ids": file_ids,
                "files": files,
                "attributes": attributes,
                "chunking_strategy": chunking_strategy,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create_and_poll(
        self,
        vector_store_id: str,
        *,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        files: Sequence[CreateVectorStoreFileBody | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 3600.0,
        raise_on_error: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Add several stored files to a vector store.

        Then wait as in `poll`, and return its result.

        Args:
            vector_store_id: The vector store's id.
            file_ids: The ids of the stored files, which share the same attributes and chunking strategy. Up to 2,000
                items.
            files: The stored files, each with its own attributes and chunking strategy. Up to 2,000 items.
            attributes: Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to
                512 characters, numbers or booleans. Up to 16 pairs.
            chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
            poll_interval_ms: milliseconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
        """
        made = await self.create(
            vector_store_id,
            file_ids=file_ids,
            files=files,
            attributes=attributes,
            chunking_strategy=chunking_strategy,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return await self.poll(
            made.id,
            vector_store_id=vector_store_id,
            poll_interval_ms=poll_interval_ms,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )

    async def retrieve(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Retrieve a file batch.

        Args:
            vector_store_id: The vector store's id.
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileBatch = await self._client.call(
            operations.RETRIEVE_VECTOR_STORE_FILE_BATCH,
            {"vector_store_id": vector_store_id, "batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def poll(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 3600.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFileBatch:
        """Wait until the `status` is completed, failed or cancelled.

        Unknown values count as pending.

        Args:
            batch_id: The batch's id.
            vector_store_id: The vector store's id.
            poll_interval_ms: milliseconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: VectorStoreFileBatch = await self._client.wait(
            operations.RETRIEVE_VECTOR_STORE_FILE_BATCH,
            {"batch_id": batch_id, "vector_store_id": vector_store_id},
            poll_interval=checked_wait("poll_interval_ms", poll_interval_ms) / 1000,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    async def cancel(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileBatch:
        """Cancel a file batch. Files that were already added remain.

        Args:
            vector_store_id: The vector store's id.
            batch_id: The batch's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileBatch = await self._client.call(
            operations.CANCEL_VECTOR_STORE_FILE_BATCH,
            {"vector_store_id": vector_store_id, "batch_id": batch_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def list_files(
        self,
        batch_id: str,
        *,
        vector_store_id: str,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        before: str | NotGiven = NOT_GIVEN,
        filter: VectorStoreFileStatus | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[VectorStoreFile]:
        """List the files of a file batch, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
            batch_id: The batch's id.
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            before: End the page before the item with this id, usually the first one of the following page.
            filter: Return only files with this status. Known values: in_progress, completed, cancelled, failed.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[VectorStoreFile] = self._client.call(
            operations.LIST_VECTOR_STORE_FILE_BATCH_FILES,
            {
                "vector_store_id": vector_store_id,
                "batch_id": batch_id,
                "limit": limit,
                "order": order,
                "after": after,
                "before": before,
                "filter": filter,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class FileBatchesWithRawResponse:
    """The methods of `FileBatches`, returning the HTTP response."""

    def __init__(self, resource: FileBatches) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.cancel = raw(resource.cancel)
        self.list_files = raw(resource.list_files)


class AsyncFileBatchesWithRawResponse:
    """The methods of `AsyncFileBatches`, returning the HTTP response."""

    def __init__(self, resource: AsyncFileBatches) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.cancel = async_raw(resource.cancel)
        self.list_files = async_raw(resource.list_files)


class FileBatchesWithStreamingResponse:
    """The methods of `FileBatches`, returning the HTTP response."""

    def __init__(self, resource: FileBatches) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.cancel = streamed(resource.cancel)
        self.list_files = streamed(resource.list_files)


class AsyncFileBatchesWithStreamingResponse:
    """The methods of `AsyncFileBatches`, returning the HTTP response."""

    def __init__(self, resource: AsyncFileBatches) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.cancel = async_streamed(resource.cancel)
        self.list_files = async_streamed(resource.list_files)
