"""Uploads that are announced first, and whose bytes go where the response says."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import attrs
import httpx
from filewright_api.types import Body as BodyRule

from ..effects import CloseResponse, perform
from ..errors import APIResponseValidationError, APIStatusError, ConflictError
from ..narrowing import is_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from filewright_api.types import Operation, RequestParts

    from ..calls import Call
    from ..effects import Flow
    from ..sources import Source
    from .table import Steps


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
        body: its JSON.
        source: the content that is its body.
    """

    target: str
    url: httpx.URL | None = None
    body: Any = None
    source: Source | None = None


def upload_in_steps(source: Source, call: Call, rule: Steps) -> Flow[Any]:
    """Announce a file, send its bytes, and return the file."""
    # None of the steps is an upload of the contract: what that checks was checked, and its form is not sent.
    plain = call.operation._replace(upload=None, expiry=None, recovery=None, body=None)
    known = known_of(source, call.arguments["purpose"])
    response = yield from _announced(call, plain, rule, known)
    if rule.identity is not None:
        known["{id}"] = _header(response, rule.identity, "the id of the file")
    if rule.location is None:
        return (yield from _in_form(call, plain, rule, known))
    target = _header(response, rule.location, "where the bytes go")
    stage = Stage(target=f"{rule.method} ", url=httpx.URL(target), source=source)
    is_last = rule.finish is None
    kind = plain._replace(body=BodyRule(encoding="json", file=None), response_kind="json" if is_last else "binary")
    sending = _step(call, kind if is_last else kind._replace(resend="safe"), stage, filled(rule.then, known))
    sending.progress = call.progress
    if rule.finish is None:
        return (yield from _ended(call, sending))
    yield from perform(CloseResponse((yield from call.perform(sending))))
    return (yield from _ended(call, _step(call, plain, Stage(target=filled(rule.finish, known)))))


def _ended(call: Call, last: Call) -> Flow[Any]:
    """Make the call that ends an upload, whose response is the upload's, and return the file."""
    last.keeps_response = call.keeps_response
    file = yield from call.perform(last)
    call.response, call.retries_taken = last.response, last.retries_taken
    return file


def _announced(call: Call, plain: Operation, rule: Steps, known: Mapping[str, str]) -> Flow[Any]:
    """Announce a file; the response, which is None where an earlier attempt had made the announcement."""
    stage = Stage(target=filled(rule.path, known), body=filled(rule.body, known))
    kind = plain._replace(response_kind="binary", resend="leftover")
    announcing = _step(call, kind, stage, filled(rule.headers, known))
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


def _in_form(call: Call, plain: Operation, rule: Steps, known: Mapping[str, str]) -> Flow[Any]:
    """Send the bytes of an announced file in a form."""
    call.state[FileId] = known["{id}"]
    try:
        return (yield from call.exchange())
    except APIStatusError:
        if rule.undo is not None:
            undoing = _step(call, plain._replace(response_kind="binary"), Stage(target=filled(rule.undo, known)))
            try:
                yield from perform(CloseResponse((yield from call.perform(undoing))))
            except APIStatusError as error:
                error.add_note("The announcement was not taken back.")
        raise


def _step(call: Call, operation: Operation, stage: Stage, headers: Any = None) -> Call:
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
    parts.form = None
    parts.method, _, parts.path = stage.target.partition(" ")
    parts.json = stage.body


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
        return {name: filled(each, known) for name, each in value.items()}
    if not isinstance(value, str):
        return value
    for name, text in known.items():
        value = value.replace(name, text)
    return value
