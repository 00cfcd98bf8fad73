"""The content of the files of containers.

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
    from filewright.responses.contents import AsyncBinaryContent, BinaryContent
    from filewright.settings import Timeout


class Content:
    """The content of the files of containers."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> ContentWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return ContentWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ContentWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return ContentWithStreamingResponse(self)

    def retrieve(
        self,
        file_id: str,
        *,
        container_id: str,
        expected_bytes: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> BinaryContent:
        """Download the content of a file in a container.

        Args:
            container_id: The container's id.
            file_id: The file's id.
            expected_bytes: the content's size in bytes, if known; any other size raises an error.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            IntegrityError: the content does not have the expected size.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: BinaryContent = self._client.call(
            operations.DOWNLOAD_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout, expected_bytes),
        )
        return result


class AsyncContent:
    """The content of the files of containers."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncContentWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncContentWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncContentWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncContentWithStreamingResponse(self)

    async def retrieve(
        self,
        file_id: str,
        *,
        container_id: str,
        expected_bytes: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncBinaryContent:
        """Download the content of a file in a container.

        Args:
            container_id: The container's id.
            file_id: The file's id.
            expected_bytes: the content's size in bytes, if known; any other size raises an error.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            IntegrityError: the content does not have the expected size.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncBinaryContent = await self._client.call(
            operations.DOWNLOAD_CONTAINER_FILE,
            {"container_id": container_id, "file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout, expected_bytes),
        )
        return result


class ContentWithRawResponse:
    """The methods of `Content`, returning the HTTP response."""

    def __init__(self, resource: Content) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.retrieve = raw(resource.retrieve)


class AsyncContentWithRawResponse:
    """The methods of `AsyncContent`, returning the HTTP response."""

    def __init__(self, resource: AsyncContent) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.retrieve = async_raw(resource.retrieve)


class ContentWithStreamingResponse:
    """The methods of `Content`, returning the HTTP response."""

    def __init__(self, resource: Content) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.retrieve = streamed(resource.retrieve)


class AsyncContentWithStreamingResponse:
    """The methods of `AsyncContent`, returning the HTTP response."""

    def __init__(self, resource: AsyncContent) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.retrieve = async_streamed(resource.retrieve)
