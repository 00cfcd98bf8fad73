"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_object import FileObject
    from ..models.upload_purpose import UploadPurpose
    from ..models.upload_status import UploadStatus

_new = object.__new__


@_attrs_define(kw_only=True)
class Upload(_types.Model):
    """A large file on its way, in parts."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("bytes", "bytes", True),
        ("created_at", "created_at", True),
        ("filename", "filename", True),
        ("purpose", "purpose", True),
        ("status", "status", True),
        ("object", "object", False),
        ("expires_at", "expires_at", False),
        ("file", "file", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "bytes",
            "created_at",
            "filename",
            "purpose",
            "status",
            "object",
            "expires_at",
            "file",
        ]
    )

    id: str
    """The upload's id."""
    bytes: int
    """The announced size of the whole file in bytes."""
    created_at: int
    """When the upload began, in seconds since 1970 (UTC)."""
    filename: str
    """The name that the file will have."""
    purpose: UploadPurpose
    """What the file of an upload will be for. Any text is accepted."""
    status: UploadStatus
    """How far an upload is. Any text is accepted."""
    object: str | None = None
    """The kind of object, as a rule "upload"."""
    expires_at: int | None = None
    """When the upload will be closed, in seconds since 1970 (UTC)."""
    file: FileObject | None = None
    """The stored file, once the upload is completed; None before."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        from ..models.file_object import FileObject

        if data.__class__ is not dict:
            _types.require_object("Upload", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["id"]
            self.id = value if (value.__class__ is str and value.isascii()) else _types.text("Upload", "id", value)
            value = source["bytes"]
            self.bytes = value if value.__class__ is int else _types.integer("Upload", "bytes", value)
            value = source["created_at"]
            self.created_at = value if value.__class__ is int else _types.integer("Upload", "created_at", value)
            value = source["filename"]
            self.filename = (
                value if (value.__class__ is str and value.isascii()) else _types.text("Upload", "filename", value)
            )
            value = source["purpose"]
            self.purpose = (
                value if (value.__class__ is str and value.isascii()) else _types.text("Upload", "purpose", value)
            )
            value = source["status"]
            self.status = (
                value if (value.__class__ is str and value.isascii()) else _types.text("Upload", "status", value)
            )
        except KeyError as error:
            raise _types.UnexpectedShape(
                "Upload", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 9
        absent = 0
        if "object" in source:
            value = source["object"]
            self.object = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("Upload", "object", value)
            )
        else:
            known -= 1
            absent += 1
            self.object = None
        if "expires_at" in source:
            value = source["expires_at"]
            self.expires_at = (
                value if value is None or value.__class__ is int else _types.integer("Upload", "expires_at", value)
            )
        else:
            known -= 1
            absent += 2
            self.expires_at = None
        if "file" in source:
            value = source["file"]
            self.file = None if value is None else FileObject.from_dict(value)
        else:
            known -= 1
            absent += 4
            self.file = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
