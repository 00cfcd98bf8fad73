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
class ModelDeleted(_types.Model):
    """The result of deleting a model."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("id", "id", True),
        ("deleted", "deleted", True),
        ("object", "object", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "id",
            "deleted",
            "object",
        ]
    )

    id: str
    """The model's id."""
    deleted: bool
    """True if the model was deleted."""
    object: str | None = None
    """The object type, usually "model"."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("ModelDeleted", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["id"]
            if value.__class__ is not str or not value.isascii():
                source["id"] = _types.text("ModelDeleted", "id", value)
            value = source["deleted"]
            if value.__class__ is not bool:
                source["deleted"] = _types.boolean("ModelDeleted", "deleted", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "ModelDeleted", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 3
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("ModelDeleted", "object", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
