"""Sandboxes in which models run code on files.

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
        Container,
        ContainerExpiresAfter,
        MemoryLimit,
        NetworkAllowlist,
        NetworkDisabled,
        SortOrder,
    )

    from .containers_files import (
        AsyncFiles,
        AsyncFilesWithRawResponse,
        AsyncFilesWithStreamingResponse,
        Files,
        FilesWithRawResponse,
        FilesWithStreamingResponse,
    )


class Containers:
    """Sandboxes in which models run code on files."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def files(self) -> Files:
        """The files of containers."""
        from .containers_files import Files

        return Files(self._client)

    @cached_property
    def with_raw_response(self) -> ContainersWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return ContainersWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ContainersWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return ContainersWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        name: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[Container]:
        """List containers, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            name: Return only containers with this name.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[Container] = self._client.call(
            operations.LIST_CONTAINERS,
            {"limit": limit, "order": order, "after": after, "name": name},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        *,
        name: str,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        expires_after: ContainerExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        memory_limit: MemoryLimit | NotGiven = NOT_GIVEN,
        network_policy: NetworkDisabled | NetworkAllowlist | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        skills: Sequence[Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Container:
        """Create a container, in which a model can run code on files.

        Args:
            name: The container's name.
            file_ids: The ids of stored files to copy into the container.
            expires_after: When the service deletes the container: a number of minutes after its last use.
            memory_limit: The container's memory limit. Any string is accepted. Known values: 1g, 4g, 16g, 64g.
            network_policy: The network policy: which hosts code in the container can reach.
            skills: Skills for the model to use in the container, as dicts; the service's documentation describes them.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Container = self._client.call(
            operations.CREATE_CONTAINER,
            {
                "name": name,
                "file_ids": file_ids,
                "expires_after": expires_after,
                "memory_limit": memory_limit,
                "network_policy": network_policy,
                "skills": skills,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def retrieve(
        self,
        container_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Container:
        """Retrieve a container.

        Args:
            container_id: The container's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Container = self._client.call(
            operations.RETRIEVE_CONTAINER,
            {"container_id": container_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def delete(
        self,
        container_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> None:
        """Delete a container and its files.

        Args:
            container_id: The container's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: None = self._client.call(
            operations.DELETE_CONTAINER,
            {"container_id": container_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncContainers:
    """Sandboxes in which models run code on files."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def files(self) -> AsyncFiles:
        """The files of containers."""
        from .containers_files import AsyncFiles

        return AsyncFiles(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncContainersWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncContainersWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncContainersWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncContainersWithStreamingResponse(self)

    def list(
        self,
        *,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        name: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[Container]:
        """List containers, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            limit: The maximum number of items in a page. Default: the server's, usually 20. From 1 to 100.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the item with this id, usually the last one of the previous page.
            name: Return only containers with this name.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[Container] = self._client.call(
            operations.LIST_CONTAINERS,
            {"limit": limit, "order": order, "after": after, "name": name},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        *,
        name: str,
        file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
        expires_after: ContainerExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        memory_limit: MemoryLimit | NotGiven = NOT_GIVEN,
        network_policy: NetworkDisabled | NetworkAllowlist | Mapping[str, Any] | NotGiven = NOT_GIVEN,
        skills: Sequence[Mapping[str, Any]] | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Container:
        """Create a container, in which a model can run code on files.

        Args:
            name: The container's name.
            file_ids: The ids of stored files to copy into the container.
            expires_after: When the service deletes the container: a number of minutes after its last use.
            memory_limit: The container's memory limit. Any string is accepted. Known values: 1g, 4g, 16g, 64g.
            network_policy: The network policy: which hosts code in the container can reach.
            skills: Skills for the model to use in the container, as dicts; the service's documentation describes them.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Container = await self._client.call(
            operations.CREATE_CONTAINER,
            {
                "name": name,
                "file_ids": file_ids,
                "expires_after": expires_after,
                "memory_limit": memory_limit,
                "network_policy": network_policy,
                "skills": skills,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def retrieve(
        self,
        container_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Container:
        """Retrieve a container.

        Args:
            container_id: The container's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Container = await self._client.call(
            operations.RETRIEVE_CONTAINER,
            {"container_id": container_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def delete(
        self,
        container_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> None:
        """Delete a container and its files.

        Args:
            container_id: The container's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: None = await self._client.call(
            operations.DELETE_CONTAINER,
            {"container_id": container_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class ContainersWithRawResponse:
    """The methods of `Containers`, returning the HTTP response."""

    def __init__(self, resource: Containers) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.list = raw(resource.list)
        self.create = raw(resource.create)
        self.retrieve = raw(resource.retrieve)
        self.delete = raw(resource.delete)

    @cached_property
    def files(self) -> FilesWithRawResponse:
        """The files of containers."""
        return self._resource.files.with_raw_response


class AsyncContainersWithRawResponse:
    """The methods of `AsyncContainers`, returning the HTTP response."""

    def __init__(self, resource: AsyncContainers) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.delete = async_raw(resource.delete)

    @cached_property
    def files(self) -> AsyncFilesWithRawResponse:
        """The files of containers."""
        return self._resource.files.with_raw_response


class ContainersWithStreamingResponse:
    """The methods of `Containers`, returning the HTTP response."""

    def __init__(self, resource: Containers) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.delete = streamed(resource.delete)

    @cached_property
    def files(self) -> FilesWithStreamingResponse:
        """The files of containers."""
        return self._resource.files.with_streaming_response


class AsyncContainersWithStreamingResponse:
    """The methods of `AsyncContainers`, returning the HTTP response."""

    def __init__(self, resource: AsyncContainers) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.delete = async_streamed(resource.delete)

    @cached_property
    def files(self) -> AsyncFilesWithStreamingResponse:
        """The files of containers."""
        return self._resource.files.with_streaming_response
