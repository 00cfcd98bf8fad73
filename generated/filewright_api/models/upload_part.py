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
    """The part's id. Two parts with the same content may share one."""
    created_at: int
    """When the part was stored, in seconds since 1970 (UTC)."""
    upload_id: str
    """The id of the upload that the part belongs to."""
    object: str | None = None
    """The object type, usually "upload.part"."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("UploadPart", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("UploadPart", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "UploadPart", "created_at", value)
            value = source["upload_id"]
            if value.__class__ is not str or not value.isascii():
                source["upload_id"] = _types.text("UploadPart", "upload_id", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "UploadPart", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 4
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("UploadPart", "object", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
