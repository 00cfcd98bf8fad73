"""Errors in place of a content: some gateways respond to a download with status 200 and the JSON of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import APIResponseValidationError, cut
from ..redaction import mask_response, masked, secrets_of
from .details import readable_detail
from .lengths import content_length
from .parsing import decoded_body

if TYPE_CHECKING:
    import httpx

    from ..calls import Call

MAX_ERROR_BYTES = 64 << 10
"""The size of a content above which it is not taken for an error."""


def may_be_error(response: httpx.Response) -> bool:
    """Return True if a content should be looked at: short JSON that is not sent as a file, as stored files are."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or response.status_code != 200 or "content-disposition" in response.headers:
        return False
    length = content_length(response)
    return length is not None and length <= MAX_ERROR_BYTES


def check_content(call: Call, response: httpx.Response) -> None:
    """Refuse a content that was read and is an error of the server.

    Raises:
        APIResponseValidationError: it is an object with the member `error` alone, which is an object with a message.
    """
    if not may_be_error(response):
        return
    body: Any = decoded_body(response)
    match body:
        case {"error": {"message": str(), **_rest}} if len(body) == 1:
            pass
        case _:
            return
    shown: Any = masked(body, secrets_of(response.request))
    mask_response(response)
    file_id = cut(str(call.arguments.get("file_id")))
    raise APIResponseValidationError(
        response,
        shown,
        message=f"The response to {call.operation.name} is an error, and not the content of {file_id}: the server says"
        f" {readable_detail(shown)!r}. If this is the content of the file, with_raw_response returns it.",
    )
