"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.auto_chunking_strategy import AutoChunkingStrategy
    from ..models.static_chunking_strategy import StaticChunkingStrategy

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class NewVectorStore(_types.Model):
    """A vector store to create."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("file_ids", "file_ids", False),
        ("chunking_strategy", "chunking_strategy", False),
        ("metadata", "metadata", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "file_ids",
            "chunking_strategy",
            "metadata",
        ]
    )

    file_ids: list[str] | None = None
    """The ids of stored files to add."""
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | None = None
    """How the file is split into chunks. Default: the service's own strategy."""
    metadata: dict[str, str] | None = None
    """Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.auto_chunking_strategy import AutoChunkingStrategy
        from ..models.static_chunking_strategy import StaticChunkingStrategy

        if data.__class__ is not dict:
            _types.require_object("NewVectorStore", data)
        source: dict[str, Any] = data
        value: Any
        known = 3
        if "file_ids" in source:
            value = source["file_ids"]
            if value is not None:
                source["file_ids"] = [
                    _types.text("NewVectorStore", "file_ids", item)
                    if (item.__class__ is not str or not item.isascii())
                    else item
                    for item in _types.json_list("NewVectorStore", "file_ids", value)
                ]
        else:
            known -= 1
        if "chunking_strategy" in source:
            value = source["chunking_strategy"]
            if value is not None:
                source["chunking_strategy"] = (
                    (
                        _types.variant(
                            "NewVectorStore",
                            "chunking_strategy",
                            "type",
                            {"auto": AutoChunkingStrategy, "static": StaticChunkingStrategy},
                            value,
                        )
                    )
                    if value.__class__ is dict
                    else _types.refuse("NewVectorStore", "chunking_strategy", "an object", value)
                )
        else:
            known -= 1
        if "metadata" in source:
            value = source["metadata"]
            if value is not None:
                source["metadata"] = None if value == [] else _types.json_map("NewVectorStore", "metadata", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
