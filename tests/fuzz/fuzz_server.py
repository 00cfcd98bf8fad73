"""The embedded server: whatever is asked, the response has the API's shape, and nothing is left behind.

An input is a few requests in a row, asked of a server that has one file, one pending upload and one part of it.
`{file}`, `{upload}` and `{part}` stand for their ids, and `{token}` for the key, in the target, the headers and the
body alike; the body comes in blocks of `step` bytes::

    {"requests": [{"method": "GET", "target": "/v1/files/{file}/content", "headers": [[b"range", b"bytes=1-2"]],
                   "body": b"", "step": 10}]}
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import httpx
from filewright.embedded import Service, Store
from filewright.embedded.api.responses import BlobBody, Response
from filewright.embedded.http.app import build_app
from filewright.embedded.http.guard import Guard
from filewright_api.operations import OPERATIONS
from fuzz_core import CANARY, Deal, block, dealt, expect, sendable, token
from hypothesis import strategies as st

CONTENT = bytes(range(256)) * 4
USES = 500
"""Inputs after which the server is made anew: what they leave in it makes lists long."""

# What it finds in a form that is torn comes in the response too.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)

Asked = dict[str, Any]


class Reply(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for found, value in self.headers if found.lower() == name), None)


# The server


class World:
    """A server on a folder of its own, and the ids of what is always in it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="filewright-fuzz-")
        self.store = Store(self._folder.name, durable=False)
        self.service = Service(self.store, check=Guard("127.0.0.1", CANARY).check)
        self.app = build_app(self.service)
        self.loop = asyncio.new_event_loop()
        self.uses = 0
        self._file = self._upload = self._part = self._batch = ""

    def ids(self) -> dict[bytes, bytes]:
        """What the placeholders stand for; what requests took away is made anew."""
        self.uses += 1
        if not self._file or self.store.file(self._file) is None:
            self._make_file()
        upload = self.store.upload(self._upload) if self._upload else None
        if upload is None or upload.status != "pending":
            self._make_upload()
        named = {
            b"file": self._file,
            b"upload": self._upload,
            b"part": self._part,
            b"batch": self._batch,
            b"token": CANARY,
        }
        return {b"{" + name + b"}": value.encode() for name, value in named.items()}

    def _make_file(self) -> None:
        with self.store.incoming() as content:
            content.write(CONTENT)
            with self.store.transaction():
                self._file = self.store.add_file(content, 'a"\u00e9.jsonl', "batch", None).id
                self._batch = self.store.batches.add(self._file, "/v1/embeddings", "24h", '{"a":"b"}', None).id

    def _make_upload(self) -> None:
        with self.store.incoming() as content:
            content.write(CONTENT)
            with self.store.transaction():
                self._upload = self.store.add_upload("a.jsonl", "batch", len(CONTENT), None).id
                self._part = self.store.add_part(self._upload, content).id

    def arriving(self) -> list[str]:
        """Bodies that were neither stored nor dropped."""
        folders = [folder for folder in Path(self._folder.name, "incoming").iterdir() if folder.is_dir()]
        return [name for folder in folders for name in os.listdir(folder)]

    def close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        self.store.close()
        self._folder.cleanup()


_worlds: list[World] = []


def world() -> World:
    """The server, which is made anew now and then, so that it stays small."""
    if _worlds and _worlds[0].uses >= USES:
        close_world()
    if not _worlds:
        _worlds.append(World())
    return _worlds[0]


def close_world() -> None:
    while _worlds:
        _worlds.pop().close()


def check(given: dict[str, Any]) -> str:
    """Ask the service itself, without a web framework."""
    return _check(given, _ask_service)


def check_app(given: dict[str, Any]) -> str:
    """Ask the ASGI application."""
    return _check(given, _ask_app)


def _check(given: dict[str, Any], ask: Any) -> str:
    here = world()
    ids = here.ids()
    words = []
    for asked in given["requests"]:
        real = {**asked, **{name: _filled(asked[name], ids) for name in ("target", "headers", "body")}}
        reply = ask(here, real)
        words.append(check_reply(real, reply))
        expect(not here.arriving(), "a body was left behind", repr(here.arriving()))
        if _is_form(real):
            whole = ask(here, {**real, "step": max(len(real["body"]), 1)})
            alike = whole.status == reply.status and (whole.status < 300 or _code(whole) == _code(reply))
            expect(alike, "a response depends on how the body was cut", f"{reply}\nbut whole\n{whole}")
    return words[0]


def _code(reply: Reply) -> Any:
    return json.loads(reply.body)["error"]["code"]


def _filled(value: Any, ids: dict[bytes, bytes]) -> Any:
    if isinstance(value, list):
        return [[_filled(item, ids) for item in pair] for pair in value]
    if isinstance(value, str):
        return _filled(value.encode("latin-1"), ids).decode("latin-1")
    for name, found in ids.items():
        value = value.replace(name, found)
    return value


def _is_form(asked: Asked) -> bool:
    """Asking twice makes two objects, and has no other effect."""
    return asked["method"] == "POST" and bool(re.fullmatch(r"(/v1)?/(files|uploads/[^/]*/parts)", asked["target"]))


def _blocks(asked: Asked) -> Iterator[bytes]:
    body, step = asked["body"], asked["step"]
    yield from (body[start : start + step] for start in range(0, len(body), step))


def _ask_service(here: World, asked: Asked) -> Reply:
    headers = [(name, value) for name, value in asked["headers"]]
    response = here.service.handle(asked["method"], asked["target"], headers, _blocks(asked))
    return _taken(response)


def _taken(response: Response) -> Reply:
    try:
        body = b"".join(response.body) if isinstance(response.body, BlobBody) else response.body
        return Reply(response.status, response.headers, body)
    finally:
        response.close()


def _ask_app(here: World, asked: Asked) -> Reply:
    return here.loop.run_until_complete(_ask_asgi(here.app, asked))


async def _ask_asgi(app: Any, asked: Asked) -> Reply:
    path, _, query = asked["target"].encode("latin-1").partition(b"?")
    blocks = _blocks(asked)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        piece = next(blocks, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": asked["method"],
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in asked["headers"]],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in sent[0]["headers"]]
    return Reply(sent[0]["status"], headers, b"".join(message["body"] for message in sent[1:]))


# What comes out


def check_reply(asked: Asked, reply: Reply) -> str:
    """A response is what the contract says, and can be sent; gives a word for it."""
    expect(200 <= reply.status < 500, "the server failed", repr(reply))
    for name, value in reply.headers:
        clean = re.fullmatch(r"[\t\x20-\x7e\xa0-\xff]*", value) is not None
        expect(clean, f"the header {name} cannot be sent", repr(value))
        expect(CANARY not in value, f"the key is in the header {name}", repr(value))
    expect(reply.header("x-request-id") is not None, "a response has no request id")
    head = asked["method"] == "HEAD"
    expect(head or reply.header("content-length") == str(len(reply.body)), "a length is wrong", repr(reply))
    if head:
        return f"HEAD {reply.status}"
    if reply.status >= 400:
        check_refusal(reply)
        return f"{reply.status} {json.loads(reply.body)['error']['code']}"
    name = operation_of(asked)
    expect(name is not None, "a response to what is not an operation", repr(reply))
    assert name is not None
    if OPERATIONS[name].response_kind == "json":
        OPERATIONS[name].parse_response(httpx.Response(reply.status, content=reply.body))
    else:
        check_content(reply)
    return f"{name}: {reply.status}"


def check_refusal(reply: Reply) -> None:
    """A refusal has the members that clients look for, in the types that they expect, and does not tell the key."""
    expect(reply.header("content-type") == "application/json", "a refusal is no JSON", repr(reply))
    error = json.loads(reply.body)["error"]
    expect(set(error) == {"message", "type", "param", "code"}, "a refusal has other members", repr(error))
    texts = all(isinstance(error[name], str) and error[name] for name in ("message", "type"))
    maybe = all(error[name] is None or isinstance(error[name], str) for name in ("param", "code"))
    expect(texts and maybe, "a refusal has members of other types", repr(error))
    expect(len(error["message"]) <= 600, "a refusal is a long read", error["message"])


def check_content(reply: Reply) -> None:
    """The part of a content that is said to be sent is the part that is sent."""
    if reply.status == 200:
        expect(reply.header("content-range") is None, "a whole content has a range", repr(reply))
        return
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", reply.header("content-range") or "", re.ASCII)
    expect(found is not None, "a part of a content has no range", repr(reply.headers))
    assert found is not None
    first, last, size = map(int, found.groups())
    expect(first <= last < size, "a range is none", found[0])
    right = size != len(CONTENT) or reply.body == CONTENT[first : last + 1]
    expect(right and len(reply.body) == last - first + 1, "a range has other content", found[0])


_PATHS = [
    (operation.method, re.compile("(?:/v1)?" + re.sub(r"\{\w+\}", "[^/?]+", operation.path)), operation.name)
    for operation in OPERATIONS.values()
]


def operation_of(asked: Asked) -> str | None:
    """The name of the operation that a request is for."""
    path = asked["target"].partition("?")[0].rstrip("/")
    return next((name for method, shape, name in _PATHS if method == asked["method"] and shape.fullmatch(path)), None)


# What goes in

HOST = [b"host", b"127.0.0.1:8000"]
KEY = [b"authorization", b"Bearer {token}"]
FORM = [b"content-type", b"multipart/form-data; boundary=b"]
JSON = [b"content-type", b"application/json"]

METHODS = ("GET", "POST", "DELETE", "HEAD", "PUT", "OPTIONS", "PATCH", "get", "x")
TARGETS = (
    "/v1/files",
    "/files",
    "/v1/files/{file}",
    "/v1/files/{file}/content",
    "/v1/uploads",
    "/v1/uploads/{upload}/parts",
    "/v1/uploads/{upload}/complete",
    "/v1/uploads/{upload}/cancel",
    "/v1/files?limit=1&order=asc&after={file}",
    "/v1/files?purpose=batch",
    "/v1/batches",
    "/v1/batches/{batch}",
    "/v1/batches/{batch}/cancel",
    "/v1/batches?limit=1&after={batch}",
)
ODD_TARGETS = (
    "*",
    "/",
    "//",
    "/v1",
    "/v1/v1/files",
    "/v1/files/",
    "/v1/files/../files",
    "/v1/files/%2e%2e/content",
    "/v1/files/%00",
    "/v1/files/%ff%fe",
    "/v1/files/{file}%2Fcontent",
    "/v1/files/\xff",
    "/v1/files/" + "a" * 300,
    "/v1/files?limit=0",
    "/v1/files?limit=99999999999999999999",
    "/v1/files?limit=%D9%A3",
    "/v1/files?limit=1&limit=2",
    "/v1/files?after=%ED%A0%80",
    "/v1/files?after=%00&order=desc",
    "/v1/files?purpose=%ED%A0%80",
    "/v1/files?purpose=%00",
    "/v1/files?" + "&".join(f"a{number}=b" for number in range(300)),
    "/v1/files?x",
    "/v1/files?%",
    "http://127.0.0.1:8000/v1/files",
    "/v1/batches?after=%ED%A0%80",
    "/v1/batches?limit=101",
    "/v1/batches/%00",
)
ODD_HEADERS = (
    [b"host", b"evil.example"],
    [b"host", b"127.0.0.1:x"],
    [b"host", b"[::1"],
    [b"host", b"[::1]:80"],
    [b"host", b"[fe80::1%25lo]"],
    [b"host", b"\xff"],
    [b"host", b"a@127.0.0.1"],
    [b"host", b"127.0.0.1#"],
    [b"host", b""],
    [b"origin", b"null"],
    [b"origin", b"http://127.0.0.1:8000"],
    [b"authorization", b"Basic eDp5"],
    [b"authorization", b"Bearer \xff"],
    [b"authorization", b""],
    [b"api-key", b"{token}"],
    [b"content-type", b""],
    [b"content-type", b"application/json; charset=utf-16"],
    [b"content-type", b"multipart/form-data"],
    [b"content-type", b'multipart/form-data; boundary=""'],
    [b"content-type", b'multipart/form-data; boundary="a b"'],
    [b"content-type", b"multipart/form-data; boundary=\xff"],
    [b"content-type", b"multipart/form-data; boundary=" + b"b" * 71],
    [b"content-type", b"multipart/form-data; boundary=b; boundary=c"],
    [b"content-length", b"99999999999"],
    [b"content-length", b"-1"],
    [b"content-length", "\u0663".encode()],
    [b"content-encoding", b"gzip"],
    [b"expect", b"100-continue"],
    [b"idempotency-key", b"k"],
    [b"idempotency-key", b""],
    [b"idempotency-key", b"\xff" * 300],
    [b"if-range", b'"x"'],
    [b"if-range", b"\xff"],
    [b"range", b"bytes=0-0"],
    [b"range", b"bytes=-1"],
    [b"range", b"bytes=1000-"],
    [b"range", b"bytes=1000-1024"],
    [b"range", b"bytes=1-99999"],
    [b"range", b"bytes=0-99999999999999999999"],
    [b"range", b"bytes=-0"],
    [b"range", b"bytes=5-2"],
    [b"range", b"bytes=2000-"],
    [b"range", b"bytes=0-1,3-4"],
    [b"range", b"bytes=-"],
    [b"range", b"lines=1-2"],
    [b"range", "bytes=\u0661-\u0662".encode()],
    [b"range", b"bytes=1-2\xff"],
)

NAMES = ("purpose", "file", "data", "expires_after[anchor]", "expires_after[seconds]", "x", "")
FIELD_VALUES = (b"batch", b"user_data", b"created_at", b"3600", b"2592000", b"1", b"-1", b"9" * 30, b"\xff", b"")
FIELD_VALUES += ("\u0663600".encode(), b"x" * 4097, b"\r\n--b", b"a\r\n--bc", b"\0")
FILENAMES = (None, 'filename="a.jsonl"', 'filename=""', 'filename="../../x"', 'filename="a\\"; b"', "filename=a b")
FILENAMES += (
    "filename*=UTF-8''%C3%A9",
    "filename*=x",
    "filename*=UTF-8''%ff",
    'filename="\x00\x01"',
    'filename="a%22b"',
)
FILENAMES += (f'filename="{"n" * 513}"', 'filename="c:\\x\\y.txt"', 'filename="\ud800"', "filename", 'filename="a')


def inputs() -> st.SearchStrategy[dict[str, Any]]:
    """Requests that are nearly right, alone and in a row."""
    return st.fixed_dictionaries({"requests": st.lists(requests(), min_size=1, max_size=3)})


def requests() -> st.SearchStrategy[Asked]:
    plain = st.builds(
        asked,
        st.sampled_from(METHODS[:4]) | st.sampled_from(METHODS),
        st.one_of(st.sampled_from(TARGETS), st.sampled_from(TARGETS), targets()),
        headers(),
        st.just(b"") | st.binary(max_size=30),
    )
    form = st.builds(
        asked,
        st.just("POST"),
        st.sampled_from(("/v1/files", "/v1/files", "/v1/uploads/{upload}/parts")),
        headers(FORM),
        forms(),
        st.integers(1, 200),
    )
    posted = st.builds(
        asked,
        st.just("POST"),
        st.sampled_from(("/v1/uploads", "/v1/uploads/{upload}/complete", "/v1/uploads/{upload}/cancel")),
        headers(JSON),
        json_bodies(),
    )
    read = st.builds(asked, st.just("GET"), st.just("/v1/files/{file}/content"), ranges(), st.just(b""))
    return st.one_of(plain, form, form, posted, read)


def ranges() -> st.SearchStrategy[list[list[bytes]]]:
    number = st.integers(0, 1100).map(str) | st.sampled_from(("", "-0", " 1", "+1", "\u0661", "9" * 30))
    texts = st.builds("{}={}-{}".format, st.sampled_from(("bytes", "bytes", "Bytes", "x")), number, number)
    return texts.map(lambda text: [HOST, KEY, [b"range", sendable(text.encode())]])


def asked(method: str, target: str, fields: list[list[bytes]], body: bytes, step: int = 100) -> Asked:
    return {"method": method, "target": target, "headers": fields, "body": body, "step": max(step, len(body) // 50, 1)}


def targets() -> st.SearchStrategy[str]:
    parts = st.lists(
        st.sampled_from(
            ("/", "/", "v1", "files", "uploads", "content", "{file}", "?", "&", "=", "limit", "%", "..", "after")
        )
        | st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=4),
        max_size=8,
    )
    return st.sampled_from(ODD_TARGETS) | parts.map(lambda found: "/" + "".join(found))


def headers(*own: list[bytes]) -> st.SearchStrategy[list[list[bytes]]]:
    """The right ones, with a few more after or instead of them."""
    names = st.sampled_from(sorted({name for name, _ in ODD_HEADERS}))
    new = st.tuples(names, st.binary(max_size=12)).map(lambda pair: [pair[0], sendable(pair[1])])
    odd = st.lists(st.one_of(st.sampled_from(ODD_HEADERS), new), max_size=2)
    return st.one_of(st.just([]), st.just([]), odd).map(lambda more: [*_without([HOST, KEY, *own], more), *more])


def _without(fields: list[list[bytes]], others: list[list[bytes]]) -> list[list[bytes]]:
    names = {name for name, _ in others}
    return [field for field in fields if field[0] not in names]


def forms() -> st.SearchStrategy[bytes]:
    """Forms with the boundary `b`, whole or torn."""
    values = st.sampled_from(FIELD_VALUES) | st.binary(max_size=40)
    names = st.sampled_from(NAMES)
    odd = st.builds(part, names, st.sampled_from(FILENAMES), values, st.sampled_from(PART_HEADERS))
    right = st.sampled_from((RIGHT_FIELDS, RIGHT_FIELDS, [])).map(list)
    file = st.builds(part, st.sampled_from(("file", "data")), st.sampled_from(FILENAMES[:2]), st.binary(max_size=400))
    parts = st.builds(
        lambda first, more, last: [*first, *more, *last], right, st.lists(odd, max_size=2), st.lists(file, max_size=2)
    )
    expiry = [part("expires_after[anchor]", None, b"created_at"), part("expires_after[seconds]", None, b"3600")]
    good = st.builds(lambda more, last: [*RIGHT_FIELDS, *more, last], st.sampled_from(([], expiry)), file)
    whole = st.one_of(good, good, parts).map(form)
    torn = st.builds(lambda body, at, end: body[:at] + body[at + end :], whole, st.integers(0, 300), st.integers(1, 20))
    spliced = st.builds(
        lambda body, at, more: body[:at] + more + body[at:], whole, st.integers(0, 300), st.sampled_from(SPLICES)
    )
    return st.one_of(whole, whole, whole, torn, spliced, st.binary(max_size=60))


def part(name: str, filename: str | None, value: bytes, more: str = "") -> bytes:
    """A part of a form."""
    file = "" if filename is None else f"; {filename}"
    head = f'Content-Disposition: form-data; name="{name}"{file}{more}\r\n\r\n'
    return b"--b\r\n" + head.encode("utf-8", "surrogatepass") + value + b"\r\n"


def form(parts: list[bytes]) -> bytes:
    return b"".join(parts) + b"--b--\r\n"


PART_HEADERS = (
    "",
    "",
    "\r\nContent-Type: a/b",
    "\r\nContent-Disposition: x",
    "\r\n: x",
    "\r\na b: c",
    "\r\n" + "x: y\r\n" * 8 + "z: z",
)
PART_HEADERS += (
    f"\r\nx: {'y' * 9000}",
    "\nx: y",
    "\r\n x: folded",
    "; name=other",
    "\r\nContent-Transfer-Encoding: base64",
    "\r\nx",
)
RIGHT_FIELDS = [part("purpose", None, b"batch")]
SPLICES = (
    b"--b--",
    b"--b\r\n",
    b"\r\n",
    b"\r",
    b"\n",
    b"\0",
    b'"',
    b";",
    b":",
    b"\xff",
    b"--",
    b"b",
    b"\r\n--b\r\n\r\n",
)

JSON_FIELDS: dict[str, tuple[Any, ...]] = {
    "filename": ("a.jsonl", "", "..", "\ud800", "a" * 513, 1, "\x00", "a/b\\c"),
    "purpose": ("batch", "user_data", "x", "", None),
    "bytes": (1024, 0, -1, 1 << 33, 1 << 70, 1.0, True, None, "1"),
    "mime_type": ("text/plain", "", "a", "a/b\r\nc", "\u0131/x", "a/b;" + "c" * 200),
    "expires_after": (
        None,
        {"anchor": "created_at", "seconds": 3600},
        {"seconds": 3600},
        {"anchor": 1, "seconds": 1},
        [],
        {},
    ),
    "part_ids": (["{part}"], [], ["{part}", "{part}"], ["x"], [1], "{part}", None, ["\ud800"], [["{part}"]]),
    "md5": (None, "0" * 32, "x", 1, "\u0660" * 32),
    "input_file_id": ("{file}", "{upload}", "", "\ud800", 1, None),
    "endpoint": ("/v1/embeddings", "", "/v1/files", 1, None),
    "completion_window": ("24h", "1h", 24, None),
    "metadata": (None, {"a": "b"}, {"a": 1}, {"\ud800": "\ud800"}, [], {str(number): "" for number in range(20)}),
    "output_expires_after": (None, {"anchor": "created_at", "seconds": 3600}, {"seconds": 1}, []),
    "x": (1,),
}


def json_bodies() -> st.SearchStrategy[bytes]:
    chosen = [
        st.sampled_from(values).map(lambda value, name=name: [name, value]) for name, values in JSON_FIELDS.items()
    ]
    upload = {"filename": "a.jsonl", "purpose": "batch", "bytes": 1024, "mime_type": "text/plain"}
    batch = {"input_file_id": "{file}", "endpoint": "/v1/embeddings", "completion_window": "24h"}
    right = st.sampled_from((upload, batch, {"part_ids": ["{part}"]}, {}))
    objects = st.builds(lambda base, more: {**base, **dict(more)}, right, st.lists(st.one_of(chosen), max_size=2))
    texts = objects.map(json.dumps)
    odd = st.sampled_from(
        ("", "[]", "1", "nul", "[" * 3000 + "]" * 3000, '{"a":' * 600 + "1" + "}" * 600, "1" * 5000, "\ufeff{}")
    )
    return st.one_of(texts, texts, texts, odd).map(str.encode) | st.binary(max_size=20)


def from_bytes(data: bytes) -> dict[str, Any]:
    """The requests that bytes stand for: choices and blocks, then the body, which takes all that is left."""
    deal = Deal(data)
    count = 1 + deal.byte() % 2
    return {"requests": [_dealt_request(deal, last=number == count - 1) for number in range(count)]}


def _dealt_request(deal: Deal, *, last: bool) -> Asked:
    method = deal.choice(METHODS)
    which = deal.byte()
    known = (*TARGETS, *ODD_TARGETS)
    target = known[which] if which < len(known) else re.sub(r"[^\x21-\x7e]", "", "/" + deal.block().decode("latin-1"))
    own = _dealt_type(deal)
    more = [_dealt_header(deal) for _ in range(deal.byte() % 3)]
    step = 1 + deal.byte()
    body = deal.rest() if last else deal.long_block()
    return asked(method, target, [*_without([HOST, KEY, *own], more), *more], body, step)


def _dealt_type(deal: Deal) -> list[list[bytes]]:
    kind = deal.byte() % 4
    if kind == 3:
        return [[b"content-type", b"multipart/form-data; boundary=" + sendable(deal.block())]]
    return [[], [FORM], [JSON]][kind]


def _dealt_header(deal: Deal) -> list[bytes]:
    which = deal.byte()
    if which < len(ODD_HEADERS):
        return ODD_HEADERS[which]
    return [token(ODD_HEADERS[which % len(ODD_HEADERS)][0]), sendable(deal.block())]


def seeds() -> list[bytes]:
    """Each operation as it should be, and forms and JSON that are not."""
    found = [bytes([0, 0, target, 0, 0, 50]) for target in range(len(TARGETS))]
    file = part("file", FILENAMES[1], b"content", PART_HEADERS[2])
    bodies = [form([*RIGHT_FIELDS, file]), form([file]), form([*RIGHT_FIELDS, *RIGHT_FIELDS, file]), form([])]
    bodies += [form([*RIGHT_FIELDS, part("file", name, b"x")]) for name in FILENAMES]
    bodies += [form([*RIGHT_FIELDS, part("expires_after[seconds]", None, b"3600"), file])]
    found += [bytes([0, 1, 0, 1, 0, step]) + body for body in bodies for step in (0, 6, 255)]
    found += [bytes([0, 1, 5, 1, 0, 9]) + form([part("data", None, b"content")])]
    upload = {"filename": "a.jsonl", "purpose": "batch", "bytes": 1024, "mime_type": "text/plain"}
    found += [bytes([0, 1, 4, 2, 0, 99]) + json.dumps(upload).encode()]
    found += [bytes([0, 1, 6, 2, 0, 99]) + b'{"part_ids": ["{part}"]}', bytes([0, 1, 7, 0, 0, 9])]
    batch = {"input_file_id": "{file}", "endpoint": "/v1/embeddings", "completion_window": "24h"}
    found += [bytes([0, 1, TARGETS.index("/v1/batches"), 2, 0, 99]) + json.dumps(batch).encode()]
    found += [bytes([0, 0, 3, 0, 1, number, 9]) for number in range(len(ODD_HEADERS))]
    found += [bytes([0, 0, 200]) + block(b"v1/files/%66?limit=1") + bytes([0, 0, 9])]
    found += [bytes([1, 2, 2, 0, 0, 9]) + dealt(0) + bytes([0, 2, 0, 0, 9])]
    return found


WORDS = (
    "Content-Disposition: form-data; name=",
    "filename=",
    "filename*=UTF-8''",
    "\r\n--b\r\n",
    "\r\n--b--",
    "--b",
    "purpose",
)
WORDS += (
    "expires_after[seconds]",
    "expires_after[anchor]",
    "created_at",
    "bytes=",
    "{file}",
    "{part}",
    "%00",
    '"part_ids"',
    '"input_file_id"',
    "{batch}",
    "/content",
)
