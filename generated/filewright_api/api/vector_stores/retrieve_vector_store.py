"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.vector_store import VectorStore
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    vector_store_id: str,
) -> RequestParts:
    """Retrieve a vector store.

    Args:
        vector_store_id: The vector store's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}",
        {},
    )


def parse_response(response: httpx.Response) -> VectorStore:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStore.adopt(_from_json(response.content))
