"""Responses: whatever a server says, what comes out is a model that round-trips or one of our errors, and no secret.

An input names a use of the client and scripts the responses to its requests::

    {"use": "retrieve_file", "client": "blocking",
     "responses": [{"status": 200, "headers": [[b"etag", b"x"]], "blocks": [b"{}"], "failure": ""}]}

A failure is the name of one of httpx's exceptions: raised instead of the response, or, where there is a status, after
the blocks. After the last response the server cannot be reached.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import math
import pickle
import shutil
import tempfile
import warnings
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import httpx
from filewright import (
    APIError,
    APIResponseValidationError,
    AsyncOpenAI,
    DestinationError,
    OpenAI,
    PollTimeoutError,
    hookimpl,
)
from filewright.flows.attempts import is_delay
from filewright.flows.call import perform_call
from filewright.responses.contents import BinaryContent
from filewright_api.operations import OPERATIONS
from filewright_api.types import Model, Operation
from fuzz_core import CANARY, Deal, block, dealt, expect, sendable, token
from hypothesis import strategies as st

EXPECTED = (APIError, PollTimeoutError, DestinationError)
"""What may come of a response; of our errors, the others are about arguments, plugins and the client."""

Response = dict[str, Any]


# The client


class Scripted:
    """Gives a client the responses of a script. The built-ins are asked how long to wait, and nobody waits."""

    def __init__(self, script: Script) -> None:
        self._script = script

    @hookimpl
    def transport_for(self) -> Script:
        return self._script

    @hookimpl(wrapper=True)
    def retry_delay(self) -> Any:
        delay = yield
        return 0.0 if is_delay(delay) else delay

    @hookimpl
    def poll_delay(self) -> float:
        return 0.0


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, response: Response) -> None:
        self._response = response
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response["blocks"]
        self._fail()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._response["blocks"]:
            yield piece
        self._fail()

    def _fail(self) -> None:
        if self._response["failure"]:
            raise FAILURES[self._response["failure"]]("cut by the script")

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class Script(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Responds to each request with the next response."""

    def __init__(self) -> None:
        self.begin([])

    def begin(self, responses: list[Response]) -> None:
        self._left = iter(responses)
        self.streams: list[Stream] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        for _ in request.stream:
            pass
        return self._respond()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for _ in request.stream:
            pass
        return self._respond()

    def _respond(self) -> httpx.Response:
        response = next(self._left, None)
        if response is None:
            raise httpx.ConnectError("the script is at its end")
        if not response["status"]:
            raise FAILURES[response["failure"]]("by the script")
        stream = Stream(response)
        self.streams.append(stream)
        headers = [(name, value) for name, value in response["headers"]]
        return httpx.Response(response["status"], headers=headers, stream=stream)


class Bench:
    """The clients, made once: they are as good as new after each call."""

    def __init__(self) -> None:
        self.script = Script()
        self.folder = Path(tempfile.mkdtemp(prefix="filewright-fuzz-"))
        self.loop = asyncio.new_event_loop()
        self.http = httpx.Client(transport=self.script)
        options: dict[str, Any] = {"api_key": CANARY, "base_url": "http://127.0.0.1:9/v1", "retry_budget": None}
        options |= {"max_response_bytes": 1 << 16, "max_error_bytes": 1 << 12, "max_content_bytes": 1 << 17}
        options |= {"plugins": [Scripted(self.script)]}
        self.clients = {"blocking": OpenAI(**options), "with httpx": OpenAI(http_client=self.http, **options)}
        self.async_client = AsyncOpenAI(**options)

    def begin(self, responses: list[Response]) -> None:
        self.http.cookies.clear()
        self.script.begin(responses)

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
        self.http.close()
        self.loop.run_until_complete(self.async_client.close())
        self.loop.close()
        shutil.rmtree(self.folder)


@cache
def bench() -> Bench:
    return Bench()


def close_bench() -> None:
    if bench.cache_info().currsize:
        bench().close()
        bench.cache_clear()


# Uses

ARGUMENTS: dict[str, Any] = {
    "file_id": "file-1",
    "upload_id": "upload_1",
    "part_ids": ["part_1"],
    "filename": "a.jsonl",
    "purpose": "batch",
    "bytes": 3,
    "mime_type": "text/plain",
}
"""The arguments of operations by name; of others, any text will do."""


def arguments_of(operation: Operation) -> dict[str, Any]:
    given = {name: ARGUMENTS.get(name, "x") for name in operation.required}
    file = operation.body.file if operation.body else None
    return given | ({file: ("a.jsonl", b"abc")} if file else {})


def _perform(client: Any, operation: Operation) -> Any:
    return perform_call(client.hooks, client.new_call(operation, arguments_of(operation)))


def _content(client: OpenAI) -> BinaryContent:
    return client.files.content("file-1")


def _saved(client: OpenAI) -> bytes:
    """A download over a file that is there: it is replaced whole, or left as it was, and nothing is left beside it."""
    path = bench().folder / "saved"
    path.write_bytes(b"before")
    try:
        _content(client).stream_to_file(path)
    except EXPECTED:
        expect(path.read_bytes() == b"before", "a download that failed changed the file")
        raise
    finally:
        expect([found.name for found in bench().folder.iterdir()] == ["saved"], "a download left a file behind")
    return path.read_bytes()


def _walked(client: OpenAI) -> list[Model]:
    return [item for page in client.files.list().iter_pages() for item in page.data]


def _waited(client: OpenAI) -> Any:
    return client.files.wait_for_processing("file-1", raise_on_error=True)


USES: dict[str, Callable[[OpenAI], Any]] = {
    "save": _saved,
    "read": lambda client: _content(client).read(),
    "text": lambda client: _content(client).text,
    "json": lambda client: _content(client).json(),
    "text in blocks": lambda client: list(_content(client).iter_text(7)),
    "lines": lambda client: list(_content(client).iter_lines()),
    "walk": _walked,
    "wait": _waited,
    "raw": lambda client: client.files.with_raw_response.retrieve("file-1").parse(),
}
"""What is done with the client besides the plain operations, which are uses under their own names."""

OF_CONTENT = {"json", "text", "text in blocks", "lines"}

NAMES = (*OPERATIONS, *USES)
CLIENTS = ("blocking", "async", "with httpx")


def _use(given: dict[str, Any]) -> Any:
    name, kind = given["use"], given["client"]
    here = bench()
    if kind == "async":
        operation = OPERATIONS.get(name, OPERATIONS["download_file"])
        return here.loop.run_until_complete(_use_async(here.async_client, operation))
    client = here.clients[kind]
    if name in USES:
        return USES[name](client)
    outcome = client.run(_perform(client, OPERATIONS[name]))
    if isinstance(outcome, httpx.Response):
        outcome.close()
    return outcome


async def _use_async(client: AsyncOpenAI, operation: Operation) -> Any:
    """A plain operation; of a content, what is fetched with its call."""
    if operation.response_kind == "binary":
        content = await client.files.content("file-1")
        try:
            return await content.aread()
        finally:
            await content.aclose()
    return await client.run(_perform(client, operation))


def check(given: dict[str, Any]) -> str:
    """Try an input; see the module."""
    bench().begin(given["responses"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            outcome = _use(given)
    except EXPECTED as error:
        check_error(error, of_content=given["use"] in OF_CONTENT and type(error) is APIResponseValidationError)
        word = type(error).__name__
    else:
        for model in outcome if isinstance(outcome, list) else [outcome]:
            check_outcome(model, given)
        word = type(outcome).__name__
    expect(all(stream.closed for stream in bench().script.streams), "a response was left open")
    return f"{given['use']}: {word}"


# What comes out


def check_error(error: Exception, *, of_content: bool = False) -> None:
    """An error can be shown and pickled, and holds no secret; nor does what caused it.

    With `of_content` it is about a file's content, which may hold what it likes.
    """
    revived = pickle.loads(pickle.dumps(error))
    same = type(revived) is type(error) and str(revived) == str(error)
    expect(same, "an error does not survive pickle", f"{error!r} became {revived!r}")
    cause: BaseException | None = error
    while cause is not None and not of_content:
        for place, shown in _shown(cause):
            expect(CANARY not in shown, f"the key is in the {place} of an error", shown)
        cause = cause.__cause__ or cause.__context__


def _shown(error: BaseException) -> Iterator[tuple[str, str]]:
    yield "text", str(error)
    yield "repr", repr(error)
    yield "arguments", repr(error.args)
    yield "attributes", repr(vars(error))
    yield "notes", repr(getattr(error, "__notes__", ""))
    response = vars(error).get("response")
    for name, message in (("request", vars(error).get("request")), ("response", response)):
        if message is not None:
            yield f"{name}'s headers", repr(message.headers.raw)
    if isinstance(response, httpx.Response) and hasattr(response, "_content"):
        yield "response's body", response.content.decode("utf-8", "replace")
        yield "request's URL", str(response.request.url)


def check_outcome(outcome: Any, given: dict[str, Any]) -> None:
    """A model is what the server sent, and can be copied, shown and written down."""
    if not isinstance(outcome, Model):
        return
    fields = outcome.to_dict()
    revived = pickle.loads(pickle.dumps(outcome))
    remade = type(outcome).from_dict(fields)
    for name, other in (("pickle", revived), ("to_dict", remade)):
        expect(same(other.to_dict(), fields), f"a model does not survive {name}", repr(outcome))
        expect(type(other) is type(outcome) and repr(other) == repr(outcome), f"a model is another after {name}")
    text = outcome.to_json()
    expect(same(json.loads(text.encode("utf-8")), fields), "a model's JSON is not its fields", text)
    sent = plain_body(given["responses"][0])
    if given["use"] not in OPERATIONS or len(given["responses"]) > 1 or sent is None:
        return
    expect(same(as_taken(json.loads(sent), fields), fields), "a model is not what was sent", repr(fields))
    if CANARY.encode() not in sent.replace(b"\0", b""):  # which UTF-16 has between the letters
        expect(CANARY not in repr(outcome) + text, "the key is in a model", text)


def plain_body(response: Response) -> bytes | None:
    """The body of a response, unless it is coded."""
    coded = any(name.lower() == b"content-encoding" for name, _ in response["headers"])
    return None if coded else b"".join(response["blocks"])


def as_taken(sent: Any, fields: dict[str, Any]) -> Any:
    """A body as models have it: absent and null lists are empty, and a file is the whole of a completed upload."""
    if not isinstance(sent, dict):
        return sent
    if sent.get("object") == "file" and same(fields.get("file"), sent):
        return fields
    return sent | {name: [] for name, value in fields.items() if value == [] and sent.get(name) is None}


def same(one: Any, other: Any) -> bool:
    """Equality under which NaN equals itself."""
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


# What goes in

FAILURES: dict[str, type[httpx.RequestError]] = {
    error.__name__: error
    for error in (
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.RemoteProtocolError,
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.WriteError,
        httpx.WriteTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
    )
}
STATUSES = (200, 200, 200, 200, 201, 204, 206, 299, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 408, 409)
STATUSES += (413, 416, 418, 422, 425, 429, 499, 500, 501, 502, 503, 504, 505, 529, 599, 600, 999)
CHARSETS = tuple(f"text/plain; charset={name}".encode() for name in ("idna", "hex", "utf-16", "punycode", "rot13", "x"))
HEADERS: dict[str, tuple[bytes, ...]] = {
    "content-type": (b"application/json", b"text/html; charset=utf-7", b"text/plain; charset=\xff", *CHARSETS),
    "content-encoding": (b"gzip", b"deflate", b"br", b"identity", b"gzip, gzip", b"x-gzip", b"zstd"),
    "content-length": (b"0", b"3", b"-1", b"1e3", "\u0663".encode(), b"99999999999999999999"),
    "content-range": (b"bytes 0-2/3", b"bytes 2-0/3", b"bytes */3", b"bytes 6-8/9", b"lines 1-2/3"),
    "content-disposition": (b'attachment; filename="../../x"',),
    "date": (b"Fri, 31 Dec 9999 23:59:59 GMT", b"Mon, 00 Foo 0000 99:99:99", b"Thu, 01 Jan 1970 00:00:00 -2400"),
    "etag": (b'"a"', b'W/"a"', b'"b"', b"a"),
    "last-modified": (b"Thu, 01 Jan 1970 00:00:00 GMT",),
    "location": (b"/v1/files", b"//[", b"http://[::1", b"https://127.0.0.1:9/v1", b"http://u:p@127.0.0.1:9/", b"\xff"),
    "retry-after": (b"0", b"1", b"nan", b"inf", b"-1", b"1e400", b"Fri, 31 Dec 9999 23:59:59 GMT", b"\xb2"),
    "retry-after-ms": (b"0.5", b"nan", b"1e400", b"x"),
    "set-cookie": (b"a=b; domain=[; path=\xff", b"=", b"a" * 300),
    "transfer-encoding": (b"chunked", b"gzip"),
    "x-request-id": (b"req_1", b"\xff\xfe", b""),
    "x-should-retry": (b"true", b"false", b"maybe"),
}
FILE = {"id": "file-1", "object": "file", "bytes": 3, "created_at": 9999999999, "filename": "a.jsonl"}
FILE |= {"purpose": "batch", "status": "processed", "status_details": None, "expires_at": None}
UPLOAD = {"id": "upload_1", "object": "upload", "bytes": 3, "created_at": 1, "filename": "a.jsonl", "purpose": "batch"}
UPLOAD |= {"status": "completed", "expires_at": 2, "file": FILE}
PAGE = {"object": "list", "data": [FILE, {**FILE, "id": "file-2"}], "has_more": True, "last_id": "file-2"}
PART = {"id": "part_1", "object": "upload.part", "created_at": 1, "upload_id": "upload_1"}
BATCH = {"id": "batch_1", "object": "batch", "endpoint": "/v1/embeddings", "input_file_id": "file-1", "created_at": 1}
BATCH |= {"completion_window": "24h", "status": "completed", "errors": {"object": "list", "data": [{"line": 1}]}}
BATCH |= {"request_counts": {"total": 1, "completed": 1, "failed": 0}, "metadata": {"a": "b"}, "output_file_id": None}
BATCHES = {"object": "list", "data": [BATCH], "has_more": False}
DELETED = {"id": "file-1", "object": "file", "deleted": True}
FAILURE = {"error": {"message": "no", "type": "t", "param": None, "code": "c"}}
ECHO = {"error": {"message": f"Incorrect API key provided: {CANARY}.", "headers": {CANARY: [f"Bearer {CANARY}"]}}}
DETAILS = {"detail": [{"msg": "a", "loc": []}]}
OBJECTS: tuple[dict[str, Any], ...] = (FILE, PAGE, UPLOAD, PART, DELETED, BATCH, BATCHES, FAILURE, ECHO, DETAILS)

_ODD_TEXT = ("", "\ud800", "\x00", CANARY, f"Bearer {CANARY}", "é", "\U0001f600", "<html><b>no</b></html>", "__class__")
_ODD_NUMBERS = (0, -1, 3.0, 1e308, float("inf"), float("nan"), 1 << 63, 10**4299, True)
_ODD_NAMES = (
    "__deepcopy__",
    "_received_id",
    "additional_properties",
    "to_dict",
    "\udfff",
    "",
    "error",
    "message",
    "data",
)


def inputs() -> st.SearchStrategy[dict[str, Any]]:
    """Responses that are nearly right, and some that are not at all."""
    return st.fixed_dictionaries(
        {
            "use": st.sampled_from(NAMES),
            "client": st.sampled_from(CLIENTS),
            "responses": st.lists(responses(), min_size=1, max_size=4),
        }
    )


def responses() -> st.SearchStrategy[Response]:
    coding = st.sampled_from((*[None] * 10, *CODINGS))
    sent = st.builds(
        scripted,
        st.sampled_from(STATUSES) | st.integers(200, 999),
        st.lists(headers(), max_size=4),
        bodies(),
        coding,
        st.sampled_from((*[""] * 30, *FAILURES)),
        st.integers(1, 40),
    )
    lost = st.sampled_from(tuple(FAILURES)).map(failed)
    return st.one_of(sent, sent, sent, sent, sent, lost)


def headers() -> st.SearchStrategy[list[bytes]]:
    known = st.sampled_from([[name.encode(), value] for name, values in HEADERS.items() for value in values])
    odd = st.tuples(st.sampled_from(sorted(HEADERS)).map(str.encode), st.binary(max_size=20))
    new = st.tuples(st.binary(max_size=8), st.sampled_from((CANARY.encode(), b"x")))
    return st.one_of(known, known, st.one_of(odd, new).map(lambda pair: [token(pair[0]), sendable(pair[1])]))


def bodies() -> st.SearchStrategy[bytes]:
    json_bodies = st.builds(
        _encoded, json_values(), st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-16", "utf-32-le"))
    )
    cut = st.builds(lambda body, end: body[:-end], json_bodies, st.integers(1, 20))
    deep = st.builds(nested, st.sampled_from((50, 120, 250, 500, 900, 5000)), st.sampled_from(NESTING))
    return st.one_of(json_bodies, json_bodies, json_bodies, json_bodies, cut, deep, st.binary(max_size=200))


NESTING = ("list", "dict", "unknown field", "error", "data")


def nested(depth: int, kind: str) -> bytes:
    """JSON that is nested so deep."""
    lists = "[" * depth + "]" * depth
    dicts = '{"error":' * depth + "1" + "}" * depth
    texts = {"list": lists, "dict": dicts, "unknown field": json.dumps(FILE)[:-1] + f', "x": {lists}}}'}
    texts |= {"error": f'{{"error": {{"message": {lists}}}}}', "data": f'{{"data": {lists}}}'}
    return texts[kind].encode()


def json_values() -> st.SearchStrategy[Any]:
    return st.one_of(*[near(base) for base in OBJECTS], values())


def values() -> st.SearchStrategy[Any]:
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
    leaves |= st.sampled_from(_ODD_TEXT) | st.sampled_from(_ODD_NUMBERS)
    names = st.text(max_size=6) | st.sampled_from(_ODD_NAMES)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=6
    )


def near(base: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A right object with a few members changed, left out or added."""
    changes = st.dictionaries(st.sampled_from(sorted(base)), values() | st.just(...), max_size=2)
    extra = st.dictionaries(st.text(max_size=6) | st.sampled_from(_ODD_NAMES), values(), max_size=2)
    merged = st.builds(lambda change, more: {**more, **base, **change}, changes, extra)
    return st.one_of(st.just(base), merged.map(lambda made: {n: v for n, v in made.items() if v is not ...}))


def _encoded(value: Any, encoding: str) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(encoding, "surrogatepass")


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, mtime=0),
    "deflate": zlib.compress,
    "gzip cut": lambda body: gzip.compress(body, mtime=0)[:-6],
    "gzip broken": lambda body: gzip.compress(body, mtime=0)[:-12] + b"\0" * 12,
    "gzip not": lambda body: body,
}


def scripted(
    status: int, fields: list[list[bytes]], body: bytes, coding: str | None, failure: str, size: int
) -> Response:
    """A response whose body is coded, and comes in blocks of `size` bytes."""
    if status in {204, 304}:  # never with a body, whatever a server sends
        body, coding = b"", None
    if coding is not None:
        body = CODINGS[coding](body)
        fields = [*fields, [b"content-encoding", coding.split()[0].encode()]]
    size = max(size, len(body) // 8)
    blocks = [body[start : start + size] for start in range(0, len(body), size)]
    return {"status": status, "headers": fields, "blocks": blocks, "failure": failure}


def failed(failure: str) -> Response:
    """No response."""
    return {"status": 0, "headers": [], "blocks": [], "failure": failure}


_FLAT_HEADERS = [[name.encode(), value] for name, values in HEADERS.items() for value in values]
_ENDINGS = ("", "", "", "", "", "", *FAILURES)
_CODINGS = (None, None, None, None, None, *CODINGS)


def from_bytes(data: bytes) -> dict[str, Any]:
    """The input that bytes stand for: choices, then the bodies, the last of which takes all that is left."""
    deal = Deal(data)
    use, flags, count = deal.choice(NAMES), deal.byte(), 1 + deal.byte() % 3
    responses = [_dealt_response(deal, last=number == count - 1) for number in range(count)]
    return {"use": use, "client": CLIENTS[flags % len(CLIENTS)], "responses": responses}


def _dealt_response(deal: Deal, *, last: bool) -> Response:
    status, failure, coding = deal.choice((0, *STATUSES)), deal.choice(_ENDINGS), deal.choice(_CODINGS)
    if not status:
        return failed(failure or "ReadError")
    fields = [_dealt_header(deal) for _ in range(deal.byte() % 4)]
    body = deal.rest() if last else deal.long_block()
    return scripted(status, fields, body, coding, failure, 64)


def _dealt_header(deal: Deal) -> list[bytes]:
    which = deal.byte()
    if which < len(_FLAT_HEADERS):
        return _FLAT_HEADERS[which]
    return [sorted(HEADERS)[which % len(HEADERS)].encode(), sendable(deal.block())]


def seeds() -> list[bytes]:
    """For each use, right and wrong objects."""
    plain = bytes([1, 0, 0, 0])  # status 200, no failure, no coding, no header
    bodies = [json.dumps(value).encode() for value in OBJECTS]
    ones = [bytes([use, use % 3, 0]) + plain + body for use in range(len(NAMES)) for body in bodies]
    lost = bytes([0, 0, 0])
    again = bytes([28, 0, 0, 0]) + dealt(2) + b"{}"
    twos = [bytes([use, 0, 1]) + first + plain + bodies[1] for use in range(len(NAMES)) for first in (lost, again)]
    odd = [bytes([2, 0, 0, 1, 0, 5, 1, 200]) + block(b"x") + nested(200, kind) for kind in NESTING]
    return ones + twos + odd


WORDS = (*FILE, *UPLOAD, *PAGE, *PART, *FAILURE["error"], "true", "null", "NaN", "1e308", "\\ud800", CANARY, "[[[[[[[[")
