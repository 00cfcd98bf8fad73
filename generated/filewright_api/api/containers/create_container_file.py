"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.container_file import ContainerFile
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import form_fields as _form_fields
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    container_id: str,
    file_id: str | NotGiven = NOT_GIVEN,
    file: Any | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Add a file to a container.

    Give either file (new content) or file_id (a stored file).

    Args:
        container_id: The container's id.
        file_id: The id of a stored file to copy into the container.
        file: The content.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/containers/{_path_segment('container_id', container_id)}/files",
        {},
        form=_form_fields(
            {},
            {
                "file_id": file_id,
            },
            {},
            {
                "file": file,
            },
        ),
    )


def parse_response(response: httpx.Response) -> ContainerFile:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return ContainerFile.adopt(_from_json(response.content))
