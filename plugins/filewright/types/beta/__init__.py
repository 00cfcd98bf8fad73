"""The types of `openai.types.beta`, each imported when it is first used.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .assistant import Assistant as Assistant
    from .assistant_create_params import AssistantCreateParams as AssistantCreateParams
    from .assistant_deleted import AssistantDeleted as AssistantDeleted
    from .assistant_list_params import AssistantListParams as AssistantListParams
    from .assistant_update_params import AssistantUpdateParams as AssistantUpdateParams
    from .auto import Auto as Auto
    from .code_interpreter_resources import CodeInterpreterResources as CodeInterpreterResources
    from .code_interpreter_tool import CodeInterpreterTool as CodeInterpreterTool
    from .file_search_options import FileSearchOptions as FileSearchOptions
    from .file_search_ranking_options import FileSearchRankingOptions as FileSearchRankingOptions
    from .file_search_ranking_options_ranker import FileSearchRankingOptionsRanker as FileSearchRankingOptionsRanker
    from .file_search_resources import FileSearchResources as FileSearchResources
    from .file_search_tool import FileSearchTool as FileSearchTool
    from .function_definition import FunctionDefinition as FunctionDefinition
    from .function_tool import FunctionTool as FunctionTool
    from .json_schema_format import JsonSchemaFormat as JsonSchemaFormat
    from .response_format_json_object import ResponseFormatJsonObject as ResponseFormatJsonObject
    from .response_format_json_schema import ResponseFormatJsonSchema as ResponseFormatJsonSchema
    from .response_format_text import ResponseFormatText as ResponseFormatText
    from .tool_resources import ToolResources as ToolResources

__all__ = (
    "Assistant",
    "AssistantCreateParams",
    "AssistantDeleted",
    "AssistantListParams",
    "AssistantUpdateParams",
    "Auto",
    "CodeInterpreterResources",
    "CodeInterpreterTool",
    "FileSearchOptions",
    "FileSearchRankingOptions",
    "FileSearchRankingOptionsRanker",
    "FileSearchResources",
    "FileSearchTool",
    "FunctionDefinition",
    "FunctionTool",
    "JsonSchemaFormat",
    "ResponseFormatJsonObject",
    "ResponseFormatJsonSchema",
    "ResponseFormatText",
    "ToolResources",
)

_MODULES: dict[str, str] = {
    "Assistant": ".assistant",
    "AssistantCreateParams": ".assistant_create_params",
    "AssistantDeleted": ".assistant_deleted",
    "AssistantListParams": ".assistant_list_params",
    "AssistantUpdateParams": ".assistant_update_params",
    "Auto": ".auto",
    "CodeInterpreterResources": ".code_interpreter_resources",
    "CodeInterpreterTool": ".code_interpreter_tool",
    "FileSearchOptions": ".file_search_options",
    "FileSearchRankingOptions": ".file_search_ranking_options",
    "FileSearchRankingOptionsRanker": ".file_search_ranking_options_ranker",
    "FileSearchResources": ".file_search_resources",
    "FileSearchTool": ".file_search_tool",
    "FunctionDefinition": ".function_definition",
    "FunctionTool": ".function_tool",
    "JsonSchemaFormat": ".json_schema_format",
    "ResponseFormatJsonObject": ".response_format_json_object",
    "ResponseFormatJsonSchema": ".response_format_json_schema",
    "ResponseFormatText": ".response_format_text",
    "ToolResources": ".tool_resources",
}


if not TYPE_CHECKING:  # a checker that sees it takes every misspelt name for Any

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
