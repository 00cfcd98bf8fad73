"""Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""

from __future__ import annotations

import json as _json
from typing import TYPE_CHECKING, Any

from ...models.file_object import FileObject
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
    """Store a file, sent whole.

    A file may have up to 512 MB, and for the purpose batch up to 200 MB. Send a larger one as an
    upload, in parts.

    Args:
        purpose: The purpose of a file. Services add purposes of their own, so any text is accepted.
        file: The content. It is the last field of the form, for servers that read the others first.
        expires_after: When the service deletes the stored file.

    Raises InvalidArgument where no request can be made of the arguments.
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
    """The answer. Raises UnexpectedShape where it breaks the contract, ValueError where it is not JSON."""
    return FileObject.adopt(_json.loads(response.content))
