"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.batch_error import BatchError

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class BatchErrors(_types.Model):
    """The errors found in a batch's input file."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("object", "object", False),
        ("data", "data", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "object",
            "data",
        ]
    )

    object: str | None = None
    """The object type, usually "list"."""
    data: list[BatchError] | None = None
    """The errors."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.batch_error import BatchError

        if data.__class__ is not dict:
            _types.require_object("BatchErrors", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("BatchErrors", "object", value)
        else:
            known -= 1
        if "data" in source:
            value = source["data"]
            if value is not None:
                source["data"] = _types.model_list(BatchError.adopt, "BatchErrors", "data", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
