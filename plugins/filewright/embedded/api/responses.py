"""The responses of the service, and the error that becomes one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from filewright.errors import shorten
from filewright.systems import read_at

__all__ = ["ApiError", "BlobBody", "Response", "error_response", "json_response", "no_such", "page_response"]

BLOCK_BYTES = 1024 * 1024
"""The most that is read of a blob at a time."""


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


class BlobBody:
    """A stretch of an open blob, read in blocks. Owns the descriptor: `close` it."""

    def __init__(self, descriptor: int, start: int, length: int) -> None:
        self._descriptor = descriptor
        self._position = start
        self._left = length

    def read(self) -> bytes:
        """The next block, at most BLOCK_BYTES long; empty at the end.

        Raises:
            OSError: the blob is shorter than it was when the response began.
        """
        wanted = min(self._left, BLOCK_BYTES)
        if not wanted:
            return b""
        block = read_at(self._descriptor, wanted, self._position)
        if not block:
            raise OSError(f"the stored content ends {self._left} bytes early")
        self._position += len(block)
        self._left -= len(block)
        return block

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read():
            yield block

    def close(self) -> None:
        """Closes the blob; more than once does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


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
    """Make the response that tells a client of an error, in the API's shape."""
    body = {"message": error.message, "type": error.type, "param": error.param, "code": error.code}
    return json_response(error.status, {"error": body}, headers=error.headers)
