"""The parts of uploads.

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
    from filewright.settings import Timeout
    from filewright.sources import FileTypes
    from filewright_api.models import UploadPart


class Parts:
    """The parts of uploads."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> PartsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return PartsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> PartsWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return PartsWithStreamingResponse(self)

    def create(
        self,
        upload_id: str,
        *,
        data: FileTypes,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> UploadPart:
        """Add a part to an upload.

        Parts can be sent in parallel; their order is given when the upload is completed.

        Maximum size: 64 MiB.

        Args:
            upload_id: The upload's id.
            data: The part's content. A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a
                name, the content and optionally a media type and part headers. It is streamed.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is missing, unreadable, or not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: UploadPart = self._client.call(
            operations.ADD_UPLOAD_PART,
            {"upload_id": upload_id, "data": data},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncParts:
    """The parts of uploads."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncPartsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncPartsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncPartsWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncPartsWithStreamingResponse(self)

    async def create(
        self,
        upload_id: str,
        *,
        data: FileTypes,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> UploadPart:
        """Add a part to an upload.

        Parts can be sent in parallel; their order is given when the upload is completed.

        Maximum size: 64 MiB.

        Args:
            upload_id: The upload's id.
            data: The part's content. A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a
                name, the content and optionally a media type and part headers. It is streamed.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is missing, unreadable, or not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: UploadPart = await self._client.call(
            operations.ADD_UPLOAD_PART,
            {"upload_id": upload_id, "data": data},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class PartsWithRawResponse:
    """The methods of `Parts`, returning the HTTP response."""

    def __init__(self, resource: Parts) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.create = raw(resource.create)


class AsyncPartsWithRawResponse:
    """The methods of `AsyncParts`, returning the HTTP response."""

    def __init__(self, resource: AsyncParts) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.create = async_raw(resource.create)


class PartsWithStreamingResponse:
    """The methods of `Parts`, returning the HTTP response."""

    def __init__(self, resource: Parts) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.create = streamed(resource.create)


class AsyncPartsWithStreamingResponse:
    """The methods of `AsyncParts`, returning the HTTP response."""

    def __init__(self, resource: AsyncParts) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.create = async_streamed(resource.create)
