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
class WandbIntegration(_types.Model):
    """A Weights & Biases project."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("project", "project", True),
        ("name", "name", False),
        ("entity", "entity", False),
        ("tags", "tags", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "project",
            "name",
            "entity",
            "tags",
        ]
    )

    project: str
    """The project's name."""
    name: str | None = None
    """A name for the run."""
    entity: str | None = None
    """The team or user that owns the run."""
    tags: list[str] | None = None
    """Tags for the run."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("WandbIntegration", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["project"]
            if value.__class__ is not str or not value.isascii():
                source["project"] = _types.text("WandbIntegration", "project", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "WandbIntegration", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 4
        if "name" in source:
            value = source["name"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["name"] = _types.text("WandbIntegration", "name", value)
        else:
            known -= 1
        if "entity" in source:
            value = source["entity"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["entity"] = _types.text("WandbIntegration", "entity", value)
        else:
            known -= 1
        if "tags" in source:
            value = source["tags"]
            if value is not None:
                source["tags"] = [
                    _types.text("WandbIntegration", "tags", item)
                    if (item.__class__ is not str or not item.isascii())
                    else item
                    for item in _types.json_list("WandbIntegration", "tags", value)
                ]
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
