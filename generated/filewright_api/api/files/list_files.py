"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.file_page import FilePage
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import query_values as _query_values

if TYPE_CHECKING:
    import httpx

    from ...models.file_purpose import FilePurpose
    from ...models.sort_order import SortOrder


def build_request(
    *,
    purpose: FilePurpose | NotGiven = NOT_GIVEN,
    limit: int | NotGiven = NOT_GIVEN,
    order: SortOrder | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List files, one page at a time.

    Args:
        purpose: Return only files with this purpose.
        limit: The maximum number of files in a page. Default: the server's, usually 10,000.
        order: The sort order by created_at. Default: the server's, usually newest first.
        after: Start the page after the file with this id, usually the last one of the previous
            page.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        "/files",
        _query_values(
            {},
            {
                "purpose": purpose,
                "limit": limit,
                "order": order,
                "after": after,
            },
        ),
    )


def parse_response(response: httpx.Response) -> FilePage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FilePage.adopt(_from_json(response.content))
