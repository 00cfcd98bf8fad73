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


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class Upload(_types.Model):
    """A file that is being uploaded in parts."""

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
    """The expected size of the whole file in bytes."""
    created_at: int
    """When the upload was created, in seconds since 1970 (UTC)."""
    filename: str
    """The name that the file will have."""
    purpose: UploadPurpose
    """The purpose of the file. Any string is accepted."""
    status: UploadStatus
    """The status of an upload. Any string is accepted."""
    object: str | None = None
    """The object type, usually "upload"."""
    expires_at: int | None = None
    """When the upload expires, in seconds since 1970 (UTC)."""
    file: FileObject | None = None
    """The stored file; None until the upload is completed."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.file_object import FileObject

        if data.__class__ is not dict:
            _types.require_object("Upload", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("Upload", "id", value)
            value = source["bytes"]
            if value.__class__ is not int:
                source["bytes"] = _types.integer("Upload", "bytes", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "Upload", "created_at", value)
            value = source["filename"]
            if value.__class__ is not str or not value.isascii():
                source["filename"] = _types.text("Upload", "filename", value)
            value = source["purpose"]
            if value.__class__ is not str or not value.isascii():
                source["purpose"] = _types.text("Upload", "purpose", value)
            value = source["status"]
            if value.__class__ is not str or not value.isascii():
                source["status"] = _types.text("Upload", "status", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "Upload", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 9
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("Upload", "object", value)
        else:
            known -= 1
        if "expires_at" in source:
            value = source["expires_at"]
            if value is not None and value.__class__ is not int:
                source["expires_at"] = _types.moment("Upload", "expires_at", value)
        else:
            known -= 1
        if "file" in source:
            value = source["file"]
            if value is not None:
                source["file"] = None if value == [] else FileObject.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
