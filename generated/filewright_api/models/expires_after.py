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


@_attrs_define(kw_only=True)
class ExpiresAfter(_types.Model):
    """When a stored file shall be deleted by the service."""

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
    """The moment from which an expiry counts."""
    seconds: int
    """Seconds after the anchor, from 3,600 (an hour) to 2,592,000 (30 days)."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("ExpiresAfter", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["anchor"]
            self.anchor = (
                value if (value.__class__ is str and value.isascii()) else _types.text("ExpiresAfter", "anchor", value)
            )
            value = source["seconds"]
            self.seconds = value if value.__class__ is int else _types.integer("ExpiresAfter", "seconds", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ExpiresAfter", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 2
        absent = 0
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
