"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.function_definition import FunctionDefinition

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FunctionTool(_types.Model):
    """A function tool."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("type", "type", True),
        ("function", "function", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
            "function",
        ]
    )

    type: Literal["function"]
    function: FunctionDefinition
    """A function that the model may call."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.function_definition import FunctionDefinition

        if data.__class__ is not dict:
            _types.require_object("FunctionTool", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("FunctionTool", "type", value)
            value = source["function"]
            source["function"] = FunctionDefinition.adopt(value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FunctionTool", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
