"""The connections of the default transport: kept, dropped, counted, and never mixed up."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import anyio
import httpx
import pytest
from filewright.wire import connections
from filewright.wire.connections import AsyncConnections, AsyncDirectClient, Connections, DirectClient
from filewright.wire.environment import tls_context
from filewright.wire.http1 import exchanges

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Talk = Callable[[Any], Any]


class Server:
    """Gives each request the next of its responses, whatever connection it comes on; None closes the connection."""

    def __init__(self, responses: list[bytes | None]) -> None:
        self.responses = iter(responses)
        self.connections = 0
        self.requests: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listening.accept()
                self.connections += 1
                self._open.append(connected)
                threading.Thread(target=self._serve, args=(connected,), daemon=True).start()

    def _serve(self, connected: socket.socket) -> None:
        with suppress(OSError), closing(connected):
            while request := _received_request(connected):
                self.requests.append(request)
                response = next(self.responses)
                if response is None:
                    return
                connected.sendall(response)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connected in self._open:
            connected.close()


def _received_request(connected: socket.socket) -> bytes:
    received, length = b"", 0
    while not received or len(received) < length:
        block = connected.recv(65536)
        if not block:
            return b""
        received += block
        head, found, _ = received.partition(b"\r\n\r\n")
        announced = re.search(rb"(?i)content-length: ([0-9]+)", head)
        length = len(head) + 4 + int(announced[1] if announced else 0) if found else len(received) + 1
    return received


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def serve(*responses: bytes | None) -> Server:
        servers.append(Server(list(responses)))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


class Client:
    """One of our clients of HTTP, made to be called in the same way."""

    def __init__(self, backend: str) -> None:
        self._backend = backend

    def texts(self, requests: list[httpx.Request | float]) -> list[str]:
        """Send requests, one after the other, and return their texts; a number is how many seconds are waited."""
        if self._backend == "threads":
            return self._texts(requests)
        return anyio.run(self._awaited, requests, backend=self._backend)

    def _texts(self, requests: list[httpx.Request | float]) -> list[str]:
        found = []
        with DirectClient(Connections(tls_context("http://localhost"))) as http:
            for each in requests:
                if isinstance(each, float):
                    time.sleep(each)
                    continue
                response = http.send(each)
                response.read()
                found.append(response.text)
        return found

    async def _awaited(self, requests: list[httpx.Request | float]) -> list[str]:
        found = []
        async with AsyncDirectClient(AsyncConnections(tls_context("http://localhost"))) as http:
            for each in requests:
                if isinstance(each, float):
                    await anyio.sleep(each)
                    continue
                response = await http.send(each)
                await response.aread()
                found.append(response.text)
        return found


@pytest.fixture(params=["threads", "asyncio", "trio"])
def client(request: pytest.FixtureRequest) -> Client:
    return Client(request.param)


def get(server: Server) -> httpx.Request:
    return httpx.Request("GET", server.url, extensions={"timeout": dict.fromkeys(("connect", "read", "write"), 30.0)})


def test_a_connection_is_used_again(client: Client, serve: Any) -> None:
    server = serve(OK, OK, OK)
    assert client.texts([get(server), get(server), get(server)]) == ["ok"] * 3
    assert server.connections == 1


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: Keep-Alive, Close\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother",
    ],
    ids=["close", "1.0", "more than one response"],
)
def test_a_connection_that_may_not_be_used_again(client: Client, serve: Any, response: bytes) -> None:
    server = serve(response, OK)
    assert client.texts([get(server), get(server)]) == ["ok", "ok"]
    assert server.connections == 2


def test_a_connection_of_http_1_0_that_is_kept(client: Client, serve: Any) -> None:
    server = serve(b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", OK)
    assert client.texts([get(server), get(server)]) == ["ok", "ok"]
    assert server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_not_used(client: Client, serve: Any) -> None:
    server = serve(OK, OK)

    def after_close() -> Iterator[httpx.Request | float]:
        yield get(server)
        server._open[0].shutdown(socket.SHUT_RDWR)
        yield get(server)

    assert client.texts(after_close()) == ["ok", "ok"]  # type: ignore[arg-type]
    assert server.connections == 2


def test_a_connection_that_was_idle_for_long_is_not_used(
    client: Client, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(OK, OK)
    monkeypatch.setattr(exchanges, "IDLE_SECONDS", -1.0)
    assert client.texts([get(server), get(server)]) == ["ok", "ok"]
    assert server.connections == 2


def test_each_server_has_its_own_connections(client: Client, serve: Any) -> None:
    one, other = serve(OK, OK), serve(OK, OK)
    assert client.texts([get(one), get(other), get(one), get(other)]) == ["ok"] * 4
    assert (one.connections, other.connections) == (1, 1)


def test_no_more_connections_than_allowed_stay_idle(
    client: Client, serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MAX_IDLE", 1)
    one, other = serve(OK, OK), serve(OK)
    assert client.texts([get(one), get(other), get(one)]) == ["ok"] * 3
    assert one.connections == 2


def test_a_server_that_closes_without_a_response(client: Client, serve: Any) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.texts([get(serve(None))])


class Blocks(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._blocks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self._blocks:
            yield block


def post(server: Server, length: int, *blocks: bytes) -> httpx.Request:
    timeouts = get(server).extensions
    headers = {"Content-Length": str(length)}
    return httpx.Request("POST", server.url, headers=headers, stream=Blocks(list(blocks)), extensions=timeouts)


@pytest.mark.parametrize(
    "blocks",
    [[b"a" * 10, b"b" * 10], [b"a" * exchanges.JOINED_SIZE, b"b"], [b"a" * (1 << 20), b"b" * (1 << 20)], []],
    ids=["small", "at the border", "long", "empty"],
)
def test_what_is_sent_arrives_in_order(client: Client, serve: Any, blocks: list[bytes]) -> None:
    server = serve(OK, OK)
    body = b"".join(blocks)
    assert client.texts([post(server, len(body), *blocks), get(server)]) == ["ok", "ok"]
    assert server.requests[0].partition(b"\r\n\r\n")[2] == body
    assert server.connections == 1


@pytest.mark.parametrize(("length", "which"), [(3, "longer"), (5, "shorter")])
def test_a_body_that_is_not_as_long_as_announced(client: Client, serve: Any, length: int, which: str) -> None:
    server = serve(OK)
    with pytest.raises(httpx.LocalProtocolError, match=f"{which} than its Content-Length"):
        client.texts([post(server, length, b"ab", b"cd")])
