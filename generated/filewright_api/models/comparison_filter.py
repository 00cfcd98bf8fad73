"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.comparison import Comparison

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class ComparisonFilter(_types.Model):
    """A filter that compares an attribute with a value."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("type", "type", True),
        ("key", "key", True),
        ("value", "value", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
            "key",
            "value",
        ]
    )

    type: Comparison
    """The comparison operator."""
    key: str
    """The attribute's name."""
    value: str | float | bool | list[str | float]
    """The value, or a list of values for the operators in and nin."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ComparisonFilter", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("ComparisonFilter", "type", value)
            value = source["key"]
            if value.__class__ is not str or not value.isascii():
                source["key"] = _types.text("ComparisonFilter", "key", value)
            value = source["value"]
            source["value"] = (
                (
                    [
                        (_types.number("ComparisonFilter", "value", item) if item.__class__ is not float else item)
                        if item.__class__ in (int, float)
                        else (
                            _types.text("ComparisonFilter", "value", item)
                            if (item.__class__ is not str or not item.isascii())
                            else item
                        )
                        if item.__class__ is str
                        else _types.refuse("ComparisonFilter", "value", "text or a number", item)
                        for item in _types.json_list("ComparisonFilter", "value", value)
                    ]
                )
                if value.__class__ is list
                else (_types.boolean("ComparisonFilter", "value", value) if value.__class__ is not bool else value)
                if value.__class__ is bool
                else (_types.number("ComparisonFilter", "value", value) if value.__class__ is not float else value)
                if value.__class__ in (int, float)
                else (
                    _types.text("ComparisonFilter", "value", value)
                    if (value.__class__ is not str or not value.isascii())
                    else value
                )
                if value.__class__ is str
                else _types.refuse("ComparisonFilter", "value", "text or a number or true or false or a list", value)
            )
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ComparisonFilter", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
