"""The files of a client: signatures and what they promise. What happens in a call is in flows.py."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from filewright_api.operations import (
    CREATE_FILE,
    DELETE_FILE,
    DOWNLOAD_FILE,
    LIST_FILES,
    RETRIEVE_FILE,
)

from .sentinels import NOT_GIVEN, NotGiven
from .settings import checked_bytes

if TYPE_CHECKING:
    from datetime import timedelta

    from filewright_api.models import ExpiresAfter, FileDeleted, FileObject, FilePurpose

    from .client import AsyncClient, Client
    from .pages import AsyncPaginator, SyncCursorPage
    from .raw_faces import (
        AsyncFilesWithRawResponse,
        AsyncFilesWithStreamingResponse,
        FilesWithRawResponse,
        FilesWithStreamingResponse,
    )
    from .responses import AsyncBinaryContent, BinaryContent
    from .settings import Timeout
    from .sources import FileTypes

Expiry: TypeAlias = "Mapping[str, Any] | ExpiresAfter | timedelta | int | str | None"
"""What `expires_after=` takes."""


class Files:
    """The files of a blocking client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> FilesWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import FilesWithRawResponse

        return FilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FilesWithStreamingResponse:
        """The same methods, each for a `with` block, in which the answer is there, and its body not yet."""
        from .raw_faces import FilesWithStreamingResponse

        return FilesWithStreamingResponse(self)

    def create(
        self,
        *,
        file: FileTypes,
        purpose: FilePurpose,
        expires_after: Expiry | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileObject:
        """Upload a file.

        Args:
            file: a path, a file opened with "rb" (it is sent from its start), bytes, or a tuple of name, content and
                optionally content type and part headers. The bytes are streamed: memory stays flat.
            purpose: what the file is for: "assistants", "batch", "fine-tune", "vision", "user_data", "evals", or what
                else the server knows.
            expires_after: when the file goes away by itself: a timedelta, seconds, a str such as "7d", an ExpiresAfter
                or a dict with `anchor` "created_at" and `seconds`; 3600 (an hour) to 2592000 (30 days). None: never
                (of a batch file: when the server says). Default: what the client was configured with.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is not there, cannot be read, or is not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            UploadOutcomeUnknownError: the answer was lost, and whether the file is there could not be found out.
            APIError: the server refused, failed, or could not be reached.
        """
        call = self._client.new_call(
            CREATE_FILE,
            {"file": file, "purpose": purpose, "expires_after": expires_after},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: FileObject = self._client.answer(call)
        return result

    def retrieve(
        self,
        file_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileObject:
        """What the server says of a file.

        Args:
            file_id: the id of the file.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such file.
        """
        call = self._client.new_call(
            RETRIEVE_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: FileObject = self._client.answer(call)
        return result

    def list(
        self,
        *,
        purpose: str | NotGiven = NOT_GIVEN,
        limit: int | NotGiven = NOT_GIVEN,
        order: Literal["asc", "desc"] | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[FileObject]:
        """The files, page by page.

        Iterate the result to walk over all files; each page is fetched when it is reached.

        Args:
            purpose: only files of this purpose.
            limit: how many files a page has at most, 1 to 10,000; the server's default is 10,000.
            order: by creation time: "asc" or "desc" (the server's default).
            after: only files that come after the one with this id.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused, failed, could not be reached, or repeats its pages for ever.
        """
        call = self._client.new_call(
            LIST_FILES,
            {"purpose": purpose, "limit": limit, "order": order, "after": after},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: SyncCursorPage[FileObject] = self._client.answer(call)
        return result

    def delete(
        self,
        file_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileDeleted:
        """Delete a file.

        Args:
            file_id: the id of the file.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such file (any more).
        """
        call = self._client.new_call(
            DELETE_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: FileDeleted = self._client.answer(call)
        return result

    def content(
        self,
        file_id: str,
        *,
        expected_bytes: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> BinaryContent:
        """The content of a file; fetched in the way that the result is used.

        Args:
            file_id: the id of the file.
            expected_bytes: its size, where you know it (`file.bytes`): a content of another size is then an error,
                whether it is saved or read.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such file.
            IntegrityError: the content is known not to have the expected size.
        """
        call = self._client.new_call(
            DOWNLOAD_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        call.expected_bytes = checked_bytes("expected_bytes", expected_bytes)
        result: BinaryContent = self._client.answer(call)
        return result

    def retrieve_content(
        self,
        file_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> str:
        """The content of a file as text. Deprecated: `content(file_id).text` says the same and leaves more choice."""
        warnings.warn("retrieve_content is deprecated; use content(file_id).text.", DeprecationWarning, stacklevel=2)
        call = self._client.new_call(
            DOWNLOAD_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: str = self._client.answer(call, as_text=True)
        return result

    def wait_for_processing(
        self,
        id: str,
        *,
        poll_interval: float = 5.0,
        max_wait_seconds: float = 30 * 60,
        raise_on_error: bool = False,
    ) -> FileObject:
        """Wait until a file is processed, or could not be.

        A status that the contract does not know means to go on waiting.

        Args:
            id: the id of the file.
            poll_interval: seconds between two looks.
            max_wait_seconds: seconds after which to give up, also on an answer that is slow.
            raise_on_error: whether a file that could not be processed raises; otherwise it is returned, and its
                `status` is "error".

        Raises:
            FileProcessingError: the file could not be processed, and `raise_on_error` is set.
            PollTimeoutError: the file is not done in time.
            NotFoundError: there is no such file.
        """
        result: FileObject = self._client.wait(
            RETRIEVE_FILE,
            file_id=id,
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result


class AsyncFiles:
    """The files of an async client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    @cached_property
    def with_raw_response(self) -> AsyncFilesWithRawResponse:
        """The same methods, which give the answer with its headers; `parse()` of it is what they give here."""
        from .raw_faces import AsyncFilesWithRawResponse

        return AsyncFilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFilesWithStreamingResponse:
        """The same methods, each for an `async with` block, in which the answer is there, and its body not yet."""
        from .raw_faces import AsyncFilesWithStreamingResponse

        return AsyncFilesWithStreamingResponse(self)

    async def create(
        self,
        *,
        file: FileTypes,
        purpose: FilePurpose,
        expires_after: Expiry | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileObject:
        """Upload a file.

        Args:
            file: a path, a file opened with "rb" (it is sent from its start), bytes, or a tuple of name, content and
                optionally content type and part headers. The bytes are streamed: memory stays flat.
            purpose: what the file is for: "assistants", "batch", "fine-tune", "vision", "user_data", "evals", or what
                else the server knows.
            expires_after: when the file goes away by itself: a timedelta, seconds, a str such as "7d", an ExpiresAfter
                or a dict with `anchor` "created_at" and `seconds`; 3600 (an hour) to 2592000 (30 days). None: never
                (of a batch file: when the server says). Default: what the client was configured with.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is not there, cannot be read, or is not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            UploadOutcomeUnknownError: the answer was lost, and whether the file is there could not be found out.
            APIError: the server refused, failed, or could not be reached.
        """
        call = self._client.new_call(
            CREATE_FILE,
            {"file": file, "purpose": purpose, "expires_after": expires_after},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: FileObject = await self._client.answer(call)
        return result

    async def retrieve(
        self,
        file_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileObject:
        """What the server says of a file.

        Args:
            file_id: the id of the file.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such file.
        """
        call = self._client.new_call(
            RETRIEVE_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: FileObject = await self._client.answer(call)
        return result

    def list(
        self,
        *,
        purpose: str | NotGiven = NOT_GIVEN,
        limit: int | NotGiven = NOT_GIVEN,
        order: Literal["asc", "desc"] | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[FileObject]:
        """The files, page by page.

        Iterate the result to walk over all files; each page is fetched when it is reached.

        Args:
            purpose: only files of this purpose.
            limit: how many files a page has at most, 1 to 10,000; the server's default is 10,000.
            order: by creation time: "asc" or "desc" (the server's default).
            after: only files that come after the one with this id.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused, failed, could not be reached, or repeats its pages for ever.
        """
        call = self._client.new_call(
            LIST_FILES,
            {"purpose": purpose, "limit": limit, "order": order, "after": after},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        paginator: AsyncPaginator[FileObject] = self._client.answer(call)
        return paginator

    async def delete(
        self,
        file_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileDeleted:
        """Delete a file.

        Args:
            file_id: the id of the file.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such file (any more).
        """
        call = self._client.new_call(
            DELETE_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: FileDeleted = await self._client.answer(call)
        return result

    async def content(
        self,
        file_id: str,
        *,
        expected_bytes: int | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncBinaryContent:
        """The content of a file; fetched in the way that the result is used.

        Args:
            file_id: the id of the file.
            expected_bytes: its size, where you know it (`file.bytes`): a content of another size is then an error,
                whether it is saved or read.
            extra_headers, extra_query, extra_body: sent besides what this method sends, and instead of it where
                names are the same.
            timeout: in seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: there is no such file.
            IntegrityError: the content is known not to have the expected size.
        """
        call = self._client.new_call(
            DOWNLOAD_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        call.expected_bytes = checked_bytes("expected_bytes", expected_bytes)
        result: AsyncBinaryContent = await self._client.answer(call)
        return result

    async def retrieve_content(
        self,
        file_id: str,
        *,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> str:
        """The content of a file as text. Deprecated: `content(file_id).text` says the same and leaves more choice."""
        warnings.warn("retrieve_content is deprecated; use content(file_id).text.", DeprecationWarning, stacklevel=2)
        call = self._client.new_call(
            DOWNLOAD_FILE,
            {"file_id": file_id},
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        result: str = await self._client.answer(call, as_text=True)
        return result

    async def wait_for_processing(
        self,
        id: str,
        *,
        poll_interval: float = 5.0,
        max_wait_seconds: float = 30 * 60,
        raise_on_error: bool = False,
    ) -> FileObject:
        """Wait until a file is processed, or could not be.

        A status that the contract does not know means to go on waiting.

        Args:
            id: the id of the file.
            poll_interval: seconds between two looks.
            max_wait_seconds: seconds after which to give up, also on an answer that is slow.
            raise_on_error: whether a file that could not be processed raises; otherwise it is returned, and its
                `status` is "error".

        Raises:
            FileProcessingError: the file could not be processed, and `raise_on_error` is set.
            PollTimeoutError: the file is not done in time.
            NotFoundError: there is no such file.
        """
        result: FileObject = await self._client.wait(
            RETRIEVE_FILE,
            file_id=id,
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result
