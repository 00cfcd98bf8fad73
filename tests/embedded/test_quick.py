"""Small requests past h11: they are read as h11 reads them, or not at all, and responded to like others."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import h11
import pytest
from filewright.embedded.http.protocol import Protocol
from filewright.embedded.http.quick import MAX_BODY_BYTES, quick_request
from filewright.embedded.http.serving import RunningServer, running_server
from hypothesis import example, given
from hypothesis import strategies as st

GET = b"GET /v1/files?limit=2 HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = (
    b"POST /v1/uploads HTTP/1.1\r\nhost: a\r\nConnection: Keep-Alive\r\nX-Two:\t b \r\nx-two: c\r\n"
    b"Content-Length: 2\r\n\r\n{}"
)


def as_h11_reads(data: bytes) -> Any:
    """What h11 finds, if it is one whole request with nothing behind it."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(data)
    try:
        request, body = connection.next_event(), b""
        while isinstance(event := connection.next_event(), h11.Data):
            body += event.data
    except h11.RemoteProtocolError:
        return None
    if not isinstance(request, h11.Request) or not isinstance(event, h11.EndOfMessage) or connection.trailing_data[0]:
        return None
    headers = [(name.lower(), value) for name, value in request.headers]
    return request.method.decode(), request.target.decode(), headers, body


@pytest.mark.parametrize("data", [GET, POST, GET.replace(b"GET", b"DELETE")])
def test_plain_requests_are_quick(data: bytes) -> None:
    assert quick_request(data) == as_h11_reads(data)
    assert quick_request(data) is not None


LINES = (
    *(b"Host: b", b"Content-Length: 0", b"Content-Length: 7", b"Content-Length: +0", b"Content-Length: 0, 0"),
    *(b"Transfer-Encoding: chunked", b"Connection: close", b"Connection: upgrade", b"Upgrade: h2c", b"TE: trailers"),
    *(
        b"Expect: 100-continue",
        b" folded: x",
        b"a : b",
        b"a\x00: b",
        b"a: b\rc: d",
        b"a: b\nc: d",
        b"a: \xe9",
        b"nothing",
    ),
)


@pytest.mark.parametrize("line", LINES)
def test_what_has_a_say_in_framing_or_is_odd_is_left_to_h11(line: bytes) -> None:
    assert quick_request(POST.replace(b"X-Two:\t b ", line)) is None


@pytest.mark.parametrize(
    "data",
    [
        *(GET[:-1], GET + GET, GET + b"x", POST[:-1], POST + b"x", b"", b"\r\n" + GET),
        *(
            GET.replace(old, new)
            for old, new in ((b"1.1", b"1.0"), (b"GET", b"HEAD"), (b"/v1", b"http://a/"), (b"\r\n", b"\n"))
        ),
        GET.replace(b"Host", b"Most"),
        GET.replace(b"localhost", b"a" * 9000),
        POST.replace(b"h: 2", b"h: %d" % (MAX_BODY_BYTES + 1)) + b" " * (MAX_BODY_BYTES - 1),
    ],
)
def test_whatever_is_not_one_small_request_is_left_to_h11(data: bytes) -> None:
    assert quick_request(data) is None


@given(
    st.sampled_from([GET, POST]),
    st.lists(st.tuples(st.integers(0, 130), st.integers(0, 2), st.binary(max_size=3)), max_size=3),
)
@example(POST, [(0, 0, b"\r\n")])
def test_what_is_quick_is_read_as_h11_reads_it(data: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for place, removed, put in changes:
        data = data[:place] + put + data[place + removed :]
    found = quick_request(data)
    if found is not None:
        assert found == as_h11_reads(data)


def responses(server: RunningServer, *pieces: bytes) -> bytes:
    """What comes back for pieces that are sent one by one, until the server closes the connection."""
    port = int(server.base_url.rpartition(":")[2].partition("/")[0])
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        while block := connection.recv(1 << 16):
            received += block
    return received


LAST = b"GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_requests_in_a_row_are_responded_to_in_order(tmp_path: Any) -> None:
    lines: list[str] = []
    with running_server(tmp_path, durable=False, access_log=lines.append) as server:
        received = responses(server, GET, GET[:9], GET[9:], GET + GET, LAST)
    heads = [part.partition(b"\r\n")[0] for part in received.split(b"HTTP/1.1 ")[1:]]
    assert heads == [b"200 OK"] * 4 + [b"404 Not Found"]
    assert received.count(b"\r\ndate: ") == 5
    assert received.count(b"\r\nx-request-id: req_") == 5
    assert [line.split()[1:4] for line in lines] == [["GET", "/v1/files?limit=2", "200"]] * 4 + [
        ["GET", "/v1/nothing", "404"]
    ]


def test_a_large_content_comes_whole_and_the_connection_stays(tmp_path: Any) -> None:
    with running_server(tmp_path, durable=False) as server:
        with server.store.incoming() as body:
            body.write(b"0123456789abcdef" * 200_000)
            record = server.store.add_file(body, "large", "user_data")
        request = GET.replace(b"/v1/files?limit=2", f"/v1/files/{record.id}/content".encode())
        received = responses(server, request, LAST)
    assert b"0123456789abcdef" * 200_000 + b"HTTP/1.1 404 Not Found\r\n" in received


def test_a_request_on_which_the_server_fails_gets_a_500(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_server(tmp_path, durable=False) as server:
        monkeypatch.setattr(server.store, "files", lambda **_: 1 / 0)
        received = responses(server, GET)
    assert received.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b'"internal_error"' in received


def test_a_request_under_way_ends_before_the_server_does(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, stopping = threading.Event(), threading.Event()
    shut_down = Protocol.shutdown

    def observed(protocol: Protocol) -> None:
        shut_down(protocol)
        stopping.set()

    monkeypatch.setattr(Protocol, "shutdown", observed)
    with running_server(tmp_path, durable=False) as server, ThreadPoolExecutor(2) as pool:
        found = server.store.files

        def slow(**options: Any) -> Any:
            begun.set()
            assert stopping.wait(30)
            return found(**options)

        monkeypatch.setattr(server.store, "files", slow)
        response = pool.submit(responses, server, GET)
        assert begun.wait(30)
        pool.submit(server.stop).result(60)
        assert response.result(60).startswith(b"HTTP/1.1 200 OK\r\n")
