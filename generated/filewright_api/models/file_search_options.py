"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_search_ranking_options import FileSearchRankingOptions

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FileSearchOptions(_types.Model):
    """Settings of the file search."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("max_num_results", "max_num_results", False),
        ("ranking_options", "ranking_options", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "max_num_results",
            "ranking_options",
        ]
    )

    max_num_results: int | None = None
    """The maximum number of search results."""
    ranking_options: FileSearchRankingOptions | None = None
    """How search results are ranked."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        from ..models.file_search_ranking_options import FileSearchRankingOptions

        if data.__class__ is not dict:
            _types.require_object("FileSearchOptions", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "max_num_results" in source:
            value = source["max_num_results"]
            if value is not None and value.__class__ is not int:
                source["max_num_results"] = _types.integer("FileSearchOptions", "max_num_results", value)
        else:
            known -= 1
        if "ranking_options" in source:
            value = source["ranking_options"]
            if value is not None:
                source["ranking_options"] = None if value == [] else FileSearchRankingOptions.adopt(value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
