"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.domain_secret import DomainSecret

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class NetworkAllowlist(_types.Model):
    """A policy that allows access to the listed domains."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("type", "type", True),
        ("allowed_domains", "allowed_domains", True),
        ("domain_secrets", "domain_secrets", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "type",
            "allowed_domains",
            "domain_secrets",
        ]
    )

    type: Literal["allowlist"]
    allowed_domains: list[str]
    """The allowed domains."""
    domain_secrets: list[DomainSecret] | None = None
    """Secrets that the service adds to requests to these domains."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.domain_secret import DomainSecret

        if data.__class__ is not dict:
            _types.require_object("NetworkAllowlist", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["type"]
            if value.__class__ is not str or not value.isascii():
                source["type"] = _types.text("NetworkAllowlist", "type", value)
            value = _types.listed(cls.json_names, source, "allowed_domains")
            source["allowed_domains"] = [
                _types.text("NetworkAllowlist", "allowed_domains", item)
                if (item.__class__ is not str or not item.isascii())
                else item
                for item in _types.json_list("NetworkAllowlist", "allowed_domains", value)
            ]
        except KeyError as error:
            raise _types.UnexpectedShape(
                "NetworkAllowlist", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if "domain_secrets" in source:
            value = source["domain_secrets"]
            if value is not None:
                source["domain_secrets"] = _types.model_list(
                    DomainSecret.adopt, "NetworkAllowlist", "domain_secrets", value
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
