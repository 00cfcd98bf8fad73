"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self


_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class JsonSchemaFormat(_types.Model):
    """A JSON Schema for a model's output."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("name", "name", True),
        ("description", "description", False),
        ("schema", "schema", False),
        ("strict", "strict", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "name",
            "description",
            "schema",
            "strict",
        ]
    )

    name: str
    """The schema's name."""
    description: str | None = None
    """A description of the schema, which the model reads."""
    schema: dict[str, Any] | None = None
    """The JSON Schema."""
    strict: bool | None = None
    """True to make the model follow the schema exactly."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("JsonSchemaFormat", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["name"]
            if value.__class__ is not str or not value.isascii():
                source["name"] = _types.text("JsonSchemaFormat", "name", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "JsonSchemaFormat", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 4
        if "description" in source:
            value = source["description"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["description"] = _types.text("JsonSchemaFormat", "description", value)
        else:
            known -= 1
        if "schema" in source:
            value = source["schema"]
            if value is not None:
                source["schema"] = None if value == [] else _types.json_map("JsonSchemaFormat", "schema", value)
        else:
            known -= 1
        if "strict" in source:
            value = source["strict"]
            if value is not None and value.__class__ is not bool:
                source["strict"] = _types.boolean("JsonSchemaFormat", "strict", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
