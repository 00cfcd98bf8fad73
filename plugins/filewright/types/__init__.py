"""The types of `openai.types`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .batch import Batch as Batch
    from .batch_create_params import BatchCreateParams as BatchCreateParams
    from .batch_endpoint import BatchEndpoint as BatchEndpoint
    from .batch_error import BatchError as BatchError
    from .batch_errors import BatchErrors as BatchErrors
    from .batch_list_params import BatchListParams as BatchListParams
    from .batch_request_counts import BatchRequestCounts as BatchRequestCounts
    from .batch_status import BatchStatus as BatchStatus
    from .batch_usage import BatchUsage as BatchUsage
    from .completion_window import CompletionWindow as CompletionWindow
    from .container import Container as Container
    from .container_create_params import ContainerCreateParams as ContainerCreateParams
    from .container_create_response import ContainerCreateResponse as ContainerCreateResponse
    from .container_expiry import ContainerExpiry as ContainerExpiry
    from .container_list_params import ContainerListParams as ContainerListParams
    from .container_list_response import ContainerListResponse as ContainerListResponse
    from .container_retrieve_response import ContainerRetrieveResponse as ContainerRetrieveResponse
    from .file_content import FileContent as FileContent
    from .file_counts import FileCounts as FileCounts
    from .file_create_params import FileCreateParams as FileCreateParams
    from .file_deleted import FileDeleted as FileDeleted
    from .file_list_params import FileListParams as FileListParams
    from .file_object import FileObject as FileObject
    from .file_purpose import FilePurpose as FilePurpose
    from .file_status import FileStatus as FileStatus
    from .input_tokens_details import InputTokensDetails as InputTokensDetails
    from .model import Model as Model
    from .model_deleted import ModelDeleted as ModelDeleted
    from .network_policy import NetworkPolicy as NetworkPolicy
    from .output_tokens_details import OutputTokensDetails as OutputTokensDetails
    from .upload import Upload as Upload
    from .upload_complete_params import UploadCompleteParams as UploadCompleteParams
    from .upload_create_params import UploadCreateParams as UploadCreateParams
    from .upload_purpose import UploadPurpose as UploadPurpose
    from .upload_status import UploadStatus as UploadStatus
    from .vector_store import VectorStore as VectorStore
    from .vector_store_create_params import VectorStoreCreateParams as VectorStoreCreateParams
    from .vector_store_deleted import VectorStoreDeleted as VectorStoreDeleted
    from .vector_store_expiry import VectorStoreExpiry as VectorStoreExpiry
    from .vector_store_list_params import VectorStoreListParams as VectorStoreListParams
    from .vector_store_search_content import VectorStoreSearchContent as VectorStoreSearchContent
    from .vector_store_search_params import VectorStoreSearchParams as VectorStoreSearchParams
    from .vector_store_search_response import VectorStoreSearchResponse as VectorStoreSearchResponse
    from .vector_store_status import VectorStoreStatus as VectorStoreStatus
    from .vector_store_update_params import VectorStoreUpdateParams as VectorStoreUpdateParams

__all__ = (
    "Batch",
    "BatchCreateParams",
    "BatchEndpoint",
    "BatchError",
    "BatchErrors",
    "BatchListParams",
    "BatchRequestCounts",
    "BatchStatus",
    "BatchUsage",
    "CompletionWindow",
    "Container",
    "ContainerCreateParams",
    "ContainerCreateResponse",
    "ContainerExpiry",
    "ContainerListParams",
    "ContainerListResponse",
    "ContainerRetrieveResponse",
    "FileContent",
    "FileCounts",
    "FileCreateParams",
    "FileDeleted",
    "FileListParams",
    "FileObject",
    "FilePurpose",
    "FileStatus",
    "InputTokensDetails",
    "Model",
    "ModelDeleted",
    "NetworkPolicy",
    "OutputTokensDetails",
    "Upload",
    "UploadCompleteParams",
    "UploadCreateParams",
    "UploadPurpose",
    "UploadStatus",
    "VectorStore",
    "VectorStoreCreateParams",
    "VectorStoreDeleted",
    "VectorStoreExpiry",
    "VectorStoreListParams",
    "VectorStoreSearchContent",
    "VectorStoreSearchParams",
    "VectorStoreSearchResponse",
    "VectorStoreStatus",
    "VectorStoreUpdateParams",
)

_MODULES: dict[str, str] = {
    "Batch": ".batch",
    "BatchCreateParams": ".batch_create_params",
    "BatchEndpoint": ".batch_endpoint",
    "BatchError": ".batch_error",
    "BatchErrors": ".batch_errors",
    "BatchListParams": ".batch_list_params",
    "BatchRequestCounts": ".batch_request_counts",
    "BatchStatus": ".batch_status",
    "BatchUsage": ".batch_usage",
    "CompletionWindow": ".completion_window",
    "Container": ".container",
    "ContainerCreateParams": ".container_create_params",
    "ContainerCreateResponse": ".container_create_response",
    "ContainerExpiry": ".container_expiry",
    "ContainerListParams": ".container_list_params",
    "ContainerListResponse": ".container_list_response",
    "ContainerRetrieveResponse": ".container_retrieve_response",
    "FileContent": ".file_content",
    "FileCounts": ".file_counts",
    "FileCreateParams": ".file_create_params",
    "FileDeleted": ".file_deleted",
    "FileListParams": ".file_list_params",
    "FileObject": ".file_object",
    "FilePurpose": ".file_purpose",
    "FileStatus": ".file_status",
    "InputTokensDetails": ".input_tokens_details",
    "Model": ".model",
    "ModelDeleted": ".model_deleted",
    "NetworkPolicy": ".network_policy",
    "OutputTokensDetails": ".output_tokens_details",
    "Upload": ".upload",
    "UploadCompleteParams": ".upload_complete_params",
    "UploadCreateParams": ".upload_create_params",
    "UploadPurpose": ".upload_purpose",
    "UploadStatus": ".upload_status",
    "VectorStore": ".vector_store",
    "VectorStoreCreateParams": ".vector_store_create_params",
    "VectorStoreDeleted": ".vector_store_deleted",
    "VectorStoreExpiry": ".vector_store_expiry",
    "VectorStoreListParams": ".vector_store_list_params",
    "VectorStoreSearchContent": ".vector_store_search_content",
    "VectorStoreSearchParams": ".vector_store_search_params",
    "VectorStoreSearchResponse": ".vector_store_search_response",
    "VectorStoreStatus": ".vector_store_status",
    "VectorStoreUpdateParams": ".vector_store_update_params",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
