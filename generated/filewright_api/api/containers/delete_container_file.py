"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    container_id: str,
    file_id: str,
) -> RequestParts:
    """Delete a file from a container.

    Args:
        container_id: The container's id.
        file_id: The file's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "DELETE",
        f"/containers/{_path_segment('container_id', container_id)}/files/{_path_segment('file_id', file_id)}",
        {},
    )


def parse_response(response: httpx.Response) -> None:
    """Return None: the response has no content."""
