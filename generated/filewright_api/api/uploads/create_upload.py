"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.upload import Upload
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import json_object as _json_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ...models.expires_after import ExpiresAfter
    from ...models.upload_purpose import UploadPurpose


def build_request(
    *,
    filename: str,
    purpose: UploadPurpose,
    bytes: int,
    mime_type: str,
    expires_after: ExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Start an upload in parts.

    The upload expires an hour after it is created.

    Args:
        filename: The file's name.
        purpose: The purpose of the file. Any string is accepted.
        bytes: The size of the whole file in bytes.
        mime_type: The content's media type. It must be one that the service accepts for the
            purpose.
        expires_after: When the service deletes the file.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        "/uploads",
        {},
        json=_json_object(
            {
                "filename": filename,
                "purpose": purpose,
                "bytes": bytes,
                "mime_type": mime_type,
            },
            {
                "expires_after": expires_after,
            },
        ),
    )


def parse_response(response: httpx.Response) -> Upload:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return Upload.adopt(_from_json(response.content))
