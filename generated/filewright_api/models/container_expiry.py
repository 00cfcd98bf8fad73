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
class ContainerExpiry(_types.Model):
    """When the service deletes the container: a number of minutes after its last use."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("anchor", "anchor", False),
        ("minutes", "minutes", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "anchor",
            "minutes",
        ]
    )

    anchor: str | None = None
    """The event from which the minutes are counted, "last_active_at"."""
    minutes: int | None = None
    """The number of minutes after the anchor."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ContainerExpiry", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "anchor" in source:
            value = source["anchor"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["anchor"] = _types.text("ContainerExpiry", "anchor", value)
        else:
            known -= 1
        if "minutes" in source:
            value = source["minutes"]
            if value is not None and value.__class__ is not int:
                source["minutes"] = _types.integer("ContainerExpiry", "minutes", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
