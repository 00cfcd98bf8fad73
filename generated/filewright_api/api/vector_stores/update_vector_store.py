"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.vector_store import VectorStore
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ...models.vector_store_expiry import VectorStoreExpiry


def build_request(
    *,
    vector_store_id: str,
    name: str | None | NotGiven = NOT_GIVEN,
    expires_after: VectorStoreExpiry | Mapping[str, Any] | None | NotGiven = NOT_GIVEN,
    metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Update a vector store. Arguments that are not given leave their values unchanged.

    Args:
        vector_store_id: The vector store's id.
        name: The vector store's name.
        expires_after: When the service deletes the vector store: a number of days after its last
            use. None removes the expiry.
        metadata: Key-value pairs attached to the object: keys of up to 64 characters, values of up
            to 512.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}",
        {},
        json=_json_object(
            {},
            {},
            {
                "name": name,
                "expires_after": expires_after,
                "metadata": metadata,
            },
        ),
    )


def parse_response(response: httpx.Response) -> VectorStore:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStore.adopt(_from_json(response.content))
