"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.batch_page import BatchPage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import query_values as _query_values

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    limit: int | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List batches, one page at a time.

    Args:
        limit: The maximum number of batches in a page. Default: the server's, usually 20.
        after: Start the page after the batch with this id, usually the last one of the previous
            page.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        "/batches",
        _query_values(
            {},
            {
                "limit": limit,
                "after": after,
            },
        ),
    )


def parse_response(response: httpx.Response) -> BatchPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return BatchPage.adopt(_from_json(response.content))
