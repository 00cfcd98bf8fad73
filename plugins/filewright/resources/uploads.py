"""Uploads, with the method that sends a whole file in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import filewright_resources.uploads as generated
from filewright_api.operations import CREATE_UPLOAD

from ..flows.parts import upload_in_parts
from ..parts.sending import Manner
from ..sentinels import NOT_GIVEN, NotGiven
from ..settings import checked_concurrency, checked_journal, checked_part_size

if TYPE_CHECKING:
    import os

    from filewright_api.models import Upload, UploadPurpose

    from ..effects import Flow
    from ..settings import LargeFiles
    from ..sources import FileTypes
    from .callers import AsyncFlowCaller, FlowCaller


class Uploads(generated.Uploads):
    """Send one large file in parts."""

    def __init__(self, client: FlowCaller) -> None:
        super().__init__(client)
        self._flows = client

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
        """Upload a file in parts, several at a time; a part that fails is sent again alone.

        While a file that a path leads to goes up, a journal is kept of the parts that have arrived. Where the call ends
        early, by an error, Ctrl-C or a crash, the same call goes on from there, as long as the upload has not expired
        (after an hour, with OpenAI). Without a journal, an upload that fails is cancelled, unless it may be complete.

        Args:
            file: as for `files.create`; it is read block by block, never as a whole. The parts of a handle are sent one
                after the other.
            mime_type: the content's media type, one that fits the purpose.
            purpose: as for `files.create`.
            filename: the file's name; default: the name of `file`, which bytes do not have.
            bytes: the file's size, checked before anything is sent; default: the size of `file`.
            part_size: bytes in a part, 1 to 67,108,864 (64 MiB); default: chosen by the file's size, from 8 MiB on.
            md5: the MD5 of the content in hexadecimal, for the server to compare; None for no comparison. Default: it
                is taken while the file is sent.
            concurrency: parts that are sent at the same time; default: 8, or what the client's `large_files` says.
            journal: True for the system's place for such things, the path of a folder, or False for no journal;
                default: True, or what the client's `large_files` says.

        Returns:
            The completed upload; its `file` is the stored file.

        Raises:
            SourceError: the file is missing, is empty, or has another size than `bytes` says; nothing was sent.
            SourceChangedError: the file changed while it was sent, or since a part of it was; the upload is cancelled.
            ConfigurationError: an argument is wrong; nothing was sent.
            JournalError: another process is sending the same file, or the journal cannot be kept.
            UploadOutcomeUnknownError: the response to the completion was lost, and the file was not found.
            APIError: the server refused, failed, or could not be reached.
        """
        begun = {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        manner = _manner(self._flows.settings.large_files, part_size, concurrency, journal, md5)
        result: Upload = self._flows.run(_in_parts(self._flows, begun, file, manner))
        return result


class AsyncUploads(generated.AsyncUploads):
    """Send one large file in parts."""

    def __init__(self, client: AsyncFlowCaller) -> None:
        super().__init__(client)
        self._flows = client

    async def upload_file_chunked(
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
        """Upload a file in parts, several at a time; see `Uploads.upload_file_chunked`."""
        begun = {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        manner = _manner(self._flows.settings.large_files, part_size, concurrency, journal, md5)
        result: Upload = await self._flows.run(_in_parts(self._flows, begun, file, manner))
        return result


def _manner(chosen: LargeFiles, part_size: Any, concurrency: Any, journal: Any, md5: Any) -> Manner:
    return Manner(
        part_size=chosen.part_size if part_size is None else checked_part_size("part_size", part_size),
        concurrency=chosen.concurrency if concurrency is None else checked_concurrency("concurrency", concurrency),
        journal=chosen.journal if journal is NOT_GIVEN else checked_journal("journal", journal),
        md5=chosen.md5 if md5 is NOT_GIVEN else md5,
    )


def _in_parts(client: FlowCaller | AsyncFlowCaller, begun: dict[str, Any], file: Any, manner: Manner) -> Flow[Any]:
    return upload_in_parts(client.hooks, client.new_call(CREATE_UPLOAD, begun), file, manner)
