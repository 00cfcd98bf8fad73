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
class CreateVectorStoreFileBody(_types.Model):
    """CreateVectorStoreFileBody"""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("file_id", "file_id", True),
        ("attributes", "attributes", False),
        ("chunking_strategy", "chunking_strategy", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "file_id",
            "attributes",
            "chunking_strategy",
        ]
    )

    file_id: str
    """The id of the stored file."""
    attributes: dict[str, str | float | bool] | None = None
    """Attributes that searches can filter by: keys of up to 64 characters; values are strings of up to 512
    characters, numbers or booleans."""
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | None = None
    """How the file is split into chunks. Default: the service's own strategy."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.auto_chunking_strategy import AutoChunkingStrategy
        from ..models.static_chunking_strategy import StaticChunkingStrategy

        if data.__class__ is not dict:
            _types.require_object("CreateVectorStoreFileBody", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["file_id"]
            if value.__class__ is not str or not value.isascii():
                source["file_id"] = _types.text("CreateVectorStoreFileBody", "file_id", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "CreateVectorStoreFileBody", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if "attributes" in source:
            value = source["attributes"]
            if value is not None:
                source["attributes"] = (
                    None if value == [] else _types.json_map("CreateVectorStoreFileBody", "attributes", value)
                )
        else:
            known -= 1
        if "chunking_strategy" in source:
            value = source["chunking_strategy"]
            if value is not None:
                source["chunking_strategy"] = (
                    (
                        _types.variant(
                            "CreateVectorStoreFileBody",
                            "chunking_strategy",
                            "type",
                            {"auto": AutoChunkingStrategy, "static": StaticChunkingStrategy},
                            value,
                        )
                    )
                    if value.__class__ is dict
                    else _types.refuse("CreateVectorStoreFileBody", "chunking_strategy", "an object", value)
                )
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
