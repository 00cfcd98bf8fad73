"""The attempts of a call: sent, and sent again where that is right, until there is a response to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeGuard

import httpx
from filewright_api.types import InvalidArgument

from ..calls import Call, TransferEvent
from ..effects import (
    Body,
    CloseResponse,
    Flow,
    Invoke,
    Progress,
    ReadBody,
    now,
    perform,
    send,
    sleep,
)
from ..errors import (
    APIError,
    ConfigurationError,
    IntegrityError,
    MissingCredentialsError,
    UploadOutcomeUnknownError,
    shorten,
)
from ..redaction import redacted
from ..rules.retrying import is_retried
from ..sentinels import NOT_GIVEN
from ..settings import checked_key

if TYPE_CHECKING:
    from filewright_api.types import RequestParts

    from ..host.hooks import Hooks

from .completions import completed_with, parse_completed
from .failures import connection_error, error_of
from .lengths import check_length, content_length
from .parsing import adapted
from .redirects import MAX_REDIRECTS, anonymous_request, is_elsewhere, redirect_target
from .requests import build_http_request


def exchange(hooks: Hooks, call: Call) -> Flow[Any]:
    """Send a call, again where that is right, and return its model."""
    operation = call.operation
    try:
        call.parts = operation.build_request(**call.arguments)
    except InvalidArgument as error:
        raise ConfigurationError(f"{operation.name} cannot be sent: {error}.") from error
    if hooks.has("before_request_encoded"):
        hooks.before_request_encoded(call.parts, call)
    body = hooks.encode_body(call) if _has_body(call, call.parts) else None
    if body is None and operation.body is not None:
        raise ConfigurationError(f"No plugin encodes the {operation.body.encoding} body of {operation.name}.")
    if body is not None and call.source is not None and hooks.has("on_transfer_progress"):
        body.progress = call.progress or progress_reporter(hooks, call, "sent", body.length)
    recovered, response = yield from _first_good_response(hooks, call, body)
    if recovered is not None:
        return recovered
    if operation.response_kind != "binary":
        return parse_completed(call, adapted(hooks, call, response))
    if response.status_code == 206 and "range" not in call.headers:
        yield from perform(CloseResponse(response))
        raise IntegrityError(
            f"The server sent a part of the content ({shorten(response.headers.get('content-range'))}) unasked.",
            redacted(response.request),
        )
    expected, length = call.expected_bytes, content_length(response)
    if expected is not None and length is not None and length != expected:
        yield from perform(CloseResponse(response))
        check_length(length, expected, response)
    return response


def _has_body(call: Call, parts: RequestParts) -> bool:
    given = parts.form is not None or parts.has_json
    return given or call.operation.body is not None or bool(call.extra_body)


def _resolved_key(call: Call) -> Flow[str | None]:
    key = call.settings.api_key
    if not callable(key):
        return key
    given = checked_key((yield from perform(Invoke(key))))
    if given is None and call.settings.needs_key and not _CREDENTIALS & {*call.settings.base_headers, *call.headers}:
        raise MissingCredentialsError(
            f"The function that gives the key of {call.operation.name} returned none, and nothing was sent; have it"
            " return a str that is not empty."
        )
    return given


_CREDENTIALS = {"authorization", "api-key", "x-api-key"}
"""Headers in which a caller may say who asks, instead of by a key."""


def _first_good_response(hooks: Hooks, call: Call, body: Body | None) -> Flow[tuple[Any, httpx.Response]]:
    """Return the first good response, or the object that a plugin recovered when the response was lost."""
    attempt = 0
    doubtful = False
    while True:
        yield from _await_turn(hooks, call, attempt)
        call.api_key = yield from _resolved_key(call)
        call.traffic.begin(body)
        try:
            outcome = yield from _attempt(hooks, call, body, attempt)
        finally:
            call.traffic.end(body)
        call.retries_taken = attempt
        if isinstance(outcome, httpx.Response) and outcome.status_code < 300:
            call.response = outcome if call.keeps_response else None
            return None, outcome
        left = call.settings.max_retries - attempt
        delay = hooks.retry_delay(call, attempt, outcome) if left > 0 else None
        # The request may be refused because an earlier attempt was carried out.
        doubtful = may_be_done(call, body, outcome) or (doubtful and call.operation.resend == "once")
        if doubtful:
            recovered = _RECOVERED[call.operation.resend]
            found = yield from recovered(hooks, call, outcome, is_delay(delay))
            if found is not NOT_GIVEN:
                return completed_with(call, found), None  # type: ignore[return-value]  # only the first is looked at then
        if not is_delay(delay):
            raise error_of(outcome)
        yield from sleep_within(call, delay, outcome)
        attempt += 1


def _await_turn(hooks: Hooks, call: Call, attempt: int) -> Flow[None]:
    """Wait until plugins allow an attempt, or until its deadline has passed, in which case sending it fails."""
    while delay := (yield from hooks.request_delay(call, attempt)):
        left = delay if call.deadline is None else call.deadline - (yield from now())
        if left <= 0:
            return
        yield from sleep(min(delay, left))


def is_delay(delay: float | Literal[False] | None) -> TypeGuard[float]:
    """Return True if a plugin returned a delay, which may be 0, instead of False or None."""
    return delay is not None and delay is not False


def _attempt(hooks: Hooks, call: Call, body: Body | None, attempt: int) -> Flow[httpx.Response | APIError]:
    """Make one attempt and follow redirects; return the last response, whatever its status, or the error."""
    request = build_http_request(call, body)
    at_home = True
    for _ in range(MAX_REDIRECTS):
        outcome = yield from _sent(hooks, call, body, request, attempt, at_home=at_home)
        target = _target(call, outcome)
        if target is None:
            return outcome
        at_home = at_home and not is_elsewhere(request.url, target)
        request = _redirected(call, body, target) if at_home else anonymous_request(request, target)
    return (yield from _sent(hooks, call, body, request, attempt, at_home=at_home))


def _target(call: Call, outcome: httpx.Response | APIError) -> httpx.URL | None:
    if not isinstance(outcome, httpx.Response):
        return None
    return redirect_target(outcome, call.settings.redirects, is_download=call.operation.response_kind == "binary")


def _redirected(call: Call, body: Body | None, target: httpx.URL) -> httpx.Request:
    request = build_http_request(call, body)
    request.url = target
    request.headers["host"] = target.netloc.decode("ascii")
    return request


def _sent(
    hooks: Hooks, call: Call, body: Body | None, request: httpx.Request, attempt: int, *, at_home: bool
) -> Flow[httpx.Response | APIError]:
    """One request and its response; what is sent elsewhere is not for plugins to sign, nor for httpx's own auth."""
    if at_home:
        hooks.before_request_sent(request, call, attempt)
    settings = call.settings
    binary = call.operation.response_kind == "binary"
    try:
        response = yield from send(
            request,
            body=body,
            stream=binary,
            timeout=call.timeout,
            deadline=call.deadline,
            max_bytes=settings.max_content_bytes if binary else settings.max_response_bytes,
            max_error_bytes=settings.max_error_bytes,
            anonymous=not at_home,
        )
        if binary and response.status_code >= 300:
            yield from perform(ReadBody(response, settings.max_error_bytes))
    except httpx.RequestError as error:
        failure = connection_error(error, request)
        hooks.on_request_error(failure, call, attempt)
        return failure
    if "charset" in response.headers.get("content-type", ""):
        _settle_encoding(response)
    yield from hooks.after_response_received(response, call, attempt)
    return response


def _settle_encoding(response: httpx.Response) -> None:
    """Decode text as UTF-8 if the response names a Python codec that is not a text encoding, such as `hex`."""
    try:
        b"a".decode(response.charset_encoding or "utf-8", "replace")
    except (LookupError, UnicodeError):
        response.encoding = "utf-8"


def may_be_done(call: Call, body: Body | None, outcome: httpx.Response | APIError) -> bool:
    """Return True if a failed attempt may still have created an object, so that a retry could create a second one."""
    if call.operation.resend not in _RECOVERED or (body is not None and body.sent < body.length):
        return False
    if isinstance(outcome, httpx.Response):
        return outcome.status_code >= 500 or (outcome.status_code in {408, 409} and is_retried(outcome))
    return not isinstance(outcome.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))


def _recovered(hooks: Hooks, call: Call, outcome: httpx.Response | APIError, will_retry: bool) -> Flow[Any]:
    """Return the object whose response was lost, or NOT_GIVEN if the call was certainly not carried out."""
    lost = isinstance(outcome, APIError)
    if not lost and not will_retry:
        return NOT_GIVEN
    recovery = hooks.recover_response(call, outcome)
    if recovery is not None:
        return (yield from recovery)
    if call.operation.recovery is None and not lost:
        return NOT_GIVEN
    error = error_of(outcome)
    raise UploadOutcomeUnknownError(
        f"{call.operation.name} was sent but its response was lost, so it may or may not have been carried out. It"
        f" was not sent again; see `client.settle`. ({error})",
        getattr(error, "request", None),
    ) from error


def _recovered_once(hooks: Hooks, call: Call, outcome: httpx.Response | APIError, will_retry: bool) -> Flow[Any]:
    """Like `_recovered`, of a call that may be sent again in any case: NOT_GIVEN also where it will be."""
    failed = isinstance(outcome, httpx.Response) and outcome.status_code >= 500
    error = error_of(outcome)
    try:
        recovery = hooks.recover_response(call, outcome)
        if recovery is not None:
            return (yield from recovery)
    except UploadOutcomeUnknownError as doubt:
        if not will_retry and not failed:
            doubt.request = error.request
            raise doubt from error
        return NOT_GIVEN
    if will_retry or failed:
        return NOT_GIVEN
    raise UploadOutcomeUnknownError(
        f"The response to {call.operation.name} was lost, so it may or may not have been carried out. ({error})",
        error.request,
    ) from error


# The step before a call that may have been carried out is sent again, by the effect of a second request.
_RECOVERED = {"duplicates": _recovered, "once": _recovered_once}


def sleep_within(call: Call, delay: float, outcome: httpx.Response | APIError) -> Flow[None]:
    """Wait, or raise the error of the outcome where the call's deadline would pass meanwhile."""
    if call.deadline is not None and (yield from now()) + delay > call.deadline:
        raise error_of(outcome)
    yield from sleep(delay)


def progress_reporter(hooks: Hooks, call: Call, direction: Literal["sent", "received"], total: int | None) -> Progress:
    """The progress callback that notifies the plugins of each block of a transfer."""

    def report(moved: int) -> None:
        hooks.on_transfer_progress(TransferEvent(call, direction, moved, total))

    return report
