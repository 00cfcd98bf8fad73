"""Contents: fetched, saved to a file, and continued where they broke off."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import httpx

from ..calls import Call
from ..effects import (
    AppendBody,
    CloseResponse,
    CommitDestination,
    Flow,
    OpenDestination,
    ReadAhead,
    ReadBody,
    SaveRead,
    perform,
    too_large,
)
from ..errors import (
    APIStatusError,
)
from ..parts.hashing import Digests, check_sha256
from ..sentinels import NOT_GIVEN

if TYPE_CHECKING:
    from ..host.hooks import Hooks
    from ..wire.saving import Destination

from .attempts import exchange, is_delay, progress_reporter, sleep_within
from .call import perform_call
from .failures import connection_error, content_error
from .lengths import check_length, content_length, is_coded
from .refused_contents import MAX_ERROR_BYTES, check_content, may_be_error

FRUITFUL_BYTES = 1 << 20
"""A download that has progressed by this many bytes may be continued without limit; one that has not,
as often as `max_retries` says."""


def fetch_content(hooks: Hooks, call: Call, prefetch: int = 0) -> Flow[httpx.Response]:
    """Return the response with a file's content, which is already read if it has at most `prefetch` bytes.

    Raises:
        APIResponseValidationError: in place of the content, the server sent an error with a good status.
    """
    response: httpx.Response = yield from perform_call(hooks, call)
    attempt = 0
    while most := _read_at_once(call, response, prefetch):
        try:
            yield from perform(ReadAhead(response, most))
            break
        except httpx.RequestError as error:
            if isinstance(error, httpx.DecodingError):  # it would come so again
                raise content_error(error, response) from error
            broken = error
        outcome = connection_error(broken, response.request)
        delay = hooks.retry_delay(call, attempt, outcome) if attempt < call.settings.max_retries else None
        if not is_delay(delay):
            raise content_error(broken, response) from broken
        yield from sleep_within(call, delay, outcome)
        response = yield from exchange(hooks, call)
        attempt += 1
    if hasattr(response, "_content"):
        check_content(call, response)
        check_length(len(response.content), call.expected_bytes, response)
    return response


def _read_at_once(call: Call, response: httpx.Response, prefetch: int) -> int:
    """Return up to how many bytes of a content should be read with the call; 0 if it should not be read."""
    if call.as_saved:
        return 0
    if may_be_error(response):
        return max(prefetch, MAX_ERROR_BYTES)
    return prefetch if (content_length(response) or 0) <= prefetch else 0


def read_content(hooks: Hooks, call: Call, response: httpx.Response) -> Flow[bytes | None]:
    """Read a file's content into memory; return it if it is another than the response's body, which then is unread."""
    if call.as_saved:
        buffer = BytesIO()
        yield from save(hooks, call, response, buffer)
        return buffer.getvalue()
    try:
        yield from perform(ReadBody(response, call.settings.max_content_bytes))
    except httpx.RequestError as error:
        raise content_error(error, response) from error
    check_length(len(response.content), call.expected_bytes, response)
    return None


def save(hooks: Hooks, call: Call, response: httpx.Response, path: Any) -> Flow[int]:
    """Save a file's content, as plugins would have it or in one stream; the number of its bytes.

    Raises:
        IntegrityError: the content did not arrive whole, however often it was tried.
        DestinationError: the file cannot be written.
    """
    # What was read already is what would have been saved.
    is_read = call.as_saved and response.is_closed
    saving = None if is_read else hooks.save_content(response, call, path)
    if saving is not None:
        try:
            saved = yield from saving
        except BaseException as error:
            yield from perform(CloseResponse(response))
            if isinstance(error, httpx.RequestError):
                raise content_error(error, response) from error
            raise
        if saved is not NOT_GIVEN:
            return int(saved)
    return (yield from save_in_one(hooks, call, response, path))


def save_in_one(hooks: Hooks, call: Call, response: httpx.Response, path: Any) -> Flow[int]:
    """Stream a file's content into a file, and again from where it broke off; the number of its bytes.

    Raises:
        IntegrityError: the content did not arrive whole, however often it was tried.
        DestinationError: the file cannot be written.
    """
    if hasattr(response, "_content") and call.expected_sha256 is None:
        return (yield from _save_read(hooks, call, response, path))
    try:
        destination: Destination = yield from perform(OpenDestination(path))
    except BaseException:
        yield from perform(CloseResponse(response))
        raise
    try:
        yield from _fill(hooks, call, response, destination)
        yield from perform(CommitDestination(destination))
    finally:
        destination.discard()
    return destination.written


def _save_read(hooks: Hooks, call: Call, response: httpx.Response, path: Any) -> Flow[int]:
    """Save a content that was read, as async clients read small ones with the call."""
    size = len(response.content)
    total = content_length(response)
    for expected in (total, call.expected_bytes):
        check_length(size, expected, response)
    limit = call.settings.max_content_bytes
    if limit is not None and size > limit:
        raise too_large(response, limit)
    saved: int = yield from perform(SaveRead(response.content, path))
    report = progress_reporter(hooks, call, "received", total) if hooks.has("on_transfer_progress") else None
    if report is not None:
        report(saved)
    return saved


def _fill(hooks: Hooks, call: Call, response: httpx.Response, destination: Destination) -> Flow[None]:
    total = content_length(response)
    report = progress_reporter(hooks, call, "received", total) if hooks.has("on_transfer_progress") else None
    most = call.settings.max_content_bytes
    best = fruitless = 0
    afresh = False
    digests = None if call.expected_sha256 is None else Digests()
    while True:
        try:
            yield from perform(
                AppendBody(response, destination, afresh=afresh, limit=most, progress=report, digests=digests)
            )
            check_length(destination.written, total, response)
            check_length(destination.written, call.expected_bytes, response)
            check_sha256(digests, call.expected_sha256, response.request)
            return
        except httpx.RequestError as error:
            if isinstance(error, httpx.DecodingError) and not destination.written:  # it would come so again
                raise content_error(error, response) from error
            broken = error
        fruitless = 0 if destination.written - best >= FRUITFUL_BYTES else fruitless + 1
        best = max(best, destination.written)
        outcome = connection_error(broken, response.request)
        tries = call.settings.max_retries
        delay = hooks.retry_delay(call, fruitless, outcome) if tries and fruitless <= tries else None
        if not is_delay(delay):
            raise content_error(broken, response) from broken
        yield from sleep_within(call, delay, outcome)
        response, afresh = yield from _continued(hooks, call, response, destination.written)
        total = total if not afresh else content_length(response)


def _continued(hooks: Hooks, call: Call, broken: httpx.Response, start: int) -> Flow[tuple[httpx.Response, bool]]:
    """Return the response with the rest of a content, and whether it starts from the beginning.

    Only a strong ETag tells that the content is still the same one (RFC 9110, section 13.1.5).
    """
    etag = broken.headers.get("etag", "")
    again = call.again()
    again.api_key = call.api_key
    if "range" in call.headers:  # set by the caller: a retry requests the whole content
        return (yield from exchange(hooks, again)), True
    if start and etag.startswith('"') and not is_coded(broken):
        again.headers |= {"range": f"bytes={start}-", "if-range": etag}
    try:
        response: httpx.Response = yield from exchange(hooks, again)
    except APIStatusError as error:
        if error.status_code != 416:
            raise
        response = yield from exchange(hooks, call.again())
    if response.status_code != 206:
        return response, True
    if _range_start(response) == start and response.headers.get("etag") == etag:
        return response, False
    yield from perform(CloseResponse(response))
    return (yield from exchange(hooks, call.again())), True


_RANGE = re.compile(r"bytes ([0-9]{1,20})-[0-9]{1,20}/(?:[0-9]{1,20}|\*)")
"""RFC 9110, section 14.4; twenty digits hold every number of 64 bits."""


def _range_start(response: httpx.Response) -> int | None:
    match = _RANGE.fullmatch(response.headers.get("content-range", ""))
    return int(match[1]) if match else None
