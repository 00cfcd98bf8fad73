"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.file_search_ranking_options_ranker import FileSearchRankingOptionsRanker

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class FileSearchRankingOptions(_types.Model):
    """How search results are ranked."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("score_threshold", "score_threshold", True),
        ("ranker", "ranker", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "score_threshold",
            "ranker",
        ]
    )

    score_threshold: float
    """The minimum score of a result."""
    ranker: FileSearchRankingOptionsRanker | None = None
    """The ranker."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("FileSearchRankingOptions", data)
        source: dict[str, Any] = data
        value: Any
        try:
            value = source["score_threshold"]
            if value.__class__ is not float:
                source["score_threshold"] = _types.number("FileSearchRankingOptions", "score_threshold", value)
        except KeyError as error:
            raise _types.UnexpectedShape(
                "FileSearchRankingOptions", str(error.args[0]), "a value, since it is required", _types.NOT_GIVEN
            ) from None
        known = 2
        if "ranker" in source:
            value = source["ranker"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["ranker"] = _types.text("FileSearchRankingOptions", "ranker", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
