"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.vector_store_file_deleted import VectorStoreFileDeleted
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    vector_store_id: str,
    file_id: str,
) -> RequestParts:
    """Remove a file from a vector store. The file itself is not deleted.

    Args:
        vector_store_id: The vector store's id.
        file_id: The file's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "DELETE",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/files/{_path_segment('file_id', file_id)}",
        {},
    )


def parse_response(response: httpx.Response) -> VectorStoreFileDeleted:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStoreFileDeleted.adopt(_from_json(response.content))
