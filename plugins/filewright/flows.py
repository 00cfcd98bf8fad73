"""What happens in a call, in a walk over pages, in a wait: generators of effects, with no I/O.

A call goes: plugins may change it -> expiry default, checks -> its body is encoded -> it is sent, again where that is
right -> its answer is parsed -> plugins hear of it.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeGuard
from urllib.parse import quote

import httpx
from filewright_api.operations import ADD_UPLOAD_PART, CANCEL_UPLOAD, COMPLETE_UPLOAD
from filewright_api.types import InvalidArgument, Model, UnexpectedShape, by_value, text_fields

from .builtin.expiry import settled
from .builtin.pagination import repeats
from .builtin.retries import MOST_ASKED, asked_delay, is_retried
from .calls import Call, TransferEvent
from .effects import (
    AppendBody,
    Body,
    CloseResponse,
    CommitDestination,
    DeadlinePassed,
    Flow,
    Invoke,
    OpenDestination,
    PrepareSource,
    Progress,
    ReadAhead,
    ReadBody,
    now,
    perform,
    send,
    sleep,
)
from .errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    FileProcessingError,
    IntegrityError,
    OpenAIError,
    PollTimeoutError,
    SourceError,
    UploadOutcomeUnknownError,
    shorten,
    status_error,
)
from .narrowing import is_dict, is_list, is_sequence, is_shallow
from .redaction import NO_BODY, mask_errors, mask_response, masked, redacted, secrets_of
from .sentinels import NOT_GIVEN
from .settings import bearer, checked_key, checked_seconds
from .sources import source_from

if TYPE_CHECKING:
    from filewright_api.types import Operation

    from .manager import Hooks
    from .sources import Source
    from .wire.saving import Destination

MOST_REDIRECTS = 5
"""Redirects that are followed in turn."""
LARGE_ANSWER_BYTES = 256 << 10
"""An answer of more bytes is parsed without a pause for garbage: about a thousand files of a page."""
FRUITFUL_BYTES = 1 << 20
"""A download that got so many bytes further than ever before may be continued as often as it takes; one that did not,
as often as `max_retries` says."""

# A call


def perform_call(hooks: Hooks, call: Call) -> Flow[Any]:
    """Make a call and return its model; of one that answers with content, the answer itself, its body not read."""
    call.exchange = partial(exchange, hooks, call)
    call.perform = partial(perform_call, hooks)
    try:
        call.deadline = yield from _deadline(call)
        outcome = yield from _prepared_call(hooks, call)
    except BaseException as error:
        _finish(hooks, call, error)
        raise
    _finish(hooks, call, outcome)
    return outcome


def _deadline(call: Call) -> Flow[float | None]:
    seconds = call.settings.total_timeout
    if seconds is None:
        return call.until
    own = (yield from now()) + seconds
    return own if call.until is None else min(own, call.until)


def _finish(hooks: Hooks, call: Call, outcome: Any) -> None:
    if call.source is not None:
        call.source.release()
    try:
        hooks.after_call_finished(call, outcome)
    except OpenAIError as error:
        # A call that was cancelled, or interrupted, stays so.
        if not isinstance(outcome, BaseException) or isinstance(outcome, Exception):
            raise
        outcome.add_note(str(error))


def _prepared_call(hooks: Hooks, call: Call) -> Flow[Any]:
    hooks.before_call_encoded(call)
    # By value from here on: plugins look purposes up, and compare what a server lists with what was sent.
    call.arguments.update({name: by_value(value) for name, value in call.arguments.items()})
    operation = call.operation
    _check_arguments(operation, call.arguments)
    if operation.body is None:
        return (yield from exchange(hooks, call))
    file = operation.body.file
    if file is not None and (file in call.arguments or file in operation.required):
        yield from _prepare_source(call, file)
    if operation.expiry is not None:
        _settle_expiry(hooks, call)
    if call.source is None or operation.upload is None:
        return (yield from exchange(hooks, call))
    hooks.check_source(call.source, call.arguments[operation.upload.purpose])
    upload = hooks.upload_file(call.source, call) or exchange(hooks, call)
    return (yield from upload)


def _is_list_of_text(value: object) -> bool:
    return is_sequence(value) and all(isinstance(item, str) for item in value)


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


# What arguments must be that JSON would carry whatever they are: by name, how to tell, and in words.
_SHAPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "part_ids": (_is_list_of_text, "a list of the ids, which are str"),
    "bytes": (_is_size, "a whole number of bytes from 0"),
    "limit": (_is_size, "a whole number"),
}


def _check_arguments(operation: Operation, arguments: Mapping[str, Any]) -> None:
    file = operation.body.file if operation.body is not None else None
    for name in operation.required:
        if name == file:
            continue  # sources.py says what is wrong with it
        value = arguments.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise ConfigurationError(f"{operation.name} needs {name}; it was given {shorten(value)}.")
    for name, (fits, words) in _SHAPES.items():
        if name in arguments and not fits(arguments[name]):
            raise ConfigurationError(f"{name} is {shorten(arguments[name])}; pass {words}.")


def _prepare_source(call: Call, argument: str) -> Flow[None]:
    call.source = source_from(call.arguments.get(argument))
    call.arguments[argument] = call.source
    yield from perform(PrepareSource(call.source))


def _settle_expiry(hooks: Hooks, call: Call) -> None:
    rule = call.operation.expiry
    assert rule is not None
    purpose = call.arguments[rule.purpose]
    if not isinstance(purpose, str):
        raise ConfigurationError(f"{rule.purpose} is {shorten(purpose)}; pass a str such as 'batch'.")
    value = call.arguments.pop(rule.field, NOT_GIVEN)
    if value is NOT_GIVEN:
        value = hooks.default_expiry(purpose, call.source)
    expiry = settled(value, rule)
    if expiry is not None:
        call.arguments[rule.field] = expiry


def exchange(hooks: Hooks, call: Call) -> Flow[Any]:
    """Send a call, again where that is right, and return its model."""
    operation = call.operation
    try:
        call.parts = operation.build_request(**call.arguments)
    except InvalidArgument as error:
        raise ConfigurationError(f"{operation.name} cannot be sent: {error}.") from error
    body = hooks.encode_body(call) if operation.body is not None or call.extra_body else None
    if body is None and operation.body is not None:
        raise ConfigurationError(f"No plugin encodes the {operation.body.encoding} body of {operation.name}.")
    if body is not None and call.source is not None and hooks.has("on_transfer_progress"):
        body.progress = progress_reporter(hooks, call, "sent", body.length)
    call.api_key = yield from _resolved_key(call)
    recovered, response = yield from _answered(hooks, call, body)
    if recovered is not None:
        return recovered
    if operation.answer != "binary":
        return parse(call, response)
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


def _resolved_key(call: Call) -> Flow[str | None]:
    key = call.settings.api_key
    if not callable(key):
        return key
    return checked_key((yield from perform(Invoke(key))))


# An exchange: attempts until there is an answer


def _answered(hooks: Hooks, call: Call, body: Body | None) -> Flow[tuple[Any, httpx.Response]]:
    """The first good answer; or what a plugin found that a lost answer had told of."""
    attempt = 0
    while True:
        outcome = yield from _attempt(hooks, call, body, attempt)
        call.retries_taken = attempt
        if isinstance(outcome, httpx.Response) and outcome.status_code < 300:
            call.response = outcome if call.keeps_response else None
            return None, outcome
        left = call.settings.max_retries - attempt
        delay = hooks.retry_delay(call, attempt, outcome) if left > 0 else None
        if may_be_done(call, body, outcome):
            found = yield from _recovered(hooks, call, outcome, will_retry=is_delay(delay))
            if found is not NOT_GIVEN:
                return found, None  # type: ignore[return-value]  # only the first is looked at then
        if not is_delay(delay):
            raise _error_of(outcome)
        yield from _sleep_within(call, delay, outcome)
        attempt += 1


def is_delay(delay: float | Literal[False] | None) -> TypeGuard[float]:
    """Whether a plugin's answer is a delay, which may be 0, rather than "no" or no opinion."""
    return delay is not None and delay is not False


def _attempt(hooks: Hooks, call: Call, body: Body | None, attempt: int) -> Flow[httpx.Response | APIError]:
    """One attempt, with the redirects that are followed: its last answer, whatever it says, or why there is none."""
    request = build_http_request(call, body)
    for _ in range(MOST_REDIRECTS):
        outcome = yield from _sent(hooks, call, body, request, attempt)
        target = redirect_target(outcome) if isinstance(outcome, httpx.Response) else None
        if target is None:
            return outcome
        request = build_http_request(call, body)
        request.url = target
        request.headers["host"] = target.netloc.decode("ascii")
    return (yield from _sent(hooks, call, body, request, attempt))


def _sent(
    hooks: Hooks, call: Call, body: Body | None, request: httpx.Request, attempt: int
) -> Flow[httpx.Response | APIError]:
    hooks.before_request_sent(request, call, attempt)
    settings = call.settings
    binary = call.operation.answer == "binary"
    try:
        response = yield from send(
            request,
            body=body,
            stream=binary,
            timeout=call.timeout,
            deadline=call.deadline,
            most_bytes=settings.max_answer_bytes,
            most_error_bytes=settings.max_error_bytes,
        )
        if binary and response.status_code >= 300:
            yield from perform(ReadBody(response, settings.max_error_bytes))
    except httpx.RequestError as error:
        failure = connection_error(error, request)
        hooks.on_request_error(failure, call, attempt)
        return failure
    if "charset" in response.headers.get("content-type", ""):
        _settle_encoding(response)
    hooks.after_response_received(response, call, attempt)
    return response


def _settle_encoding(response: httpx.Response) -> None:
    """Have text read as UTF-8 where the answer names a codec of Python's that is none of text, such as `hex`."""
    try:
        b"a".decode(response.charset_encoding or "utf-8", "replace")
    except (LookupError, UnicodeError):
        response.encoding = "utf-8"


_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def redirect_target(response: httpx.Response) -> httpx.URL | None:
    """Where an answer redirects to, if that is followed: a GET, within its origin or to the https of the same host."""
    if response.status_code not in _REDIRECTS or response.request.method != "GET":
        return None
    request = response.request
    try:
        target = request.url.join(response.headers.get("location", "")).copy_with(fragment=None)
    except httpx.InvalidURL:
        return None
    if target.userinfo or target == request.url:
        return None
    origin, new = _origin(request.url), _origin(target)
    is_upgrade = (origin, new) == (("http", origin[1], 80), ("https", origin[1], 443))
    return target if new == origin or is_upgrade else None


_PORTS = {"http": 80, "https": 443}


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def may_be_done(call: Call, body: Body | None, outcome: httpx.Response | APIError) -> bool:
    """Whether a failed attempt may have made an object all the same, so that another could make a second one."""
    if call.operation.resend == "safe" or (body is not None and body.sent < body.length):
        return False
    if isinstance(outcome, httpx.Response):
        return outcome.status_code >= 500 or (outcome.status_code in {408, 409} and is_retried(outcome))
    return not isinstance(outcome.__cause__, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))


def _recovered(hooks: Hooks, call: Call, outcome: httpx.Response | APIError, *, will_retry: bool) -> Flow[Any]:
    """The object that a lost answer told of, or NOT_GIVEN where the call is known not to have been carried out."""
    lost = isinstance(outcome, APIError)
    if not lost and not will_retry:
        return NOT_GIVEN
    recovery = hooks.recover_answer(call, outcome)
    if recovery is not None:
        return (yield from recovery)
    if call.operation.recovery is None and not lost:
        return NOT_GIVEN
    error = _error_of(outcome)
    raise UploadOutcomeUnknownError(
        f"{call.operation.name} was sent whole and its answer was lost: whether it was carried out is not known. It was"
        f" not sent again. ({error})",
        getattr(error, "request", None),
    ) from error


def _sleep_within(call: Call, delay: float, outcome: httpx.Response | APIError) -> Flow[None]:
    if call.deadline is not None and (yield from now()) + delay > call.deadline:
        raise _error_of(outcome)
    yield from sleep(delay)


# Requests


def build_http_request(call: Call, body: Body | None) -> httpx.Request:
    """The request of a call: its parts, the settings' headers and query, then the caller's, which win."""
    parts = call.parts
    assert parts is not None
    settings = call.settings
    headers = {**settings.base_headers, **bearer(call.api_key), **settings.default_headers, **call.headers}
    if call.idempotency_key is not None:
        headers.setdefault("idempotency-key", call.idempotency_key)
    if body is not None:
        headers["content-type"] = body.content_type
        headers["content-length"] = str(body.length)
    elif parts.method not in {"GET", "HEAD", "DELETE"}:
        headers["content-length"] = "0"
    if call.operation.answer == "binary":
        # What is saved must be what was stored, and its length must be the one announced.
        headers = {**headers, "accept": "*/*", "accept-encoding": "identity"}
    given = {name: value for name, value in headers.items() if value is not NOT_GIVEN}
    try:
        query = encode_query({**settings.default_query, **parts.query, **call.query})
        return httpx.Request(parts.method, f"{settings.request_url}{parts.path}{query}", headers=given, stream=NO_BODY)
    except (InvalidArgument, UnicodeEncodeError, httpx.InvalidURL) as error:
        raise ConfigurationError(f"{call.operation.name} cannot be sent: {error}.") from error


def encode_query(query: Mapping[str, Any]) -> str:
    """A query string with its question mark; nested values in brackets, None and what was not given left out."""
    pairs = [pair for name, value in query.items() if value is not NOT_GIVEN for pair in text_fields(name, value)]
    return "?" + "&".join(f"{quote(name, safe='[]')}={quote(value, safe='')}" for name, value in pairs) if pairs else ""


# Answers


def parse(call: Call, response: httpx.Response) -> Any:
    """The model of an answer.

    Raises:
        APIResponseValidationError: it is no JSON, or not of the shape that the contract promises.
    """
    try:
        with collection_paused() if len(response.content) > LARGE_ANSWER_BYTES else nullcontext():
            model = call.operation.parse_response(response)
            if model is not None:
                model._answered = response.headers.get("x-request-id")
            return model
    except (ValueError, RecursionError) as error:
        problem = error
    raise _not_promised(call, response, problem)


def _not_promised(call: Call, response: httpx.Response, problem: Exception) -> APIResponseValidationError:
    """The error for an answer that has no model; its cause is `problem`, unless that holds the answer, or a secret."""
    secrets = secrets_of(response.request)
    decoded = _decoded(response)
    shown = masked(decoded, secrets)
    mask_response(response)
    echoed = shown != decoded
    why = "it has the credentials in it, so it is not shown" if echoed else _cut(str(problem), 300)
    error = APIResponseValidationError(
        response, shown, message=f"The answer to {call.operation.name} is not what the API promises: {why}"
    )
    error.__cause__ = problem if isinstance(problem, UnexpectedShape) and not echoed else None
    return error


@contextmanager
def collection_paused() -> Generator[None, None, None]:
    """Keep the garbage collector from looking at what a large answer is made into.

    All of it stays alive, so that looking through it again and again, which costs as much as parsing, finds nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            _count_as_old()
            gc.enable()


_FROZEN_BY_PYTHON = 1000
"""More objects than Python freezes as it starts (3.12: 375), and fewer than any program that freezes its own."""


def _count_as_old() -> None:
    """Let the collector look at what was made until now only when it looks at everything.

    Nothing else moves objects to its oldest generation unseen. A program that has frozen objects itself, as servers do
    before they fork, wants them to stay frozen: nothing is moved there.
    """
    if gc.get_freeze_count() < _FROZEN_BY_PYTHON:
        gc.freeze()
        gc.unfreeze()


def _error_of(outcome: httpx.Response | APIError) -> APIError:
    return outcome if isinstance(outcome, APIError) else error_of_response(outcome)


def error_of_response(response: httpx.Response) -> APIStatusError:
    """The error that an answer of status 300 or above stands for, in the official SDK's words where it has such."""
    secrets = secrets_of(response.request)
    decoded = masked(_decoded(response), secrets)
    mask_response(response)
    text = f" - {shorten(decoded, 2000) if isinstance(decoded, str) else _cut(str(decoded))}" if decoded else ""
    asked = asked_delay(response)
    waiting = f" (the server asks to wait {asked:,.0f} s)" if asked is not None and asked > MOST_ASKED else ""
    body = decoded.get("error", decoded) if is_dict(decoded) else decoded
    return status_error(
        response,
        body,
        message=f"Error code: {response.status_code}{text}{waiting}{_not_followed(response)}",
        detail=readable_detail(decoded),
    )


def _not_followed(response: httpx.Response) -> str:
    """Why a redirect was left alone; of where it leads to, no more than the origin, as the rest may be a secret."""
    if response.status_code not in _REDIRECTS:
        return ""
    parts = re.match(r"\w+://([^/@]*@)?([^/?#]*)", response.headers.get("location", ""))
    where = f" to {shorten(parts[2])}" if parts else ""
    return (
        f" (a redirect{where}, which is not followed: only those of a GET are, within one origin or to its https, and"
        f" at most {MOST_REDIRECTS} in turn)"
    )


def _cut(text: str, most: int = 2000) -> str:
    return text if len(text) <= most else f"{text[:most]} ..."


def _decoded(response: httpx.Response) -> object | None:
    try:
        value = json.loads(response.content) if response.content else None
        if is_shallow(value):
            return value
    except (ValueError, RecursionError):
        pass
    return response.content.decode("utf-8", "replace")


# Where servers put the sentence that is meant for people: {"error": {"message"}}, {"error": "..."}, {"detail": "..."}
# or a list of {"loc", "msg"} (FastAPI), {"errors": [...]}, {"detail", "title"} (RFC 9457), {"message"}; {"data": [...]}
# is where a batch has its errors.
_DETAIL_KEYS = ("error", "message", "detail", "msg", "errors", "title", "data")


def readable_detail(value: Any, depth: int = 4) -> str | None:
    """The sentence of an error body that is meant for people, or None where it has none."""
    if isinstance(value, str):
        return _text_of_page(value)
    if depth and is_list(value):
        found = [detail for item in value[:3] if (detail := readable_detail(item, depth - 1))]
        return "; ".join(found) or None
    if depth and is_dict(value):
        details = (readable_detail(value[key], depth - 1) for key in _DETAIL_KEYS if value.get(key))
        return next(filter(None, details), None)
    return None


def _text_of_page(text: str) -> str | None:
    """Plain text as it is, of a page of HTML its words, on one line."""
    if "<" in text and ">" in text:
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text[:20_000])
    return _cut(" ".join(text.split()), 300) or None


_FAILURES: tuple[tuple[type[httpx.RequestError], str], ...] = (
    (DeadlinePassed, "The call was not done by its deadline (total_timeout, or that of what it is part of)."),
    (httpx.PoolTimeout, "No connection of the pool became free in time; close the answers that are still open."),
    (httpx.ConnectTimeout, "The server could not be reached in time."),
    (httpx.WriteTimeout, "The server did not take the request in time."),
    (httpx.TimeoutException, "The server did not answer in time."),
    (httpx.ConnectError, "The server could not be reached"),
    (httpx.ProxyError, "The proxy failed"),
    (httpx.UnsupportedProtocol, "The URL cannot be called"),
    (httpx.DecodingError, "The answer could not be decoded"),
    (httpx.ProtocolError, "What came is no HTTP"),
    (httpx.RequestError, "The connection broke"),
)


def connection_error(error: httpx.RequestError, request: httpx.Request) -> APIError:
    """Our error for one of httpx's; it is the `__cause__`."""
    words = next(words for cls, words in _FAILURES if isinstance(error, cls))
    where = f" [{request.method} {request.url.host}]"
    safe = redacted(request)
    ours: APIError
    if isinstance(error, httpx.TimeoutException):
        ours = APITimeoutError(safe, message=f"Request timed out. {words}{where}")
    else:
        reason = f": {error}".rstrip(".") if str(error) else ""
        ours = APIConnectionError(message=f"Connection error. {words}{reason}.{where}", request=safe)
    ours.__cause__ = error
    mask_errors(error, safe)
    return ours


# Pages


def following_page(hooks: Hooks, call: Call, page: Any) -> Flow[tuple[Call, Any] | None]:
    """The next page with the call that got it, or None after the last one."""
    following = hooks.next_page(call, page)
    if following is None:
        return None
    model = yield from perform_call(hooks, following)
    return None if repeats(following, model) else (following, model)


# Waiting


def wait_until_done(
    hooks: Hooks, call: Call, *, poll_interval: Any, max_wait_seconds: Any, raise_on_error: bool
) -> Flow[Any]:
    """Call again and again until the plugins say that the object is done or has failed, and return it.

    Raises:
        FileProcessingError: it has failed, and `raise_on_error` is set.
        PollTimeoutError: it is not done after `max_wait_seconds`.
    """
    rule = call.operation.polling
    if rule is None:
        raise ConfigurationError(f"{call.operation.name} gives nothing that could be waited for.")
    interval = rule.interval if poll_interval is None else checked_seconds("poll_interval", poll_interval)
    most = rule.deadline if max_wait_seconds is None else checked_seconds("max_wait_seconds", max_wait_seconds)
    deadline = (yield from now()) + most
    model: Any = None
    attempt = 0
    while True:
        call.until = deadline
        try:
            model = yield from perform_call(hooks, call)
        except APIConnectionError as error:
            if (yield from now()) < deadline:
                raise
            raise _not_done(call, model, most) from error
        verdict = hooks.poll_verdict(call, model)
        if verdict == "failed" and raise_on_error:
            raise _failed(call, model)
        if verdict in {"done", "failed"}:
            return model
        delay = hooks.poll_delay(call, attempt, interval)
        delay = interval if delay is None else delay
        left = deadline - (yield from now())
        if delay >= left:
            yield from sleep(max(left, 0.0))
            raise _not_done(call, model, most)
        yield from sleep(delay)
        attempt += 1
        call = call.again()


def _identity(call: Call) -> str:
    return " ".join(str(call.arguments[name]) for name in call.operation.required) or call.operation.name


def _not_done(call: Call, model: Any, most: float) -> PollTimeoutError:
    assert call.operation.polling is not None
    status = getattr(model, call.operation.polling.field, None) if model is not None else "not known"
    return PollTimeoutError(
        f"{_identity(call)} is not done after {most:g} seconds (its status is {status}). Wait longer with"
        " max_wait_seconds.",
        last=model,
    )


def _failed(call: Call, model: Any) -> FileProcessingError:
    polling = call.operation.polling
    assert polling is not None
    why = getattr(model, polling.details or "", None)
    why = readable_detail(why.to_dict() if isinstance(why, Model) else why)
    details = (why or "the server does not say why").rstrip(".")
    return FileProcessingError(
        f"{_identity(call)} could not be processed (status {getattr(model, polling.field, None)}): {details}.",
        file=model,
    )


# Uploads in parts


def upload_in_parts(hooks: Hooks, create: Call, file: Any, part_size: Any, completion: Mapping[str, Any]) -> Flow[Any]:
    """Begin an upload, send a file's parts one after the other, and complete it; cancel it where that fails.

    Args:
        create: the call that begins the upload; its `bytes` and `filename` are filled in where they are None.
        file: as `file` of `files.create`.
        part_size: the most bytes of a part; None for the most that the API takes.
        completion: what else the call that completes the upload is given.
    """
    size = _checked_part_size(part_size)
    source = source_from(file)
    try:
        yield from perform(PrepareSource(source))
        _describe_whole(create, source)
        upload = yield from perform_call(hooks, create)
        try:
            parts: list[str] = []
            for start in range(0, source.known_size, size):
                arguments = {"upload_id": upload.id, "data": source.part(start, size)}
                part = yield from perform_call(hooks, create.again(arguments, operation=ADD_UPLOAD_PART))
                parts.append(part.id)
            arguments = {"upload_id": upload.id, "part_ids": parts, **completion}
            return (yield from perform_call(hooks, create.again(arguments, operation=COMPLETE_UPLOAD)))
        except (Exception, KeyboardInterrupt) as error:  # raised again
            yield from _cancelled(hooks, create.again({"upload_id": upload.id}, operation=CANCEL_UPLOAD), error)
            raise
    finally:
        source.release()


def _cancelled(hooks: Hooks, cancel: Call, error: BaseException) -> Flow[None]:
    """Cancel an upload that came to nothing; it expires by itself where that fails too."""
    try:
        yield from perform_call(hooks, cancel)
    except OpenAIError as failure:
        error.add_note(f"The upload {cancel.arguments['upload_id']} could not be cancelled: {failure}")


MOST_PART_BYTES = 64 << 20
"""https://platform.openai.com/docs/api-reference/uploads/add-part: a part has at most 64 MB."""


def _checked_part_size(size: Any) -> int:
    if size is None:
        return MOST_PART_BYTES
    if not _is_size(size) or not 0 < size <= MOST_PART_BYTES:
        raise ConfigurationError(
            f"part_size is {shorten(size)}; pass a whole number of bytes from 1 to {MOST_PART_BYTES:,} (64 MiB, the"
            " most that the API takes), or None for that."
        )
    return int(size)


def _describe_whole(create: Call, source: Source) -> None:
    arguments = create.arguments
    if arguments.get("filename") is None:
        if not source.named:
            raise ConfigurationError("filename is None; give the file a name, as it has none of its own.")
        arguments["filename"] = source.name
    if arguments.get("bytes") is None:
        arguments["bytes"] = source.known_size
    if arguments["bytes"] != source.known_size:
        raise SourceError(
            f"bytes is {shorten(arguments['bytes'])}, but {source.label} has {source.known_size:,}; leave it out."
        )
    if not source.known_size:
        raise SourceError(f"{source.label} is empty; an upload in parts needs at least one byte.")


# Downloads


def fetch_content(hooks: Hooks, call: Call, prefetch: int = 0) -> Flow[httpx.Response]:
    """The answer that holds a file's content; of at most `prefetch` bytes, the content is read."""
    response: httpx.Response = yield from perform_call(hooks, call)
    attempt = 0
    while prefetch and (content_length(response) or 0) <= prefetch:
        try:
            yield from perform(ReadAhead(response, prefetch))
            break
        except httpx.RequestError as error:
            if isinstance(error, httpx.DecodingError):  # it would come so again
                raise content_error(error, response) from error
            broken = error
        outcome = connection_error(broken, response.request)
        delay = hooks.retry_delay(call, attempt, outcome) if attempt < call.settings.max_retries else None
        if not is_delay(delay):
            raise content_error(broken, response) from broken
        yield from _sleep_within(call, delay, outcome)
        response = yield from exchange(hooks, call)
        attempt += 1
    if hasattr(response, "_content"):
        check_length(len(response.content), call.expected_bytes, response)
    return response


def read_content(call: Call, response: httpx.Response) -> Flow[None]:
    """Read a file's content into memory."""
    try:
        yield from perform(ReadBody(response, call.settings.max_content_bytes))
    except httpx.RequestError as error:
        raise content_error(error, response) from error
    check_length(len(response.content), call.expected_bytes, response)


def save(hooks: Hooks, call: Call, response: httpx.Response, path: Any) -> Flow[int]:
    """Stream a file's content into a file, and again from where it broke off; the number of its bytes.

    Raises:
        IntegrityError: the content did not arrive whole, however often it was tried.
        DestinationError: the file cannot be written.
    """
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


def _fill(hooks: Hooks, call: Call, response: httpx.Response, destination: Destination) -> Flow[None]:
    total = content_length(response)
    report = progress_reporter(hooks, call, "received", total) if hooks.has("on_transfer_progress") else None
    most = call.settings.max_content_bytes
    best = fruitless = 0
    afresh = False
    while True:
        try:
            yield from perform(AppendBody(response, destination, afresh=afresh, limit=most, progress=report))
            check_length(destination.written, total, response)
            check_length(destination.written, call.expected_bytes, response)
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
        yield from _sleep_within(call, delay, outcome)
        response, afresh = yield from _continued(hooks, call, response, destination.written)
        total = total if not afresh else content_length(response)


def check_length(written: int, total: int | None, response: httpx.Response) -> None:
    """Raise IntegrityError where a content does not have so many bytes."""
    if total is not None and written != total:
        raise IntegrityError(
            f"The content did not arrive whole: {written:,} of {total:,} bytes. What was saved before is unharmed.",
            redacted(response.request),
        )


def _continued(hooks: Hooks, call: Call, broken: httpx.Response, start: int) -> Flow[tuple[httpx.Response, bool]]:
    """The answer with the rest of a content, and whether it begins afresh.

    Only a strong ETag tells that the content is still the same one (RFC 9110, section 13.1.5).
    """
    etag = broken.headers.get("etag", "")
    again = call.again()
    again.api_key = call.api_key
    if "range" in call.headers:  # the caller's own: what is asked for again is all of it
        return (yield from exchange(hooks, again)), True
    if start and etag.startswith('"'):
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


def _range_start(response: httpx.Response) -> int | None:
    match = re.fullmatch(r"bytes (\d+)-\d+/(?:\d+|\*)", response.headers.get("content-range", ""))
    return int(match[1]) if match else None


def content_error(error: httpx.RequestError, response: httpx.Response) -> APIError:
    """Our error for a body that broke off."""
    if isinstance(error, httpx.TimeoutException):
        return connection_error(error, response.request)
    safe = redacted(response.request)
    mask_errors(error, safe)
    return IntegrityError(f"The content did not arrive whole: {error}. What was saved before is unharmed.", safe)


def content_length(response: httpx.Response) -> int | None:
    """The bytes of content that an answer announces, or None."""
    length = response.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and "content-encoding" not in response.headers else None


def progress_reporter(hooks: Hooks, call: Call, direction: Literal["sent", "received"], total: int | None) -> Progress:
    """What tells the plugins of each block of a transfer."""

    def report(moved: int) -> None:
        hooks.on_transfer_progress(TransferEvent(call, direction, moved, total))

    return report
