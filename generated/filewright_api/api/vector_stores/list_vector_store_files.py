"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.vector_store_file_page import VectorStoreFilePage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import path_segment as _path_segment
from ...types import query_values as _query_values

if TYPE_CHECKING:
    import httpx

    from ...models.sort_order import SortOrder
    from ...models.vector_store_file_status import VectorStoreFileStatus


def build_request(
    *,
    vector_store_id: str,
    limit: int | NotGiven = NOT_GIVEN,
    order: SortOrder | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
    before: str | NotGiven = NOT_GIVEN,
    filter: VectorStoreFileStatus | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List the files of a vector store, one page at a time.

    Args:
        vector_store_id: The vector store's id.
        limit: The maximum number of items in a page. Default: the server's, usually 20.
        order: The sort order by created_at. Default: the server's, usually newest first.
        after: Start the page after the item with this id, usually the last one of the previous
            page.
        before: End the page before the item with this id, usually the first one of the following
            page.
        filter: Return only files with this status.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/files",
        _query_values(
            {},
            {
                "limit": limit,
                "order": order,
                "after": after,
                "before": before,
                "filter": filter,
            },
        ),
    )


def parse_response(response: httpx.Response) -> VectorStoreFilePage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStoreFilePage.adopt(_from_json(response.content))
