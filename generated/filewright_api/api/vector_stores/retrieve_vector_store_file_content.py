"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...lists import read_list as _read_list
from ...models.file_content_page import FileContentPage
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    vector_store_id: str,
    file_id: str,
) -> RequestParts:
    """Retrieve the indexed text of a vector store file.

    Args:
        vector_store_id: The vector store's id.
        file_id: The file's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/files/{_path_segment('file_id', file_id)}/content",
        {},
    )


_CLASSES: dict[str, Any] = {
    "type": str | None,
    "text": str | None,
}


def parse_response(response: httpx.Response) -> FileContentPage:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return _read_list(response.content, FileContentPage, "data", _CLASSES)
