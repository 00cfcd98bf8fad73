"""The uploads of a client: a file sent in parts. What happens in a call is in flows.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from filewright_api.operations import ADD_UPLOAD_PART, CANCEL_UPLOAD, COMPLETE_UPLOAD, CREATE_UPLOAD

from .not_given import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from filewright_api.models import Upload, UploadPart, UploadPurpose

    from .client import AsyncClient, Client
    from .files import Expiry
    from .settings import Timeout
    from .sources import FileTypes


class Parts:
    """The parts of uploads, of a blocking client."""

    def __init__(self, client: Client) -> None:
        self._client = client

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
