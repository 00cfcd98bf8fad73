"""A server of uploads in parts that only the loopback limits, or that holds each connection to a speed and a distance.

    python part_sink.py BYTES_PER_SECOND DELAY_SECONDS

prints its port, and ends when its standard input is closed; 0 and 0 hold nothing. A `tell` on a line of its own has it
print what arrived since the last one, as one line of JSON. It has one thread a connection, counts the bytes of parts,
and responds to a single `POST /files` too, which is what curl sends.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from typing import Any

from sink import Incoming, file_object, response

READ_SIZE = 64 << 10
"""Bytes of a buffer of the system: more would arrive before the connection is held."""


class Server:
    def __init__(self, rate: float, delay: float) -> None:
        self._rate = rate
        self._delay = delay
        self._lock = threading.Lock()
        self._told = {"parts": 0, "bytes": 0, "completed": 0}
        self._listener = socket.socket()
        if rate:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, READ_SIZE)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(256)
        self.port: int = self._listener.getsockname()[1]

    def accept_for_ever(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def tell(self) -> str:
        with self._lock:
            told = json.dumps(self._told)
            self._told = dict.fromkeys(self._told, 0)
        return told

    def _serve(self, connection: socket.socket) -> None:
        incoming = Incoming(connection)
        with connection:
            try:
                while True:
                    connection.sendall(self._response(connection, incoming))
            except (EOFError, ConnectionError):
                return

    def _response(self, connection: socket.socket, incoming: Incoming) -> bytes:
        request_line, *lines = incoming.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if headers.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        size = self._read(incoming, int(headers.get("content-length", "0")))
        time.sleep(self._delay)
        path = request_line.split(" ")[1]
        return response(json.dumps(self._told_of(path.rsplit("/", 1)[-1], size)).encode())

    def _read(self, incoming: Incoming, size: int) -> int:
        """Take in a body, no faster than the connection is held to."""
        began = time.monotonic()
        taken = 0
        for block in incoming.blocks(size):
            taken += len(block)
            if self._rate:
                time.sleep(max(0.0, began + taken / self._rate - time.monotonic()))
        return size

    def _told_of(self, operation: str, size: int) -> dict[str, Any]:
        with self._lock:
            self._told["bytes"] += size if operation in {"parts", "files"} else 0
            self._told["parts"] += operation == "parts"
            self._told["completed"] += operation == "complete"
            number = self._told["parts"]
        if operation == "parts":
            return {"id": f"part-{number}", "object": "upload.part", "created_at": 1, "upload_id": "upload-1"}
        if operation == "files":
            return file_object(1, size)
        about = {"id": "upload-1", "object": "upload", "created_at": 1, "expires_at": 3601, "filename": "a", "bytes": 1}
        done = {"status": "completed", "file": file_object(1, 1)} if operation == "complete" else {"status": "pending"}
        return {**about, "purpose": "user_data", **done}


def main() -> None:
    server = Server(float(sys.argv[1]), float(sys.argv[2]))
    threading.Thread(target=server.accept_for_ever, daemon=True).start()
    print(server.port, flush=True)
    for _ in sys.stdin:
        print(server.tell(), flush=True)


if __name__ == "__main__":
    main()
