"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_purpose import FilePurpose
    from ..models.file_status import FileStatus

_new = object.__new__


@_attrs_define(kw_only=True)
class FileObject(_types.Model):
    """A stored file, without its content."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("object", "object", True),
        ("bytes", "bytes", True),
        ("created_at", "created_at", True),
        ("filename", "filename", True),
        ("purpose", "purpose", True),
        ("status", "status", False),
        ("status_details", "status_details", False),
        ("expires_at", "expires_at", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "object",
            "bytes",
            "created_at",
            "filename",
            "purpose",
            "status",
            "status_details",
            "expires_at",
        ]
    )

    id: str
    """The file's id."""
    object: str
    """The kind of object, as a rule "file"."""
    bytes: int
    """Size of the content in bytes. The API promises it; lesser servers send null, which is kept as None."""
    created_at: int
    """When the file was stored, in seconds since 1970 (UTC)."""
    filename: str
    """The file's name, as the server kept it."""
    purpose: FilePurpose
    """What a file is for. Services add purposes of their own, so any text is accepted."""
    status: FileStatus | None = None
    """How far the service is with the file; None where it does not say."""
    status_details: str | None = None
    """Why the file failed, where the service says so."""
    expires_at: int | None = None
    """When the file will be deleted, in seconds since 1970 (UTC). None when it is kept."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("FileObject", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["id"]
            self.id = value if (value.__class__ is str and value.isascii()) else _types.text("FileObject", "id", value)
            value = source["object"]
            self.object = (
                value if (value.__class__ is str and value.isascii()) else _types.text("FileObject", "object", value)
            )
            value = source["bytes"]
            self.bytes = (
                value if value.__class__ is int else _types.nullable(_types.integer, "FileObject", "bytes", value)
            )
            value = source["created_at"]
            self.created_at = value if value.__class__ is int else _types.integer("FileObject", "created_at", value)
            value = source["filename"]
            self.filename = (
                value if (value.__class__ is str and value.isascii()) else _types.text("FileObject", "filename", value)
            )
            value = source["purpose"]
            self.purpose = (
                value if (value.__class__ is str and value.isascii()) else _types.text("FileObject", "purpose", value)
            )
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FileObject", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 9
        absent = 0
        if "status" in source:
            value = source["status"]
            self.status = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("FileObject", "status", value)
            )
        else:
            known -= 1
            absent += 1
            self.status = None
        if "status_details" in source:
            value = source["status_details"]
            self.status_details = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("FileObject", "status_details", value)
            )
        else:
            known -= 1
            absent += 2
            self.status_details = None
        if "expires_at" in source:
            value = source["expires_at"]
            self.expires_at = (
                value if value is None or value.__class__ is int else _types.integer("FileObject", "expires_at", value)
            )
        else:
            known -= 1
            absent += 4
            self.expires_at = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
