"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...lists import read_list as _read_list
from ...models.container_file_page import ContainerFilePage
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import path_segment as _path_segment
from ...types import query_values as _query_values

if TYPE_CHECKING:
    import httpx

    from ...models.sort_order import SortOrder


def build_request(
    *,
    container_id: str,
    limit: int | NotGiven = NOT_GIVEN,
    order: SortOrder | NotGiven = NOT_GIVEN,
    after: str | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """List the files of a container, one page at a time.

    Args:
        container_id: The container's id.
        limit: The maximum number of items in a page. Default: the server's, usually 20.
        order: The sort order by created_at. Default: the server's, usually newest first.
        after: Start the page after the item with this id, usually the last one of the previous
            page.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/containers/{_path_segment('container_id', container_id)}/files",
        _query_values(
            {},
            {
                "limit": limit,
                "order": order,
                "after": after,
            },
        ),
    )


_CLASSES: dict[str, Any] = {
    "id": str,
    "container_id": str,
    "created_at": int | None,
    "path": str,
    "object": str | None,
    "bytes": int | None,
    "source": str | None,
}


def parse_response(response: httpx.Response) -> ContainerFilePage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return _read_list(response.content, ContainerFilePage, "data", _CLASSES)
