"""Multipart bodies: whatever people pass, the parser of another project reads back just that, or nothing was sent.

An input is what a caller passes; a value that is no literal of Python goes by the name of what makes it::

    {"call": "create_file", "purpose": "batch", "name": "a.jsonl", "content": b"{}", "kind": "handle",
     "content_type": None, "headers": {"x-a": "b"}, "expires_after": ["timedelta", 3600],
     "extra_body": {"a": [1, True]}}
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

import httpx
from filewright import ConfigurationError, OpenAI, SourceError, hookimpl
from filewright.sources import guess_content_type
from filewright_api.models import ExpiresAfter
from fuzz_core import CANARY, Deal, block, dealt, expect
from hypothesis import strategies as st
from python_multipart import MultipartParser
from python_multipart.multipart import parse_options_header


class Part(NamedTuple):
    """A part of a form. `filename` and `content_type`: None for a plain field."""

    name: str
    filename: str | None
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    content: bytes


# The client


class Taker(httpx.BaseTransport):
    """Keeps what is sent, and responds as a server would."""

    def __init__(self) -> None:
        self.sent: list[tuple[httpx.Request, bytes]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.sent.append((request, b"".join(request.stream)))
        file = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a", "purpose": "batch"}
        return httpx.Response(200, json={**file, "upload_id": "upload_1"})

    @hookimpl
    def transport_for(self) -> Taker:
        return self


@cache
def taker() -> tuple[Taker, OpenAI]:
    taker = Taker()
    client = OpenAI(
        api_key=CANARY, base_url="http://127.0.0.1:9/v1", plugins=[taker], checks={"suffix": False, "expiry": False}
    )
    return taker, client


def close_taker() -> None:
    if taker.cache_info().currsize:
        taker()[1].close()
        taker.cache_clear()


class OneWay(io.RawIOBase):
    """A stream that cannot be rewound."""

    def __init__(self, content: bytes) -> None:
        self._left = content

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken


KINDS: dict[str, Callable[[bytes], Any]] = {
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "handle": io.BytesIO,
    "one way": OneWay,
}
EXPIRIES: dict[str, Callable[[Any], Any]] = {
    "as it is": lambda value: value,
    "timedelta": lambda value: timedelta(seconds=value),
    "model": lambda value: ExpiresAfter(anchor="created_at", seconds=value),
    "float": float,
}
CALLS = ("create_file", "add_upload_part")


def check(given: dict[str, Any]) -> str:
    """Try an input; see the module."""
    here, client = taker()
    here.sent.clear()
    try:
        _call(client, given)
    except (ConfigurationError, SourceError) as error:
        expect(not here.sent, "an error of the caller's came after something was sent", repr(error))
        expect(CANARY not in str(error), "the key is in an error", str(error))
        return type(error).__name__
    expect(len(here.sent) == 1, "a call was not one request")
    request, body = here.sent[0]
    check_framing(request, body)
    parts = parsed(request.headers["content-type"], body)
    wanted = expected(given)
    expect(parts == wanted, "a form is not what was passed", f"{parts}\nis not\n{wanted}")
    return f"{given['call']}: {min(len(parts), 6)} parts"


def _call(client: OpenAI, given: dict[str, Any]) -> None:
    file = (given["name"], KINDS[given["kind"]](given["content"]), given["content_type"], given["headers"])
    extra = {"extra_body": given["extra_body"]} if given["extra_body"] is not None else {}
    if given["call"] == "add_upload_part":
        client.uploads.parts.create("upload_1", data=file, **extra)
        return
    expiry = given["expires_after"]
    options = {} if expiry is None else {"expires_after": EXPIRIES[expiry[0]](expiry[1])}
    client.files.create(file=file, purpose=given["purpose"], **options, **extra)


def check_framing(request: httpx.Request, body: bytes) -> None:
    """The headers that say where the body ends are there once, and right."""
    names = [name.lower() for name, _ in request.headers.raw]
    expect(names.count(b"content-type") == names.count(b"content-length") == 1, "a framing header is not there once")
    expect(request.headers["content-length"] == str(len(body)), "the length is not that of the body")
    expect(b"transfer-encoding" not in names, "there is a transfer encoding")


# What is to arrive, worked out apart from what encodes it


def expected(given: dict[str, Any]) -> list[Part]:
    """The parts that this input is to make, in order: the fields, then the file, which extra fields may replace."""
    argument = "file" if given["call"] == "create_file" else "data"
    own = [("purpose", given["purpose"]), *_expiry_fields(given["expires_after"])] if argument == "file" else []
    extra = list(_flat(given["extra_body"] or {}))
    replaced = {name for name, _ in extra}
    fields = [Part(_escaped(name), None, None, (), text.encode()) for name, text in own if name not in replaced]
    fields += [Part(_escaped(name), None, None, (), text.encode()) for name, text in extra]
    return fields if argument in replaced else [*fields, _file_part(argument, given)]


def _file_part(argument: str, given: dict[str, Any]) -> Part:
    name = "upload" if given["name"] is None else given["name"].replace("\\", "/").split("/")[-1]
    content_type = given["content_type"] or guess_content_type(name)
    headers = tuple((header.lower(), _stripped(text)) for header, text in (given["headers"] or {}).items())
    return Part(argument, _escaped(name), _stripped(content_type), headers, given["content"])


def _expiry_fields(expiry: list[Any] | None) -> list[tuple[str, str]]:
    value = None if expiry is None else EXPIRIES[expiry[0]](expiry[1])
    value = value.get("seconds") if isinstance(value, dict) else value
    value = value.seconds if isinstance(value, ExpiresAfter) else value
    if value is None:
        return []
    return [("expires_after[anchor]", "created_at"), ("expires_after[seconds]", str(_in_seconds(value)))]


def _in_seconds(value: Any) -> int:
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if isinstance(value, str):
        text = value.strip()
        return int(text[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[text[-1]]
    return int(value)


def _flat(values: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        yield from [(str(key), "")] if value is None else _flat_value(str(key), value)


def _flat_value(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat_value(f"{name}[{key}]", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _flat_value(f"{name}[]", inner)
    elif value is not None:
        yield name, _text(value)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(name: str) -> str:
    """As WHATWG's encoding of forms has it, which nobody undoes in a way that all agree on."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _stripped(text: str) -> str:
    """The value of a header as parsers give it: without the blanks around it (RFC 9110, section 5.5)."""
    return text.strip(" \t")


# What arrives


def parsed(content_type: str, body: bytes) -> list[Part]:
    """The parts that python-multipart finds."""
    kind, options = parse_options_header(content_type)
    expect(kind == b"multipart/form-data", "the body is no form", content_type)
    reading = _Reading()
    parser = MultipartParser(options[b"boundary"], reading.callbacks())
    parser.write(body)
    parser.finalize()
    expect(reading.ended, "a form has no end")
    return reading.parts


class _Reading:
    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._headers: list[tuple[str, bytes]] = []
        self._name = self._value = self._content = b""

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: setattr(self, "_name", self._name + data[start:end]),
            "on_header_value": lambda data, start, end: setattr(self, "_value", self._value + data[start:end]),
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: setattr(self, "_content", self._content + data[start:end]),
            "on_part_end": self._end_part,
            "on_end": lambda: setattr(self, "ended", True),
        }

    def _begin(self) -> None:
        self._headers = []
        self._content = b""

    def _end_header(self) -> None:
        self._headers.append((self._name.decode("ascii").lower(), self._value))
        self._name = self._value = b""

    def _end_part(self) -> None:
        headers = dict(self._headers)
        kind, options = parse_options_header(headers.pop("content-disposition"))
        expect(kind == b"form-data" and set(options) <= {b"name", b"filename"}, "a part has another disposition")
        content_type = headers.pop("content-type", None)
        others = [pair for pair in self._headers if pair[0] in headers]
        filename = options.get(b"filename")
        self.parts.append(
            Part(
                options[b"name"].decode(),
                None if filename is None else filename.decode(),
                None if content_type is None else _stripped(content_type.decode()),
                tuple((name, _stripped(value.decode())) for name, value in others),
                self._content,
            )
        )


# What goes in

_FORGERIES = (
    'x"\r\nContent-Disposition: form-data; name="forged',
    'x"; name="forged"; filename="y',
    "x\r\n--b\r\n",
    "a\\",
    'a\\"',
    "%22",
    "a;b=c",
    "\r",
    "\n",
    "\u2028",
    "\x85",
    "\x00",
    "\ud800",
    "file",
    "data",
    "purpose",
    "expires_after[seconds]",
    "..",
    "a/b\\c.jsonl",
    "é" * 300,
    "\U0001f600.pdf",
    " ",
)
_CONTENTS = (
    b"",
    b"--",
    b"\r\n--",
    b"\r\n--\r\n",
    b'--+++\r\nContent-Disposition: form-data; name="forged"\r\n\r\nx\r\n',
)
_TYPES = (None, "text/plain", "a/b\r\nx: y", "text/plain; charset=\xff", "", "a/", "x\t/y", "\u0131/\u0131")
_HEADERS = ("x-a", "X-B", "Content-Type", "content-disposition", "a b", "", "x:y", "\xe9", "a\r\nb", "content-length")
_DURATIONS = ("7d", "1h", " 2 h ", "999999999w", "3600s", "1.5h", "-1d", "\u0663d", "", "d", "inf")
_EXPIRIES = (
    None,
    ["as it is", None],
    ["as it is", {"anchor": "created_at", "seconds": 3600}],
    ["as it is", {"seconds": 2592000}],
    ["as it is", {"anchor": "x\r\n", "seconds": 3600}],
    ["as it is", {"anchor": "created_at", "seconds": True}],
    ["as it is", {"anchor": [], "seconds": 3600.0}],
    ["as it is", {"seconds": {}}],
    ["as it is", {}],
    ["as it is", [3600]],
    ["as it is", b"7d"],
    ["float", "inf"],
    ["float", "nan"],
    ["float", "86400"],
    ["timedelta", 86400],
    ["timedelta", 0.5],
    ["timedelta", -1],
    ["model", 3600],
    ["model", None],
)


def inputs() -> st.SearchStrategy[dict[str, Any]]:
    """What people pass, and now and then what those pass who mean harm."""
    texts = st.text(st.characters(codec="utf-8"), max_size=30)
    texts = st.one_of(texts, texts, texts, st.sampled_from(_FORGERIES))
    header_names = st.text("abcXYZ-_.1", min_size=1, max_size=8)
    header_names = st.one_of(header_names, header_names, header_names, st.sampled_from(_HEADERS))
    header_values = st.one_of(st.text("aZ09 \t;,\xe9", max_size=12), st.just("x"), texts)
    types = st.one_of(st.none(), st.just("text/plain"), st.sampled_from(_TYPES), texts.map(lambda text: f"a/{text}"))
    fields = {
        "call": st.sampled_from(CALLS),
        "purpose": st.one_of(st.just("batch"), st.just("user_data"), texts),
        "name": st.one_of(st.none(), st.just("a.jsonl"), texts),
        "content": st.binary(max_size=300) | st.sampled_from(_CONTENTS),
        "kind": st.sampled_from(sorted(KINDS)),
        "content_type": types,
        "headers": st.none() | st.dictionaries(header_names, header_values, max_size=2),
        "expires_after": expiries(),
        "extra_body": st.none() | extra_bodies(texts),
    }
    return st.fixed_dictionaries(fields)


def expiries() -> st.SearchStrategy[Any]:
    right = st.sampled_from(("as it is", "timedelta", "model")), st.integers(3600, 2592000)
    wrong = st.just("as it is"), st.integers() | st.text(max_size=5) | st.sampled_from(_DURATIONS)
    drawn = [st.tuples(*pair).map(list) for pair in (right, right, wrong)]
    return st.one_of(st.none(), *drawn, st.sampled_from(_EXPIRIES))


def extra_bodies(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[Any, Any]]:
    leaves = st.one_of(texts, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
    leaves = st.one_of(leaves, leaves, leaves, leaves, st.binary(max_size=3))
    names = texts | st.sampled_from(("a", "b", "c"))
    nested = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=5
    )
    return st.dictionaries(names, nested, max_size=3)


def from_bytes(data: bytes) -> dict[str, Any]:
    """The input that bytes stand for: choices, texts, then the content, which takes all that is left."""
    deal = Deal(data)
    given: dict[str, Any] = {"call": deal.choice(CALLS), "kind": deal.choice(sorted(KINDS))}
    flags = deal.byte()
    given["expires_after"] = _dealt_expiry(deal, flags)
    given["purpose"] = deal.text() or "batch"
    given["name"] = deal.text() if flags & 1 else None
    given["content_type"] = deal.text() if flags & 2 else None
    given["headers"] = {deal.text(): deal.text() for _ in range(1 + deal.byte() % 3)} if flags & 4 else None
    given["extra_body"] = {deal.text(): _dealt_value(deal, 3) for _ in range(deal.byte() % 4)} if flags & 8 else None
    given["content"] = deal.rest()
    return given


def _dealt_expiry(deal: Deal, flags: int) -> Any:
    if not flags & 16:
        return None
    if flags & 32:
        return ["as it is", deal.text()]
    if flags & 64:
        return [deal.choice(("as it is", "timedelta", "model")), deal.number() << 6]
    return deal.choice(_EXPIRIES)


def _dealt_value(deal: Deal, depth: int) -> Any:
    kind = deal.byte() % 8
    if kind == 0 and depth:
        return {deal.text(): _dealt_value(deal, depth - 1) for _ in range(deal.byte() % 4)}
    if kind == 1 and depth:
        return [_dealt_value(deal, depth - 1) for _ in range(deal.byte() % 4)]
    scalars: dict[int, Callable[[], Any]] = {
        2: lambda: None,
        3: lambda: True,
        4: deal.number,
        5: lambda: deal.number() / 7,
    }
    scalars |= {6: deal.block}
    return scalars.get(kind, deal.text)()


def seeds() -> list[bytes]:
    """Plain uploads, and one with everything."""
    plain = [bytes([call, kind, 0]) + block(b"batch") + b"{}\n" for call in (0, 1) for kind in range(len(KINDS))]
    full = b"".join(
        (
            bytes([0, 0, 0b11111, 2]),
            block(b"user_data"),
            block(b"a.jsonl"),
            block(b"text/plain"),
            bytes([0]) + block(b"x-a") + block(b"b"),
            bytes([1]) + block(b"extra") + bytes([0, 2]) + block(b"a") + bytes([4]) + dealt(7),
            block(b"b") + bytes([1, 1, 7]) + block(b"c"),
            b"content",
        )
    )
    timed = bytes([0, 0, 0b110000]) + block(b"7d") + block(b"batch") + b"{}"
    odd = [bytes([0, 0, 1]) + block(b"batch") + block(text.encode("utf-8", "replace")[:200]) for text in _FORGERIES]
    return [*plain, full, timed, *odd]


WORDS = (
    "\r\n",
    '"',
    "\\",
    "; filename=",
    "name=",
    "%22",
    "--",
    "purpose",
    "file",
    "data",
    "7d",
    "12h",
    "../",
    "\u2028",
    "/",
)
