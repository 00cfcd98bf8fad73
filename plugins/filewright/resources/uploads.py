"""Uploads, with the method that sends a whole file in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import filewright_resources.uploads as generated
from filewright_api.operations import CREATE_UPLOAD

from ..flows.parts import upload_in_parts
from ..sentinels import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from filewright_api.models import Upload, UploadPurpose

    from ..effects import Flow
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
        md5: str | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Upload a file in parts, one after the other. An upload that fails is cancelled, unless it may be complete.

        Args:
            file: as for `files.create`; it is read part by part, never as a whole.
            mime_type: the content's media type, one that fits the purpose.
            purpose: as for `files.create`.
            filename: the file's name; default: the name of `file`, which bytes do not have.
            bytes: the file's size, checked before anything is sent; default: the size of `file`.
            part_size: bytes in a part, 1 to 67,108,864 (64 MiB, the default).
            md5: the MD5 of the content in hexadecimal, for the server to compare.

        Returns:
            The completed upload; its `file` is the stored file.

        Raises:
            SourceError: the file is missing, is empty, or has another size than `bytes` says; nothing was sent.
            ConfigurationError: an argument is wrong; nothing was sent.
            UploadOutcomeUnknownError: the response to the completion was lost, and the file was not found.
            APIError: the server refused, failed, or could not be reached.
        """
        begun = {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        result: Upload = self._flows.run(_in_parts(self._flows, begun, file, part_size, md5))
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
        md5: str | NotGiven = NOT_GIVEN,
    ) -> Upload:
        """Upload a file in parts, one after the other; see `Uploads.upload_file_chunked`."""
        begun = {"bytes": bytes, "filename": filename, "mime_type": mime_type, "purpose": purpose}
        result: Upload = await self._flows.run(_in_parts(self._flows, begun, file, part_size, md5))
        return result


def _in_parts(
    client: FlowCaller | AsyncFlowCaller, begun: dict[str, Any], file: Any, part_size: Any, md5: str | NotGiven
) -> Flow[Any]:
    completed = {} if isinstance(md5, NotGiven) else {"md5": md5}
    return upload_in_parts(client.hooks, client.new_call(CREATE_UPLOAD, begun), file, part_size, completed)
