"""Send one large file in parts.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.settings import ExpiryTypes, Timeout
    from filewright_api.models import Upload, UploadPurpose

    from .uploads_parts import (
        AsyncParts,
        AsyncPartsWithRawResponse,
        AsyncPartsWithStreamingResponse,
        Parts,
        PartsWithRawResponse,
        PartsWithStreamingResponse,
    )


class Uploads:
    """Send one large file in parts."""

    def __init__(self, client: Caller) -> None:
        self._client = client

    @cached_property
    def parts(self) -> Parts:
        """The parts of uploads."""
        from .uploads_parts import Parts

        return Parts(self._client)

    @cached_property
    def with_raw_response(self) -> UploadsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return UploadsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> UploadsWithStreamingResponse:
        """The same methods, for use in a `with` block that is entered before the body is read."""
        return UploadsWithStreamingResponse(self)

    def create(
        self,
        *,
        filename: str,
        purpose: UploadPurpose,
        bytes: int,
        mime_type: str,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Start an upload in parts.

        The upload expires an hour after it is created.

        Maximum size: 8 GiB.

        Args:
            filename: The file's name.
            purpose: The purpose of the file. Any string is accepted. Known values: assistants, batch, evals, fine-tune,
                user_data, vision.
            bytes: The size of the whole file in bytes.
            mime_type: The content's media type. It must be one that the service accepts for the purpose.
            expires_after: When the service deletes the file. A timedelta, seconds, a str such as "7d", an ExpiresAfter
                or a dict; None for no expiry. Default: the client's setting.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Upload = self._client.call(
            operations.CREATE_UPLOAD,
            {
                "filename": filename,
                "purpose": purpose,
                "bytes": bytes,
                "mime_type": mime_type,
                "expires_after": expires_after,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def complete(
        self,
        upload_id: str,
        *,
        part_ids: Sequence[str],
        md5: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Complete an upload and create a file from its parts.

        The parts must add up to the number of bytes given when the upload was created.

        Args:
            upload_id: The upload's id.
            part_ids: The ids of the parts, in the order of the file's content.
            md5: The MD5 digest of the whole content in hexadecimal, which the server verifies.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Upload = self._client.call(
            operations.COMPLETE_UPLOAD,
            {"upload_id": upload_id, "part_ids": part_ids, "md5": md5},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def cancel(
        self,
        upload_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Cancel an upload. No more parts can be added to it.

        Args:
            upload_id: The upload's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Upload = self._client.call(
            operations.CANCEL_UPLOAD,
            {"upload_id": upload_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class AsyncUploads:
    """Send one large file in parts."""

    def __init__(self, client: AsyncCaller) -> None:
        self._client = client

    @cached_property
    def parts(self) -> AsyncParts:
        """The parts of uploads."""
        from .uploads_parts import AsyncParts

        return AsyncParts(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncUploadsWithRawResponse:
        """The same methods, returning the HTTP response; its `parse()` returns the usual result."""
        return AsyncUploadsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncUploadsWithStreamingResponse:
        """The same methods, for use in an `async with` block that is entered before the body is read."""
        return AsyncUploadsWithStreamingResponse(self)

    async def create(
        self,
        *,
        filename: str,
        purpose: UploadPurpose,
        bytes: int,
        mime_type: str,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Start an upload in parts.

        The upload expires an hour after it is created.

        Maximum size: 8 GiB.

        Args:
            filename: The file's name.
            purpose: The purpose of the file. Any string is accepted. Known values: assistants, batch, evals, fine-tune,
                user_data, vision.
            bytes: The size of the whole file in bytes.
            mime_type: The content's media type. It must be one that the service accepts for the purpose.
            expires_after: When the service deletes the file. A timedelta, seconds, a str such as "7d", an ExpiresAfter
                or a dict; None for no expiry. Default: the client's setting.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Upload = await self._client.call(
            operations.CREATE_UPLOAD,
            {
                "filename": filename,
                "purpose": purpose,
                "bytes": bytes,
                "mime_type": mime_type,
                "expires_after": expires_after,
            },
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def complete(
        self,
        upload_id: str,
        *,
        part_ids: Sequence[str],
        md5: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Complete an upload and create a file from its parts.

        The parts must add up to the number of bytes given when the upload was created.

        Args:
            upload_id: The upload's id.
            part_ids: The ids of the parts, in the order of the file's content.
            md5: The MD5 digest of the whole content in hexadecimal, which the server verifies.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            ConfigurationError: an argument is invalid; nothing was sent.
            NotFoundError: the object does not exist.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Upload = await self._client.call(
            operations.COMPLETE_UPLOAD,
            {"upload_id": upload_id, "part_ids": part_ids, "md5": md5},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def cancel(
        self,
        upload_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Cancel an upload. No more parts can be added to it.

        Args:
            upload_id: The upload's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: Upload = await self._client.call(
            operations.CANCEL_UPLOAD,
            {"upload_id": upload_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result


class UploadsWithRawResponse:
    """The methods of `Uploads`, returning the HTTP response."""

    def __init__(self, resource: Uploads) -> None:
        from filewright.responses.raw import raw

        self._resource = resource
        self.create = raw(resource.create)
        self.complete = raw(resource.complete)
        self.cancel = raw(resource.cancel)

    @cached_property
    def parts(self) -> PartsWithRawResponse:
        """The parts of uploads."""
        return self._resource.parts.with_raw_response


class AsyncUploadsWithRawResponse:
    """The methods of `AsyncUploads`, returning the HTTP response."""

    def __init__(self, resource: AsyncUploads) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.create = async_raw(resource.create)
        self.complete = async_raw(resource.complete)
        self.cancel = async_raw(resource.cancel)

    @cached_property
    def parts(self) -> AsyncPartsWithRawResponse:
        """The parts of uploads."""
        return self._resource.parts.with_raw_response


class UploadsWithStreamingResponse:
    """The methods of `Uploads`, returning the HTTP response."""

    def __init__(self, resource: Uploads) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.create = streamed(resource.create)
        self.complete = streamed(resource.complete)
        self.cancel = streamed(resource.cancel)

    @cached_property
    def parts(self) -> PartsWithStreamingResponse:
        """The parts of uploads."""
        return self._resource.parts.with_streaming_response


class AsyncUploadsWithStreamingResponse:
    """The methods of `AsyncUploads`, returning the HTTP response."""

    def __init__(self, resource: AsyncUploads) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.create = async_streamed(resource.create)
        self.complete = async_streamed(resource.complete)
        self.cancel = async_streamed(resource.cancel)

    @cached_property
    def parts(self) -> AsyncPartsWithStreamingResponse:
        """The parts of uploads."""
        return self._resource.parts.with_streaming_response
