"""`FileBatchListFilesParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    from filewright_api.models import SortOrder, VectorStoreFileStatus

__all__ = ("FileBatchListFilesParams",)


class FileBatchListFilesParams(TypedDict, total=False):
    """The arguments of `vector_stores.file_batches.list_files`."""

    vector_store_id: Required[str]
    limit: int
    order: SortOrder
    after: str
    before: str
    filter: VectorStoreFileStatus
