"""A quick check of many batch lines at once.

A reader can only accept. Lines that it does not accept are parsed one by one (parsing.py), which decides; so the result
is the same with msgspec, which is more than twice as fast as the standard library, and without it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from json import JSONDecoder
from typing import Any, NamedTuple, TypeAlias

from ..errors import MissingExtraError
from ..narrowing import is_list
from .parsing import SURROGATE, encodes, long_int, refuse_constant
from .reading import is_utf8

EMBEDDINGS = "/embeddings"
"""The end of the URLs of requests that may have many inputs."""


MAX_ID_CHARACTERS = 64
"""Our limit, as none is published: a longer custom_id is checked closely, with a warning."""


class Accepted(NamedTuple):
    """The contents of valid lines.

    Attributes:
        ids: their custom_ids.
        places: the number of requests for each endpoint and model.
        inputs: the number of texts to embed.
    """

    ids: list[str]
    places: Counter[tuple[str, str | None]]
    inputs: int


Reader: TypeAlias = Callable[[list[bytes], bool], Accepted]
"""A function that reads valid lines; its argument says if they are known to be ASCII."""

REFUSALS = (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, RecursionError)
"""Raised for a group of lines that may contain an error."""


class RefusedError(ValueError):
    """A line that needs a close check."""


def reader(fast: bool | None = None) -> Reader:
    """Return the reader of valid batch lines.

    Args:
        fast: use msgspec, which must be installed; None uses it if it is installed.

    Raises:
        MissingExtraError: msgspec is not installed.
    """
    msgspec = fast_module()
    if fast and msgspec is None:
        raise MissingExtraError("fast=True needs msgspec, which is not installed; pip install 'filewright[fast]'.")
    return _read_plainly if fast is False or msgspec is None else _fast_reader(msgspec)


@cache
def fast_module() -> Any:
    """Return the module msgspec, or None if it is not installed (the extra `fast`)."""
    try:
        return import_module("msgspec")
    except ImportError:
        return None


@cache
def _fast_reader(msgspec: Any) -> Reader:
    from typing import Annotated, Literal

    raw = msgspec.Raw
    body = msgspec.defstruct("Body", [("model", str | None, None), ("input", raw, raw(b""))], gc=False)
    known = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID_CHARACTERS)]
    fields = [("custom_id", known), ("method", Literal["POST"]), ("url", str), ("body", body)]
    decode = msgspec.json.Decoder(msgspec.defstruct("Line", fields, gc=False)).decode

    def read(lines: list[bytes], ascii: bool) -> Accepted:
        if not (ascii or is_utf8(lines)):
            raise RefusedError
        found = [decode(line) for line in lines]
        places = Counter([(line.url, line.body.model) for line in found])
        embeds = [line.body.input for line in found if line.url.endswith(EMBEDDINGS)] if _embed(places) else []
        return Accepted([line.custom_id for line in found], places, sum(map(_raw_inputs, embeds)))

    return read


def _raw_inputs(raw: Any) -> int:
    text = bytes(raw)
    return inputs_of({"input": json.loads(text, parse_int=long_int)}) if text[:1] == b"[" else 1


def _read_plainly(lines: list[bytes], _ascii: bool) -> Accepted:
    scan = _scan()
    has_halves = SURROGATE.search(b"\n".join(lines)) is not None
    ids: list[Any] = []
    places: list[tuple[Any, Any]] = []
    methods: set[Any] = set()
    bodies: list[Any] = []
    for line in lines:
        text = line.decode()
        value, end = scan(text, 0)
        if text[end:] not in _ENDS or (has_halves and not encodes(value)):
            raise RefusedError
        body = value["body"]
        url = value["url"]
        places.append((url, body.get("model")))
        ids.append(value["custom_id"])
        methods.add(value["method"])
        if url.endswith(EMBEDDINGS):
            bodies.append(body)
    accepted = Accepted(ids, Counter(places), sum(map(inputs_of, bodies)))
    if not 0 < min(map(len, ids)) <= max(map(len, ids)) <= MAX_ID_CHARACTERS:
        raise RefusedError
    if methods != {"POST"} or set(map(type, ids)) != {str} or not all(map(_is_place, accepted.places)):
        raise RefusedError
    return accepted


_ENDS = ("\n", "")


@cache
def _scan() -> Any:
    decoder: Any = JSONDecoder(parse_constant=refuse_constant)
    return decoder.scan_once


def _is_place(place: tuple[object, object]) -> bool:
    url, model = place
    return isinstance(url, str) and (model is None or isinstance(model, str))


def _embed(places: Mapping[tuple[str, str | None], int]) -> bool:
    return any(url.endswith(EMBEDDINGS) for url, _ in places)


def inputs_of(body: Mapping[str, Any]) -> int:
    """Count the inputs of an embeddings request: a text or a list of tokens is one; a list may hold many of either."""
    given = body.get("input")
    if not is_list(given) or not given or isinstance(given[0], int):
        return 1
    return len(given)
