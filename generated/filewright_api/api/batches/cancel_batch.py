"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.batch import Batch
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    batch_id: str,
) -> RequestParts:
    """Cancel a batch. Results of finished requests remain available in its output file.

    Args:
        batch_id: The batch's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/batches/{_path_segment('batch_id', batch_id)}/cancel",
        {},
    )


def parse_response(response: httpx.Response) -> Batch:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Batch.adopt(_from_json(response.content))
