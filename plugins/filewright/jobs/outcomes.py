"""The lines of output and error files, and what each says of its request.

Services differ: a request that was refused has the status 4xx and no error, or an error and no response; a body that is
an error may have no status. All of these are handled here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from ..errors import cut
from ..ground.json_text import as_json
from ..jsonl.parsing import long_int, parse
from ..jsonl.quick import fast_module
from ..narrowing import is_dict
from .quick import TOKENS

STATUSES = ("pending", "ok", "http_error", "expired", "cancelled", "not_run", "missing", "unreadable", "invalid")
"""The outcomes of a request: every request ends with one of these except the first."""

PENDING, OK, HTTP_ERROR, EXPIRED, CANCELLED, NOT_RUN, MISSING, UNREADABLE, INVALID = range(len(STATUSES))

_BY_CODE = {
    "batch_expired": EXPIRED,
    "batch_cancelled": CANCELLED,
    "batch_canceled": CANCELLED,
}
_RETRIED_STATUSES = {408, 409, 425, 429}

_TEXT_BODY = re.compile(rb'"body"\s*:\s*"')
_ID = re.compile(rb'"custom_id"\s*:\s*("(?:[^"\\]|\\.)*")')


class Outcome(NamedTuple):
    """The contents of a line of results.

    Attributes:
        custom_id: which request, or None if the line does not tell.
        status: one of the numbers above.
        is_retried: True if it is retried when retries are enabled.
        usage: the tokens that it took, by name.
        model: the model that says so.
    """

    custom_id: str | None
    status: int
    is_retried: bool = False
    usage: Mapping[str, int] | None = None
    model: str | None = None


def outcome_of(line: bytes) -> Outcome:
    """Read a line of an output or error file."""
    value, faults = parse(line, thorough=False)
    if faults or not is_dict(value) or not isinstance(value.get("custom_id"), str):
        return Outcome(_salvaged_id(line), UNREADABLE, is_retried=True)
    return _outcome(value)


def _outcome(value: dict[str, Any]) -> Outcome:
    response, error = value.get("response"), value.get("error")
    response = response if is_dict(response) else {}
    status_code, body = response.get("status_code"), _read_body(response.get("body"))
    body = body if is_dict(body) else {}
    code = (error.get("code") if is_dict(error) else None) or _code_of(body)
    usage = _usage(body.get("usage"))
    model = body.get("model") if isinstance(body.get("model"), str) else None
    if error or not response or body.get("error") or not _is_good(status_code):
        status = _BY_CODE.get(str(code), HTTP_ERROR)
        return Outcome(value["custom_id"], status, status != HTTP_ERROR or _is_passing(status_code), usage, model)
    return Outcome(value["custom_id"], OK, usage=usage, model=model)


def _read_body(body: Any) -> Any:
    """The body of a response; some servers, such as ogx, tell it as a text of JSON."""
    if not isinstance(body, str):
        return body
    try:
        read = json.loads(body, parse_int=long_int)
    except (ValueError, RecursionError):
        return body
    return read if is_dict(read) else body


def _code_of(body: dict[str, Any]) -> Any:
    error = body.get("error")
    return error.get("code") if is_dict(error) else None


def _is_good(status_code: object) -> bool:
    return status_code is None or (isinstance(status_code, int) and 200 <= status_code < 300)


def _is_passing(status_code: object) -> bool:
    """Return True if an error may be over the next time: of the server, of the moment, or of no status at all."""
    return not isinstance(status_code, int) or status_code >= 500 or status_code in _RETRIED_STATUSES


def _usage(usage: Any) -> dict[str, int] | None:
    if not is_dict(usage):
        return None
    counts = {name: usage[name] for name in TOKENS if name in usage}
    return {name: count for name, count in counts.items() if isinstance(count, int) and not isinstance(count, bool)}


def _salvaged_id(line: bytes) -> str | None:
    found = _ID.search(line)
    try:
        return None if found is None else str(json.loads(found[1]))
    except ValueError:
        return None


# Fields of a line of results


class Members(NamedTuple):
    """The id, the response and the error of a line, as JSON."""

    custom_id: bytes
    response: bytes
    error: bytes


NULL = b"null"


def members_of(line: bytes | memoryview) -> Members:
    """The members of a line that `outcome_of` could read."""
    msgspec = fast_module()
    if msgspec is None:
        value: Any = json.loads(bytes(line), parse_int=long_int)
        response = as_json(value.get("response"))
        return Members(as_json(value["custom_id"]), _with_body(response), as_json(value.get("error")))
    found = _members_decoder(msgspec)(line)
    return Members(bytes(found.custom_id), _with_body(bytes(found.response)), bytes(found.error))


def _with_body(response: bytes) -> bytes:
    """A response whose body is an object, where it came as the text of one."""
    if _TEXT_BODY.search(response) is None:
        return response
    value: Any = json.loads(response, parse_int=long_int)
    if not is_dict(value) or not is_dict(body := _read_body(value.get("body"))):
        return response
    return as_json({**value, "body": body})


@cache
def _members_decoder(msgspec: Any) -> Callable[[bytes | memoryview], Any]:
    raw = msgspec.Raw
    fields = [("custom_id", raw), ("response", raw, raw(NULL)), ("error", raw, raw(NULL))]
    line = msgspec.defstruct("Line", fields, gc=False)
    decode: Callable[[bytes | memoryview], Any] = msgspec.json.Decoder(line).decode
    return decode


def error_json(code: str, message: str) -> bytes:
    """An error in the form that error files have."""
    return as_json({"code": code, "message": cut(message, 1_000)})


def text_of(body: Any) -> str | None:
    """The text of a response: of a chat, a completion, a message, or the API's responses; None if it has none."""
    match body:
        case {"choices": [{"message": {"content": str(text)}}, *_]}:
            return text
        case {"choices": [{"text": str(text)}, *_]}:
            return text
        case {"output_text": str(text)}:
            return text
        case {"role": "assistant", "content": [*pieces]}:
            return _joined(pieces)
        case {"output": [*items]}:
            parts: list[Any] = [part for item in items if is_dict(item) for part in item.get("content") or ()]
            return _joined(parts)
        case _:
            return None


def _joined(parts: list[Any]) -> str | None:
    texts = [part["text"] for part in parts if is_dict(part) and isinstance(part.get("text"), str)]
    return "".join(texts) if texts else None
