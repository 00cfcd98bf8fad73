"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.vector_store_search_content import VectorStoreSearchContent

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class VectorStoreSearchResponse(_types.Model):
    """A chunk of a file that matches the query."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("file_id", "file_id", True),
        ("score", "score", True),
        ("content", "content", True),
        ("filename", "filename", False),
        ("attributes", "attributes", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "file_id",
            "score",
            "content",
            "filename",
            "attributes",
        ]
    )

    file_id: str
    """The file's id."""
    score: float
    """The relevance score, from 0 to 1."""
    content: list[VectorStoreSearchContent]
    """The matching content."""
    filename: str | None = None
    """The file's name."""
    attributes: dict[str, str | float | bool] | None = None
    """Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to 512
    characters, numbers or booleans."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.vector_store_search_content import VectorStoreSearchContent

        if data.__class__ is not dict:
            _types.require_object("VectorStoreSearchResponse", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["file_id"]
            if value.__class__ is not str or not value.isascii():
                source["file_id"] = _types.text("VectorStoreSearchResponse", "file_id", value)
            value = source["score"]
            if value.__class__ is not float:
                source["score"] = _types.number("VectorStoreSearchResponse", "score", value)
            value = _types.listed(cls.json_names, source, "content")
            source["content"] = _types.model_list(
                VectorStoreSearchContent.adopt, "VectorStoreSearchResponse", "content", value
            )
        except KeyError as error:
            raise _types.UnexpectedShape(
                "VectorStoreSearchResponse", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 5
        if "filename" in source:
            value = source["filename"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["filename"] = _types.text("VectorStoreSearchResponse", "filename", value)
        else:
            known -= 1
        if "attributes" in source:
            value = source["attributes"]
            if value is not None:
                source["attributes"] = (
                    None if value == [] else _types.json_map("VectorStoreSearchResponse", "attributes", value)
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
