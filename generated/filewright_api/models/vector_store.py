"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_counts import FileCounts
    from ..models.vector_store_expiry import VectorStoreExpiry
    from ..models.vector_store_status import VectorStoreStatus

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class VectorStore(_types.Model):
    """A collection of files that can be searched."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("file_counts", "file_counts", True),
        ("status", "status", True),
        ("object", "object", False),
        ("name", "name", False),
        ("usage_bytes", "usage_bytes", False),
        ("expires_after", "expires_after", False),
        ("expires_at", "expires_at", False),
        ("last_active_at", "last_active_at", False),
        ("metadata", "metadata", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "file_counts",
            "status",
            "object",
            "name",
            "usage_bytes",
            "expires_after",
            "expires_at",
            "last_active_at",
            "metadata",
        ]
    )

    id: str
    """The vector store's id."""
    created_at: int
    """When the vector store was created, in seconds since 1970 (UTC)."""
    file_counts: FileCounts
    """The number of files in a vector store or file batch, by status."""
    status: VectorStoreStatus
    """The status of a vector store. Any string is accepted."""
    object: str | None = None
    """The object type, usually "vector_store"."""
    name: str | None = None
    """The vector store's name."""
    usage_bytes: int | None = None
    """The size of the indexed files in bytes."""
    expires_after: VectorStoreExpiry | None = None
    """When the service deletes the vector store, if it expires."""
    expires_at: int | None = None
    """When the vector store will be deleted, in seconds since 1970 (UTC). None if it does not expire."""
    last_active_at: int | None = None
    """When the vector store was last used, in seconds since 1970 (UTC)."""
    metadata: dict[str, str] | None = None
    """Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.file_counts import FileCounts
        from ..models.vector_store_expiry import VectorStoreExpiry

        if data.__class__ is not dict:
            _types.require_object("VectorStore", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("VectorStore", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "VectorStore", "created_at", value)
            value = source["file_counts"]
            source["file_counts"] = FileCounts.adopt(value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("VectorStore", "status", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "VectorStore", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 11
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("VectorStore", "object", value)
        else:
            known -= 1
        if "name" in source:
            value = source["name"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["name"] = _types.text("VectorStore", "name", value)
        else:
            known -= 1
        if "usage_bytes" in source:
            value = source["usage_bytes"]
            if value is not None and value.__class__ is not int:
                source["usage_bytes"] = _types.integer("VectorStore", "usage_bytes", value)
        else:
            known -= 1
        if "expires_after" in source:
            value = source["expires_after"]
            if value is not None:
                source["expires_after"] = None if value == [] else VectorStoreExpiry.adopt(value)
        else:
            known -= 1
        if "expires_at" in source:
            value = source["expires_at"]
            if value is not None and value.__class__ is not int:
                source["expires_at"] = _types.moment("VectorStore", "expires_at", value)
        else:
            known -= 1
        if "last_active_at" in source:
            value = source["last_active_at"]
            if value is not None and value.__class__ is not int:
                source["last_active_at"] = _types.moment("VectorStore", "last_active_at", value)
        else:
            known -= 1
        if "metadata" in source:
            value = source["metadata"]
            if value is not None:
                source["metadata"] = None if value == [] else _types.json_map("VectorStore", "metadata", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
