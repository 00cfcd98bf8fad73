"""A client that costs little itself: prepared requests over raw sockets, several connections in one thread."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from processes import MeasurementFailed

BOUNDARY = b"b0undary"
PATIENCE_SECONDS = 60.0


class Response(NamedTuple):
    """The status, and the body."""

    status: int
    body: bytes


def upload(name: str, content: bytes) -> bytes:
    """A request that creates a file."""
    body = (
        b'--%(b)s\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nuser_data\r\n'
        b'--%(b)s\r\nContent-Disposition: form-data; name="file"; filename="%(name)s"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n%(content)s\r\n--%(b)s--\r\n"
    ) % {b"b": BOUNDARY, b"name": name.encode(), b"content": content}
    return (
        b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n"
        b"Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n\r\n%s" % (BOUNDARY, len(body), body)
    )


def download(file_id: str) -> bytes:
    """A request for a content."""
    return (f"GET /v1/files/{file_id}/content HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n").encode()


class _Connection:
    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._got = bytearray()

    def begin(self) -> bool:
        """Send the next request; False where there is none left."""
        request = next(self._requests, None)
        if request is not None:
            self.socket.sendall(request)
        return request is not None

    def take(self) -> Response | None:
        """Take what has come; a response, once it is whole."""
        block = self.socket.recv(1 << 18)
        if not block:
            raise MeasurementFailed("the server closed a connection")
        self._got += block
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return None
        length = int(self._got[: end + 2].lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        if len(self._got) < end + 4 + length:
            return None
        response = Response(int(self._got[9:12]), bytes(self._got[end + 4 :]))
        self._got.clear()
        return response


def exchange(port: int, requests: Iterable[bytes], connections: int) -> tuple[float, list[Response]]:
    """Send requests over so many connections, each the next when it has its response; seconds, and the responses."""
    left = iter(list(requests))
    crowd = [_Connection(port, left) for _ in range(connections)]
    responses: list[Response] = []
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for connection in crowd:
            if connection.begin():
                selector.register(connection.socket, selectors.EVENT_READ, connection)
        while selector.get_map():
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                raise MeasurementFailed(f"the server sent nothing for {PATIENCE_SECONDS:g} s")
            for key, _ in ready:
                response = key.data.take()
                if response is None:
                    continue
                if response.status != 200:
                    raise MeasurementFailed(f"the server responded with {response}")
                responses.append(response)
                if not key.data.begin():
                    selector.unregister(key.fileobj)
        seconds = time.perf_counter() - began
    for connection in crowd:
        connection.socket.close()
    return seconds, responses
