"""The models, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .assistant import Assistant
    from .assistant_deleted import AssistantDeleted
    from .assistant_page import AssistantPage
    from .auto import Auto
    from .auto_chunking_strategy import AutoChunkingStrategy
    from .batch import Batch
    from .batch_endpoint import BatchEndpoint
    from .batch_error import BatchError
    from .batch_errors import BatchErrors
    from .batch_page import BatchPage
    from .batch_request_counts import BatchRequestCounts
    from .batch_status import BatchStatus
    from .batch_usage import BatchUsage
    from .checkpoint_metrics import CheckpointMetrics
    from .code_interpreter_resources import CodeInterpreterResources
    from .code_interpreter_tool import CodeInterpreterTool
    from .comparison import Comparison
    from .comparison_filter import ComparisonFilter
    from .completion_window import CompletionWindow
    from .compound_filter import CompoundFilter
    from .conjunction import Conjunction
    from .container import Container
    from .container_expires_after import ContainerExpiresAfter
    from .container_expiry import ContainerExpiry
    from .container_file import ContainerFile
    from .container_file_page import ContainerFilePage
    from .container_page import ContainerPage
    from .create_file_search_resources import CreateFileSearchResources
    from .create_tool_resources import CreateToolResources
    from .create_vector_store_file_body import CreateVectorStoreFileBody
    from .domain_secret import DomainSecret
    from .dpo_hyperparameters import DpoHyperparameters
    from .dpo_method import DpoMethod
    from .expires_after import ExpiresAfter
    from .expiry_anchor import ExpiryAnchor
    from .file_content_page import FileContentPage
    from .file_content_response import FileContentResponse
    from .file_counts import FileCounts
    from .file_deleted import FileDeleted
    from .file_object import FileObject
    from .file_page import FilePage
    from .file_purpose import FilePurpose
    from .file_search_options import FileSearchOptions
    from .file_search_ranking_options import FileSearchRankingOptions
    from .file_search_ranking_options_ranker import FileSearchRankingOptionsRanker
    from .file_search_resources import FileSearchResources
    from .file_search_tool import FileSearchTool
    from .file_status import FileStatus
    from .fine_tuning_error import FineTuningError
    from .fine_tuning_integration import FineTuningIntegration
    from .fine_tuning_integration_type import FineTuningIntegrationType
    from .fine_tuning_job import FineTuningJob
    from .fine_tuning_job_checkpoint import FineTuningJobCheckpoint
    from .fine_tuning_job_checkpoint_page import FineTuningJobCheckpointPage
    from .fine_tuning_job_event import FineTuningJobEvent
    from .fine_tuning_job_event_page import FineTuningJobEventPage
    from .fine_tuning_job_page import FineTuningJobPage
    from .fine_tuning_job_status import FineTuningJobStatus
    from .fine_tuning_method import FineTuningMethod
    from .fine_tuning_method_type import FineTuningMethodType
    from .function_definition import FunctionDefinition
    from .function_tool import FunctionTool
    from .input_tokens_details import InputTokensDetails
    from .json_schema_format import JsonSchemaFormat
    from .memory_limit import MemoryLimit
    from .model import Model
    from .model_deleted import ModelDeleted
    from .model_page import ModelPage
    from .network_allowlist import NetworkAllowlist
    from .network_disabled import NetworkDisabled
    from .network_policy import NetworkPolicy
    from .new_vector_store import NewVectorStore
    from .other_chunking_strategy import OtherChunkingStrategy
    from .output_tokens_details import OutputTokensDetails
    from .ranking_options import RankingOptions
    from .ranking_options_ranker import RankingOptionsRanker
    from .reasoning_effort_type_1 import ReasoningEffortType1
    from .reasoning_effort_type_2_type_1 import ReasoningEffortType2Type1
    from .reasoning_effort_type_3_type_1 import ReasoningEffortType3Type1
    from .reinforcement_hyperparameters import ReinforcementHyperparameters
    from .reinforcement_hyperparameters_reasoning_effort import ReinforcementHyperparametersReasoningEffort
    from .reinforcement_method import ReinforcementMethod
    from .response_format_json_object import ResponseFormatJsonObject
    from .response_format_json_schema import ResponseFormatJsonSchema
    from .response_format_text import ResponseFormatText
    from .sort_order import SortOrder
    from .static_chunking import StaticChunking
    from .static_chunking_strategy import StaticChunkingStrategy
    from .supervised_hyperparameters import SupervisedHyperparameters
    from .supervised_method import SupervisedMethod
    from .tool_resources import ToolResources
    from .upload import Upload
    from .upload_part import UploadPart
    from .upload_purpose import UploadPurpose
    from .upload_status import UploadStatus
    from .vector_store import VectorStore
    from .vector_store_deleted import VectorStoreDeleted
    from .vector_store_expiry import VectorStoreExpiry
    from .vector_store_file import VectorStoreFile
    from .vector_store_file_batch import VectorStoreFileBatch
    from .vector_store_file_deleted import VectorStoreFileDeleted
    from .vector_store_file_error import VectorStoreFileError
    from .vector_store_file_page import VectorStoreFilePage
    from .vector_store_file_status import VectorStoreFileStatus
    from .vector_store_page import VectorStorePage
    from .vector_store_search_content import VectorStoreSearchContent
    from .vector_store_search_page import VectorStoreSearchPage
    from .vector_store_search_response import VectorStoreSearchResponse
    from .vector_store_status import VectorStoreStatus
    from .wandb_integration import WandbIntegration

__all__ = (
    "Assistant",
    "AssistantDeleted",
    "AssistantPage",
    "Auto",
    "AutoChunkingStrategy",
    "Batch",
    "BatchEndpoint",
    "BatchError",
    "BatchErrors",
    "BatchPage",
    "BatchRequestCounts",
    "BatchStatus",
    "BatchUsage",
    "CheckpointMetrics",
    "CodeInterpreterResources",
    "CodeInterpreterTool",
    "Comparison",
    "ComparisonFilter",
    "CompletionWindow",
    "CompoundFilter",
    "Conjunction",
    "Container",
    "ContainerExpiresAfter",
    "ContainerExpiry",
    "ContainerFile",
    "ContainerFilePage",
    "ContainerPage",
    "CreateFileSearchResources",
    "CreateToolResources",
    "CreateVectorStoreFileBody",
    "DomainSecret",
    "DpoHyperparameters",
    "DpoMethod",
    "ExpiresAfter",
    "ExpiryAnchor",
    "FileContentPage",
    "FileContentResponse",
    "FileCounts",
    "FileDeleted",
    "FileObject",
    "FilePage",
    "FilePurpose",
    "FileSearchOptions",
    "FileSearchRankingOptions",
    "FileSearchRankingOptionsRanker",
    "FileSearchResources",
    "FileSearchTool",
    "FileStatus",
    "FineTuningError",
    "FineTuningIntegration",
    "FineTuningIntegrationType",
    "FineTuningJob",
    "FineTuningJobCheckpoint",
    "FineTuningJobCheckpointPage",
    "FineTuningJobEvent",
    "FineTuningJobEventPage",
    "FineTuningJobPage",
    "FineTuningJobStatus",
    "FineTuningMethod",
    "FineTuningMethodType",
    "FunctionDefinition",
    "FunctionTool",
    "InputTokensDetails",
    "JsonSchemaFormat",
    "MemoryLimit",
    "Model",
    "ModelDeleted",
    "ModelPage",
    "NetworkAllowlist",
    "NetworkDisabled",
    "NetworkPolicy",
    "NewVectorStore",
    "OtherChunkingStrategy",
    "OutputTokensDetails",
    "RankingOptions",
    "RankingOptionsRanker",
    "ReasoningEffortType1",
    "ReasoningEffortType2Type1",
    "ReasoningEffortType3Type1",
    "ReinforcementHyperparameters",
    "ReinforcementHyperparametersReasoningEffort",
    "ReinforcementMethod",
    "ResponseFormatJsonObject",
    "ResponseFormatJsonSchema",
    "ResponseFormatText",
    "SortOrder",
    "StaticChunking",
    "StaticChunkingStrategy",
    "SupervisedHyperparameters",
    "SupervisedMethod",
    "ToolResources",
    "Upload",
    "UploadPart",
    "UploadPurpose",
    "UploadStatus",
    "VectorStore",
    "VectorStoreDeleted",
    "VectorStoreExpiry",
    "VectorStoreFile",
    "VectorStoreFileBatch",
    "VectorStoreFileDeleted",
    "VectorStoreFileError",
    "VectorStoreFilePage",
    "VectorStoreFileStatus",
    "VectorStorePage",
    "VectorStoreSearchContent",
    "VectorStoreSearchPage",
    "VectorStoreSearchResponse",
    "VectorStoreStatus",
    "WandbIntegration",
)

_MODULES = {
    "Assistant": ".assistant",
    "AssistantDeleted": ".assistant_deleted",
    "AssistantPage": ".assistant_page",
    "Auto": ".auto",
    "AutoChunkingStrategy": ".auto_chunking_strategy",
    "Batch": ".batch",
    "BatchEndpoint": ".batch_endpoint",
    "BatchError": ".batch_error",
    "BatchErrors": ".batch_errors",
    "BatchPage": ".batch_page",
    "BatchRequestCounts": ".batch_request_counts",
    "BatchStatus": ".batch_status",
    "BatchUsage": ".batch_usage",
    "CheckpointMetrics": ".checkpoint_metrics",
    "CodeInterpreterResources": ".code_interpreter_resources",
    "CodeInterpreterTool": ".code_interpreter_tool",
    "Comparison": ".comparison",
    "ComparisonFilter": ".comparison_filter",
    "CompletionWindow": ".completion_window",
    "CompoundFilter": ".compound_filter",
    "Conjunction": ".conjunction",
    "Container": ".container",
    "ContainerExpiresAfter": ".container_expires_after",
    "ContainerExpiry": ".container_expiry",
    "ContainerFile": ".container_file",
    "ContainerFilePage": ".container_file_page",
    "ContainerPage": ".container_page",
    "CreateFileSearchResources": ".create_file_search_resources",
    "CreateToolResources": ".create_tool_resources",
    "CreateVectorStoreFileBody": ".create_vector_store_file_body",
    "DomainSecret": ".domain_secret",
    "DpoHyperparameters": ".dpo_hyperparameters",
    "DpoMethod": ".dpo_method",
    "ExpiresAfter": ".expires_after",
    "ExpiryAnchor": ".expiry_anchor",
    "FileContentPage": ".file_content_page",
    "FileContentResponse": ".file_content_response",
    "FileCounts": ".file_counts",
    "FileDeleted": ".file_deleted",
    "FileObject": ".file_object",
    "FilePage": ".file_page",
    "FilePurpose": ".file_purpose",
    "FileSearchOptions": ".file_search_options",
    "FileSearchRankingOptions": ".file_search_ranking_options",
    "FileSearchRankingOptionsRanker": ".file_search_ranking_options_ranker",
    "FileSearchResources": ".file_search_resources",
    "FileSearchTool": ".file_search_tool",
    "FileStatus": ".file_status",
    "FineTuningError": ".fine_tuning_error",
    "FineTuningIntegration": ".fine_tuning_integration",
    "FineTuningIntegrationType": ".fine_tuning_integration_type",
    "FineTuningJob": ".fine_tuning_job",
    "FineTuningJobCheckpoint": ".fine_tuning_job_checkpoint",
    "FineTuningJobCheckpointPage": ".fine_tuning_job_checkpoint_page",
    "FineTuningJobEvent": ".fine_tuning_job_event",
    "FineTuningJobEventPage": ".fine_tuning_job_event_page",
    "FineTuningJobPage": ".fine_tuning_job_page",
    "FineTuningJobStatus": ".fine_tuning_job_status",
    "FineTuningMethod": ".fine_tuning_method",
    "FineTuningMethodType": ".fine_tuning_method_type",
    "FunctionDefinition": ".function_definition",
    "FunctionTool": ".function_tool",
    "InputTokensDetails": ".input_tokens_details",
    "JsonSchemaFormat": ".json_schema_format",
    "MemoryLimit": ".memory_limit",
    "Model": ".model",
    "ModelDeleted": ".model_deleted",
    "ModelPage": ".model_page",
    "NetworkAllowlist": ".network_allowlist",
    "NetworkDisabled": ".network_disabled",
    "NetworkPolicy": ".network_policy",
    "NewVectorStore": ".new_vector_store",
    "OtherChunkingStrategy": ".other_chunking_strategy",
    "OutputTokensDetails": ".output_tokens_details",
    "RankingOptions": ".ranking_options",
    "RankingOptionsRanker": ".ranking_options_ranker",
    "ReasoningEffortType1": ".reasoning_effort_type_1",
    "ReasoningEffortType2Type1": ".reasoning_effort_type_2_type_1",
    "ReasoningEffortType3Type1": ".reasoning_effort_type_3_type_1",
    "ReinforcementHyperparameters": ".reinforcement_hyperparameters",
    "ReinforcementHyperparametersReasoningEffort": ".reinforcement_hyperparameters_reasoning_effort",
    "ReinforcementMethod": ".reinforcement_method",
    "ResponseFormatJsonObject": ".response_format_json_object",
    "ResponseFormatJsonSchema": ".response_format_json_schema",
    "ResponseFormatText": ".response_format_text",
    "SortOrder": ".sort_order",
    "StaticChunking": ".static_chunking",
    "StaticChunkingStrategy": ".static_chunking_strategy",
    "SupervisedHyperparameters": ".supervised_hyperparameters",
    "SupervisedMethod": ".supervised_method",
    "ToolResources": ".tool_resources",
    "Upload": ".upload",
    "UploadPart": ".upload_part",
    "UploadPurpose": ".upload_purpose",
    "UploadStatus": ".upload_status",
    "VectorStore": ".vector_store",
    "VectorStoreDeleted": ".vector_store_deleted",
    "VectorStoreExpiry": ".vector_store_expiry",
    "VectorStoreFile": ".vector_store_file",
    "VectorStoreFileBatch": ".vector_store_file_batch",
    "VectorStoreFileDeleted": ".vector_store_file_deleted",
    "VectorStoreFileError": ".vector_store_file_error",
    "VectorStoreFilePage": ".vector_store_file_page",
    "VectorStoreFileStatus": ".vector_store_file_status",
    "VectorStorePage": ".vector_store_page",
    "VectorStoreSearchContent": ".vector_store_search_content",
    "VectorStoreSearchPage": ".vector_store_search_page",
    "VectorStoreSearchResponse": ".vector_store_search_response",
    "VectorStoreStatus": ".vector_store_status",
    "WandbIntegration": ".wandb_integration",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
