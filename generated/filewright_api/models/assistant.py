"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.auto import Auto
    from ..models.code_interpreter_tool import CodeInterpreterTool
    from ..models.file_search_tool import FileSearchTool
    from ..models.function_tool import FunctionTool
    from ..models.response_format_json_object import ResponseFormatJsonObject
    from ..models.response_format_json_schema import ResponseFormatJsonSchema
    from ..models.response_format_text import ResponseFormatText
    from ..models.tool_resources import ToolResources

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class Assistant(_types.Model):
    """A model with instructions and tools."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("model", "model", True),
        ("tools", "tools", True),
        ("object", "object", False),
        ("name", "name", False),
        ("description", "description", False),
        ("instructions", "instructions", False),
        ("tool_resources", "tool_resources", False),
        ("metadata", "metadata", False),
        ("temperature", "temperature", False),
        ("top_p", "top_p", False),
        ("response_format", "response_format", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "model",
            "tools",
            "object",
            "name",
            "description",
            "instructions",
            "tool_resources",
            "metadata",
            "temperature",
            "top_p",
            "response_format",
        ]
    )

    id: str
    """The assistant's id."""
    created_at: int
    """When the assistant was created, in seconds since 1970 (UTC)."""
    model: str
    """The model's id."""
    tools: list[CodeInterpreterTool | FileSearchTool | FunctionTool]
    """The tools that the assistant can use."""
    object: str | None = None
    """The object type, usually "assistant"."""
    name: str | None = None
    """The assistant's name."""
    description: str | None = None
    """A description of the assistant."""
    instructions: str | None = None
    """The instructions for the model."""
    tool_resources: ToolResources | None = None
    """The files and vector stores that the tools can use."""
    metadata: dict[str, str] | None = None
    """Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512."""
    temperature: float | None = None
    """The sampling temperature; higher values make the output more random."""
    top_p: float | None = None
    """The probability mass for nucleus sampling."""
    response_format: Auto | ResponseFormatText | ResponseFormatJsonObject | ResponseFormatJsonSchema | None = None
    """The format of the model's output."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.code_interpreter_tool import CodeInterpreterTool
        from ..models.file_search_tool import FileSearchTool
        from ..models.function_tool import FunctionTool
        from ..models.response_format_json_object import ResponseFormatJsonObject
        from ..models.response_format_json_schema import ResponseFormatJsonSchema
        from ..models.response_format_text import ResponseFormatText
        from ..models.tool_resources import ToolResources

        if data.__class__ is not dict:
            _types.require_object("Assistant", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("Assistant", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "Assistant", "created_at", value)
            value = source["model"]
            if value.__class__ is not str or not value.isascii():
                source["model"] = _types.text("Assistant", "model", value)
            value = _types.listed(cls.json_names, source, "tools")
            source["tools"] = [
                (
                    _types.variant(
                        "Assistant",
                        "tools",
                        "type",
                        {
                            "code_interpreter": CodeInterpreterTool,
                            "file_search": FileSearchTool,
                            "function": FunctionTool,
                        },
                        item,
                    )
                )
                if item.__class__ is dict
                else _types.refuse("Assistant", "tools", "an object", item)
                for item in _types.json_list("Assistant", "tools", value)
            ]
        except KeyError as error:
            raise _types.UnexpectedShape(
                "Assistant", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 13
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("Assistant", "object", value)
        else:
            known -= 1
        if "name" in source:
            value = source["name"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["name"] = _types.text("Assistant", "name", value)
        else:
            known -= 1
        if "description" in source:
            value = source["description"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["description"] = _types.text("Assistant", "description", value)
        else:
            known -= 1
        if "instructions" in source:
            value = source["instructions"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["instructions"] = _types.text("Assistant", "instructions", value)
        else:
            known -= 1
        if "tool_resources" in source:
            value = source["tool_resources"]
            if value is not None:
                source["tool_resources"] = None if value == [] else ToolResources.adopt(value)
        else:
            known -= 1
        if "metadata" in source:
            value = source["metadata"]
            if value is not None:
                source["metadata"] = None if value == [] else _types.json_map("Assistant", "metadata", value)
        else:
            known -= 1
        if "temperature" in source:
            value = source["temperature"]
            if value is not None and value.__class__ is not float:
                source["temperature"] = _types.number("Assistant", "temperature", value)
        else:
            known -= 1
        if "top_p" in source:
            value = source["top_p"]
            if value is not None and value.__class__ is not float:
                source["top_p"] = _types.number("Assistant", "top_p", value)
        else:
            known -= 1
        if "response_format" in source:
            value = source["response_format"]
            if value is not None:
                source["response_format"] = (
                    (
                        _types.variant(
                            "Assistant",
                            "response_format",
                            "type",
                            {
                                "text": ResponseFormatText,
                                "json_object": ResponseFormatJsonObject,
                                "json_schema": ResponseFormatJsonSchema,
                            },
                            value,
                        )
                    )
                    if value.__class__ is dict
                    else (
                        _types.text("Assistant", "response_format", value)
                        if (value.__class__ is not str or not value.isascii())
                        else value
                    )
                    if value.__class__ is str
                    else _types.refuse("Assistant", "response_format", "text or an object", value)
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
