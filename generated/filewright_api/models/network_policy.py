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
class NetworkPolicy(_types.Model):
    """The network policy: which hosts code in the container can reach."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("type", "type", True),
        ("allowed_domains", "allowed_domains", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
            "allowed_domains",
        ]
    )

    type: str
    """The type of policy, allowlist or disabled."""
    allowed_domains: list[str] | None = None
    """The domains that can be reached, for the type allowlist."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("NetworkPolicy", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("NetworkPolicy", "type", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "NetworkPolicy", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if "allowed_domains" in source:
            value = source["allowed_domains"]
            if value is not None:
                source["allowed_domains"] = [
                    _types.text("NetworkPolicy", "allowed_domains", item)
                    if (item.__class__ is not str or not item.isascii())
                    else item
                    for item in _types.json_list("NetworkPolicy", "allowed_domains", value)
                ]
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
