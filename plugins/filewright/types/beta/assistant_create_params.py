"""`AssistantCreateParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Required, TypedDict

from ..shared_params import (
    CodeInterpreterTool,
    CreateToolResources,
    FileSearchTool,
    FunctionTool,
    ResponseFormatJsonObject,
    ResponseFormatJsonSchema,
    ResponseFormatText,
)

if TYPE_CHECKING:
    from filewright_api.models import Auto, ReasoningEffortType1, ReasoningEffortType2Type1, ReasoningEffortType3Type1

__all__ = (
    "CodeInterpreterTool",
    "CreateToolResources",
    "FileSearchTool",
    "FunctionTool",
    "ResponseFormatJsonObject",
    "ResponseFormatJsonSchema",
    "ResponseFormatText",
    "AssistantCreateParams",
)


class AssistantCreateParams(TypedDict, total=False):
    """The arguments of `beta.assistants.create`."""

    model: Required[str]
    name: str | None
    description: str | None
    instructions: str | None
    reasoning_effort: ReasoningEffortType1 | ReasoningEffortType2Type1 | ReasoningEffortType3Type1 | None
    tools: Sequence[CodeInterpreterTool | FileSearchTool | FunctionTool]
    tool_resources: CreateToolResources | None
    metadata: Mapping[str, str] | None
    temperature: float | None
    top_p: float | None
    response_format: Auto | ResponseFormatText | ResponseFormatJsonObject | ResponseFormatJsonSchema | None
