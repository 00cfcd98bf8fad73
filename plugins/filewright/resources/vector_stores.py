"""Vector stores, with the methods that upload files and add them in one call."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import filewright_resources.vector_stores as generated
import filewright_resources.vector_stores_file_batches as generated_batches
import filewright_resources.vector_stores_files as generated_files
from filewright_api.operations import (
    CREATE_FILE,
    CREATE_VECTOR_STORE_FILE,
    CREATE_VECTOR_STORE_FILE_BATCH,
    RETRIEVE_VECTOR_STORE_FILE,
    RETRIEVE_VECTOR_STORE_FILE_BATCH,
)

from ..effects import Gather, perform
from ..flows.call import perform_call
from ..flows.waits import wait_until_done
from ..sentinels import NOT_GIVEN, NotGiven
from ..settings import checked_concurrency, checked_wait
from .callers import AsyncFlows, Flows
from .twins import awaited

if TYPE_CHECKING:
    from filewright_api.models import (
        AutoChunkingStrategy,
        FileObject,
        StaticChunkingStrategy,
        VectorStoreFile,
        VectorStoreFileBatch,
    )
    from filewright_api.types import Operation

    from ..effects import Flow, Outcome
    from ..sources import FileTypes
    from .callers import AsyncFlowCaller, FlowCaller

    AnyCaller = FlowCaller | AsyncFlowCaller
    Attributes = Mapping[str, str | float | bool] | None | NotGiven
    Chunking = AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven


class VectorStores(Flows, generated.VectorStores):
    """Make stored files searchable."""

    @cached_property
    def files(self) -> Files:
        """The files of vector stores."""
        return Files(self._flows)

    @cached_property
    def file_batches(self) -> FileBatches:
        """Add many files to a vector store at once."""
        return FileBatches(self._flows)


class Files(Flows, generated_files.Files):
    """The files of vector stores."""

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
        added = {"attributes": attributes, "chunking_strategy": chunking_strategy}
        return self._flows.run(_uploaded(self._flows, vector_store_id, file, added))

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
        added = {"attributes": attributes, "chunking_strategy": chunking_strategy}
        wait = _wait(poll_interval_ms, max_wait_seconds, raise_on_error)
        return self._flows.run(_uploaded(self._flows, vector_store_id, file, added, wait))


class AsyncFiles(AsyncFlows, generated_files.AsyncFiles):
    """The files of vector stores."""

    upload = awaited(Files.upload)
    upload_and_poll = awaited(Files.upload_and_poll)


class FileBatches(Flows, generated_batches.FileBatches):
    """Add many files to a vector store at once."""

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
        added = {"attributes": attributes, "chunking_strategy": chunking_strategy}
        wait = _wait(poll_interval_ms, max_wait_seconds, raise_on_error)
        limit = checked_concurrency("max_concurrency", max_concurrency)
        return self._flows.run(
            _all_uploaded(self._flows, vector_store_id, files, file_ids=file_ids, limit=limit, added=added, wait=wait)
        )


class AsyncFileBatches(AsyncFlows, generated_batches.AsyncFileBatches):
    """Add many files to a vector store at once."""

    upload_and_poll = awaited(FileBatches.upload_and_poll)


class AsyncVectorStores(AsyncFlows, generated.AsyncVectorStores):
    """Make stored files searchable."""

    @cached_property
    def files(self) -> AsyncFiles:
        """The files of vector stores."""
        return AsyncFiles(self._flows)

    @cached_property
    def file_batches(self) -> AsyncFileBatches:
        """Add many files to a vector store at once."""
        return AsyncFileBatches(self._flows)


Added = Mapping[str, Any]
"""Arguments for the file, or the files, in the vector store."""
Wait = dict[str, Any]
"""Arguments of `wait_until_done`."""


def _wait(poll_interval_ms: int, max_wait_seconds: float, raise_on_error: bool) -> Wait:
    return {
        "poll_interval": checked_wait("poll_interval_ms", poll_interval_ms) / 1000,
        "max_wait_seconds": max_wait_seconds,
        "raise_on_error": raise_on_error,
    }


def _uploaded(
    client: AnyCaller, vector_store_id: str, file: FileTypes, added: Added, wait: Wait | None = None
) -> Flow[VectorStoreFile]:
    stored = yield from _stored(client, file)
    where = {"vector_store_id": vector_store_id, "file_id": stored.id}
    with _naming([stored]):
        made: VectorStoreFile = yield from _called(client, CREATE_VECTOR_STORE_FILE, {**where, **added})
        if wait is not None:
            made = yield from _waited(client, RETRIEVE_VECTOR_STORE_FILE, where, wait)
    return made


def _all_uploaded(
    client: AnyCaller,
    vector_store_id: str,
    files: Iterable[FileTypes],
    *,
    file_ids: Sequence[str],
    limit: int,
    added: Added,
    wait: Wait,
) -> Flow[VectorStoreFileBatch]:
    stored: dict[int, FileObject] = {}

    def keep(outcome: Outcome) -> None:
        stored[outcome.number] = outcome.value

    with _naming(stored.values()):
        yield from perform(Gather((_stored(client, file) for file in files), limit, keep))
        ids = [*file_ids, *(file.id for _, file in sorted(stored.items()))]
        arguments = {"vector_store_id": vector_store_id, "file_ids": ids, **added}
        made = yield from _called(client, CREATE_VECTOR_STORE_FILE_BATCH, arguments)
        where = {"vector_store_id": vector_store_id, "batch_id": made.id}
        batch: VectorStoreFileBatch = yield from _waited(client, RETRIEVE_VECTOR_STORE_FILE_BATCH, where, wait)
    return batch


def _stored(client: AnyCaller, file: FileTypes) -> Flow[FileObject]:
    return _called(client, CREATE_FILE, {"file": file, "purpose": "assistants"})


def _called(client: AnyCaller, operation: Operation, arguments: Mapping[str, Any]) -> Flow[Any]:
    return perform_call(client.hooks, client.new_call(operation, arguments))


def _waited(client: AnyCaller, operation: Operation, arguments: Mapping[str, Any], wait: Wait) -> Flow[Any]:
    return wait_until_done(client.hooks, client.new_call(operation, arguments), **wait)


@contextmanager
def _naming(stored: Iterable[FileObject]) -> Generator[None, None, None]:
    """Have an error name the files that are stored by then."""
    try:
        yield
    except Exception as error:
        ids = ", ".join(sorted(file.id for file in stored))
        if ids:
            error.add_note(f"Files that are stored: {ids}.")
        raise
