"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.vector_store_page import VectorStorePage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import query_values as _query_values

if TYPE_CHECKING:
    import httpx

    from ...models.sort_order import SortOrder


def build_request(
    *,
    limit: int | NotGiven = NOT_GIVEN,
    order: SortOrder | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
    before: str | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List vector stores, one page at a time.

    Args:
        limit: The maximum number of items in a page. Default: the server's, usually 20.
        order: The sort order by created_at. Default: the server's, usually newest first.
        after: Start the page after the item with this id, usually the last one of the previous
            page.
        before: End the page before the item with this id, usually the first one of the following
            page.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        "/vector_stores",
        _query_values(
            {},
            {
                "limit": limit,
                "order": order,
                "after": after,
                "before": before,
            },
        ),
    )


def parse_response(response: httpx.Response) -> VectorStorePage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStorePage.adopt(_from_json(response.content))
