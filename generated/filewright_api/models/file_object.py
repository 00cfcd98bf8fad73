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


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FileObject(_types.Model):
    """A stored file's metadata."""

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
    """The object type, usually "file"."""
    bytes: int
    """The size of the content in bytes. None if a server does not report it."""
    created_at: int
    """When the file was stored, in seconds since 1970 (UTC)."""
    filename: str
    """The file's name, as stored by the server."""
    purpose: FilePurpose
    """The purpose of a file. Any string is accepted, as services define additional purposes."""
    status: FileStatus | None = None
    """The file's processing status; None if the server does not report it."""
    status_details: str | None = None
    """Why processing failed, if the service reports it."""
    expires_at: int | None = None
    """When the file will be deleted, in seconds since 1970 (UTC). None if it does not expire."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("FileObject", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("FileObject", "id", value)
            value = source["object"]
            if value.__class__ is not str or not value.isascii():
                source["object"] = _types.text("FileObject", "object", value)
            value = source["bytes"]
            if value.__class__ is not int:
                source["bytes"] = _types.nullable(_types.integer, "FileObject", "bytes", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "FileObject", "created_at", value)
            value = source["filename"]
            if value.__class__ is not str or not value.isascii():
                source["filename"] = _types.text("FileObject", "filename", value)
            value = source["purpose"]
            if value.__class__ is not str or not value.isascii():
                source["purpose"] = _types.text("FileObject", "purpose", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FileObject", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 9
        if "status" in source:
            value = source["status"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["status"] = _types.text("FileObject", "status", value)
        else:
            known -= 1
        if "status_details" in source:
            value = source["status_details"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["status_details"] = _types.text("FileObject", "status_details", value)
        else:
            known -= 1
        if "expires_at" in source:
            value = source["expires_at"]
            if value is not None and value.__class__ is not int:
                source["expires_at"] = _types.moment("FileObject", "expires_at", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
