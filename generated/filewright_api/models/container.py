"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.container_expiry import ContainerExpiry
    from ..models.network_policy import NetworkPolicy

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class Container(_types.Model):
    """A sandbox in which a model can run code on files."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("name", "name", True),
        ("status", "status", True),
        ("object", "object", False),
        ("last_active_at", "last_active_at", False),
        ("expires_after", "expires_after", False),
        ("memory_limit", "memory_limit", False),
        ("network_policy", "network_policy", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "name",
            "status",
            "object",
            "last_active_at",
            "expires_after",
            "memory_limit",
            "network_policy",
        ]
    )

    id: str
    """The container's id."""
    created_at: int
    """When the container was created, in seconds since 1970 (UTC)."""
    name: str
    """The container's name."""
    status: str
    """The container's status, such as running or expired."""
    object: str | None = None
    """The object type, usually "container"."""
    last_active_at: int | None = None
    """When the container was last used, in seconds since 1970 (UTC)."""
    expires_after: ContainerExpiry | None = None
    """When the service deletes the container."""
    memory_limit: str | None = None
    """The container's memory limit, such as 1g."""
    network_policy: NetworkPolicy | None = None
    """The network policy of the container."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.container_expiry import ContainerExpiry
        from ..models.network_policy import NetworkPolicy

        if data.__class__ is not dict:
            _types.require_object("Container", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("Container", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "Container", "created_at", value)
            value = source["name"]
            if value.__class__ is not str or not value.isascii():
                source["name"] = _types.text("Container", "name", value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("Container", "status", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "Container", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 9
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("Container", "object", value)
        else:
            known -= 1
        if "last_active_at" in source:
            value = source["last_active_at"]
            if value is not None and value.__class__ is not int:
                source["last_active_at"] = _types.moment("Container", "last_active_at", value)
        else:
            known -= 1
        if "expires_after" in source:
            value = source["expires_after"]
            if value is not None:
                source["expires_after"] = None if value == [] else ContainerExpiry.adopt(value)
        else:
            known -= 1
        if "memory_limit" in source:
            value = source["memory_limit"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["memory_limit"] = _types.text("Container", "memory_limit", value)
        else:
            known -= 1
        if "network_policy" in source:
            value = source["network_policy"]
            if value is not None:
                source["network_policy"] = None if value == [] else NetworkPolicy.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
