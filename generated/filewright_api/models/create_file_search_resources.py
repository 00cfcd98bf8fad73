"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.new_vector_store import NewVectorStore

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class CreateFileSearchResources(_types.Model):
    """Vector stores for the file search. Give only one of the two properties."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("vector_store_ids", "vector_store_ids", False),
        ("vector_stores", "vector_stores", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "vector_store_ids",
            "vector_stores",
        ]
    )

    vector_store_ids: list[str] | None = None
    """The id of the vector store."""
    vector_stores: list[NewVectorStore] | None = None
    """A vector store to create."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.new_vector_store import NewVectorStore

        if data.__class__ is not dict:
            _types.require_object("CreateFileSearchResources", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "vector_store_ids" in source:
            value = source["vector_store_ids"]
            if value is not None:
                source["vector_store_ids"] = [
                    _types.text("CreateFileSearchResources", "vector_store_ids", item)
                    if (item.__class__ is not str or not item.isascii())
                    else item
                    for item in _types.json_list("CreateFileSearchResources", "vector_store_ids", value)
                ]
        else:
            known -= 1
        if "vector_stores" in source:
            value = source["vector_stores"]
            if value is not None:
                source["vector_stores"] = _types.model_list(
                    NewVectorStore.adopt, "CreateFileSearchResources", "vector_stores", value
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
