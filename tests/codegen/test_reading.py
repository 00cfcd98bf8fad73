"""The JSON of responses is read alike with msgspec and without it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from filewright_api.reading import LARGE_BYTES, Reader
from hypothesis import given
from hypothesis import strategies as st

FAST = Reader()
FAST.prepare()
NUMBERS = (
    *("0", "-0", "-0.0", "01", "1.", ".5", "+1", "1e5", "1E+5", "1e400", "-1e400", "1e-400", "5e-324", "NaN"),
    *("Infinity", "-Infinity", "1.7976931348623159e308", "9007199254740993.0", "18446744073709551616"),
    *("-9223372036854775809", "1" * 400, "1" * 4300, "1" * 4301, "1" * 5000 + ".5", "0x1", "1_000"),
)
TEXTS = (r'"\ud800"', r'"\ud83d\ude00"', r'"\ude00\ud83d"', r'"\x41"', r'"\u00e"', '"\n"', '"\0"', '"\x7f"', "'a'", '"')
OTHERS = ("", " ", "\ufeff1", "\x0b1", "1 1", "nul", "[1,]", '{"a":1,}', "{1:2}", "// 1\n1", '{"a":1,"b":2,"a":3}')
BYTES = (b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xf4\x90\x80\x80"', b'"\xe2\x82"', b'"a"\xff', b"1\0")
WIDE = ('"a"'.encode("utf-16"), '"a"'.encode("utf-16-le"), '"a"'.encode("utf-32"))
DEEP = tuple(text for levels in (200, 100_000) for text in (b"[" * levels + b"]" * levels, b'{"a":' * levels))


def padded(text: bytes) -> bytes:
    """The text, as long as one that msgspec is used for; at both ends, as not all encodings have spaces of one byte."""
    return b" " * (LARGE_BYTES // 2 + 1) + text + b" " * (LARGE_BYTES // 2 + 1)


def told(value: Any) -> Any:
    """A value so that 1, 1.0 and True differ, as do -0.0 and 0.0, and orders of keys."""
    if isinstance(value, dict):
        return [(name, told(inner)) for name, inner in value.items()]
    if isinstance(value, list):
        return tuple(map(told, value))
    return type(value), repr(value) if isinstance(value, float) else value


def outcome(read: Callable[[bytes], Any], text: bytes) -> Any:
    try:
        return told(read(text))
    except (ValueError, RecursionError) as error:
        return type(error), str(error)


def assert_read_alike(text: bytes) -> None:
    expected = outcome(json.loads, text)
    assert FAST.decode is not None, "the tests need msgspec"
    assert outcome(FAST, text) == expected


@pytest.mark.parametrize("text", [*map(str.encode, (*NUMBERS, *TEXTS, *OTHERS)), *BYTES, *WIDE, *DEEP])
def test_what_is_seldom_met_is_read_alike(text: bytes) -> None:
    for within in (b"%b", b'{"a":%b}', b'{"a":%b,"a":1}', b"[1,%b]", b"{%b:1}", b"\xef\xbb\xbf%b"):
        assert_read_alike(padded(within.replace(b"%b", text)))
    assert_read_alike(text)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(value=ANYTHING, ascii=st.booleans(), place=st.integers(0, 400), put=st.binary(max_size=3))
def test_any_json_and_what_is_nearly_json_is_read_alike(value: Any, ascii: bool, place: int, put: bytes) -> None:
    text = json.dumps(value, ensure_ascii=ascii).encode("utf-8", "surrogatepass")
    place = min(place, len(text))
    assert_read_alike(padded(text))
    assert_read_alike(padded(text[:place] + put + text[place + len(put) :]))


@given(st.text("0123456789.eE+-", min_size=1, max_size=40))
def test_numbers_are_read_alike(text: str) -> None:
    assert_read_alike(padded(text.encode()))


def test_msgspec_is_imported_once_it_pays_and_only_then() -> None:
    page = b'{"data": [' + b'{"id": "f"},' * 400_000 + b'{"id": "f"}]}'
    reader = Reader()
    assert reader(b"[1]") == [1]
    assert (reader.decode, reader.read_bytes) == (None, 0)
    reader(page)
    assert reader.decode is None
    assert reader(page) == json.loads(page)
    assert reader.decode is not None


def test_without_msgspec_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", None)
    reader = Reader()
    reader.prepare()
    assert reader.decode is None
    assert reader(padded(b"[1]")) == [1]
