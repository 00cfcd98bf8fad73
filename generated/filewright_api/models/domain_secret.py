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
class DomainSecret(_types.Model):
    """A secret for a domain. Code in the container cannot read it."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("domain", "domain", True),
        ("name", "name", True),
        ("value", "value", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "domain",
            "name",
            "value",
        ]
    )

    domain: str
    """The domain."""
    name: str
    """The secret's name."""
    value: str
    """The secret."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("DomainSecret", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["domain"]
            if value.__class__ is not str or not value.isascii():
                source["domain"] = _types.text("DomainSecret", "domain", value)
            value = source["name"]
            if value.__class__ is not str or not value.isascii():
                source["name"] = _types.text("DomainSecret", "name", value)
            value = source["value"]
            if value.__class__ is not str or not value.isascii():
                source["value"] = _types.text("DomainSecret", "value", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "DomainSecret", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
