"""The types of `openai.types.vector_stores`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .file_batch_create_params import FileBatchCreateParams as FileBatchCreateParams
    from .file_batch_list_files_params import FileBatchListFilesParams as FileBatchListFilesParams
    from .file_content_response import FileContentResponse as FileContentResponse
    from .file_counts import FileCounts as FileCounts
    from .file_create_params import FileCreateParams as FileCreateParams
    from .file_list_params import FileListParams as FileListParams
    from .file_update_params import FileUpdateParams as FileUpdateParams
    from .other_chunking_strategy import OtherChunkingStrategy as OtherChunkingStrategy
    from .static_chunking import StaticChunking as StaticChunking
    from .static_chunking_strategy import StaticChunkingStrategy as StaticChunkingStrategy
    from .vector_store_file import VectorStoreFile as VectorStoreFile
    from .vector_store_file_batch import VectorStoreFileBatch as VectorStoreFileBatch
    from .vector_store_file_deleted import VectorStoreFileDeleted as VectorStoreFileDeleted
    from .vector_store_file_error import VectorStoreFileError as VectorStoreFileError
    from .vector_store_file_status import VectorStoreFileStatus as VectorStoreFileStatus

__all__ = (
    "FileBatchCreateParams",
    "FileBatchListFilesParams",
    "FileContentResponse",
    "FileCounts",
    "FileCreateParams",
    "FileListParams",
    "FileUpdateParams",
    "OtherChunkingStrategy",
    "StaticChunking",
    "StaticChunkingStrategy",
    "VectorStoreFile",
    "VectorStoreFileBatch",
    "VectorStoreFileDeleted",
    "VectorStoreFileError",
    "VectorStoreFileStatus",
)

_MODULES: dict[str, str] = {
    "FileBatchCreateParams": ".file_batch_create_params",
    "FileBatchListFilesParams": ".file_batch_list_files_params",
    "FileContentResponse": ".file_content_response",
    "FileCounts": ".file_counts",
    "FileCreateParams": ".file_create_params",
    "FileListParams": ".file_list_params",
    "FileUpdateParams": ".file_update_params",
    "OtherChunkingStrategy": ".other_chunking_strategy",
    "StaticChunking": ".static_chunking",
    "StaticChunkingStrategy": ".static_chunking_strategy",
    "VectorStoreFile": ".vector_store_file",
    "VectorStoreFileBatch": ".vector_store_file_batch",
    "VectorStoreFileDeleted": ".vector_store_file_deleted",
    "VectorStoreFileError": ".vector_store_file_error",
    "VectorStoreFileStatus": ".vector_store_file_status",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
