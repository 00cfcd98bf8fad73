"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.assistant_deleted import AssistantDeleted
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    assistant_id: str,
) -> RequestParts:
    """Delete an assistant.

    Args:
        assistant_id: The assistant's id.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "DELETE",
        f"/assistants/{_path_segment('assistant_id', assistant_id)}",
        {},
    )


def parse_response(response: httpx.Response) -> AssistantDeleted:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return AssistantDeleted.adopt(_from_json(response.content))
