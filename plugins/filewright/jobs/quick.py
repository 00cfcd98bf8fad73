"""The quick reading of results that went well: what is around a response, and the response, apart.

Most lines have the same form: a few members, then the response, then no error. Around the response they are short, and
within it they are read once. So the place of the response is known, and it is copied into a row as it is.

A line in which a `0` stands for the response must be an object that ends right after it, or after `"error": null`;
then the response, which must be JSON on its own, is the object's last "response". A line of any other form, or that
cannot be read, is not good, and `outcome_of` decides; so the outcome is the same with msgspec, and without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from json import JSONDecoder
from typing import Any, NamedTuple, TypeAlias

from ..jsonl.parsing import SURROGATE, encodes, long_int, refuse_constant
from ..jsonl.quick import fast_module
from ..narrowing import is_dict

TOKENS = ("prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", "total_tokens")
"""Fields of usage: in chats and completions, in the Responses API, and in both."""

_KEY = re.compile(rb',[ ]?"response":[ ]?')
"""The key of the response. Its first quotation mark begins a text, as nothing escapes it."""
_TAIL = re.compile(rb'(?:\s*,\s*"error"\s*:\s*null)?\s*\}\s*\Z')
_MAX_TAIL = 64

REFUSALS = (ValueError, KeyError, RecursionError)


class Form(NamedTuple):
    """The form of lines: the key that is before their response, and what is after it."""

    key: bytes
    tail: bytes


Good: TypeAlias = tuple[str, Any, int]
"""A good line: its custom_id, the body of the response, with `model` and `usage`, and the bytes before the response."""


class Parsers(NamedTuple):
    """Functions that parse a line with `0` for its response, and a response. They raise one of REFUSALS.

    Attributes:
        around: returns an object with `custom_id`.
        within: returns an object with a `body` that has `model` and `usage`, if the status is 2xx.
    """

    around: Callable[[bytes], Any]
    within: Callable[[bytes], Any]


def parsers() -> Parsers:
    """Return the parsers: those of msgspec, if it is installed."""
    msgspec = fast_module()
    return _PLAIN if msgspec is None else _fast_parsers(msgspec)


def form_of(lines: list[bytes], read: Parsers) -> Form | None:
    """Return the form of the first line that is good in a form, or None if none is."""
    for line in lines:
        key, tail = _KEY.search(line), _TAIL.search(line[-_MAX_TAIL:])
        if key is not None and tail is not None:
            form = Form(key[0], tail[0])
            if good_lines([line], form, read) != [None]:
                return form
    return None


def good_lines(lines: list[bytes], form: Form, read: Parsers) -> list[Good | None]:
    """Read lines; None stands for those that are not good in this form."""
    around, within = read
    key, tail = form
    ahead, behind, hole = len(key), -len(tail), b"0" + tail
    found: list[Good | None] = []
    add = found.append
    for line in lines:
        start = line.find(key)
        if start < 0 or not line.endswith(tail):
            add(None)
            continue
        start += ahead
        try:
            custom_id = around(line[:start] + hole).custom_id
            add((custom_id, within(line[start:behind]).body, start))
        except REFUSALS:
            add(None)
    return found


# With msgspec


@cache
def _fast_parsers(msgspec: Any) -> Parsers:
    from typing import Annotated

    make, none = msgspec.defstruct, type(None)
    usage = make("Usage", [(name, int | None, None) for name in TOKENS], gc=False)
    fields = [("usage", usage | None, None), ("model", str | None, None), ("error", none, None)]
    good = Annotated[int, msgspec.Meta(ge=200, lt=300)]
    response = make("Response", [("status_code", good), ("body", make("Body", fields, gc=False))], gc=False)
    line = make("Line", [("custom_id", str), ("response", int), ("error", none, None)], gc=False)
    return Parsers(msgspec.json.Decoder(line).decode, msgspec.json.Decoder(response).decode)


# Without


class _Line(NamedTuple):
    custom_id: str


class _Usage(NamedTuple):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None


class _Body(NamedTuple):
    model: str | None
    usage: _Usage | None


class _Response(NamedTuple):
    body: _Body


_decode = JSONDecoder(parse_constant=refuse_constant, parse_int=long_int).decode


def _value_of(text: bytes) -> dict[str, Any]:
    value = _decode(text.decode())
    if not is_dict(value) or (SURROGATE.search(text) and not encodes(value)):
        raise ValueError("It is not an object, or not UTF-8.")
    return value


def _plain_around(text: bytes) -> _Line:
    value = _value_of(text)
    custom_id = value["custom_id"]
    if type(custom_id) is not str or type(value["response"]) is not int or value.get("error") is not None:
        raise ValueError("It is another form of line.")
    return _Line(custom_id)


def _plain_within(text: bytes) -> _Response:
    value = _value_of(text)
    status_code, body = value["status_code"], value["body"]
    if (
        type(status_code) is not int
        or not 200 <= status_code < 300
        or not is_dict(body)
        or body.get("error") is not None
    ):
        raise ValueError("It is not the response of a request that went well.")
    model, usage = body.get("model"), body.get("usage")
    if not (model is None or type(model) is str) or not (usage is None or is_dict(usage)):
        raise ValueError("It is another form of body.")
    return _Response(_Body(model, None if usage is None else _plain_usage(usage)))


def _plain_usage(usage: dict[str, Any]) -> _Usage:
    counts = [usage.get(name) for name in TOKENS]
    if not all(count is None or type(count) is int for count in counts):
        raise ValueError("It is another form of usage.")
    return _Usage(*counts)


_PLAIN = Parsers(_plain_around, _plain_within)
