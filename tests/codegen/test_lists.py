"""Lists of many objects are read alike with msgspec and without it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import msgspec
import pytest
from filewright_api.api.files.list_files import parse_response
from filewright_api.lists import read_list
from filewright_api.models import FilePage
from filewright_api.reading import LARGE_BYTES, from_json
from hypothesis import given
from hypothesis import strategies as st

FILE: dict[str, Any] = {
    "id": "file-1",
    "object": "file",
    "bytes": 120_000,
    "created_at": 1_700_000_000,
    "filename": "na\u00efve.jsonl",
    "purpose": "batch",
    "status": "processed",
    "status_details": None,
    "expires_at": None,
}
SHORT = {name: FILE[name] for name in ("id", "object", "bytes", "created_at", "filename", "purpose")}


def text_of(*files: object, **fields: object) -> bytes:
    """A list, as long as one that msgspec is used for."""
    return json.dumps({"object": "list", "has_more": False, **fields, "data": files}).encode() + b" " * LARGE_BYTES


def read(text: bytes) -> FilePage:
    return parse_response(httpx.Response(200, content=text))


@contextmanager
def reading(learned: bytes | None) -> Iterator[list[bytes]]:
    """Read with msgspec, if a list to learn from is given; yields what was decoded without having been learned."""
    before, seen = from_json.decode, list[bytes]()

    def decode(content: bytes) -> Any:
        seen.append(content)
        return msgspec.json.decode(content)

    read_list.learned.clear()
    from_json.decode = None if learned is None else decode
    try:
        if learned is not None:
            with suppress(ValueError):
                read(learned)
            seen.clear()
        yield seen
    finally:
        from_json.decode = before
        read_list.learned.clear()


def told(page: FilePage) -> Any:
    """All that a page holds, so that 1, 1.0 and True differ."""
    items = [(type(item), sorted((name, repr(value)) for name, value in vars(item).items())) for item in page.data]
    return items, sorted((name, repr(value)) for name, value in vars(page).items() if name != "data"), page.to_dict()


def outcome(text: bytes, learned: bytes | None) -> Any:
    with reading(learned):
        try:
            return told(read(text))
        except (ValueError, RecursionError) as error:
            return type(error), str(error)


@pytest.mark.parametrize("file", [FILE, SHORT, {**SHORT, "expires_at": 5}], ids=["all", "required", "some"])
def test_a_list_like_the_one_before_is_decoded_and_checked_in_one_pass(file: dict[str, Any]) -> None:
    text = text_of(file, {**file, "id": "file-2", "bytes": 1 << 70}, first_id="file-1")
    with reading(text_of(file)) as decoded:
        page = read(text)
    assert not decoded
    assert told(page) == outcome(text, None)
    assert [each.id for each in page.data] == ["file-1", "file-2"]


DIFFERENT: list[Callable[[dict[str, Any]], Any]] = [
    lambda file: {**file, "tenant": {"id": 5}},
    lambda file: {name: value for name, value in file.items() if name != "status"},
    lambda file: {name: value for name, value in file.items() if name != "id"},
    lambda file: {**file, "bytes": 5.0},
    lambda file: {**file, "bytes": "5"},
    lambda file: {**file, "bytes": True},
    lambda file: {**file, "created_at": 5.5},
    lambda file: {**file, "filename": None},
    lambda file: {**file, "filename": "\ud800"},
    lambda file: [file],
    lambda _: None,
]


@pytest.mark.parametrize("differing", DIFFERENT)
def test_one_object_that_differs_is_read_as_without_msgspec(differing: Callable[[dict[str, Any]], Any]) -> None:
    text = text_of(FILE, FILE, differing(FILE))
    with reading(text_of(FILE)) as decoded:
        with suppress(ValueError):
            read(text)
        assert decoded == [text]
    assert outcome(text, text_of(FILE)) == outcome(text, None)


def test_what_was_learned_follows_the_server() -> None:
    with reading(text_of(FILE)) as decoded:
        for file in (SHORT, SHORT, FILE, FILE):
            read(text_of(file))
    assert len(decoded) == 2


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()))
NAMES = st.sampled_from([*FILE, "tenant"])
FILES = st.builds(
    lambda base, changes: {**base, **changes},
    st.sampled_from([FILE, SHORT]),
    st.dictionaries(NAMES, VALUES, max_size=2),
)


@given(
    st.lists(FILES, max_size=3),
    st.lists(FILES, max_size=3),
    st.dictionaries(st.sampled_from(["data", "first_id", "has_more", "next"]), VALUES, max_size=1),
    st.integers(0, 500),
    st.binary(max_size=2),
)
def test_any_list_and_what_is_nearly_one_is_read_alike(
    before: list[Any], files: list[Any], fields: dict[str, Any], place: int, put: bytes
) -> None:
    learned = text_of(*before)
    text = json.dumps({"object": "list", "data": files, **fields}).encode()
    place = min(place, len(text))
    broken = text[:place] + put + text[place + len(put) :]
    for each in (text, broken):
        padded = each + b" " * LARGE_BYTES
        assert outcome(padded, learned) == outcome(padded, None)
