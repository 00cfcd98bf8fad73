"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_content_response import FileContentResponse

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FileContentPage(_types.Model):
    """The text of a file, in pieces."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("data", "data", True),
        ("object", "object", False),
        ("has_more", "has_more", False),
        ("next_page", "next_page", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "data",
            "object",
            "has_more",
            "next_page",
        ]
    )

    data: list[FileContentResponse]
    """The pieces of text."""
    object: str | None = None
    """The object type, usually "vector_store.file_content.page"."""
    has_more: bool | None = None
    """True if there are more results."""
    next_page: str | None = None
    """A token for the next page, if there is one."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.file_content_response import FileContentResponse

        if data.__class__ is not dict:
            _types.require_object("FileContentPage", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = _types.listed(cls.json_names, source, "data")
            source["data"] = _types.model_list(FileContentResponse.adopt, "FileContentPage", "data", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FileContentPage", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 4
        if "object" in source:
            value = source["object"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["object"] = _types.text("FileContentPage", "object", value)
        else:
            known -= 1
        if "has_more" in source:
            value = source["has_more"]
            if value is not None and value.__class__ is not bool:
                source["has_more"] = _types.boolean("FileContentPage", "has_more", value)
        else:
            known -= 1
        if "next_page" in source:
            value = source["next_page"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["next_page"] = _types.text("FileContentPage", "next_page", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
