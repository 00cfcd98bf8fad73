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
class UploadPart(_types.Model):
    """A part of an upload."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("upload_id", "upload_id", True),
        ("object", "object", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "upload_id",
            "object",
        ]
    )

    id: str
    """The part's id. Two equal parts may share one."""
    created_at: int
    """When the part was stored, in seconds since 1970 (UTC)."""
    upload_id: str
    """Id of the upload that the part belongs to."""
    object: str | None = None
    """The kind of object, as a rule "upload.part"."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("UploadPart", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["id"]
            self.id = value if (value.__class__ is str and value.isascii()) else _types.text("UploadPart", "id", value)
            value = source["created_at"]
            self.created_at = value if value.__class__ is int else _types.integer("UploadPart", "created_at", value)
            value = source["upload_id"]
            self.upload_id = (
                value if (value.__class__ is str and value.isascii()) else _types.text("UploadPart", "upload_id", value)
            )
        except KeyError as error:
            raise _types.UnexpectedShape(
                "UploadPart", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 4
        absent = 0
        if "object" in source:
            value = source["object"]
            self.object = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("UploadPart", "object", value)
            )
        else:
            known -= 1
            absent += 1
            self.object = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
