"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    file_id: str,
) -> RequestParts:
    """Download a file's content.

    Args:
        file_id: The file's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/files/{_path_segment('file_id', file_id)}/content",
        {},
    )


def parse_response(response: httpx.Response) -> bytes:
    """Return the content, which must have been read."""
    return response.content
