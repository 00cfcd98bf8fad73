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


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class BatchUsage(_types.Model):
    """The token usage of a batch."""

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
    """Input tokens."""
    output_tokens: int
    """Output tokens."""
    total_tokens: int
    """Input and output tokens."""
    input_tokens_details: InputTokensDetails | None = None
    """A breakdown of the input tokens."""
    output_tokens_details: OutputTokensDetails | None = None
    """A breakdown of the output tokens."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.input_tokens_details import InputTokensDetails
        from ..models.output_tokens_details import OutputTokensDetails

        if data.__class__ is not dict:
            _types.require_object("BatchUsage", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["input_tokens"]
            if value.__class__ is not int:
                source["input_tokens"] = _types.integer("BatchUsage", "input_tokens", value)
            value = source["output_tokens"]
            if value.__class__ is not int:
                source["output_tokens"] = _types.integer("BatchUsage", "output_tokens", value)
            value = source["total_tokens"]
            if value.__class__ is not int:
                source["total_tokens"] = _types.integer("BatchUsage", "total_tokens", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "BatchUsage", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 5
        if "input_tokens_details" in source:
            value = source["input_tokens_details"]
            if value is not None:
                source["input_tokens_details"] = None if value == [] else InputTokensDetails.adopt(value)
        else:
            known -= 1
        if "output_tokens_details" in source:
            value = source["output_tokens_details"]
            if value is not None:
                source["output_tokens_details"] = None if value == [] else OutputTokensDetails.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
