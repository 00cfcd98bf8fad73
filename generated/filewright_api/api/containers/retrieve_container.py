"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.container import Container
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    container_id: str,
) -> RequestParts:
    """Retrieve a container.

    Args:
        container_id: The container's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "GET",
        f"/containers/{_path_segment('container_id', container_id)}",
        {},
    )


def parse_response(response: httpx.Response) -> Container:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Container.adopt(_from_json(response.content))
