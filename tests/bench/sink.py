"""A Files server that only the loopback limits: it swallows uploads and responds from memory or by sendfile.

    python sink.py CONTENT PAGE_SIZE [CERTIFICATE]

prints its port, then obeys one word a line on its standard input, and ends when that is closed:

    check    from now on keep each upload whole, and take the SHA-256 of its file
    hurry    keep the two ends of an upload only (how it starts)
    tell     print what arrived since the last `tell`, as one line of JSON

It has one thread a connection, and reads a body through one fixed buffer. Every upload is checked: its
multipart frame, its purpose and the size of its file follow from the two ends of the body. With a certificate (and its
key in the same file), it speaks TLS.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

BUFFER_SIZE = 1 << 18  # small enough to stay in a core's cache
EDGE_SIZE = 16 << 10  # the form fields beside the file, with room to spare
SENDFILE_SIZE = 1 << 30
FILE_ID = "file-0123456789abcdef01234567"
CONTENT_ROUTE = re.compile(r"GET /v1/files/[^/?]+/content")
PURPOSE = re.compile(rb'name="purpose"[^\r]*\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n')


class Malformed(Exception):
    """An upload that is not one well-formed multipart form with a file and a purpose."""


class Incoming:
    """What arrives on one connection, through a fixed buffer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._store = bytearray(BUFFER_SIZE)
        self._view = memoryview(self._store)
        self._start = self._end = 0

    def until(self, mark: bytes) -> bytes:
        """The bytes up to and without `mark`, which is consumed. Raises EOFError where the peer has gone."""
        while (found := self._store.find(mark, self._start, self._end)) < 0:
            self._receive()
        taken = bytes(self._view[self._start : found])
        self._start = found + len(mark)
        return taken

    def blocks(self, count: int) -> Iterator[memoryview]:
        """Views of the next `count` bytes; each is valid until the next is asked for."""
        while count:
            if self._start == self._end:
                self._receive()
            size = min(self._end - self._start, count)
            yield self._view[self._start : self._start + size]
            self._start += size
            count -= size

    def chunks(self) -> Iterator[memoryview]:
        """Views of the bytes of a body in chunked coding."""
        while size := int(self.until(b"\r\n").partition(b";")[0], 16):
            yield from self.blocks(size)
            self.until(b"\r\n")
        while self.until(b"\r\n"):
            pass

    def _receive(self) -> None:
        if self._start == self._end:
            self._start = self._end = 0
        elif self._end == BUFFER_SIZE:
            kept = self._store[self._start : self._end]
            self._store[: len(kept)] = kept
            self._start, self._end = 0, len(kept)
        received = self._connection.recv_into(self._view[self._end :])
        if not received:
            raise EOFError
        self._end += received


class Form:
    """A multipart body of which only the two ends are kept, or all of it where the file is to be hashed."""

    def __init__(self, content_type: str, *, whole: bool) -> None:
        found = re.search(r'boundary="?([^";]+)"?', content_type)
        if not found:
            raise Malformed(f"no boundary in the content type {content_type!r}")
        self._delimiter = b"--" + found[1].encode()
        self._whole = bytearray() if whole else None
        self._first = bytearray()
        self._last = b""
        self._size = 0

    def feed(self, block: memoryview) -> None:
        self._size += len(block)
        if self._whole is not None:
            self._whole += block
        if len(self._first) < EDGE_SIZE:
            self._first += block[: EDGE_SIZE - len(self._first)]
        kept = b"" if len(block) >= EDGE_SIZE else self._last
        self._last = (kept + bytes(block[-EDGE_SIZE:]))[-EDGE_SIZE:]

    def file(self) -> tuple[int, str | None]:
        """The size in bytes of the file part and, where all is kept, its SHA-256."""
        if not self._first.startswith(self._delimiter + b"\r\n"):
            raise Malformed("the body does not start with its boundary")
        if not self._last.rstrip(b"\r\n").endswith(b"\r\n" + self._delimiter + b"--"):
            raise Malformed("the body does not end with its boundary")
        named = self._first.find(b"filename=")
        start = self._first.find(b"\r\n\r\n", named) + 4
        if named < 0 or start < 4:
            raise Malformed("no part has a filename")
        last_at = self._size - len(self._last)
        end = self._last.find(b"\r\n" + self._delimiter, max(0, start - 2 - last_at))
        if end < 0:
            raise Malformed("the file part has no end")
        end += last_at
        digest = hashlib.sha256(memoryview(self._whole)[start:end]).hexdigest() if self._whole is not None else None
        return end - start, digest

    def purpose(self) -> str:
        found = PURPOSE.search(self._first) or PURPOSE.search(self._last)
        if not found:
            raise Malformed("no part is called purpose")
        return found[1].decode()


class Ledger:
    """What arrived, counted under a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.whole = False
        self._clear()

    def _clear(self) -> None:
        self._uploads = self._file_bytes = 0
        self._digests: set[str] = set()
        self._faults: list[str] = []

    def received(self, size: int, digest: str | None) -> None:
        with self._lock:
            self._uploads += 1
            self._file_bytes += size
            if digest:
                self._digests.add(digest)

    def refused(self, fault: str) -> None:
        with self._lock:
            self._faults.append(fault)

    def tell(self) -> str:
        with self._lock:
            told = {
                "uploads": self._uploads,
                "file_bytes": self._file_bytes,
                "digests": sorted(self._digests),
                "faults": self._faults,
            }
            self._clear()
        return json.dumps(told)


def file_object(number: int, size: int, purpose: str = "user_data") -> dict[str, object]:
    return {
        "object": "file",
        "id": f"file-{number:024x}",
        "purpose": purpose,
        "filename": f"part-{number:05d}.jsonl",
        "bytes": size,
        "created_at": 1_760_000_000 - number,
        "expires_at": None,
        "status": "processed",
        "status_details": None,
    }


def page_of_files(count: int) -> bytes:
    """One page that lists `count` files of 1, 2, 3, ... bytes."""
    files = [file_object(number, number + 1) for number in range(count)]
    page = {
        "object": "list",
        "data": files,
        "first_id": files[0]["id"],
        "last_id": files[-1]["id"],
        "has_more": False,
    }
    return json.dumps(page).encode()


def response(body: bytes, status: str = "200 OK", content_type: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Server:
    def __init__(self, content: Path, page_size: int, certificate: Path | None = None) -> None:
        self._tls = None if certificate is None else ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if self._tls is not None and certificate is not None:
            self._tls.load_cert_chain(certificate)
        self._content = content
        self._content_size = content.stat().st_size
        self._ledger = Ledger()
        self._page = response(page_of_files(page_size))
        self._file = response(json.dumps(file_object(1, self._content_size)).encode())
        self._not_found = response(
            b'{"error":{"message":"no such route","type":"invalid_request_error"}}', "404 Not Found"
        )
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]

    def accept_for_ever(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def obey(self, orders: Iterator[str]) -> None:
        for order in orders:
            match order.strip():
                case "tell":
                    print(self._ledger.tell(), flush=True)
                case "check" | "hurry" as word:
                    self._ledger.whole = word == "check"
                case unknown:
                    raise ValueError(f"no such order: {unknown!r}")

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self._tls is None:
                    self._respond(connection)
                with self._tls.wrap_socket(connection, server_side=True) as encrypted:
                    self._respond(encrypted)
            except (EOFError, ConnectionError, ssl.SSLError):
                return

    def _respond(self, connection: socket.socket) -> NoReturn:
        incoming = Incoming(connection)
        while True:
            self._respond_to(connection, incoming)

    def _respond_to(self, connection: socket.socket, incoming: Incoming) -> None:
        request_line, *lines = incoming.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        if request_line.startswith(("GET /v1/files?", "GET /v1/files ")):
            connection.sendall(self._page)
        elif CONTENT_ROUTE.match(request_line):
            self._send_content(connection)
        elif request_line.startswith("GET /v1/files/"):
            connection.sendall(self._file)
        elif request_line.startswith("POST /v1/files "):
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            connection.sendall(self._take_upload(connection, incoming, headers))
        else:
            connection.sendall(self._not_found)

    def _take_upload(self, connection: socket.socket, incoming: Incoming, headers: dict[str, str]) -> bytes:
        if headers.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        chunked = headers.get("transfer-encoding", "").lower() == "chunked"
        body = incoming.chunks() if chunked else incoming.blocks(int(headers.get("content-length", "0")))
        try:
            form = Form(headers.get("content-type", ""), whole=self._ledger.whole)
            for block in body:
                form.feed(block)
            size, digest = form.file()
            purpose = form.purpose()
        except Malformed as fault:
            for _ in body:
                pass
            self._ledger.refused(str(fault))
            message = {"error": {"message": str(fault), "type": "invalid_request_error", "param": None, "code": None}}
            return response(json.dumps(message).encode(), "400 Bad Request")
        self._ledger.received(size, digest)
        return response(json.dumps(file_object(1, size, purpose)).encode())

    def _send_content(self, connection: socket.socket) -> None:
        head = response(b"", content_type="application/octet-stream").replace(
            b"Content-Length: 0", f"Content-Length: {self._content_size}".encode()
        )
        if self._tls is not None:
            connection.sendall(head)
            with self._content.open("rb", buffering=0) as content:
                while block := content.read(BUFFER_SIZE):
                    connection.sendall(block)
            return
        connection.sendall(head, socket.MSG_MORE if hasattr(socket, "MSG_MORE") else 0)
        with self._content.open("rb", buffering=0) as content:
            offset = 0
            while sent := os.sendfile(connection.fileno(), content.fileno(), offset, SENDFILE_SIZE):
                offset += sent


def main() -> None:
    server = Server(Path(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:]))
    threading.Thread(target=server.accept_for_ever, daemon=True).start()
    print(server.port, flush=True)
    server.obey(iter(sys.stdin))


if __name__ == "__main__":
    main()
