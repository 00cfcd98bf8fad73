"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.code_interpreter_resources import CodeInterpreterResources
    from ..models.file_search_resources import FileSearchResources

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class ToolResources(_types.Model):
    """The files and vector stores that an assistant's tools can use."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("code_interpreter", "code_interpreter", False),
        ("file_search", "file_search", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "code_interpreter",
            "file_search",
        ]
    )

    code_interpreter: CodeInterpreterResources | None = None
    """Files for the code interpreter."""
    file_search: FileSearchResources | None = None
    """Vector stores for the file search."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.code_interpreter_resources import CodeInterpreterResources
        from ..models.file_search_resources import FileSearchResources

        if data.__class__ is not dict:
            _types.require_object("ToolResources", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "code_interpreter" in source:
            value = source["code_interpreter"]
            if value is not None:
                source["code_interpreter"] = None if value == [] else CodeInterpreterResources.adopt(value)
        else:
            known -= 1
        if "file_search" in source:
            value = source["file_search"]
            if value is not None:
                source["file_search"] = None if value == [] else FileSearchResources.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
