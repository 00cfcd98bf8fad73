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
class BatchRequestCounts(_types.Model):
    """The number of requests in a batch, by state."""

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
    """Requests that succeeded."""
    failed: int
    """Requests that failed."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("BatchRequestCounts", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["total"]
            if value.__class__ is not int:
                source["total"] = _types.integer("BatchRequestCounts", "total", value)
            value = source["completed"]
            if value.__class__ is not int:
                source["completed"] = _types.integer("BatchRequestCounts", "completed", value)
            value = source["failed"]
            if value.__class__ is not int:
                source["failed"] = _types.integer("BatchRequestCounts", "failed", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "BatchRequestCounts", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
