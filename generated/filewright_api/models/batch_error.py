"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self


_new = object.__new__


@_attrs_define(kw_only=True)
class BatchError(_types.Model):
    """One thing that was wrong."""

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
    """A code for programs."""
    message: str | None = None
    """What was wrong, in words."""
    param: str | None = None
    """The parameter that was at fault."""
    line: int | None = None
    """The line of the file."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("BatchError", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        known = 4
        absent = 0
        if "code" in source:
            value = source["code"]
            self.code = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("BatchError", "code", value)
            )
        else:
            known -= 1
            absent += 1
            self.code = None
        if "message" in source:
            value = source["message"]
            self.message = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("BatchError", "message", value)
            )
        else:
            known -= 1
            absent += 2
            self.message = None
        if "param" in source:
            value = source["param"]
            self.param = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("BatchError", "param", value)
            )
        else:
            known -= 1
            absent += 4
            self.param = None
        if "line" in source:
            value = source["line"]
            self.line = (
                value if value is None or value.__class__ is int else _types.integer("BatchError", "line", value)
            )
        else:
            known -= 1
            absent += 8
            self.line = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
