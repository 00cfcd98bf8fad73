"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.vector_store_search_page import VectorStoreSearchPage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from ...models.comparison_filter import ComparisonFilter
    from ...models.compound_filter import CompoundFilter
    from ...models.ranking_options import RankingOptions


def build_request(
    *,
    vector_store_id: str,
    query: str | Sequence[str],
    filters: ComparisonFilter | CompoundFilter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    max_num_results: int | NotGiven = NOT_GIVEN,
    ranking_options: RankingOptions | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    rewrite_query: bool | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Search a vector store for the chunks most relevant to a query.

    Args:
        vector_store_id: The vector store's id.
        query: A search query, or a list of them.
        filters: Return only results from files whose attributes match.
        max_num_results: The maximum number of results. Default: the server's, usually 10.
        ranking_options: How search results are ranked.
        rewrite_query: True to let the service rewrite the query for better results.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/search",
        {},
        json=_json_object(
            {
                "query": query,
            },
            {
                "filters": filters,
                "max_num_results": max_num_results,
                "ranking_options": ranking_options,
                "rewrite_query": rewrite_query,
            },
        ),
    )


def parse_response(response: httpx.Response) -> VectorStoreSearchPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStoreSearchPage.adopt(_from_json(response.content))
