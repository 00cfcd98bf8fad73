"""A Files server that misbehaves as it is told: raw sockets on loopback, one thread a connection.

Each connection takes requests one after the other and hands them to `script`, a function of the exchange, which
reads as much of the body as it likes and responds, or does not.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

CANARY = "sk-canary-0123456789abcdef"
"""The key of every fault test; it must be in nothing that the client shows or writes."""


class Exchange:
    """One request, and the socket to respond to it on."""

    def __init__(self, server: FaultServer, connection: socket.socket, head: bytes, rest: bytes) -> None:
        self.server = server
        self.connection = connection
        request_line, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = request_line.split(" ", 2)
        self.path = self.target.partition("?")[0]
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.body = rest
        self.number = 0
        self._other_lines = [line for line in lines if not line.lower().startswith("authorization:")]

    def shows_the_key(self) -> bool:
        """Whether the key is anywhere in the request but in the header that is there for it."""
        return any(CANARY in line for line in (self.target, *self._other_lines)) or CANARY.encode() in self.body

    @property
    def length(self) -> int:
        return int(self.headers.get("content-length", "0"))

    def read_body(self, at_most: int | None = None) -> bytes:
        """Read the body, or its first bytes."""
        wanted = self.length if at_most is None else min(at_most, self.length)
        received = bytearray(self.body)
        while len(received) < wanted and (block := self.connection.recv(1 << 16)):
            received += block
        self.body = bytes(received)
        return self.body

    def respond(self, status: int = 200, body: Any = b"", **headers: str) -> None:
        """Respond whole. A body that is no bytes is sent as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        fields = {"content-type": "application/json", "content-length": str(len(raw))}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value != "-")
        self.send(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + raw)

    def send(self, raw: bytes) -> None:
        self.connection.sendall(raw)

    def close(self) -> None:
        """Close in good order."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def reset(self) -> None:
        """Close with a reset, as a machine does that went away."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def stall(self, seconds: float = 3600.0) -> None:
        """Say nothing until the other side gives up, the server is closed, or the time is over."""
        deadline = time.monotonic() + seconds
        self.connection.settimeout(0.02)
        while time.monotonic() < deadline and not self.server.closed.is_set():
            try:
                if not self.connection.recv(1 << 16):
                    return
            except TimeoutError:
                continue
            except OSError:
                return

    def drip(self, byte: bytes, seconds: float) -> None:
        """Send a byte at intervals until the other side gives up or the server is closed."""
        while not self.server.closed.wait(seconds):
            self.send(byte)

    # A store, so that what was committed can be listed

    def commit(self) -> dict[str, Any]:
        """Read the upload and store its file."""
        body = self.read_body()
        if len(body) < self.length:
            raise ConnectionResetError("the upload broke off")
        name = re.search(rb'filename="([^"]*)"', body)
        purpose = re.search(rb'name="purpose"\r\n\r\n([^\r]*)', body)
        boundary = re.search("boundary=(.*)", self.headers["content-type"])
        assert name
        assert purpose
        assert boundary
        content = body.split(b"\r\n\r\n")[-1].rsplit(b"\r\n--" + boundary[1].encode(), 1)[0]
        return self.server.store(name[1].decode(), purpose[1].decode(), len(content))

    def respond_with_list(self) -> None:
        """Respond to a list with what is stored, newest first."""
        self.respond(200, {"object": "list", "data": self.server.files[::-1], "has_more": False})


Script = Callable[[Exchange], None]


class FaultServer:
    """Listens until it is closed; with `tls`, speaks TLS.

    `requests` are "METHOD path" of all that came, `files` what was committed, and `leaks` the requests that showed the
    key where it does not belong.
    """

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.leaks: list[str] = []
        self.requests: list[str] = []
        self.bodies: list[bytes] = []
        self.files: list[dict[str, Any]] = []
        self.connections = 0
        self.closed = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.base_url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/v1"
        self._tls = tls
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def store(self, name: str, purpose: str, size: int) -> dict[str, Any]:
        with self._lock:
            file = {
                "id": f"file-{len(self.files) + 1}",
                "object": "file",
                "bytes": size,
                "created_at": int(time.time()),
                "filename": name,
                "purpose": purpose,
                "status": "processed",
            }
            self.files.append(file)
        return file

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            self._open.append(connection)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if self._tls is None:
                self._take_requests(connection)
                return
            with self._tls.wrap_socket(connection, server_side=True) as encrypted:
                self._open.append(encrypted)
                self._take_requests(encrypted)

    def _take_requests(self, connection: socket.socket) -> None:
        received = b""
        while True:
            while b"\r\n\r\n" not in received:
                block = connection.recv(1 << 16)
                if not block:
                    return
                received += block
            head, _, rest = received.partition(b"\r\n\r\n")
            exchange = Exchange(self, connection, head, rest)
            with self._lock:
                exchange.number = sum(line.startswith(exchange.method + " ") for line in self.requests)
                self.requests.append(f"{exchange.method} {exchange.target}")
            try:
                self.script(exchange)
            finally:
                self.bodies.append(exchange.body)
                if exchange.shows_the_key():
                    self.leaks.append(f"{exchange.method} {exchange.target}")
            received = exchange.body[exchange.length :]

    def close(self) -> None:
        self.closed.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake the thread that accepts
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=2)

    def __enter__(self) -> FaultServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
