"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.file_deleted import FileDeleted
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    file_id: str,
) -> RequestParts:
    """Delete a file.

    Args:
        file_id: The file's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "DELETE",
        f"/files/{_path_segment('file_id', file_id)}",
        {},
    )


def parse_response(response: httpx.Response) -> FileDeleted:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FileDeleted.adopt(_from_json(response.content))
