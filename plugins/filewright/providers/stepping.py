"""Uploads that are announced first, and whose bytes go where the response says."""

from __future__ import annotations

import json
import secrets
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import attrs
import httpx
from filewright_api.types import Body as BodyRule

from ..effects import CloseResponse, ReadBody, perform
from ..errors import APIResponseValidationError, APIStatusError, ConflictError
from ..narrowing import is_mapping
from .values import at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from filewright_api.types import Operation, RequestParts

    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source
    from .ways import Steps


class Step:
    """The key in `Call.state` of the stage of an upload that a request is."""


class FileId:
    """The key in `Call.state` of the id of a file that was announced."""


@attrs.frozen(kw_only=True)
class Stage:
    """One request of an upload.

    Attributes:
        target: its method and path.
        url: where it goes instead.
        body: its JSON; form: it is a form instead.
        source: the content that is its body; content_type: what it is called there, where it is not the source's.
        size: the number of bytes that the file has, for a response that does not tell.
        within: where in its response the file is, if it is not the response.
    """

    target: str
    url: httpx.URL | None = None
    body: Any = None
    form: bool = False
    source: Source | None = None
    content_type: str | None = None
    size: int | None = None
    within: str = ""


def upload_in_steps(source: Source, call: Call, rule: Steps) -> Flow[Any]:
    """Announce a file, send its bytes, and return the file."""
    # None of the steps is an upload of the contract: what that checks was checked, and its form is not sent.
    plain = call.operation._replace(upload=None, expiry=None, recovery=None, body=None)
    known = known_of(source, call.arguments["purpose"])
    response = yield from _announced(call, plain, rule, known)
    if rule.identity is not None:
        known["{id}"] = _header(response, rule.identity, "the id of the file")
    try:
        if rule.location is None and rule.ask is None:
            call.state[FileId] = known["{id}"]
            return (yield from call.exchange())
        if rule.ask is None:
            target = _header(response, str(rule.location), "where the bytes go")
        else:
            target = yield from _address(call, plain, rule, known)
        stage = Stage(
            target=f"{rule.method} ", url=httpx.URL(target), source=source, content_type=rule.then.get("content-type")
        )
        return (yield from _sent(call, plain, rule, known, stage))
    except APIStatusError as error:
        if rule.undo is not None:
            yield from _undone(call, plain, filled(rule.undo, known), error)
        raise


def _address(call: Call, plain: Operation, rule: Steps, known: Mapping[str, str]) -> Flow[str]:
    """Ask where the bytes go."""
    stage = Stage(target=filled(rule.ask, known), body=filled(rule.ask_body, known))
    response = yield from call.perform(step(call, plain._replace(response_kind="binary", resend="safe"), stage))
    target = at((yield from read_json(response, call)), rule.url)
    if not isinstance(target, str):
        raise APIResponseValidationError(response, message=f"The response has no {rule.url}: no URL for the bytes.")
    return target


def read_json(response: httpx.Response, call: Call) -> Flow[Any]:
    """Read a response that was left unread, and return its JSON.

    Raises:
        APIResponseValidationError: it is not JSON.
    """
    yield from perform(ReadBody(response, call.settings.max_content_bytes))
    try:
        return json.loads(response.content)
    except ValueError as error:
        raise APIResponseValidationError(response, message="The response is not JSON.") from error


def _sent(call: Call, plain: Operation, rule: Steps, known: Mapping[str, str], stage: Stage) -> Flow[Any]:
    """Send the bytes, finish, and return the file."""
    is_last = rule.finish is None
    kind = plain._replace(body=BodyRule(encoding="json", file=None), response_kind="json" if is_last else "binary")
    sending = step(call, kind if is_last else kind._replace(resend="safe"), stage, filled(rule.then, known))
    sending.progress = call.progress
    if rule.finish is None:
        return (yield from ended(call, sending))
    yield from perform(CloseResponse((yield from call.perform(sending))))
    sized = None if stage.source is None else stage.source.size
    finishing = Stage(target=filled(rule.finish, known), body={} if rule.result is not None else None)
    if rule.result is None:
        return (yield from ended(call, step(call, plain, finishing)))
    last_but_one = step(call, plain._replace(response_kind="binary"), finishing)
    yield from perform(CloseResponse((yield from call.perform(last_but_one))))
    return (yield from ended(call, step(call, plain, Stage(target=filled(rule.result, known), size=sized))))


def ended(call: Call, last: Call) -> Flow[Any]:
    """Make the call that ends an upload, whose response is the upload's, and return the file."""
    last.keeps_response = call.keeps_response
    file = yield from call.perform(last)
    call.response, call.retries_taken = last.response, last.retries_taken
    return file


def _announced(call: Call, plain: Operation, rule: Steps, known: Mapping[str, str]) -> Flow[Any]:
    """Announce a file; the response, which is None where an earlier attempt had made the announcement."""
    stage = Stage(target=filled(rule.path, known), body=filled(rule.body, known), form=rule.form)
    kind = plain._replace(response_kind="binary", resend="leftover")
    announcing = step(call, kind, stage, filled(rule.headers, known))
    try:
        response: httpx.Response = yield from call.perform(announcing)
    except APIStatusError as error:
        if error.status_code == rule.status:  # a redirect that is not to be followed, as it says where the bytes go
            return error.response
        # The id is new: it is there because a response to the same announcement was lost.
        if isinstance(error, ConflictError) and rule.location is None and announcing.retries_taken:
            return None
        raise
    yield from perform(CloseResponse(response))
    return response


def _undone(call: Call, plain: Operation, target: str, why: APIStatusError) -> Flow[None]:
    """Take back an announcement."""
    undoing = step(call, plain._replace(response_kind="binary"), Stage(target=target))
    try:
        yield from perform(CloseResponse((yield from call.perform(undoing))))
    except APIStatusError:
        why.add_note(f"The announcement of the file was not taken back: {target} failed.")


def step(call: Call, operation: Operation, stage: Stage, headers: Any = None) -> Call:
    """The call for a stage of an upload."""
    made = call.again({name: call.arguments[name] for name in ("file", "purpose")}, operation=operation)
    made.extra_body = None
    made.headers |= headers or {}
    made.state[Step] = stage
    return made


def _header(response: httpx.Response, name: str, what: str) -> str:
    found = response.headers.get(name)
    if not found:
        raise APIResponseValidationError(response, message=f"The response has no {name}, which says {what}.")
    return str(found)


def spell_step(parts: RequestParts, stage: Stage) -> None:
    """Rewrite the request of a step."""
    parts.form = list(stage.body.items()) if stage.form else None
    parts.method, _, parts.path = stage.target.partition(" ")
    parts.json = None if stage.form else stage.body


def known_of(source: Source, purpose: str) -> dict[str, str]:
    """The texts that stand for what is known of a file, by the names that tables have for them."""
    return {
        "{filename}": source.name,
        "{suffix}": PurePath(source.name).suffix.removeprefix(".").lower(),
        "{bytes}": str(source.size),
        "{content_type}": source.content_type,
        "{purpose}": purpose,
        "{id}": f"file-{secrets.token_hex(12)}",
    }


def filled(value: Any, known: Mapping[str, str]) -> Any:
    """A value with what is known of a file in its texts."""
    if is_mapping(value):
        return {filled(name, known): filled(each, known) for name, each in value.items()}
    if not isinstance(value, str):
        return value
    for name, text in known.items():
        value = value.replace(name, text)
    return value
