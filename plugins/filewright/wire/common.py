"""Functions that both drivers share. The drivers differ only in how they wait."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from io import BytesIO
from typing import Any

import httpx

from ..effects import DeadlinePassed, Send, too_large
from ..errors import APIResponseValidationError
from ..redaction import mask_errors, mask_response
from .disk import BLOCK_SIZE

PHASES = "filewright_phases"
"""The extension of a request with its phases as they were asked for, whatever is left until its deadline."""
STREAMED = "filewright_streamed"
"""The extension of a request that says whether its response is read as it comes."""


def bounded(timeout: dict[str, float | None] | None, deadline: float | None) -> dict[str, float | None]:
    """The phases of a timeout, none longer than what is left until the deadline."""
    phases = timeout or dict.fromkeys(("connect", "read", "write", "pool"))
    if deadline is None:
        return phases
    left = time_left(deadline)
    return {phase: left if seconds is None else min(seconds, left) for phase, seconds in phases.items()}


def auth_of(effect: Send) -> Any:
    """Return httpx's `auth` for a request: the client's own, or none for another host."""
    return None if effect.anonymous else httpx.USE_CLIENT_DEFAULT


def time_left(deadline: float) -> float:
    """Return the seconds until the deadline; raise DeadlinePassed where there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlinePassed
    return left


def overdue(deadline: float | None) -> httpx.ReadTimeout:
    """Return the error of an exchange that was aborted: its deadline passed, or the response's head was not complete
    in time.
    """
    if deadline is not None and time.monotonic() >= deadline:
        return DeadlinePassed()
    return httpx.ReadTimeout("the head of the response was not complete in time")


def is_enough(response: httpx.Response, size: int, limit: int | None) -> bool:
    """Return True if no more of a response needs to be read: for an error, `limit` bytes are enough.

    Raises:
        ResponseTooLargeError: it is not an error, and exceeds the limit.
    """
    if limit is None or size < limit or (size == limit and response.status_code < 300):
        return False
    if response.status_code >= 300:
        return True
    raise too_large(response, limit)


class NothingToSend(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The empty body, for both drivers; it is asked for when the head of the request is out."""

    whole = b""

    def __init__(self, sent: Callable[[], None]) -> None:
        self._sent = sent

    def __iter__(self) -> Iterator[bytes]:
        self._sent()
        return iter(())

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        self._sent()
        raise StopAsyncIteration


def undecodable(response: httpx.Response, error: httpx.DecodingError) -> APIResponseValidationError:
    """Return our error for a body that cannot be decoded."""
    mask_response(response)
    mask_errors(error, response.request)
    return APIResponseValidationError(response, message=f"The response could not be decoded: {error}.")


MAX_CONTENT_TYPE = 1000
"""Characters of a Content-Type that is looked into. RFC 9110 sets no bound; registered ones have up to a hundred."""


def settle_content_type(response: httpx.Response) -> None:
    """Leave the media type alone of a Content-Type that is very long, or has extended parameters (`charset*1*=`).

    httpx looks for a charset with the standard library's parser for mail, which takes quadratic time, and fails on some
    of what those parameters can be; HTTP has none of them here.
    """
    content_type = response.headers.get("content-type", "")
    if len(content_type) > MAX_CONTENT_TYPE or "*" in content_type:
        response.headers["content-type"] = content_type[:MAX_CONTENT_TYPE].partition(";")[0]


def unreadable(error: Exception) -> httpx.RemoteProtocolError:
    """Convert a raw error of a caller's httpx client, which inspects redirects even if it does not follow them."""
    return httpx.RemoteProtocolError(f"a response header cannot be read: {error}")


def keep(response: httpx.Response, body: BytesIO) -> httpx.Response:
    """Make what was read of a body its content."""
    # httpx keeps a body that it read itself here, and every accessor of the response looks for it here.
    response._content = body.getvalue()
    return response


def keep_content(response: httpx.Response, content: bytes | None) -> None:
    """Give a response another content than its body; None leaves it as it is."""
    if content is not None:
        response._content = content
        for name in ("content-encoding", "transfer-encoding"):
            response.headers.pop(name, None)
        response.headers["content-length"] = str(len(content))


def view_blocks(view: memoryview) -> Iterator[bytes]:
    """Cut what is in memory into blocks."""
    for start in range(0, len(view), BLOCK_SIZE):
        yield bytes(view[start : start + BLOCK_SIZE])
