"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.vector_store_file import VectorStoreFile
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import json_object as _json_object
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx


def build_request(
    *,
    vector_store_id: str,
    file_id: str,
    attributes: Mapping[str, str | float | bool],
) -> RequestParts:
    """Update the attributes of a vector store file.

    Args:
        vector_store_id: The vector store's id.
        file_id: The file's id.
        attributes: Attributes that searches can filter by: keys of up to 64 characters; values are
            strings of up to 512 characters, numbers or booleans.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/vector_stores/{_path_segment('vector_store_id', vector_store_id)}/files/{_path_segment('file_id', file_id)}",
        {},
        json=_json_object(
            {
                "attributes": attributes,
            },
            {},
        ),
    )


def parse_response(response: httpx.Response) -> VectorStoreFile:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return VectorStoreFile.adopt(_from_json(response.content))
