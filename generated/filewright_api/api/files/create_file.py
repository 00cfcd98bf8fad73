"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...models.file_object import FileObject
from ...reading import from_json as _from_json
from ...types import NOT_GIVEN, NotGiven, RequestParts
from ...types import form_fields as _form_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ...models.expires_after import ExpiresAfter
    from ...models.file_purpose import FilePurpose


def build_request(
    *,
    purpose: FilePurpose,
    file: Any,
    expires_after: ExpiresAfter | Mapping[str, Any] | NotGiven = NOT_GIVEN,
) -> RequestParts:
    """Upload a file in a single request.

    Use an upload in parts for a file that is larger than the limit of one request.

    Args:
        purpose: The purpose of a file. Any string is accepted, as services define additional
            purposes.
        file: The content. It is sent as the last field of the form, because some servers need the
            other fields first.
        expires_after: When the service deletes the file.

    Raises InvalidArgument if no request can be made of the arguments.
    """
    return RequestParts(
        "POST",
        "/files",
        {},
        form=_form_fields(
            {
                "purpose": purpose,
            },
            {
                "expires_after": expires_after,
            },
            {
                "file": file,
            },
            {},
        ),
    )


def parse_response(response: httpx.Response) -> FileObject:
    """Parse the response. Raises UnexpectedShape if it does not match the contract, ValueError if it is not JSON."""
    return FileObject.adopt(_from_json(response.content))
