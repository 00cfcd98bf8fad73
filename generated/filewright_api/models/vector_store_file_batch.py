"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_counts import FileCounts
    from ..models.vector_store_file_status import VectorStoreFileStatus

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class VectorStoreFileBatch(_types.Model):
    """A batch of files that are being added to a vector store."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("vector_store_id", "vector_store_id", True),
        ("status", "status", True),
        ("file_counts", "file_counts", True),
        ("object", "object", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "vector_store_id",
            "status",
            "file_counts",
            "object",
        ]
    )

    id: str
    """The batch's id."""
    created_at: int
    """When the batch was created, in seconds since 1970 (UTC)."""
    vector_store_id: str
    """The vector store's id."""
    status: VectorStoreFileStatus
    """The status of a vector store file or file batch. Any string is accepted."""
    file_counts: FileCounts
    """The number of files in a vector store or file batch, by status."""
    object: str | None = None
    """The object type, usually "vector_store.files_batch"."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.file_counts import FileCounts

        if data.__class__ is not dict:
            _types.require_object("VectorStoreFileBatch", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("VectorStoreFileBatch", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "VectorStoreFileBatch", "created_at", value)
            value = source["vector_store_id"]
            if value.__class__ is not str or not value.isascii():
                source["vector_store_id"] = _types.text("VectorStoreFileBatch", "vector_store_id", value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("VectorStoreFileBatch", "status", value)
            value = source["file_counts"]
            source["file_counts"] = FileCounts.adopt(value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "VectorStoreFileBatch", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 6
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("VectorStoreFileBatch", "object", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
