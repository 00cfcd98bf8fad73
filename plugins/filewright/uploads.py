"""The uploads of a client: a file sent in parts. What happens in a call is in flows.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from filewright_api.operations import ADD_UPLOAD_PART, CANCEL_UPLOAD, COMPLETE_UPLOAD, CREATE_UPLOAD

from .sentinels import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from filewright_api.models import Upload, UploadPart, UploadPurpose

    from .client import AsyncClient, Client
    from .files import Expiry
    from .raw_faces import (
        AsyncPartsWithRawResponse,
        AsyncPartsWithStreamingResponse,
        AsyncUploadsWithRawResponse,
        AsyncUploadsWithStreamingResponse,
        PartsWithRawResponse,
        PartsWithStreamingResponse,
        UploadsWithRawResponse,
        UploadsWithStreamingResponse,
    )
    from .settings import Timeout
    from .sources import FileTypes


class Parts:
    """The parts of uploads, of a blocking client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> PartsWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import PartsWithRawResponse

        return PartsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> PartsWithStreamingResponse:
        """The same methods, each for a `with` block, in which the answer is there."""
        from .raw_faces import PartsWithStreamingResponse

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
        """Send a part: at most 64 MB, and 8 GB over all parts (https://platform.openai.com/docs/api-reference/uploads).

        Args:
            upload_id: the id of the upload.
            data: the bytes, as `file` of `files.create`.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            ADD_UPLOAD_PART,
            {"upload_id": upload_id, "data": data},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: UploadPart = self._client.answer(call)
        return result


class Uploads:
    """The uploads in parts, of a blocking client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.parts = Parts(client)

    @cached_property
    def with_raw_response(self) -> UploadsWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import UploadsWithRawResponse

        return UploadsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> UploadsWithStreamingResponse:
        """The same methods, each for a `with` block, in which the answer is there."""
        from .raw_faces import UploadsWithStreamingResponse

        return UploadsWithStreamingResponse(self)

    def upload_file_chunked(
        self,
        *,
        file: FileTypes,
        mime_type: str,
        purpose: UploadPurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Upload a file in parts, one after the other; an upload that fails is cancelled.

        Args:
            file: as for `files.create`; it is read part by part, never as a whole.
            mime_type: its content type, one that goes with its purpose.
            purpose: as for `files.create`.
            filename: its name; default: that of the file, which bytes do not have.
            bytes: its size, checked before anything is sent; default: what it has.
            part_size: bytes of a part, 1 to 67,108,864 (64 MiB, which is the default).
            md5: the MD5 of the content in hexadecimal, which the server then checks.

        Returns:
            The completed upload; its `file` is the file object.

        Raises:
            SourceError: the file is not there, is empty, or has another size than `bytes` says; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            APIError: the server refused, failed, or could not be reached.
        """
        create = self._client.new_call(
            CREATE_UPLOAD, {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        )
        result: Upload = self._client.upload_in_parts(create, file, part_size, {"md5": md5})
        return result

    def create(
        self,
        *,
        bytes: int,
        filename: str,
        mime_type: str,
        purpose: UploadPurpose,
        expires_after: Expiry | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Begin an upload in parts. It is to be completed within the hour.

        Args:
            bytes: the size of the whole file.
            filename: its name.
            mime_type: its content type, one that goes with its purpose.
            purpose: as for `files.create`.
            expires_after: as for `files.create`.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            CREATE_UPLOAD,
            {
                "bytes": bytes,
                "filename": filename,
                "mime_type": mime_type,
                "purpose": purpose,
                "expires_after": expires_after,
            },
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Upload = self._client.answer(call)
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
        """Make a file of the parts.

        Args:
            upload_id: the id of the upload.
            part_ids: the ids of the parts, in the order of their bytes.
            md5: the MD5 of the whole file in hex, for the server to compare.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            COMPLETE_UPLOAD,
            {"upload_id": upload_id, "part_ids": part_ids, "md5": md5},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Upload = self._client.answer(call)
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
        """Give an upload up.

        Args:
            upload_id: the id of the upload.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            CANCEL_UPLOAD,
            {"upload_id": upload_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Upload = self._client.answer(call)
        return result


class AsyncParts:
    """The parts of uploads, of an async client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncPartsWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import AsyncPartsWithRawResponse

        return AsyncPartsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncPartsWithStreamingResponse:
        """The same methods, each for an `async with` block, in which the answer is there."""
        from .raw_faces import AsyncPartsWithStreamingResponse

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
        """Send a part: at most 64 MB, and 8 GB over all parts (https://platform.openai.com/docs/api-reference/uploads).

        Args:
            upload_id: the id of the upload.
            data: the bytes, as `file` of `files.create`.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            ADD_UPLOAD_PART,
            {"upload_id": upload_id, "data": data},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: UploadPart = await self._client.answer(call)
        return result


class AsyncUploads:
    """The uploads in parts, of an async client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self.parts = AsyncParts(client)

    @cached_property
    def with_raw_response(self) -> AsyncUploadsWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import AsyncUploadsWithRawResponse

        return AsyncUploadsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncUploadsWithStreamingResponse:
        """The same methods, each for an `async with` block, in which the answer is there."""
        from .raw_faces import AsyncUploadsWithStreamingResponse

        return AsyncUploadsWithStreamingResponse(self)

    async def upload_file_chunked(
        self,
        *,
        file: FileTypes,
        mime_type: str,
        purpose: UploadPurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Upload a file in parts, one after the other; an upload that fails is cancelled.

        Args:
            file: as for `files.create`; it is read part by part, never as a whole.
            mime_type: its content type, one that goes with its purpose.
            purpose: as for `files.create`.
            filename: its name; default: that of the file, which bytes do not have.
            bytes: its size, checked before anything is sent; default: what it has.
            part_size: bytes of a part, 1 to 67,108,864 (64 MiB, which is the default).
            md5: the MD5 of the content in hexadecimal, which the server then checks.

        Returns:
            The completed upload; its `file` is the file object.

        Raises:
            SourceError: the file is not there, is empty, or has another size than `bytes` says; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            APIError: the server refused, failed, or could not be reached.
        """
        create = self._client.new_call(
            CREATE_UPLOAD, {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        )
        result: Upload = await self._client.upload_in_parts(create, file, part_size, {"md5": md5})
        return result

    async def create(
        self,
        *,
        bytes: int,
        filename: str,
        mime_type: str,
        purpose: UploadPurpose,
        expires_after: Expiry | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Begin an upload in parts. It is to be completed within the hour.

        Args:
            bytes: the size of the whole file.
            filename: its name.
            mime_type: its content type, one that goes with its purpose.
            purpose: as for `files.create`.
            expires_after: as for `files.create`.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            CREATE_UPLOAD,
            {
                "bytes": bytes,
                "filename": filename,
                "mime_type": mime_type,
                "purpose": purpose,
                "expires_after": expires_after,
            },
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Upload = await self._client.answer(call)
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
        """Make a file of the parts.

        Args:
            upload_id: the id of the upload.
            part_ids: the ids of the parts, in the order of their bytes.
            md5: the MD5 of the whole file in hex, for the server to compare.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            COMPLETE_UPLOAD,
            {"upload_id": upload_id, "part_ids": part_ids, "md5": md5},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Upload = await self._client.answer(call)
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
        """Give an upload up.

        Args:
            upload_id: the id of the upload.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.
        """
        call = self._client.new_call(
            CANCEL_UPLOAD,
            {"upload_id": upload_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: Upload = await self._client.answer(call)
        return result
