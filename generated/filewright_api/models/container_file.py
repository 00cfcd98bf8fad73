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
class ContainerFile(_types.Model):
    """A file in a container."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("container_id", "container_id", True),
        ("created_at", "created_at", True),
        ("path", "path", True),
        ("object", "object", False),
        ("bytes", "bytes", False),
        ("source", "source", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "container_id",
            "created_at",
            "path",
            "object",
            "bytes",
            "source",
        ]
    )

    id: str
    """The file's id."""
    container_id: str
    """The container's id."""
    created_at: int
    """When the file was added, in seconds since 1970 (UTC)."""
    path: str
    """The file's path in the container."""
    object: str | None = None
    """The object type, usually "container.file"."""
    bytes: int | None = None
    """The size of the file in bytes."""
    source: str | None = None
    """The origin of the file, such as user or assistant."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ContainerFile", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("ContainerFile", "id", value)
            value = source["container_id"]
            if value.__class__ is not str or not value.isascii():
                source["container_id"] = _types.text("ContainerFile", "container_id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "ContainerFile", "created_at", value)
            value = source["path"]
            if value.__class__ is not str or not value.isascii():
                source["path"] = _types.text("ContainerFile", "path", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ContainerFile", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 7
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("ContainerFile", "object", value)
        else:
            known -= 1
        if "bytes" in source:
            value = source["bytes"]
            if value is not None and value.__class__ is not int:
                source["bytes"] = _types.integer("ContainerFile", "bytes", value)
        else:
            known -= 1
        if "source" in source:
            value = source["source"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["source"] = _types.text("ContainerFile", "source", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
