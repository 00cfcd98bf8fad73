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
class VectorStoreFileError(_types.Model):
    """Why a file could not be indexed."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("code", "code", False),
        ("message", "message", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "code",
            "message",
        ]
    )

    code: str | None = None
    """A machine-readable error code, such as server_error, unsupported_file or invalid_file."""
    message: str | None = None
    """A human-readable error message."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("VectorStoreFileError", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "code" in source:
            value = source["code"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["code"] = _types.text("VectorStoreFileError", "code", value)
        else:
            known -= 1
        if "message" in source:
            value = source["message"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["message"] = _types.text("VectorStoreFileError", "message", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
