"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self


_new = object.__new__


@_attrs_define(kw_only=True)
class BatchRequestCounts(_types.Model):
    """How many requests of a batch there are, and how many are done."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("total", "total", True),
        ("completed", "completed", True),
        ("failed", "failed", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "total",
            "completed",
            "failed",
        ]
    )

    total: int
    """All of them."""
    completed: int
    """Those that went well."""
    failed: int
    """Those that did not."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("BatchRequestCounts", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["total"]
            self.total = value if value.__class__ is int else _types.integer("BatchRequestCounts", "total", value)
            value = source["completed"]
            self.completed = (
                value if value.__class__ is int else _types.integer("BatchRequestCounts", "completed", value)
            )
            value = source["failed"]
            self.failed = value if value.__class__ is int else _types.integer("BatchRequestCounts", "failed", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "BatchRequestCounts", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 3
        absent = 0
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
