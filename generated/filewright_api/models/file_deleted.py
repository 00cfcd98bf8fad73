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
class FileDeleted(_types.Model):
    """What came of deleting a file."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("deleted", "deleted", True),
        ("object", "object", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "deleted",
            "object",
        ]
    )

    id: str
    """The file's id."""
    deleted: bool
    """Whether the file is gone. Some servers send false when it was not there."""
    object: str | None = None
    """The kind of object, as a rule "file"."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("FileDeleted", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["id"]
            self.id = value if (value.__class__ is str and value.isascii()) else _types.text("FileDeleted", "id", value)
            value = source["deleted"]
            self.deleted = value if value.__class__ is bool else _types.boolean("FileDeleted", "deleted", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FileDeleted", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 3
        absent = 0
        if "object" in source:
            value = source["object"]
            self.object = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("FileDeleted", "object", value)
            )
        else:
            known -= 1
            absent += 1
            self.object = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
