"""Store, list, read and delete files.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from filewright.calls import CallOptions
from filewright.sentinels import NOT_GIVEN, NotGiven
from filewright_api import operations

if TYPE_CHECKING:
    from filewright.resources.callers import AsyncCaller, Caller
    from filewright.responses.contents import AsyncBinaryContent, BinaryContent
    from filewright.responses.pages import AsyncPaginator, SyncCursorPage
    from filewright.settings import ExpiryTypes, Timeout
    from filewright.sources import FileTypes
    from filewright_api.models import FileDeleted, FileObject, FilePurpose, SortOrder


class Files:
    """Store, list, read and delete files."""

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
        *,
        purpose: FilePurpose | NotGiven = NOT_GIVEN,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> SyncCursorPage[FileObject]:
        """List files, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            purpose: Return only files with this purpose. Known values: assistants, assistants_output, batch,
                batch_output, evals, fine-tune, fine-tune-results, user_data, vision.
            limit: The maximum number of files in a page. Default: the server's, usually 10,000. From 1 to 10,000.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the file with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: SyncCursorPage[FileObject] = self._client.call(
            operations.LIST_FILES,
            {"purpose": purpose, "limit": limit, "order": order, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    def create(
        self,
        *,
        purpose: FilePurpose,
        file: FileTypes,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileObject:
        """Upload a file in a single request.

        Use an upload in parts for a file that is larger than the limit of one request.

        Maximum size: 512 MiB; for the purpose batch: 200 MiB, 50,000 lines, 50,000 embedding inputs, only .jsonl;
        fine-tune: only .jsonl; vision: 20 MiB, only .gif, .jpeg, .jpg, .jsonl, .png, .webp.

        Args:
            purpose: The purpose of a file. Any string is accepted, as services define additional purposes. Known
                values: assistants, assistants_output, batch, batch_output, evals, fine-tune, fine-tune-results,
                user_data, vision.
            file: The content. It is sent as the last field of the form, because some servers need the other fields
                first. A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a name, the content
                and optionally a media type and part headers. It is streamed.
            expires_after: When the service deletes the file. A timedelta, seconds, a str such as "7d", an ExpiresAfter
                or a dict; None for no expiry. Default: the client's setting.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is missing, unreadable, or not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FileObject = self._client.call(
            operations.CREATE_FILE,
            {"purpose": purpose, "file": file, "expires_after": expires_after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
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
        """Retrieve a file's metadata.

        Args:
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FileObject = self._client.call(
            operations.RETRIEVE_FILE, {"file_id": file_id}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result

    def wait_for_processing(
        self,
        id: str,
        *,
        poll_interval: float = 5.0,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> FileObject:
        """Wait until the `status` is processed, error or deleted.

        Unknown values count as pending.

        Args:
            id: The file's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is error or deleted, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: FileObject = self._client.wait(
            operations.RETRIEVE_FILE,
            {"file_id": id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
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
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FileDeleted = self._client.call(
            operations.DELETE_FILE, {"file_id": file_id}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
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
        """Download a file's content.

        Args:
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
            operations.DOWNLOAD_FILE,
            {"file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout, expected_bytes),
        )
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
        """Deprecated: use `content(file_id).text` instead."""
        warnings.warn("retrieve_content is deprecated; use content(file_id).text.", DeprecationWarning, stacklevel=2)
        result: str = self._client.call(
            operations.DOWNLOAD_FILE,
            {"file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout, as_text=True),
        )
        return result


class AsyncFiles:
    """Store, list, read and delete files."""

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
        *,
        purpose: FilePurpose | NotGiven = NOT_GIVEN,
        limit: int | NotGiven = NOT_GIVEN,
        order: SortOrder | NotGiven = NOT_GIVEN,
        after: str | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> AsyncPaginator[FileObject]:
        """List files, one page at a time.

        Iterate over the result to get the items of all pages; each page is fetched when it is reached.

        Args:
            purpose: Return only files with this purpose. Known values: assistants, assistants_output, batch,
                batch_output, evals, fine-tune, fine-tune-results, user_data, vision.
            limit: The maximum number of files in a page. Default: the server's, usually 10,000. From 1 to 10,000.
            order: The sort order by created_at. Default: the server's, usually newest first. Known values: asc, desc.
            after: Start the page after the file with this id, usually the last one of the previous page.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: AsyncPaginator[FileObject] = self._client.call(
            operations.LIST_FILES,
            {"purpose": purpose, "limit": limit, "order": order, "after": after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
        return result

    async def create(
        self,
        *,
        purpose: FilePurpose,
        file: FileTypes,
        expires_after: ExpiryTypes | NotGiven = NOT_GIVEN,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout | NotGiven = NOT_GIVEN,
    ) -> FileObject:
        """Upload a file in a single request.

        Use an upload in parts for a file that is larger than the limit of one request.

        Maximum size: 512 MiB; for the purpose batch: 200 MiB, 50,000 lines, 50,000 embedding inputs, only .jsonl;
        fine-tune: only .jsonl; vision: 20 MiB, only .gif, .jpeg, .jpg, .jsonl, .png, .webp.

        Args:
            purpose: The purpose of a file. Any string is accepted, as services define additional purposes. Known
                values: assistants, assistants_output, batch, batch_output, evals, fine-tune, fine-tune-results,
                user_data, vision.
            file: The content. It is sent as the last field of the form, because some servers need the other fields
                first. A path, a file opened with "rb" (sent from its start), bytes, or a tuple of a name, the content
                and optionally a media type and part headers. It is streamed.
            expires_after: When the service deletes the file. A timedelta, seconds, a str such as "7d", an ExpiresAfter
                or a dict; None for no expiry. Default: the client's setting.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            SourceError: the file is missing, unreadable, or not fit for its purpose; nothing was sent.
            ConfigurationError: an argument is invalid; nothing was sent.
            UploadOutcomeUnknownError: the response was lost, and it is unknown whether the object was created.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FileObject = await self._client.call(
            operations.CREATE_FILE,
            {"purpose": purpose, "file": file, "expires_after": expires_after},
            CallOptions(extra_headers, extra_query, extra_body, timeout),
        )
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
        """Retrieve a file's metadata.

        Args:
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FileObject = await self._client.call(
            operations.RETRIEVE_FILE, {"file_id": file_id}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
        return result

    async def wait_for_processing(
        self,
        id: str,
        *,
        poll_interval: float = 5.0,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> FileObject:
        """Wait until the `status` is processed, error or deleted.

        Unknown values count as pending.

        Args:
            id: The file's id.
            poll_interval: seconds between polls.
            max_wait_seconds: seconds after which to give up, even during a request.
            raise_on_error: raise if the status is error or deleted, instead of returning the object.

        Raises:
            FileProcessingError: processing failed, and `raise_on_error` is set.
            PollTimeoutError: the object was not done in time.
            NotFoundError: the object does not exist.
        """
        result: FileObject = await self._client.wait(
            operations.RETRIEVE_FILE,
            {"file_id": id},
            poll_interval=poll_interval,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )
        return result

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
            file_id: The file's id.
            extra_headers, extra_query, extra_body: added to the request; they take precedence over what this method
                sends under the same names.
            timeout: seconds, an httpx.Timeout, or None for no limit; default: the client's.

        Raises:
            NotFoundError: the object does not exist.
            APIError: the server refused the call, failed, or could not be reached.
        """
        result: FileDeleted = await self._client.call(
            operations.DELETE_FILE, {"file_id": file_id}, CallOptions(extra_headers, extra_query, extra_body, timeout)
        )
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
        """Download a file's content.

        Args:
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
            operations.DOWNLOAD_FILE,
            {"file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout, expected_bytes),
        )
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
        """Deprecated: use `content(file_id).text` instead."""
        warnings.warn("retrieve_content is deprecated; use content(file_id).text.", DeprecationWarning, stacklevel=2)
        result: str = await self._client.call(
            operations.DOWNLOAD_FILE,
            {"file_id": file_id},
            CallOptions(extra_headers, extra_query, extra_body, timeout, as_text=True),
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
        self.content = raw(resource.content)
        self.retrieve_content = raw(resource.retrieve_content)


class AsyncFilesWithRawResponse:
    """The methods of `AsyncFiles`, returning the HTTP response."""

    def __init__(self, resource: AsyncFiles) -> None:
        from filewright.responses.raw import async_raw

        self._resource = resource
        self.list = async_raw(resource.list)
        self.create = async_raw(resource.create)
        self.retrieve = async_raw(resource.retrieve)
        self.delete = async_raw(resource.delete)
        self.content = async_raw(resource.content)
        self.retrieve_content = async_raw(resource.retrieve_content)


class FilesWithStreamingResponse:
    """The methods of `Files`, returning the HTTP response."""

    def __init__(self, resource: Files) -> None:
        from filewright.responses.raw import streamed

        self._resource = resource
        self.list = streamed(resource.list)
        self.create = streamed(resource.create)
        self.retrieve = streamed(resource.retrieve)
        self.delete = streamed(resource.delete)
        self.content = streamed(resource.content)
        self.retrieve_content = streamed(resource.retrieve_content)


class AsyncFilesWithStreamingResponse:
    """The methods of `AsyncFiles`, returning the HTTP response."""

    def __init__(self, resource: AsyncFiles) -> None:
        from filewright.responses.raw import async_streamed

        self._resource = resource
        self.list = async_streamed(resource.list)
        self.create = async_streamed(resource.create)
        self.retrieve = async_streamed(resource.retrieve)
        self.delete = async_streamed(resource.delete)
        self.content = async_streamed(resource.content)
        self.retrieve_content = async_streamed(resource.retrieve_content)
