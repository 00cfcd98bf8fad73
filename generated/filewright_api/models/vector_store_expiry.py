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
class VectorStoreExpiry(_types.Model):
    """When the service deletes the vector store: a number of days after its last use."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("anchor", "anchor", True),
        ("days", "days", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "anchor",
            "days",
        ]
    )

    anchor: str = "last_active_at"
    """The event from which the days are counted, "last_active_at"."""
    days: int
    """The number of days after the anchor."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("VectorStoreExpiry", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["anchor"]
            if value.__class__ is not str or not value.isascii():
                source["anchor"] = _types.text("VectorStoreExpiry", "anchor", value)
            value = source["days"]
            if value.__class__ is not int:
                source["days"] = _types.integer("VectorStoreExpiry", "days", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "VectorStoreExpiry", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
