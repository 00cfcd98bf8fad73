"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.vector_store import VectorStore
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import httpx

    from ...models.auto_chunking_strategy import AutoChunkingStrategy
    from ...models.static_chunking_strategy import StaticChunkingStrategy
    from ...models.vector_store_expiry import VectorStoreExpiry


def build_request(
    *,
    name: str | NotGiven = NOT_GIVEN,
    description: str | NotGiven = NOT_GIVEN,
    file_ids: Sequence[str] | NotGiven = NOT_GIVEN,
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    expires_after: VectorStoreExpiry | Mapping[str, Any] | NotGiven = NOT_GIVEN,
    metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Create a vector store.

    Args:
        name: The vector store's name.
        description: A description of the vector store.
        file_ids: The ids of stored files to add.
        chunking_strategy: How the file is split into chunks. Default: the service's own strategy.
        expires_after: When the service deletes the vector store: a number of days after its last
            use.
        metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up
            to 512.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        "/vector_stores",
        {},
        json=_json_object(
            {},
            {
                "name": name,
                "description": description,
                "file_ids": file_ids,
                "chunking_strategy": chunking_strategy,
                "expires_after": expires_after,
            },
            {
                "metadata": metadata,
            },
        ),
    )


def parse_response(response: httpx.Response) -> VectorStore:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStore.adopt(_from_json(response.content))
