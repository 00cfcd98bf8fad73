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
class Model(_types.Model):
    """An available model."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("object", "object", False),
        ("created", "created", False),
        ("owned_by", "owned_by", False),
        ("shutdown_date", "shutdown_date", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "object",
            "created",
            "owned_by",
            "shutdown_date",
        ]
    )

    id: str
    """The model's id, which is used in requests."""
    object: str | None = None
    """The object type, usually "model"."""
    created: int | None = None
    """When the model was created, in seconds since 1970 (UTC)."""
    owned_by: str | None = None
    """The organization that owns the model."""
    shutdown_date: str | None = None
    """The date on which the service retires the model, such as 2026-12-31."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("Model", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("Model", "id", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "Model", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 5
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("Model", "object", value)
        else:
            known -= 1
        if "created" in source:
            value = source["created"]
            if value is not None and value.__class__ is not int:
                source["created"] = _types.integer("Model", "created", value)
        else:
            known -= 1
        if "owned_by" in source:
            value = source["owned_by"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["owned_by"] = _types.text("Model", "owned_by", value)
        else:
            known -= 1
        if "shutdown_date" in source:
            value = source["shutdown_date"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["shutdown_date"] = _types.text("Model", "shutdown_date", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
