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
class CodeInterpreterResources(_types.Model):
    """Files for the code interpreter."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (("file_ids", "file_ids", False),)
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "file_ids",
        ]
    )

    file_ids: list[str] | None = None
    """The ids of stored files."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("CodeInterpreterResources", data)
        source: dict[str, Any] = data
        value: Any
        known = 1
        if "file_ids" in source:
            value = source["file_ids"]
            if value is not None:
                source["file_ids"] = [
                    _types.text("CodeInterpreterResources", "file_ids", item)
                    if (item.__class__ is not str or not item.isascii())
                    else item
                    for item in _types.json_list("CodeInterpreterResources", "file_ids", value)
                ]
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
