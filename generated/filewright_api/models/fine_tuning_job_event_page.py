"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.fine_tuning_job_event import FineTuningJobEvent

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FineTuningJobEventPage(_types.Model):
    """A page of events."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("data", "data", True),
        ("object", "object", False),
        ("has_more", "has_more", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "data",
            "object",
            "has_more",
        ]
    )

    data: list[FineTuningJobEvent]
    """The events of this page."""
    object: str | None = None
    """The object type, usually "list"."""
    has_more: bool | None = None
    """True if another page follows; None if the server does not say."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.fine_tuning_job_event import FineTuningJobEvent

        if data.__class__ is not dict:
            _types.require_object("FineTuningJobEventPage", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = _types.listed(cls.json_names, source, "data")
            source["data"] = _types.model_list(FineTuningJobEvent.adopt, "FineTuningJobEventPage", "data", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FineTuningJobEventPage", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("FineTuningJobEventPage", "object", value)
        else:
            known -= 1
        if "has_more" in source:
            value = source["has_more"]
            if value is not None and value.__class__ is not bool:
                source["has_more"] = _types.boolean("FineTuningJobEventPage", "has_more", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
