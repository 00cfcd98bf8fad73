"""`VectorStoreSearchParams`, under the official SDK's path.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Required, TypedDict

from .shared_params import ComparisonFilter, CompoundFilter, RankingOptions

if TYPE_CHECKING:
    pass

__all__ = (
    "ComparisonFilter",
    "CompoundFilter",
    "RankingOptions",
    "VectorStoreSearchParams",
)


class VectorStoreSearchParams(TypedDict, total=False):
    """The arguments of `vector_stores.search`."""

    query: Required[str | Sequence[str]]
    filters: ComparisonFilter | CompoundFilter
    max_num_results: int
    ranking_options: RankingOptions
    rewrite_query: bool
