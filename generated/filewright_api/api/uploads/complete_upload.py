"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...models.upload import Upload
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object
from ...types import path_segment as _path_segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx


def build_request(
    *,
    upload_id: str,
    part_ids: Sequence[str],
    md5: str | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Complete an upload and create a file from its parts.

    The parts must add up to the number of bytes given when the upload was created.

    Args:
        upload_id: The upload's id.
        part_ids: The ids of the parts, in the order of the file's content.
        md5: The MD5 digest of the whole content in hexadecimal, which the server verifies.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        f"/uploads/{_path_segment('upload_id', upload_id)}/complete",
        {},
        json=_json_object(
            {
                "part_ids": part_ids,
            },
            {
                "md5": md5,
            },
        ),
    )


def parse_response(response: httpx.Response) -> Upload:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Upload.adopt(_from_json(response.content))
