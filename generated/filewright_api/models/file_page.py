"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_object import FileObject

_new = object.__new__


@_attrs_define(kw_only=True)
class FilePage(_types.Model):
    """A page of files."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("data", "data", True),
        ("object", "object", False),
        ("first_id", "first_id", False),
        ("last_id", "last_id", False),
        ("has_more", "has_more", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "data",
            "object",
            "first_id",
            "last_id",
            "has_more",
        ]
    )

    data: list[FileObject]
    """The files of this page."""
    object: str | None = None
    """The kind of object, as a rule "list"."""
    first_id: str | None = None
    """Id of the page's first file."""
    last_id: str | None = None
    """Id of the page's last file."""
    has_more: bool | None = None
    """Whether another page follows; None where the server does not say."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)
    _absent: int = _attrs_field(init=False, repr=False, eq=False, default=-1)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The model of a JSON object. Raises UnexpectedShape where it differs from the contract."""
        from ..models.file_object import FileObject

        if data.__class__ is not dict:
            _types.require_object("FilePage", data)
        source: dict[str, Any] = data
        self = _new(cls)
        value: Any
        try:
            value = source["data"]
            self.data = _types.model_list(FileObject.from_dict, "FilePage", "data", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FilePage", str(error.args[0]), "a value, since it is required", _types.UNSET
            ) from None
        known = 5
        absent = 0
        if "object" in source:
            value = source["object"]
            self.object = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("FilePage", "object", value)
            )
        else:
            known -= 1
            absent += 1
            self.object = None
        if "first_id" in source:
            value = source["first_id"]
            self.first_id = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("FilePage", "first_id", value)
            )
        else:
            known -= 1
            absent += 2
            self.first_id = None
        if "last_id" in source:
            value = source["last_id"]
            self.last_id = (
                value
                if value is None or (value.__class__ is str and value.isascii())
                else _types.text("FilePage", "last_id", value)
            )
        else:
            known -= 1
            absent += 4
            self.last_id = None
        if "has_more" in source:
            value = source["has_more"]
            self.has_more = (
                value if value is None or value.__class__ is bool else _types.boolean("FilePage", "has_more", value)
            )
        else:
            known -= 1
            absent += 8
            self.has_more = None
        self._absent = absent
        if len(source) != known:
            self.additional_properties = _types.unknown_fields(cls.json_names, source)
        return self
