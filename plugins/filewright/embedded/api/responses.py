"""The responses of the service, and the error that becomes one."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from filewright.embedded.store.reading import BlobBody
from filewright.errors import shorten

__all__ = ["ApiError", "BlobBody", "Response", "error_response", "json_response", "no_such", "page_response"]


class ApiError(Exception):
    """A request that is refused, in the API's terms.

    Attributes:
        status: the HTTP status.
        message, type, param, code: the members of the response's `error` object.
        headers: headers that the response carries besides its own.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        type: str = "invalid_request_error",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code
        self.type = type
        self.headers = headers


def no_such(kind: str, identifier: str, param: str = "id") -> ApiError:
    """The refusal of an id that nothing has."""
    return ApiError(404, f"No such {kind} object: {shorten(identifier, 80)}.", param=param, code="not_found")


class Response(NamedTuple):
    """An HTTP response. `headers` are complete: content-length and x-request-id are among them."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | BlobBody

    def close(self) -> None:
        """Closes the body. More than once does no harm."""
        if isinstance(self.body, BlobBody):
            self.body.close()


def json_response(status: int, value: Any, *, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Make a response with a JSON body."""
    body = json.dumps(value, separators=(",", ":")).encode("ascii")
    fixed = [("content-type", "application/json"), ("content-length", str(len(body)))]
    return Response(status, [*fixed, *headers], body)


def page_response(items: list[dict[str, Any]], *, has_more: bool) -> Response:
    """Make the response that is a page of a list. `has_more`: others follow."""
    page = {
        "object": "list",
        "data": items,
        "first_id": items[0]["id"] if items else None,
        "last_id": items[-1]["id"] if items else None,
        "has_more": has_more,
    }
    return json_response(200, page)


def error_response(error: ApiError) -> Response:
    """Create the response for an error, in the API's format."""
    body = {"message": error.message, "type": error.type, "param": error.param, "code": error.code}
    return json_response(error.status, {"error": body}, headers=error.headers)
