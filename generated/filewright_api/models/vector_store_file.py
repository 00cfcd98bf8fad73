"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.other_chunking_strategy import OtherChunkingStrategy
    from ..models.static_chunking_strategy import StaticChunkingStrategy
    from ..models.vector_store_file_error import VectorStoreFileError
    from ..models.vector_store_file_status import VectorStoreFileStatus

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class VectorStoreFile(_types.Model):
    """A file in a vector store."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("vector_store_id", "vector_store_id", True),
        ("status", "status", True),
        ("object", "object", False),
        ("usage_bytes", "usage_bytes", False),
        ("last_error", "last_error", False),
        ("attributes", "attributes", False),
        ("chunking_strategy", "chunking_strategy", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "vector_store_id",
            "status",
            "object",
            "usage_bytes",
            "last_error",
            "attributes",
            "chunking_strategy",
        ]
    )

    id: str
    """The file's id."""
    created_at: int
    """When the file was added, in seconds since 1970 (UTC)."""
    vector_store_id: str
    """The vector store's id."""
    status: VectorStoreFileStatus
    """The status of a vector store file or file batch. Any string is accepted."""
    object: str | None = None
    """The object type, usually "vector_store.file"."""
    usage_bytes: int | None = None
    """The size of the index in bytes."""
    last_error: VectorStoreFileError | None = None
    """Why the file could not be indexed; None if there was no error."""
    attributes: dict[str, str | float | bool] | None = None
    """Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to 512
    characters, numbers or booleans."""
    chunking_strategy: StaticChunkingStrategy | OtherChunkingStrategy | None = None
    """How the file was split into chunks."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.other_chunking_strategy import OtherChunkingStrategy
        from ..models.static_chunking_strategy import StaticChunkingStrategy
        from ..models.vector_store_file_error import VectorStoreFileError

        if data.__class__ is not dict:
            _types.require_object("VectorStoreFile", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("VectorStoreFile", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "VectorStoreFile", "created_at", value)
            value = source["vector_store_id"]
            if value.__class__ is not str or not value.isascii():
                source["vector_store_id"] = _types.text("VectorStoreFile", "vector_store_id", value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("VectorStoreFile", "status", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "VectorStoreFile", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 9
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("VectorStoreFile", "object", value)
        else:
            known -= 1
        if "usage_bytes" in source:
            value = source["usage_bytes"]
            if value is not None and value.__class__ is not int:
                source["usage_bytes"] = _types.integer("VectorStoreFile", "usage_bytes", value)
        else:
            known -= 1
        if "last_error" in source:
            value = source["last_error"]
            if value is not None:
                source["last_error"] = None if value == [] else VectorStoreFileError.adopt(value)
        else:
            known -= 1
        if "attributes" in source:
            value = source["attributes"]
            if value is not None:
                source["attributes"] = None if value == [] else _types.json_map("VectorStoreFile", "attributes", value)
        else:
            known -= 1
        if "chunking_strategy" in source:
            value = source["chunking_strategy"]
            if value is not None:
                source["chunking_strategy"] = (
                    (
                        _types.variant(
                            "VectorStoreFile",
                            "chunking_strategy",
                            "type",
                            {"static": StaticChunkingStrategy, "other": OtherChunkingStrategy},
                            value,
                        )
                    )
                    if value.__class__ is dict
                    else _types.refuse("VectorStoreFile", "chunking_strategy", "an object", value)
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
