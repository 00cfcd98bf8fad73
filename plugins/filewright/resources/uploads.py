"""Uploads, with a method that sends a whole file in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import filewright_resources.uploads as generated
from filewright_api.operations import CREATE_UPLOAD

from ..flows.parts import upload_in_parts
from ..parts.sending import Manner
from ..sentinels import NOT_GIVEN, NotGiven
from ..settings import checked_concurrency, checked_journal, checked_part_size
from .callers import AsyncFlows, Flows
from .twins import awaited

if TYPE_CHECKING:
    import os

    from filewright_api.models import Upload, UploadPurpose

    from ..effects import Flow
    from ..settings import LargeFiles
    from ..sources import FileTypes
    from .callers import AsyncFlowCaller, FlowCaller


class Uploads(Flows, generated.Uploads):
    """Send one large file in parts."""

    def upload_file_chunked(
        self,
        *,
        file: FileTypes,
        mime_type: str,
        purpose: UploadPurpose,
        filename: str | None = None,
        bytes: int | None = None,
        part_size: int | None = None,
        md5: str | NotGiven | None = NOT_GIVEN,
        concurrency: int | None = None,
        journal: bool | str | os.PathLike[str] | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Upload a file in parts, several in parallel; a part that fails is retried alone.

        For a file given by its path, completed parts are recorded in a journal. If the call ends early because of an
        error, Ctrl-C or a crash, the same call resumes from there, unless the upload has expired (after an hour, with
        OpenAI). Without a journal, a failed upload is cancelled, unless it may be complete.

        Args:
            file: as in `files.create`; it is read in blocks, never as a whole. The parts of a handle are sent one after
                another.
            mime_type: the content's media type, which must be accepted for the purpose.
            purpose: as in `files.create`.
            filename: the file's name; default: the name of `file`. Required for bytes, which have no name.
            bytes: the file's size, checked before anything is sent; default: the size of `file`.
            part_size: the size of a part in bytes, 1 to 67,108,864 (64 MiB); default: chosen by file size, at least 8
                MiB.
            md5: the MD5 digest of the content in hexadecimal, which the server verifies; None for no check. Default: it
                is computed while the file is sent.
            concurrency: the number of parallel parts; default: 8, or the setting in the client's `large_files`.
            journal: True for the system's state folder, the path of a folder, or False for no journal; default: True,
                or the setting in the client's `large_files`.

        Returns:
            The completed upload; its `file` is the stored file.

        Raises:
            SourceError: the file is missing or empty, or its size is not `bytes`; nothing was sent.
            SourceChangedError: the file changed while it was sent, or since an earlier part was sent; the upload is
                cancelled.
            ConfigurationError: an argument is invalid; nothing was sent.
            JournalError: another process is sending the same file, or the journal cannot be written.
            UploadOutcomeUnknownError: the response to the completion was lost, and the file was not found.
            APIError: the server refused, failed, or could not be reached.
        """
        begun = {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        manner = _manner(self._flows.settings.large_files, part_size, concurrency, journal, md5)
        result: Upload = self._flows.run(_in_parts(self._flows, begun, file, manner))
        return result


class AsyncUploads(AsyncFlows, generated.AsyncUploads):
    """Send one large file in parts."""

    upload_file_chunked = awaited(Uploads.upload_file_chunked)


def _manner(chosen: LargeFiles, part_size: Any, concurrency: Any, journal: Any, md5: Any) -> Manner:
    return Manner(
        part_size=chosen.part_size if part_size is None else checked_part_size("part_size", part_size),
        concurrency=chosen.concurrency if concurrency is None else checked_concurrency("concurrency", concurrency),
        journal=chosen.journal if journal is NOT_GIVEN else checked_journal("journal", journal),
        md5=chosen.md5 if md5 is NOT_GIVEN else md5,
    )


def _in_parts(client: FlowCaller | AsyncFlowCaller, begun: dict[str, Any], file: Any, manner: Manner) -> Flow[Any]:
    return upload_in_parts(client.hooks, client.new_call(CREATE_UPLOAD, begun), file, manner)
