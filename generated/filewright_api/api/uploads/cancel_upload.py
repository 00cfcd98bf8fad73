"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.upload import Upload
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    upload_id: str,
) -> RequestParts:
    """Cancel an upload. No more parts can be added to it.

    Args:
        upload_id: The upload's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/uploads/{_path_segment('upload_id', upload_id)}/cancel",
        {},
    )


def parse_response(response: httpx.Response) -> Upload:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Upload.adopt(_from_json(response.content))
