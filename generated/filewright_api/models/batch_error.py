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
class BatchError(_types.Model):
    """One error."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("code", "code", False),
        ("message", "message", False),
        ("param", "param", False),
        ("line", "line", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "code",
            "message",
            "param",
            "line",
        ]
    )

    code: str | None = None
    """A machine-readable error code."""
    message: str | None = None
    """A human-readable error message."""
    param: str | None = None
    """The parameter that caused the error."""
    line: int | None = None
    """The line of the input file."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("BatchError", data)
        source: dict[str, Any] = data
        value: Any
        known = 4
        if "code" in source:
            value = source["code"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["code"] = _types.text("BatchError", "code", value)
        else:
            known -= 1
        if "message" in source:
            value = source["message"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["message"] = _types.text("BatchError", "message", value)
        else:
            known -= 1
        if "param" in source:
            value = source["param"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["param"] = _types.text("BatchError", "param", value)
        else:
            known -= 1
        if "line" in source:
            value = source["line"]
            if value is not None and value.__class__ is not int:
                source["line"] = _types.integer("BatchError", "line", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
