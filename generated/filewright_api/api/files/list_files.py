"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...lists import read_list as _read_list
from ...models.file_page import FilePage
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


_CLASSES: dict[str, Any] = {
    "id": str,
    "object": str,
    "bytes": int | None,
    "created_at": int | None,
    "filename": str,
    "purpose": str,
    "status": str | None,
    "status_details": str | None,
    "expires_at": int | None,
}


def parse_response(response: httpx.Response) -> FilePage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return _read_list(response.content, FilePage, "data", _CLASSES)
