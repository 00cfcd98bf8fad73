"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.vector_store_file_batch import VectorStoreFileBatch
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    vector_store_id: str,
    batch_id: str,
) -> RequestParts:
    """Cancel a file batch. Files that were already added remain.

    Args:
        vector_store_id: The vector store's id.
        batch_id: The batch's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/file_batches/{_path_segment('batch_id', batch_id)}/cancel",
        {},
    )


def parse_response(response: httpx.Response) -> VectorStoreFileBatch:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStoreFileBatch.adopt(_from_json(response.content))
