"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.expiry_anchor import ExpiryAnchor

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class ExpiresAfter(_types.Model):
    """When the service deletes the file."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("anchor", "anchor", True),
        ("seconds", "seconds", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "anchor",
            "seconds",
        ]
    )

    anchor: ExpiryAnchor = "created_at"
    """The event from which the expiry is counted."""
    seconds: int
    """Seconds after the anchor, from 3,600 (an hour) to 2,592,000 (30 days)."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ExpiresAfter", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["anchor"]
            if value.__class__ is not str or not value.isascii():
                source["anchor"] = _types.text("ExpiresAfter", "anchor", value)
            value = source["seconds"]
            if value.__class__ is not int:
                source["seconds"] = _types.integer("ExpiresAfter", "seconds", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ExpiresAfter", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
