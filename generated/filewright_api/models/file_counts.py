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
class FileCounts(_types.Model):
    """The number of files in a vector store or file batch, by status."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("in_progress", "in_progress", True),
        ("completed", "completed", True),
        ("failed", "failed", True),
        ("cancelled", "cancelled", True),
        ("total", "total", True),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "in_progress",
            "completed",
            "failed",
            "cancelled",
            "total",
        ]
    )

    in_progress: int
    """Files that are being indexed."""
    completed: int
    """Files that are indexed."""
    failed: int
    """Files that could not be indexed."""
    cancelled: int
    """Files whose indexing was cancelled."""
    total: int
    """All of them."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("FileCounts", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["in_progress"]
            if value.__class__ is not int:
                source["in_progress"] = _types.integer("FileCounts", "in_progress", value)
            value = source["completed"]
            if value.__class__ is not int:
                source["completed"] = _types.integer("FileCounts", "completed", value)
            value = source["failed"]
            if value.__class__ is not int:
                source["failed"] = _types.integer("FileCounts", "failed", value)
            value = source["cancelled"]
            if value.__class__ is not int:
                source["cancelled"] = _types.integer("FileCounts", "cancelled", value)
            value = source["total"]
            if value.__class__ is not int:
                source["total"] = _types.integer("FileCounts", "total", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FileCounts", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 5
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
