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
class StaticChunking(_types.Model):
    """The chunk size and overlap."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("max_chunk_size_tokens", "max_chunk_size_tokens", True),
        ("chunk_overlap_tokens", "chunk_overlap_tokens", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "max_chunk_size_tokens",
            "chunk_overlap_tokens",
        ]
    )

    max_chunk_size_tokens: int
    """The maximum number of tokens in a chunk."""
    chunk_overlap_tokens: int
    """The number of tokens that a chunk shares with the previous one, up to half of max_chunk_size_tokens."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("StaticChunking", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["max_chunk_size_tokens"]
            if value.__class__ is not int:
                source["max_chunk_size_tokens"] = _types.integer("StaticChunking", "max_chunk_size_tokens", value)
            value = source["chunk_overlap_tokens"]
            if value.__class__ is not int:
                source["chunk_overlap_tokens"] = _types.integer("StaticChunking", "chunk_overlap_tokens", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "StaticChunking", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
