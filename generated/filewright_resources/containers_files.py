"""The files of containers.

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
    from filewright.sources import FileTypes
    from filewright_api.models import ContainerFile, SortOrder

    from .containers_files_content import (
        AsyncContent,
        AsyncContentWithRawResponse,
        AsyncContentWithStreamingResponse,
        Content,
        ContentWithRawResponse,
        ContentWithStreamingResponse,
    )


class Files:
    """The files of containers."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def content(self) -> Content:
        """The content of the files of containers."""
        from .containers_files_content import Content

        return Content(self._client)

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
        container_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[ContainerFile]:
        """List the files of a container, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            container_id: The container's id.
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[ContainerFile] = self._client.call(
            operations.LIST_CONTAINER_FILES,
            {"container_id": container_id, "limit": limit, "order": order, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        container_id: str,
        *,
        file_id: str | NotGiven = NOT_GIVEN,
        file: FileTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> ContainerFile:
        """Add a file to a container.

        Give either file (new content) or file_id (a stored file).

        Args:
            container_id: The container's id.
            file_id: The id of a stored file to copy into the container.
            file: The content. A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a name, the
                content and optionally a media type and part headers. It is streamed.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is missing, unreadable, or not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: ContainerFile = self._client.call(
            operations.CREATE_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id, "file": file},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def retrieve(
        self,
        file_id: str,
        *,
        container_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> ContainerFile:
        """Retrieve the metadata of a file in a container.

        Args:
            container_id: The container's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: ContainerFile = self._client.call(
            operations.RETRIEVE_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def delete(
        self,
        file_id: str,
        *,
        container_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> None:
        """Delete a file from a container.

        Args:
            container_id: The container's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: None = self._client.call(
            operations.DELETE_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncFiles:
    """The files of containers."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def content(self) -> AsyncContent:
        """The content of the files of containers."""
        from .containers_files_content import AsyncContent

        return AsyncContent(self._client)

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
        container_id: str,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[ContainerFile]:
        """List the files of a container, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            container_id: The container's id.
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[ContainerFile] = self._client.call(
            operations.LIST_CONTAINER_FILES,
            {"container_id": container_id, "limit": limit, "order": order, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        container_id: str,
        *,
        file_id: str | NotGiven = NOT_GIVEN,
        file: FileTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> ContainerFile:
        """Add a file to a container.

        Give either file (new content) or file_id (a stored file).

        Args:
            container_id: The container's id.
            file_id: The id of a stored file to copy into the container.
            file: The content. A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a name, the
                content and optionally a media type and part headers. It is streamed.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is missing, unreadable, or not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: ContainerFile = await self._client.call(
            operations.CREATE_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id, "file": file},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def retrieve(
        self,
        file_id: str,
        *,
        container_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> ContainerFile:
        """Retrieve the metadata of a file in a container.

        Args:
            container_id: The container's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: ContainerFile = await self._client.call(
            operations.RETRIEVE_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def delete(
        self,
        file_id: str,
        *,
        container_id: str,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> None:
        """Delete a file from a container.

        Args:
            container_id: The container's id.
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: None = await self._client.call(
            operations.DELETE_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id},
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
        self.delete = raw(resource.delete)

    @cached_property
    def content(self) -> ContentWithRawResponse:
        """The content of the files of containers."""
        return self._resource.content.with_raw_response


class AsyncFilesWithRawResponse:
    """The methods of `AsyncFiles`, returning the HTTP response."""

    def __init__(self, resource: AsyncFiles) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.delete = async_raw(resource.delete)

    @cached_property
    def content(self) -> AsyncContentWithRawResponse:
        """The content of the files of containers."""
        return self._resource.content.with_raw_response


class FilesWithStreamingResponse:
    """The methods of `Files`, returning the HTTP response."""

    def __init__(self, resource: Files) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.delete = streamed(resource.delete)

    @cached_property
    def content(self) -> ContentWithStreamingResponse:
        """The content of the files of containers."""
        return self._resource.content.with_streaming_response


class AsyncFilesWithStreamingResponse:
    """The methods of `AsyncFiles`, returning the HTTP response."""

    def __init__(self, resource: AsyncFiles) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.delete = async_streamed(resource.delete)

    @cached_property
    def content(self) -> AsyncContentWithStreamingResponse:
        """The content of the files of containers."""
        return self._resource.content.with_streaming_response
