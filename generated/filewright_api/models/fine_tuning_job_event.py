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
class FineTuningJobEvent(_types.Model):
    """An event of a job."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("created_at", "created_at", True),
        ("level", "level", True),
        ("message", "message", True),
        ("object", "object", False),
        ("type", "type", False),
        ("data", "data", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "created_at",
            "level",
            "message",
            "object",
            "type",
            "data",
        ]
    )

    id: str
    """The event's id."""
    created_at: int
    """When the event occurred, in seconds since 1970 (UTC)."""
    level: str
    """The severity, such as info, warn or error."""
    message: str
    """A human-readable message."""
    object: str | None = None
    """The object type, usually "fine_tuning.job.event"."""
    type: str | None = None
    """The type of event, such as message or metrics."""
    data: Any = None
    """Data that belongs to the event."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("FineTuningJobEvent", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("FineTuningJobEvent", "id", value)
            value = source["created_at"]
            if value.__class__ is not int:
                source["created_at"] = _types.nullable(_types.moment, "FineTuningJobEvent", "created_at", value)
            value = source["level"]
            if value.__class__ is not str or not value.isascii():
                source["level"] = _types.text("FineTuningJobEvent", "level", value)
            value = source["message"]
            if value.__class__ is not str or not value.isascii():
                source["message"] = _types.text("FineTuningJobEvent", "message", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FineTuningJobEvent", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 7
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("FineTuningJobEvent", "object", value)
        else:
            known -= 1
        if "type" in source:
            value = source["type"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["type"] = _types.text("FineTuningJobEvent", "type", value)
        else:
            known -= 1
        if "data" in source:
            value = source["data"]

        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
