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
class OutputTokensDetails(_types.Model):
    """Which of the tokens that were written were special."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (("reasoning_tokens", "reasoning_tokens", True),)
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "reasoning_tokens",
        ]
    )

    reasoning_tokens: int
    """Tokens that were thought and not said."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        if data.__class__ is not dict:
            _types.require_object("OutputTokensDetails", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["reasoning_tokens"]
            self.reasoning_tokens = (
                value if value.__class__ is int else _types.integer("OutputTokensDetails", "reasoning_tokens", value)
            )
        except KeyError as error:
            raise _types.UnexpectedShape(
                "OutputTokensDetails", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 1
        absent = 0
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
