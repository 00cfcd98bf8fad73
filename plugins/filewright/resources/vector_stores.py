"""Vector stores, with the methods that upload files and add them in one call."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import filewright_resources.vector_stores as generated
import filewright_resources.vector_stores_file_batches as generated_batches
import filewright_resources.vector_stores_files as generated_files
from filewright_api.operations import CREATE_FILE

from ..effects import Gather, perform
from ..flows.call import perform_call
from ..sentinels import NOT_GIVEN, NotGiven
from ..settings import checked_concurrency

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from filewright_api.models import (
        AutoChunkingStrategy,
        FileObject,
        StaticChunkingStrategy,
        VectorStoreFile,
        VectorStoreFileBatch,
    )

    from ..effects import Flow, Outcome
    from ..sources import FileTypes
    from .callers import AsyncFlowCaller, FlowCaller

    Attributes = Mapping[str, str | float | bool] | None | NotGiven
    Chunking = AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven


class VectorStores(generated.VectorStores):
    """Make stored files searchable."""

    def __init__(self, client: FlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    @cached_property
    def files(self) -> Files:
        """The files of vector stores."""
        return Files(self._flows)

    @cached_property
    def file_batches(self) -> FileBatches:
        """Add many files to a vector store at once."""
        return FileBatches(self._flows)


class Files(generated_files.Files):
    """The files of vector stores."""

    def __init__(self, client: FlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    def upload(
        self,
        *,
        vector_store_id: str,
        file: FileTypes,
        attributes: Attributes = NOT_GIVEN,
        chunking_strategy: Chunking = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Upload a file with the purpose `assistants`, and add it to a vector store.

        Args:
            vector_store_id: the vector store's id.
            file: as for `files.create`.
            attributes, chunking_strategy: as for `create`.

        Raises:
            SourceError: the file is missing or empty; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            APIError: the server refused, failed, or could not be reached. Where the file is stored but could not be
                added, a note of the error names its id.
        """
        stored = self._flows.run(_stored(self._flows, file))
        try:
            return self.create(
                vector_store_id, file_id=stored.id, attributes=attributes, chunking_strategy=chunking_strategy
            )
        except Exception as error:
            _note(error, [stored])
            raise

    def upload_and_poll(
        self,
        *,
        vector_store_id: str,
        file: FileTypes,
        attributes: Attributes = NOT_GIVEN,
        chunking_strategy: Chunking = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFile:
        """Do as `upload`, then as `poll`, and return what that returns.

        Args:
            vector_store_id, file, attributes, chunking_strategy: as for `upload`.
            poll_interval_ms, max_wait_seconds, raise_on_error: as for `poll`.

        Raises:
            SourceError: the file is missing or empty; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            APIError: as for `upload`.
            FileProcessingError: it failed, and `raise_on_error` is set.
            PollTimeoutError: it was not done in time.
        """
        added = self.upload(
            vector_store_id=vector_store_id, file=file, attributes=attributes, chunking_strategy=chunking_strategy
        )
        return self.poll(
            added.id,
            vector_store_id=vector_store_id,
            poll_interval_ms=poll_interval_ms,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )


class AsyncFiles(generated_files.AsyncFiles):
    """The files of vector stores."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    async def upload(
        self,
        *,
        vector_store_id: str,
        file: FileTypes,
        attributes: Attributes = NOT_GIVEN,
        chunking_strategy: Chunking = NOT_GIVEN,
    ) -> VectorStoreFile:
        """Upload a file, and add it to a vector store; see `Files.upload`."""
        stored = await self._flows.run(_stored(self._flows, file))
        try:
            return await self.create(
                vector_store_id, file_id=stored.id, attributes=attributes, chunking_strategy=chunking_strategy
            )
        except Exception as error:
            _note(error, [stored])
            raise

    async def upload_and_poll(
        self,
        *,
        vector_store_id: str,
        file: FileTypes,
        attributes: Attributes = NOT_GIVEN,
        chunking_strategy: Chunking = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFile:
        """Do as `upload`, then as `poll`; see `Files.upload_and_poll`."""
        added = await self.upload(
            vector_store_id=vector_store_id, file=file, attributes=attributes, chunking_strategy=chunking_strategy
        )
        return await self.poll(
            added.id,
            vector_store_id=vector_store_id,
            poll_interval_ms=poll_interval_ms,
            max_wait_seconds=max_wait_seconds,
            raise_on_error=raise_on_error,
        )


class FileBatches(generated_batches.FileBatches):
    """Add many files to a vector store at once."""

    def __init__(self, client: FlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    def upload_and_poll(
        self,
        vector_store_id: str,
        *,
        files: Iterable[FileTypes],
        max_concurrency: int = 5,
        file_ids: Sequence[str] = (),
        attributes: Attributes = NOT_GIVEN,
        chunking_strategy: Chunking = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFileBatch:
        """Upload files with the purpose `assistants`, add them to a vector store as one batch, and wait as `poll` does.

        The first file that fails ends the others. For thousands of files, `client.transfers.upload` goes on where it
        was stopped; pass the ids that it gives as `file_ids`.

        Args:
            vector_store_id: the vector store's id.
            files: each as for `files.create`.
            max_concurrency: files that are uploaded at the same time.
            file_ids: ids of stored files that are added too, before those that are uploaded.
            attributes, chunking_strategy: as for `create`.
            poll_interval_ms, max_wait_seconds, raise_on_error: as for `poll`.

        Raises:
            SourceError: a file is missing or empty.
            ConfigurationError: an argument is wrong.
            APIError: the server refused, failed, or could not be reached. A note of the error names the files that are
                stored by then.
            FileProcessingError: it failed, and `raise_on_error` is set.
            PollTimeoutError: it was not done in time.
        """
        stored: list[FileObject] = []
        try:
            self._flows.run(_all_stored(self._flows, files, max_concurrency, stored))
            return self.create_and_poll(
                vector_store_id,
                file_ids=_ids(file_ids, stored),
                attributes=attributes,
                chunking_strategy=chunking_strategy,
                poll_interval_ms=poll_interval_ms,
                max_wait_seconds=max_wait_seconds,
                raise_on_error=raise_on_error,
            )
        except Exception as error:
            _note(error, stored)
            raise


class AsyncFileBatches(generated_batches.AsyncFileBatches):
    """Add many files to a vector store at once."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    async def upload_and_poll(
        self,
        vector_store_id: str,
        *,
        files: Iterable[FileTypes],
        max_concurrency: int = 5,
        file_ids: Sequence[str] = (),
        attributes: Attributes = NOT_GIVEN,
        chunking_strategy: Chunking = NOT_GIVEN,
        poll_interval_ms: int = 1000,
        max_wait_seconds: float = 1800.0,
        raise_on_error: bool = False,
    ) -> VectorStoreFileBatch:
        """Upload files, add them as one batch, and wait; see `FileBatches.upload_and_poll`."""
        stored: list[FileObject] = []
        try:
            await self._flows.run(_all_stored(self._flows, files, max_concurrency, stored))
            return await self.create_and_poll(
                vector_store_id,
                file_ids=_ids(file_ids, stored),
                attributes=attributes,
                chunking_strategy=chunking_strategy,
                poll_interval_ms=poll_interval_ms,
                max_wait_seconds=max_wait_seconds,
                raise_on_error=raise_on_error,
            )
        except Exception as error:
            _note(error, stored)
            raise


class AsyncVectorStores(generated.AsyncVectorStores):
    """Make stored files searchable."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    @cached_property
    def files(self) -> AsyncFiles:
        """The files of vector stores."""
        return AsyncFiles(self._flows)

    @cached_property
    def file_batches(self) -> AsyncFileBatches:
        """Add many files to a vector store at once."""
        return AsyncFileBatches(self._flows)


def _stored(client: FlowCaller | AsyncFlowCaller, file: FileTypes) -> Flow[FileObject]:
    call = client.new_call(CREATE_FILE, {"file": file, "purpose": "assistants"})
    stored: FileObject = yield from perform_call(client.hooks, call)
    return stored


def _all_stored(
    client: FlowCaller | AsyncFlowCaller, files: Iterable[FileTypes], concurrency: int, stored: list[FileObject]
) -> Flow[None]:
    # `stored` has them in the order of `files`, those that were stored before an error too.
    limit = checked_concurrency("max_concurrency", concurrency)
    places: dict[int, FileObject] = {}

    def keep(outcome: Outcome) -> None:
        places[outcome.number] = outcome.value

    try:
        yield from perform(Gather((_stored(client, file) for file in files), limit, keep))
    finally:
        stored.extend(file for _, file in sorted(places.items()))


def _ids(given: Sequence[str], stored: Sequence[FileObject]) -> list[str]:
    return [*given, *(file.id for file in stored)]


def _note(error: Exception, stored: Sequence[FileObject]) -> None:
    if stored:
        error.add_note(f"Files that are stored: {', '.join(file.id for file in stored)}.")
