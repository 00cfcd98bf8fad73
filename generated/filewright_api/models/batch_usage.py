"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.input_tokens_details import InputTokensDetails
    from ..models.output_tokens_details import OutputTokensDetails

_new = object.__new__


@_attrs_define(kw_only=True)
class BatchUsage(_types.Model):
    """How many tokens a batch used."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("input_tokens", "input_tokens", True),
        ("output_tokens", "output_tokens", True),
        ("total_tokens", "total_tokens", True),
        ("input_tokens_details", "input_tokens_details", False),
        ("output_tokens_details", "output_tokens_details", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "input_tokens",
            "output_tokens",
            "total_tokens",
            "input_tokens_details",
            "output_tokens_details",
        ]
    )

    input_tokens: int
    """Tokens that were read."""
    output_tokens: int
    """Tokens that were written."""
    total_tokens: int
    """Both together."""
    input_tokens_details: InputTokensDetails | None = None
    """Which of them were special."""
    output_tokens_details: OutputTokensDetails | None = None
    """Which of them were special."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        from ..models.input_tokens_details import InputTokensDetails
        from ..models.output_tokens_details import OutputTokensDetails

        if data.__class__ is not dict:
            _types.require_object("BatchUsage", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["input_tokens"]
            self.input_tokens = value if value.__class__ is int else _types.integer("BatchUsage", "input_tokens", value)
            value = source["output_tokens"]
            self.output_tokens = (
                value if value.__class__ is int else _types.integer("BatchUsage", "output_tokens", value)
            )
            value = source["total_tokens"]
            self.total_tokens = value if value.__class__ is int else _types.integer("BatchUsage", "total_tokens", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "BatchUsage", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 5
        absent = 0
        if "input_tokens_details" in source:
            value = source["input_tokens_details"]
            self.input_tokens_details = None if value is None else InputTokensDetails.from_dict(value)
        else:
            known -= 1
            absent += 1
            self.input_tokens_details = None
        if "output_tokens_details" in source:
            value = source["output_tokens_details"]
            self.output_tokens_details = None if value is None else OutputTokensDetails.from_dict(value)
        else:
            known -= 1
            absent += 2
            self.output_tokens_details = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
