"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.vector_store_file_batch import VectorStoreFileBatch
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from ...models.auto_chunking_strategy import AutoChunkingStrategy
    from ...models.create_vector_store_file_body import CreateVectorStoreFileBody
    from ...models.static_chunking_strategy import StaticChunkingStrategy


def build_request(
    *,
    vector_store_id: str,
    file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
    files: Sequence[CreateVectorStoreFileBody | Mapping[str, Any]] | NotGiven = NOT_GIVEN,
    attributes: Mapping[str, str | float | bool] | None | NotGiven = NOT_GIVEN,
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Add several stored files to a vector store.

    Give either file_ids or files.

    Args:
        vector_store_id: The vector store's id.
        file_ids: The ids of the stored files, which share the same attributes and chunking
            strategy.
        files: The stored files, each with its own attributes and chunking strategy.
        attributes: Attributes that searches can filter by: keys of up to 64 characters; values are
            strings of up to 512 characters, numbers or booleans.
        chunking_strategy: How the file is split into chunks. Default: the service's own strategy.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/file_batches",
        {},
        json=_json_object(
            {},
            {
                "file_ids": file_ids,
                "files": files,
                "chunking_strategy": chunking_strategy,
            },
            {
                "attributes": attributes,
            },
        ),
    )


def parse_response(response: httpx.Response) -> VectorStoreFileBatch:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStoreFileBatch.adopt(_from_json(response.content))
