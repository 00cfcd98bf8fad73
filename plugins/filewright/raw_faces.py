"""The faces whose methods give answers with their headers; see raw.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .raw import async_raw, async_streamed, raw, streamed

if TYPE_CHECKING:
    from .batches import AsyncBatches, Batches
    from .files import AsyncFiles, Files
    from .uploads import AsyncParts, AsyncUploads, Parts, Uploads


class FilesWithRawResponse:
    """The answers of `Files`, with their headers."""

    def __init__(self, files: Files) -> None:
        self.create = raw(files.create)
        self.retrieve = raw(files.retrieve)
        self.list = raw(files.list)
        self.delete = raw(files.delete)
        self.content = raw(files.content)
        self.retrieve_content = raw(files.retrieve_content)


class FilesWithStreamingResponse:
    """The answers of `Files`, each for a `with` block."""

    def __init__(self, files: Files) -> None:
        self.create = streamed(files.create)
        self.retrieve = streamed(files.retrieve)
        self.list = streamed(files.list)
        self.delete = streamed(files.delete)
        self.content = streamed(files.content)
        self.retrieve_content = streamed(files.retrieve_content)


class AsyncFilesWithRawResponse:
    """The answers of `AsyncFiles`, with their headers."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_raw(files.create)
        self.retrieve = async_raw(files.retrieve)
        self.list = async_raw(files.list)
        self.delete = async_raw(files.delete)
        self.content = async_raw(files.content)
        self.retrieve_content = async_raw(files.retrieve_content)


class AsyncFilesWithStreamingResponse:
    """The answers of `AsyncFiles`, each for an `async with` block."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_streamed(files.create)
        self.retrieve = async_streamed(files.retrieve)
        self.list = async_streamed(files.list)
        self.delete = async_streamed(files.delete)
        self.content = async_streamed(files.content)
        self.retrieve_content = async_streamed(files.retrieve_content)


class PartsWithRawResponse:
    """The answers of `Parts`, with their headers."""

    def __init__(self, parts: Parts) -> None:
        self.create = raw(parts.create)


class PartsWithStreamingResponse:
    """The answers of `Parts`, each for a `with` block."""

    def __init__(self, parts: Parts) -> None:
        self.create = streamed(parts.create)


class AsyncPartsWithRawResponse:
    """The answers of `AsyncParts`, with their headers."""

    def __init__(self, parts: AsyncParts) -> None:
        self.create = async_raw(parts.create)


class AsyncPartsWithStreamingResponse:
    """The answers of `AsyncParts`, each for an `async with` block."""

    def __init__(self, parts: AsyncParts) -> None:
        self.create = async_streamed(parts.create)


class UploadsWithRawResponse:
    """The answers of `Uploads`, with their headers."""

    def __init__(self, uploads: Uploads) -> None:
        self.create = raw(uploads.create)
        self.cancel = raw(uploads.cancel)
        self.complete = raw(uploads.complete)
        self.parts = PartsWithRawResponse(uploads.parts)


class UploadsWithStreamingResponse:
    """The answers of `Uploads`, each for a `with` block."""

    def __init__(self, uploads: Uploads) -> None:
        self.create = streamed(uploads.create)
        self.cancel = streamed(uploads.cancel)
        self.complete = streamed(uploads.complete)
        self.parts = PartsWithStreamingResponse(uploads.parts)


class AsyncUploadsWithRawResponse:
    """The answers of `AsyncUploads`, with their headers."""

    def __init__(self, uploads: AsyncUploads) -> None:
        self.create = async_raw(uploads.create)
        self.cancel = async_raw(uploads.cancel)
        self.complete = async_raw(uploads.complete)
        self.parts = AsyncPartsWithRawResponse(uploads.parts)


class AsyncUploadsWithStreamingResponse:
    """The answers of `AsyncUploads`, each for an `async with` block."""

    def __init__(self, uploads: AsyncUploads) -> None:
        self.create = async_streamed(uploads.create)
        self.cancel = async_streamed(uploads.cancel)
        self.complete = async_streamed(uploads.complete)
        self.parts = AsyncPartsWithStreamingResponse(uploads.parts)


class BatchesWithRawResponse:
    """The answers of `Batches`, with their headers."""

    def __init__(self, batches: Batches) -> None:
        self.create = raw(batches.create)
        self.retrieve = raw(batches.retrieve)
        self.list = raw(batches.list)
        self.cancel = raw(batches.cancel)


class BatchesWithStreamingResponse:
    """The answers of `Batches`, each for a `with` block."""

    def __init__(self, batches: Batches) -> None:
        self.create = streamed(batches.create)
        self.retrieve = streamed(batches.retrieve)
        self.list = streamed(batches.list)
        self.cancel = streamed(batches.cancel)


class AsyncBatchesWithRawResponse:
    """The answers of `AsyncBatches`, with their headers."""

    def __init__(self, batches: AsyncBatches) -> None:
        self.create = async_raw(batches.create)
        self.retrieve = async_raw(batches.retrieve)
        self.list = async_raw(batches.list)
        self.cancel = async_raw(batches.cancel)


class AsyncBatchesWithStreamingResponse:
    """The answers of `AsyncBatches`, each for an `async with` block."""

    def __init__(self, batches: AsyncBatches) -> None:
        self.create = async_streamed(batches.create)
        self.retrieve = async_streamed(batches.retrieve)
        self.list = async_streamed(batches.list)
        self.cancel = async_streamed(batches.cancel)
