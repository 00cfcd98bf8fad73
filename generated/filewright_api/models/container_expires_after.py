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
class ContainerExpiresAfter(_types.Model):
    """When the service deletes the container: a number of minutes after its last use."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("anchor", "anchor", True),
        ("minutes", "minutes", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "anchor",
            "minutes",
        ]
    )

    anchor: str = "last_active_at"
    """The event from which the minutes are counted, "last_active_at"."""
    minutes: int
    """The number of minutes after the anchor."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ContainerExpiresAfter", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["anchor"]
            if value.__class__ is not str or not value.isascii():
                source["anchor"] = _types.text("ContainerExpiresAfter", "anchor", value)
            value = source["minutes"]
            if value.__class__ is not int:
                source["minutes"] = _types.integer("ContainerExpiresAfter", "minutes", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ContainerExpiresAfter", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
