"""The files of vector stores.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        FileContentResponse,
        SortOrder,
        StaticChunkingStrategy,
        VectorStoreFile,
        VectorStoreFileDeleted,
        VectorStoreFileStatus,
    )


class Files:
    """The files of vector stores."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> FilesWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return FilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FilesWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return FilesWithStreamingResponse(self)

    def list(
        self,
        vector_store_id: str,
        *,
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
        """List the files of a vector store, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
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
            operations.LIST_VECTOR_STORE_FILES,
            {
                "vector_store_id": vector_store_id,
                "limit": limit,
                "order": order,
                "after": after,
                "before": before,
                "filter": filter,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        vector_store_id: str,
        *,
        file_id: str,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Add a stored file to a vector store.

        The service then splits the file into chunks and indexes them; the file's status shows the progress.

        Args:
            vector_store_id: The vector store's id.
            file_id: The id of the stored file.
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
        result: VectorStoreFile = self._client.call(
            operations.CREATE_VECTOR_STORE_FILE,
            {
                "vector_store_id": vector_store_id,
                "file_id": file_id,
                "attributes": attributes,
                "chunking_strategy": chunking_strategy,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create_and_poll(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Add a stored file to a vector store.

        Then wait as in `poll`, and return its result.

        Args:
            file_id: The id of the stored file.
            vector_store_id: The vector store's id.
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
            file_id=file_id,
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
        file_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Retrieve a vector store file.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFile = self._client.call(
            operations.RETRIEVE_VECTOR_STORE_FILE,
            {"vector_store_id": vector_store_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def poll(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFile:
        """Wait until the `status` is completed, failed or cancelled.

        Unknown values count as pending.

        Args:
            file_id: The file's id.
            vector_store_id: The vector store's id.
            poll_interval_ms: milliseconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: VectorStoreFile = self._client.wait(
            operations.RETRIEVE_VECTOR_STORE_FILE,
            {"file_id": file_id, "vector_store_id": vector_store_id},
            poll_interval=checked_wait("poll_interval_ms", poll_interval_ms) / 1000,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    def update(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: Mapping[str, str | float | bool],
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Update the attributes of a vector store file.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            attributes: Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to
                512 characters, numbers or booleans. Up to 16 pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFile = self._client.call(
            operations.UPDATE_VECTOR_STORE_FILE,
            {"vector_store_id": vector_store_id, "file_id": file_id, "attributes": attributes},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def delete(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileDeleted:
        """Remove a file from a vector store. The file itself is not deleted.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileDeleted = self._client.call(
            operations.DELETE_VECTOR_STORE_FILE,
            {"vector_store_id": vector_store_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def content(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[FileContentResponse]:
        """Retrieve the indexed text of a vector store file.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[FileContentResponse] = self._client.call(
            operations.RETRIEVE_VECTOR_STORE_FILE_CONTENT,
            {"vector_store_id": vector_store_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncFiles:
    """The files of vector stores."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncFilesWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncFilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFilesWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncFilesWithStreamingResponse(self)

    def list(
        self,
        vector_store_id: str,
        *,
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
        """List the files of a vector store, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
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
            operations.LIST_VECTOR_STORE_FILES,
            {
                "vector_store_id": vector_store_id,
                "limit": limit,
                "order": order,
                "after": after,
                "before": before,
                "filter": filter,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        vector_store_id: str,
        *,
        file_id: str,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Add a stored file to a vector store.

        The service then splits the file into chunks and indexes them; the file's status shows the progress.

        Args:
            vector_store_id: The vector store's id.
            file_id: The id of the stored file.
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
        result: VectorStoreFile = await self._client.call(
            operations.CREATE_VECTOR_STORE_FILE,
            {
                "vector_store_id": vector_store_id,
                "file_id": file_id,
                "attributes": attributes,
                "chunking_strategy": chunking_strategy,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create_and_poll(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
        chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Add a stored file to a vector store.

        Then wait as in `poll`, and return its result.

        Args:
            file_id: The id of the stored file.
            vector_store_id: The vector store's id.
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
            file_id=file_id,
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
        file_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Retrieve a vector store file.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFile = await self._client.call(
            operations.RETRIEVE_VECTOR_STORE_FILE,
            {"vector_store_id": vector_store_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def poll(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFile:
        """Wait until the `status` is completed, failed or cancelled.

        Unknown values count as pending.

        Args:
            file_id: The file's id.
            vector_store_id: The vector store's id.
            poll_interval_ms: milliseconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is failed or cancelled, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: VectorStoreFile = await self._client.wait(
            operations.RETRIEVE_VECTOR_STORE_FILE,
            {"file_id": file_id, "vector_store_id": vector_store_id},
            poll_interval=checked_wait("poll_interval_ms", poll_interval_ms) / 1000,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

    async def update(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        attributes: Mapping[str, str | float | bool],
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Update the attributes of a vector store file.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            attributes: Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to
                512 characters, numbers or booleans. Up to 16 pairs.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFile = await self._client.call(
            operations.UPDATE_VECTOR_STORE_FILE,
            {"vector_store_id": vector_store_id, "file_id": file_id, "attributes": attributes},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def delete(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> VectorStoreFileDeleted:
        """Remove a file from a vector store. The file itself is not deleted.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: VectorStoreFileDeleted = await self._client.call(
            operations.DELETE_VECTOR_STORE_FILE,
            {"vector_store_id": vector_store_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def content(
        self,
        file_id: str,
        *,
        vector_store_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[FileContentResponse]:
        """Retrieve the indexed text of a vector store file.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            vector_store_id: The vector store's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[FileContentResponse] = self._client.call(
            operations.RETRIEVE_VECTOR_STORE_FILE_CONTENT,
            {"vector_store_id": vector_store_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class FilesWithRawResponse:
    """The methods of `Files`, returning the HTTP response."""

    def __init__(self, resource: Files) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.update = raw(resource.update)
        self.delete = raw(resource.delete)
        self.content = raw(resource.content)


class AsyncFilesWithRawResponse:
    """The methods of `AsyncFiles`, returning the HTTP response."""

    def __init__(self, resource: AsyncFiles) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.update = async_raw(resource.update)
        self.delete = async_raw(resource.delete)
        self.content = async_raw(resource.content)


class FilesWithStreamingResponse:
    """The methods of `Files`, returning the HTTP response."""

    def __init__(self, resource: Files) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.update = streamed(resource.update)
        self.delete = streamed(resource.delete)
        self.content = streamed(resource.content)


class AsyncFilesWithStreamingResponse:
    """The methods of `AsyncFiles`, returning the HTTP response."""

    def __init__(self, resource: AsyncFiles) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.update = async_streamed(resource.update)
        self.delete = async_streamed(resource.delete)
        self.content = async_streamed(resource.content)
