"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.batch_error import BatchError

_new = object.__new__


@_attrs_define(kw_only=True)
class BatchErrors(_types.Model):
    """What was wrong with the file of a batch."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("object", "object", False),
        ("data", "data", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "object",
            "data",
        ]
    )

    object: str | None = None
    """The kind of object, as a rule "list"."""
    data: list[BatchError] | None = None
    """The errors."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        from ..models.batch_error import BatchError

        if data.__class__ is not dict:
            _types.require_object("BatchErrors", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        known = 2
        absent = 0
        if "object" in source:
            value = source["object"]
            self.object = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("BatchErrors", "object", value)
            )
        else:
            known -= 1
            absent += 1
            self.object = None
        if "data" in source:
            value = source["data"]
            self.data = None if value is None else _types.model_list(BatchError.from_dict, "BatchErrors", "data", value)
        else:
            known -= 1
            absent += 2
            self.data = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
