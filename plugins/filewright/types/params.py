"""What the methods of files and uploads take, as typed dicts: for code that gathers arguments before it calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Required, TypedDict

if TYPE_CHECKING:
    from filewright_api.models import BatchEndpoint, CompletionWindow, FilePurpose, UploadPurpose

    from ..sources import FileTypes


class ExpiresAfter(TypedDict):
    """When a file goes away: `seconds` after `anchor`; 3600 (an hour) to 2592000 (30 days)."""

    anchor: Literal["created_at"]
    seconds: int


class FileCreateParams(TypedDict, total=False):
    """The arguments of `files.create`."""

    file: Required[FileTypes]
    purpose: Required[FilePurpose]
    expires_after: ExpiresAfter


class FileListParams(TypedDict, total=False):
    """The arguments of `files.list`."""

    after: str
    limit: int
    order: Literal["asc", "desc"]
    purpose: str


class UploadCreateParams(TypedDict, total=False):
    """The arguments of `uploads.create`."""

    bytes: Required[int]
    filename: Required[str]
    mime_type: Required[str]
    purpose: Required[UploadPurpose]
    expires_after: ExpiresAfter


class UploadCompleteParams(TypedDict, total=False):
    """The arguments of `uploads.complete`, besides the id."""

    part_ids: Required[Sequence[str]]
    md5: str


class BatchCreateParams(TypedDict, total=False):
    """The arguments of `batches.create`."""

    input_file_id: Required[str]
    endpoint: Required[BatchEndpoint]
    completion_window: Required[CompletionWindow]
    metadata: Mapping[str, str] | None
    output_expires_after: ExpiresAfter


class BatchListParams(TypedDict, total=False):
    """The arguments of `batches.list`."""

    after: str
    limit: int


class PartCreateParams(TypedDict):
    """The arguments of `uploads.parts.create`, besides the id."""

    data: FileTypes
