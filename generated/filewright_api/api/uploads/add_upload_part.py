"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.upload_part import UploadPart
from ...reading import from_json as _from_json
from ...types import RequestParts
from ...types import form_fields as _form_fields
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    import httpx


def build_request(
    *,
    upload_id: str,
    data: Any,
) -> RequestParts:
    """Add a part to an upload.

    Parts can be sent in parallel; their order is given when the upload is completed.

    Args:
        upload_id: The upload's id.
        data: The part's content.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/uploads/{_path_segment('upload_id', upload_id)}/parts",
        {},
        form=_form_fields(
            {},
            {},
            {
                "data": data,
            },
            {},
        ),
    )


def parse_response(response: httpx.Response) -> UploadPart:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return UploadPart.adopt(_from_json(response.content))
