"""The models, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch import Batch
    from .batch_endpoint import BatchEndpoint
    from .batch_error import BatchError
    from .batch_errors import BatchErrors
    from .batch_page import BatchPage
    from .batch_request_counts import BatchRequestCounts
    from .batch_status import BatchStatus
    from .batch_usage import BatchUsage
    from .completion_window import CompletionWindow
    from .expires_after import ExpiresAfter
    from .expiry_anchor import ExpiryAnchor
    from .file_deleted import FileDeleted
    from .file_object import FileObject
    from .file_page import FilePage
    from .file_purpose import FilePurpose
    from .file_status import FileStatus
    from .input_tokens_details import InputTokensDetails
    from .output_tokens_details import OutputTokensDetails
    from .sort_order import SortOrder
    from .upload import Upload
    from .upload_part import UploadPart
    from .upload_purpose import UploadPurpose
    from .upload_status import UploadStatus

__all__ = (
    "Batch",
    "BatchEndpoint",
    "BatchError",
    "BatchErrors",
    "BatchPage",
    "BatchRequestCounts",
    "BatchStatus",
    "BatchUsage",
    "CompletionWindow",
    "ExpiresAfter",
    "ExpiryAnchor",
    "FileDeleted",
    "FileObject",
    "FilePage",
    "FilePurpose",
    "FileStatus",
    "InputTokensDetails",
    "OutputTokensDetails",
    "SortOrder",
    "Upload",
    "UploadPart",
    "UploadPurpose",
    "UploadStatus",
)

_MODULES = {
    "Batch": ".batch",
    "BatchEndpoint": ".batch_endpoint",
    "BatchError": ".batch_error",
    "BatchErrors": ".batch_errors",
    "BatchPage": ".batch_page",
    "BatchRequestCounts": ".batch_request_counts",
    "BatchStatus": ".batch_status",
    "BatchUsage": ".batch_usage",
    "CompletionWindow": ".completion_window",
    "ExpiresAfter": ".expires_after",
    "ExpiryAnchor": ".expiry_anchor",
    "FileDeleted": ".file_deleted",
    "FileObject": ".file_object",
    "FilePage": ".file_page",
    "FilePurpose": ".file_purpose",
    "FileStatus": ".file_status",
    "InputTokensDetails": ".input_tokens_details",
    "OutputTokensDetails": ".output_tokens_details",
    "SortOrder": ".sort_order",
    "Upload": ".upload",
    "UploadPart": ".upload_part",
    "UploadPurpose": ".upload_purpose",
    "UploadStatus": ".upload_status",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
