"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self


_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class CodeInterpreterTool(_types.Model):
    """The code interpreter tool."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (("type", "type", True),)
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
        ]
    )

    type: Literal["code_interpreter"]
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("CodeInterpreterTool", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("CodeInterpreterTool", "type", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "CodeInterpreterTool", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
