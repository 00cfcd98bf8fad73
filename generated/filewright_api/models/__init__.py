"""The models, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .expires_after import ExpiresAfter
    from .expiry_anchor import ExpiryAnchor
    from .file_deleted import FileDeleted
    from .file_object import FileObject
    from .file_page import FilePage
    from .file_purpose import FilePurpose
    from .file_status import FileStatus
    from .sort_order import SortOrder
    from .upload import Upload
    from .upload_part import UploadPart
    from .upload_purpose import UploadPurpose
    from .upload_status import UploadStatus

__all__ = (
    "ExpiresAfter",
    "ExpiryAnchor",
    "FileDeleted",
    "FileObject",
    "FilePage",
    "FilePurpose",
    "FileStatus",
    "SortOrder",
    "Upload",
    "UploadPart",
    "UploadPurpose",
    "UploadStatus",
)

_MODULES = {
    "ExpiresAfter": ".expires_after",
    "ExpiryAnchor": ".expiry_anchor",
    "FileDeleted": ".file_deleted",
    "FileObject": ".file_object",
    "FilePage": ".file_page",
    "FilePurpose": ".file_purpose",
    "FileStatus": ".file_status",
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
