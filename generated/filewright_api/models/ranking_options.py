"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types as _types

if TYPE_CHECKING:
    from typing import Self

    from ..models.ranking_options_ranker import RankingOptionsRanker

_new = object.__new__


@_types.absent_as_none
@_attrs_define(kw_only=True, slots=False)
class RankingOptions(_types.Model):
    """How search results are ranked."""

    json_fields: ClassVar[tuple[tuple[str, str, bool], ...]] = (
        ("ranker", "ranker", False),
        ("score_threshold", "score_threshold", False),
    )
    json_names: ClassVar[frozenset[str]] = frozenset(
        [
            "ranker",
            "score_threshold",
        ]
    )

    ranker: RankingOptionsRanker | None = None
    """The ranker."""
    score_threshold: float | None = None
    """The minimum score of a result."""
    additional_properties: dict[str, Any] = _attrs_field(repr=False, factory=_types.no_fields)

    @classmethod
    def adopt(cls, data: Any) -> Self:
        """Create a model from a JSON object, which becomes the model's own and may be changed.

        Raises UnexpectedShape if it differs from the contract.
        """
        if data.__class__ is not dict:
            _types.require_object("RankingOptions", data)
        source: dict[str, Any] = data
        value: Any
        known = 2
        if "ranker" in source:
            value = source["ranker"]
            if value is not None and (value.__class__ is not str or not value.isascii()):
                source["ranker"] = _types.text("RankingOptions", "ranker", value)
        else:
            known -= 1
        if "score_threshold" in source:
            value = source["score_threshold"]
            if value is not None and value.__class__ is not float:
                source["score_threshold"] = _types.number("RankingOptions", "score_threshold", value)
        else:
            known -= 1
        if len(source) != known:
            _types.set_unknown_apart(cls.json_names, source)
        self = _new(cls)
        self.__dict__ = source
        return self
