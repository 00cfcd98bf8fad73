"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.model_deleted import ModelDeleted
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    model: str,
) -> RequestParts:
    """Delete a fine-tuned model.

    Args:
        model: The model's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "DELETE",
        f"/models/{_path_segment('model', model)}",
        {},
    )


def parse_response(response: httpx.Response) -> ModelDeleted:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return ModelDeleted.adopt(_from_json(response.content))
