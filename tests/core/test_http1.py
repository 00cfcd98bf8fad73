"""HTTP/1.1 as we read and write it, beside h11 and by the rules of RFC 9112."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import h11
import httpx
import pytest
from filewright.wire.http1.heads import request_head
from filewright.wire.http1.messages import MAX_HEAD, Incoming, body_blocks, next_head
from hypothesis import example, given, settings
from hypothesis import strategies as st

Read = tuple[int, list[tuple[bytes, bytes]], bytes]

OK = b"HTTP/1.1 200 OK\r\n"


def read(raw: list[bytes], method: str = "GET") -> Read:
    """What we read of a response that comes in these blocks before the connection ends."""
    incoming = Incoming()
    blocks = iter([*raw, b""])
    while (head := next_head(incoming)) is None:
        incoming.feed(next(blocks))
    body = b""
    for block in body_blocks(incoming, head, method)[1]:
        body += block
        if not block:
            incoming.feed(next(blocks))
    return head.status, without_framing(head.fields), body


def without_framing(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The fields but those that h11 rewrites, and without the spaces that are free."""
    lowered = [(name.lower(), b" ".join(value.split())) for name, value in fields]
    return [field for field in lowered if field[0] not in {b"content-length", b"transfer-encoding"}]


def read_by_h11(raw: list[bytes], method: str = "GET") -> Read:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
    connection.send(h11.Request(method=method, target="/", headers=[("host", "a")]))
    connection.send(h11.EndOfMessage())
    blocks: Iterator[bytes] = iter([*raw, b""])
    response, body = None, b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(next(blocks))
        elif isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            assert response is not None
            return response.status_code, without_framing(list(response.headers)), body
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError(f"{event!r}")


def outcome(reader: object, raw: list[bytes], method: str = "GET") -> Read | None:
    try:
        return reader(raw, method)  # type: ignore[operator]
    except (httpx.RemoteProtocolError, h11.RemoteProtocolError):
        return None


FIELDS = st.sampled_from(
    [
        b"Content-Length: 5",
        b"content-length: 5, 5",
        b"Content-Length: 4",
        b"Content-Length: +5",
        b"Content-Length: 0x5",
        b"Content-Length:",
        b"Transfer-Encoding: chunked",
        b"transfer-encoding: Chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer-Encoding: identity",
        b"Connection: close",
        b"Server: a  b\t",
        b"X-Empty:",
        b"X-Latin: \xe9",
        b" continued",
        b"\tcontinued",
        b"No colon",
        b"Space : a",
        b": no name",
        b"X-Null: a\x00b",
        b"X-Bell: a\x07b",
    ]
)
STATUS_LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 ",
        b"HTTP/1.1 200",
        b"HTTP/1.0 200 OK",
        b"HTTP/1.1 204 No Content",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.1 500 \xe9",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created",
        b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK",
        b"HTTP/1.1 99 Low",
        b"HTTP/1.1 2000 High",
        b"HTTP/1.1 +20 Odd",
        b"HTTP/1.1  200 OK",
        b"http/1.1 200 OK",
        b"ICY 200 OK",
    ]
)
BODIES = st.sampled_from(
    [
        b"",
        b"hello",
        b"5\r\nhello\r\n0\r\n\r\n",
        b"005;a=b\r\nhello\r\n3\r\n!!!\r\n0\r\nX-Trailer: a\r\n\r\n",
        b"A\r\n0123456789\r\n0\r\n\r\n",
        b"5\r\nhello",
        b"5\r\nhello!\r\n0\r\n\r\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"fffffffffffffffffffff\r\nhello",
        b"\r\n",
    ]
)


@settings(max_examples=400, deadline=None)
@given(STATUS_LINES, st.lists(FIELDS, max_size=4), BODIES, st.lists(st.integers(0, 120), max_size=6), st.booleans())
@example(b"HTTP/1.1 200 OK", [b"Content-Length: 5"], b"hello", [], False)
def test_a_response_is_read_as_h11_reads_it(
    status_line: bytes, fields: list[bytes], body: bytes, cuts: list[int], is_head: bool
) -> None:
    whole = b"\r\n".join([status_line, *fields, b"", body])
    places = sorted({min(cut, len(whole)) for cut in cuts} | {0, len(whole)})
    blocks = [whole[start:end] for start, end in itertools.pairwise(places)]
    method = "HEAD" if is_head else "GET"
    ours = outcome(read, blocks, method)
    assert ours == outcome(read, [whole], method)
    assert ours == outcome(read_by_h11, blocks, method)


@pytest.mark.parametrize("count", [1, 40_000])
def test_what_a_server_says_before_the_response_is_dropped(count: int) -> None:
    raw = b"HTTP/1.1 102 Processing\r\n\r\n" * count + OK + b"Content-Length: 2\r\n\r\nok"
    assert read([raw])[::2] == (200, b"ok")


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\n\r\n",
        OK + b"X-Long: " + b"a" * MAX_HEAD,
        OK + b"X: a\r\n" * (MAX_HEAD // 6) + b"\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"a" * MAX_HEAD + b"\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-Trailer: a\r\n" * (MAX_HEAD // 10) + b"\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        OK + b"Content-Length: " + b"9" * 19 + b"\r\n\r\n",
    ],
    ids=["switches", "long field", "many fields", "long chunk size", "many trailers", "long chunk", "huge length"],
)
def test_a_response_that_is_out_of_bounds_is_refused(raw: bytes) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        read([raw])
    with pytest.raises(httpx.RemoteProtocolError):
        read([raw[start : start + 4096] for start in range(0, len(raw), 4096)])


@pytest.mark.parametrize(
    ("method", "name", "value"),
    [
        ("GET", "X-A", "a\r\nX-B: b"),
        ("GET", "X-A", "a\nX-B: b"),
        ("GET", "X-A", "a\x00"),
        ("GET", "X A", "a"),
        ("GET", "", "a"),
        ("GET", "X-A:", "a"),
        ("GET / HTTP/1.1\r\nX-A: a\r\n\r\nGET", "X-A", "a"),
    ],
)
def test_a_request_that_would_say_something_else_is_not_sent(method: str, name: str, value: str) -> None:
    with pytest.raises(httpx.LocalProtocolError, match="forbids"):
        request_head(httpx.Request(method, "http://a/", headers={name: value}))


def test_the_head_of_a_request() -> None:
    request = httpx.Request("POST", "http://a:1/b%20c?d=e", headers=[(b"X-A", b"\xe9"), (b"X-A", b"")], content=b"f")
    lines = request_head(request).split(b"\r\n")
    assert lines[0] == b"POST /b%20c?d=e HTTP/1.1"
    assert {b"Host: a:1", b"X-A: \xe9", b"X-A: ", b"Content-Length: 1"} <= set(lines)
    assert lines[-2:] == [b"", b""]
