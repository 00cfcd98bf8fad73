"""Make stored files searchable.

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
        AutoChunkingStrategy,
        ComparisonFilter,
        CompoundFilter,
        RankingOptions,
        SortOrder,
        StaticChunkingStrategy,
        VectorStore,
        VectorStoreDeleted,
        VectorStoreExpiry,
        VectorStoreSearchResponse,
    )

    from .vector_stores_file_batches import (
        AsyncFileBatches,
        AsyncFileBatchesWithRawResponse,
        AsyncFileBatchesWithStreamingResponse,
        FileBatches,
        FileBatchesWithRawResponse,
        FileBatchesWithStreamingResponse,
    )
    from .vector_stores_files import (
        AsyncFiles,
        AsyncFilesWithRawResponse,
        AsyncFilesWithStreamingResponse,
        Files,
        FilesWithRawResponse,
        FilesWithStreamingResponse,
    )


class VectorStores:
    """Make stored files searchable."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def files(self) -> Files:
        """The files of vector stores."""
        from .vector_stores_files import Files

        return Files(self._client)

    @cached_property
    def file_batches(self) -> FileBatches:
        """Files added to a vector store together."""
        from .vector_stores_file_batches import FileBatches

        return FileBatches(self._client)

    @cached_property
    def with_raw_response(self) -> VectorStoresWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return VectorStoresWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> VectorStoresWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return VectorStoresWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        before: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[VectorStore]:
        """List vector stores, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            before: End the page before the item with this id, usually the first one of the following page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[VectorStore] = self._client.call(
            operations.LIST_VECTOR_STORES,
            {"limit": limit, "order": order, "after": after, "before": before},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        *,
        name: str | NotGiven = NOT_GIVEN,
        description: str | NotGiven = NOT_GIVEN,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        expires_after: VectorStoreExpiry | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStore:
        """Create a vector store.

        Args:
            name: The vector store's name.
            description: A description of the vector store.
            file_ids: The ids of stored files to add. Up to 500 items.
            chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
            expires_after: When the service deletes the vector store: a number of days after its last use.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStore = self._client.call(
            operations.CREATE_VECTOR_STORE,
            {
                "name": name,
                "description": description,
                "file_ids": file_ids,
                "chunking_strategy": chunking_strategy,
                "expires_after": expires_after,
                "metadata": metadata,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def retrieve(
        self,
        vector_store_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStore:
        """Retrieve a vector store.

        Args:
            vector_store_id: The vector store's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStore = self._client.call(
            operations.RETRIEVE_VECTOR_STORE,
            {"vector_store_id": vector_store_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def wait(
        self,
        vector_store_id: str,
        *,
        poll_interval: float = 1.0,
        max_wait_seconds: float = 3600.0,
        raise_on_error: bool = False,
    ) -> VectorStore:
        """Wait until the `status` is completed or expired.

        Unknown values count as pending.

        Args:
            vector_store_id: The vector store's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is expired, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: VectorStore = self._client.wait(
            operations.RETRIEVE_VECTOR_STORE,
            {"vector_store_id": vector_store_id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    def update(
        self,
        vector_store_id: str,
        *,
        name: str | None | NotGiven = NOT_GIVEN,
        expires_after: VectorStoreExpiry | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStore:
        """Update a vector store. Arguments that are not given leave their values unchanged.

        Args:
            vector_store_id: The vector store's id.
            name: The vector store's name.
            expires_after: When the service deletes the vector store: a number of days after its last use. None removes
                the expiry.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStore = self._client.call(
            operations.UPDATE_VECTOR_STORE,
            {"vector_store_id": vector_store_id, "name": name, "expires_after": expires_after, "metadata": metadata},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def delete(
        self,
        vector_store_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreDeleted:
        """Delete a vector store. Its files are not deleted.

        Args:
            vector_store_id: The vector store's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreDeleted = self._client.call(
            operations.DELETE_VECTOR_STORE,
            {"vector_store_id": vector_store_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def search(
        self,
        vector_store_id: str,
        *,
        query: str | Sequence[str],
        filters: ComparisonFilter | CompoundFilter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        max_num_results: int | NotGiven = NOT_GIVEN,
        ranking_options: RankingOptions | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        rewrite_query: bool | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[VectorStoreSearchResponse]:
        """Search a vector store for the chunks most relevant to a query.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
            query: A search query, or a list of them.
            filters: Return only results from files whose attributes match.
            max_num_results: The maximum number of results. Default: the server's, usually 10. From 1 to 50.
            ranking_options: How search results are ranked.
            rewrite_query: True to let the service rewrite the query for better results.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[VectorStoreSearchResponse] = self._client.call(
            operations.SEARCH_VECTOR_STORE,
            {
                "vector_store_id": vector_store_id,
                "query": query,
                "filters": filters,
                "max_num_results": max_num_results,
                "ranking_options": ranking_options,
                "rewrite_query": rewrite_query,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncVectorStores:
    """Make stored files searchable."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def files(self) -> AsyncFiles:
        """The files of vector stores."""
        from .vector_stores_files import AsyncFiles

        return AsyncFiles(self._client)

    @cached_property
    def file_batches(self) -> AsyncFileBatches:
        """Files added to a vector store together."""
        from .vector_stores_file_batches import AsyncFileBatches

        return AsyncFileBatches(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncVectorStoresWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncVectorStoresWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncVectorStoresWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncVectorStoresWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        before: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[VectorStore]:
        """List vector stores, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            before: End the page before the item with this id, usually the first one of the following page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[VectorStore] = self._client.call(
            operations.LIST_VECTOR_STORES,
            {"limit": limit, "order": order, "after": after, "before": before},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        *,
        name: str | NotGiven = NOT_GIVEN,
        description: str | NotGiven = NOT_GIVEN,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        expires_after: VectorStoreExpiry | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStore:
        """Create a vector store.

        Args:
            name: The vector store's name.
            description: A description of the vector store.
            file_ids: The ids of stored files to add. Up to 500 items.
            chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
            expires_after: When the service deletes the vector store: a number of days after its last use.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStore = await self._client.call(
            operations.CREATE_VECTOR_STORE,
            {
                "name": name,
                "description": description,
                "file_ids": file_ids,
                "chunking_strategy": chunking_strategy,
                "expires_after": expires_after,
                "metadata": metadata,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def retrieve(
        self,
        vector_store_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStore:
        """Retrieve a vector store.

        Args:
            vector_store_id: The vector store's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStore = await self._client.call(
            operations.RETRIEVE_VECTOR_STORE,
            {"vector_store_id": vector_store_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def wait(
        self,
        vector_store_id: str,
        *,
        poll_interval: float = 1.0,
        max_wait_seconds: float = 3600.0,
        raise_on_error: bool = False,
    ) -> VectorStore:
        """Wait until the `status` is completed or expired.

        Unknown values count as pending.

        Args:
            vector_store_id: The vector store's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is expired, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: VectorStore = await self._client.wait(
            operations.RETRIEVE_VECTOR_STORE,
            {"vector_store_id": vector_store_id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    async def update(
        self,
        vector_store_id: str,
        *,
        name: str | None | NotGiven = NOT_GIVEN,
        expires_after: VectorStoreExpiry | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStore:
        """Update a vector store. Arguments that are not given leave their values unchanged.

        Args:
            vector_store_id: The vector store's id.
            name: The vector store's name.
            expires_after: When the service deletes the vector store: a number of days after its last use. None removes
                the expiry.
            metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512. Up to 16
                pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStore = await self._client.call(
            operations.UPDATE_VECTOR_STORE,
            {"vector_store_id": vector_store_id, "name": name, "expires_after": expires_after, "metadata": metadata},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def delete(
        self,
        vector_store_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreDeleted:
        """Delete a vector store. Its files are not deleted.

        Args:
            vector_store_id: The vector store's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreDeleted = await self._client.call(
            operations.DELETE_VECTOR_STORE,
            {"vector_store_id": vector_store_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def search(
        self,
        vector_store_id: str,
        *,
        query: str | Sequence[str],
        filters: ComparisonFilter | CompoundFilter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        max_num_results: int | NotGiven = NOT_GIVEN,
        ranking_options: RankingOptions | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        rewrite_query: bool | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[VectorStoreSearchResponse]:
        """Search a vector store for the chunks most relevant to a query.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
            query: A search query, or a list of them.
            filters: Return only results from files whose attributes match.
            max_num_results: The maximum number of results. Default: the server's, usually 10. From 1 to 50.
            ranking_options: How search results are ranked.
            rewrite_query: True to let the service rewrite the query for better results.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[VectorStoreSearchResponse] = self._client.call(
            operations.SEARCH_VECTOR_STORE,
            {
                "vector_store_id": vector_store_id,
                "query": query,
                "filters": filters,
                "max_num_results": max_num_results,
                "ranking_options": ranking_options,
                "rewrite_query": rewrite_query,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class VectorStoresWithRawResponse:
    """The methods of `VectorStores`, returning the HTTP response."""

    def __init__(self, resource: VectorStores) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.update = raw(resource.update)
        self.delete = raw(resource.delete)
        self.search = raw(resource.search)

    @cached_property
    def files(self) -> FilesWithRawResponse:
        """The files of vector stores."""
        return self._resource.files.with_raw_response

    @cached_property
    def file_batches(self) -> FileBatchesWithRawResponse:
        """Files added to a vector store together."""
        return self._resource.file_batches.with_raw_response


class AsyncVectorStoresWithRawResponse:
    """The methods of `AsyncVectorStores`, returning the HTTP response."""

    def __init__(self, resource: AsyncVectorStores) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.update = async_raw(resource.update)
        self.delete = async_raw(resource.delete)
        self.search = async_raw(resource.search)

    @cached_property
    def files(self) -> AsyncFilesWithRawResponse:
        """The files of vector stores."""
        return self._resource.files.with_raw_response

    @cached_property
    def file_batches(self) -> AsyncFileBatchesWithRawResponse:
        """Files added to a vector store together."""
        return self._resource.file_batches.with_raw_response


class VectorStoresWithStreamingResponse:
    """The methods of `VectorStores`, returning the HTTP response."""

    def __init__(self, resource: VectorStores) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.update = streamed(resource.update)
        self.delete = streamed(resource.delete)
        self.search = streamed(resource.search)

    @cached_property
    def files(self) -> FilesWithStreamingResponse:
        """The files of vector stores."""
        return self._resource.files.with_streaming_response

    @cached_property
    def file_batches(self) -> FileBatchesWithStreamingResponse:
        """Files added to a vector store together."""
        return self._resource.file_batches.with_streaming_response


class AsyncVectorStoresWithStreamingResponse:
    """The methods of `AsyncVectorStores`, returning the HTTP response."""

    def __init__(self, resource: AsyncVectorStores) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.update = async_streamed(resource.update)
        self.delete = async_streamed(resource.delete)
        self.search = async_streamed(resource.search)

    @cached_property
    def files(self) -> AsyncFilesWithStreamingResponse:
        """The files of vector stores."""
        return self._resource.files.with_streaming_response

    @cached_property
    def file_batches(self) -> AsyncFileBatchesWithStreamingResponse:
        """Files added to a vector store together."""
        return self._resource.file_batches.with_streaming_response
