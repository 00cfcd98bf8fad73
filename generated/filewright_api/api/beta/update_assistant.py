"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.assistant import Assistant
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from ...models.auto import Auto
    from ...models.code_interpreter_tool import CodeInterpreterTool
    from ...models.file_search_tool import FileSearchTool
    from ...models.function_tool import FunctionTool
    from ...models.reasoning_effort_type_1 import ReasoningEffortType1
    from ...models.reasoning_effort_type_2_type_1 import ReasoningEffortType2Type1
    from ...models.reasoning_effort_type_3_type_1 import ReasoningEffortType3Type1
    from ...models.response_format_json_object import ResponseFormatJsonObject
    from ...models.response_format_json_schema import ResponseFormatJsonSchema
    from ...models.response_format_text import ResponseFormatText
    from ...models.tool_resources import ToolResources


def build_request(
    *,
    assistant_id: str,
    model: str | NotGiven = NOT_GIVEN,
    name: str | None | NotGiven = NOT_GIVEN,
    description: str | None | NotGiven = NOT_GIVEN,
    instructions: str | None | NotGiven = NOT_GIVEN,
    reasoning_effort: ReasoningEffortType1
    | ReasoningEffortType2Type1
    | ReasoningEffortType3Type1
    | None
    | NotGiven = NOT_GIVEN,
    tools: Sequence[CodeInterpreterTool | FileSearchTool | FunctionTool | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
    tool_resources: ToolResources | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
    metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
    temperature: float | None | NotGiven = NOT_GIVEN,
    top_p: float | None | NotGiven = NOT_GIVEN,
    response_format: Auto
    | ResponseFormatText
    | ResponseFormatJsonObject
    | ResponseFormatJsonSchema
    | Mapping[str, Any]
    | None
    | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Update an assistant. Arguments that are not given leave their values unchanged.

    Args:
        assistant_id: The assistant's id.
        model: The model's id.
        name: The assistant's name.
        description: A description of the assistant.
        instructions: The instructions for the model.
        reasoning_effort: The reasoning effort.
        tools: The tools that the assistant can use.
        tool_resources: The files and vector stores that the tools can use.
        metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up
            to 512.
        temperature: The sampling temperature; higher values make the output more random.
        top_p: The probability mass for nucleus sampling.
        response_format: The format of the model's output.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/assistants/{_path_segment('assistant_id', assistant_id)}",
        {},
        json=_json_object(
            {},
            {
                "model": model,
                "tools": tools,
            },
            {
                "name": name,
                "description": description,
                "instructions": instructions,
                "reasoning_effort": reasoning_effort,
                "tool_resources": tool_resources,
                "metadata": metadata,
                "temperature": temperature,
                "top_p": top_p,
                "response_format": response_format,
            },
        ),
    )


def parse_response(response: httpx.Response) -> Assistant:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Assistant.adopt(_from_json(response.content))
