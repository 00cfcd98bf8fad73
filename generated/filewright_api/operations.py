"""The operations of the contract, each with its helper data.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .types import Body, Expiry, Operation, Paging, Polling, Recovery

__all__ = (
    "ADD_UPLOAD_PART",
    "CANCEL_UPLOAD",
    "COMPLETE_UPLOAD",
    "CREATE_FILE",
    "CREATE_UPLOAD",
    "DELETE_FILE",
    "DOWNLOAD_FILE",
    "LIST_FILES",
    "OPERATIONS",
    "RETRIEVE_FILE",
)

LIST_FILES = Operation(
    name="list_files",
    operation_id="listFiles",
    tag="files",
    method="GET",
    path="/files",
    module="filewright_api.api.files.list_files",
    arguments=("purpose", "limit", "order", "after"),
    required=(),
    answer="json",
    resend="safe",
    body=None,
    paging=Paging(cursor="after", items="data", item_cursor="id", more="has_more"),
    polling=None,
    expiry=None,
    recovery=None,
)
CREATE_FILE = Operation(
    name="create_file",
    operation_id="createFile",
    tag="files",
    method="POST",
    path="/files",
    module="filewright_api.api.files.create_file",
    arguments=("purpose", "file", "expires_after"),
    required=("purpose", "file"),
    answer="json",
    resend="duplicates",
    body=Body(encoding="multipart", file="file"),
    paging=None,
    polling=None,
    expiry=Expiry(field="expires_after", purpose="purpose", anchor="created_at", minimum=3600, maximum=2592000),
    recovery=Recovery(operation="list_files", match=("purpose", "filename", "bytes"), created="created_at"),
)
RETRIEVE_FILE = Operation(
    name="retrieve_file",
    operation_id="retrieveFile",
    tag="files",
    method="GET",
    path="/files/{file_id}",
    module="filewright_api.api.files.retrieve_file",
    arguments=("file_id",),
    required=("file_id",),
    answer="json",
    resend="safe",
    body=None,
    paging=None,
    polling=Polling(
        operation="retrieve_file",
        field="status",
        done=("processed",),
        failed=("error",),
        pending=("uploaded", "pending", "processing", "running"),
        details="status_details",
        interval=5.0,
        deadline=1800.0,
    ),
    expiry=None,
    recovery=None,
)
DELETE_FILE = Operation(
    name="delete_file",
    operation_id="deleteFile",
    tag="files",
    method="DELETE",
    path="/files/{file_id}",
    module="filewright_api.api.files.delete_file",
    arguments=("file_id",),
    required=("file_id",),
    answer="json",
    resend="safe",
    body=None,
    paging=None,
    polling=None,
    expiry=None,
    recovery=None,
)
DOWNLOAD_FILE = Operation(
    name="download_file",
    operation_id="downloadFile",
    tag="files",
    method="GET",
    path="/files/{file_id}/content",
    module="filewright_api.api.files.download_file",
    arguments=("file_id",),
    required=("file_id",),
    answer="binary",
    resend="safe",
    body=None,
    paging=None,
    polling=None,
    expiry=None,
    recovery=None,
)
CREATE_UPLOAD = Operation(
    name="create_upload",
    operation_id="createUpload",
    tag="uploads",
    method="POST",
    path="/uploads",
    module="filewright_api.api.uploads.create_upload",
    arguments=("filename", "purpose", "bytes", "mime_type", "expires_after"),
    required=("filename", "purpose", "bytes", "mime_type"),
    answer="json",
    resend="duplicates",
    body=Body(encoding="json", file=None),
    paging=None,
    polling=None,
    expiry=Expiry(field="expires_after", purpose="purpose", anchor="created_at", minimum=3600, maximum=2592000),
    recovery=None,
)
ADD_UPLOAD_PART = Operation(
    name="add_upload_part",
    operation_id="addUploadPart",
    tag="uploads",
    method="POST",
    path="/uploads/{upload_id}/parts",
    module="filewright_api.api.uploads.add_upload_part",
    arguments=("upload_id", "data"),
    required=("upload_id", "data"),
    answer="json",
    resend="duplicates",
    body=Body(encoding="multipart", file="data"),
    paging=None,
    polling=None,
    expiry=None,
    recovery=None,
)
COMPLETE_UPLOAD = Operation(
    name="complete_upload",
    operation_id="completeUpload",
    tag="uploads",
    method="POST",
    path="/uploads/{upload_id}/complete",
    module="filewright_api.api.uploads.complete_upload",
    arguments=("upload_id", "part_ids", "md5"),
    required=("upload_id", "part_ids"),
    answer="json",
    resend="safe",
    body=Body(encoding="json", file=None),
    paging=None,
    polling=None,
    expiry=None,
    recovery=None,
)
CANCEL_UPLOAD = Operation(
    name="cancel_upload",
    operation_id="cancelUpload",
    tag="uploads",
    method="POST",
    path="/uploads/{upload_id}/cancel",
    module="filewright_api.api.uploads.cancel_upload",
    arguments=("upload_id",),
    required=("upload_id",),
    answer="json",
    resend="safe",
    body=None,
    paging=None,
    polling=None,
    expiry=None,
    recovery=None,
)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        operation.name: operation
        for operation in (
            LIST_FILES,
            CREATE_FILE,
            RETRIEVE_FILE,
            DELETE_FILE,
            DOWNLOAD_FILE,
            CREATE_UPLOAD,
            ADD_UPLOAD_PART,
            COMPLETE_UPLOAD,
            CANCEL_UPLOAD,
        )
    }
)
"""Every operation by its name in Python, in the contract's order."""
