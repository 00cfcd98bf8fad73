"""What the fault server is told to do: the stimuli, for the tests and for the comparison with the official SDK.

A script is a function of an exchange. What is named in capitals is data that scripts send.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Script = Callable[[Any], None]

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 5,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}


def retrieved(exchange: Any) -> None:
    """Respond with the id that was asked for, so that a response that went astray shows."""
    exchange.read_body()
    exchange.respond(200, {**FILE, "id": exchange.path.rsplit("/", 1)[-1]})


def retrieved_slowly(exchange: Any) -> None:
    """As `retrieved`, so late that two who share a connection both wait on it."""
    time.sleep(0.003)
    retrieved(exchange)


# Creates: with a response, refused, lost


def responding(*posts: Script) -> Script:
    """Each script responds to one POST, the last of them all that follow; GET lists what was committed."""

    def script(exchange: Any) -> None:
        if exchange.method == "GET":
            exchange.respond_with_list()
        else:
            posts[min(exchange.number, len(posts) - 1)](exchange)

    return script


def accept(exchange: Any) -> None:
    exchange.respond(200, exchange.commit())


def refuse(status: int, **headers: str) -> Script:
    def respond(exchange: Any) -> None:
        exchange.read_body()
        exchange.respond(status, {"error": {"message": "not now"}}, **headers)

    return respond


def commit_and_close(exchange: Any) -> None:
    exchange.commit()
    exchange.close()


def commit_and_reset(exchange: Any) -> None:
    exchange.commit()
    exchange.reset()


def commit_and_stall(exchange: Any) -> None:
    exchange.commit()
    exchange.stall()


def commit_and_fail(exchange: Any) -> None:
    exchange.commit()
    exchange.respond(500, {"error": {"message": "after all"}})


def read_and_close(exchange: Any) -> None:
    exchange.read_body()
    exchange.close()


def reset_midway(exchange: Any) -> None:
    exchange.read_body(300_000)
    exchange.reset()


def refuse_early(exchange: Any) -> None:
    """Refuse while the body is still on its way."""
    exchange.read_body(100_000)
    exchange.respond(413, {"error": {"message": "too much"}}, connection="close")
    exchange.stall(0.3)


def stall_on_create(exchange: Any) -> None:
    """Take the head of an upload and then nothing; respond to everything else."""
    if exchange.method == "POST":
        exchange.read_body(1000)
        exchange.stall()
    else:
        retrieved(exchange)


def trickle(exchange: Any) -> None:
    """A head that does not end: a byte every 50 ms."""
    exchange.read_body()
    exchange.send(b"HTTP/1.1 200 OK\r\nx-long: ")
    exchange.drip(b"x", 0.05)


# Malformed responses


def raw(body: bytes, status: int = 200, **headers: str) -> Script:
    def script(exchange: Any) -> None:
        exchange.read_body()
        exchange.respond(status, body, **headers)

    return script


LIES = {
    "22 no JSON": b'{"id": ',
    "22 deep nesting": b"[" * 200_000,
    "23 nothing": b"",
    "24 HTML": b"<html><body>Welcome</body></html>",
    "26 null": b"null",
    "26 list": b"[]",
    "26 text": b'"file-1"',
    "26 number": b"42",
    "27 nothing in it": b"{}",
    "27 an error": b'{"error": {"message": "no"}}',
    "28 a wrong type": json.dumps({**FILE, "bytes": "five"}).encode(),
    "28 a bool for a number": json.dumps({**FILE, "bytes": True}).encode(),
    "28 a list for a text": json.dumps({**FILE, "filename": []}).encode(),
    "29 no UTF-8": b'{"id": "\xff\xfe"}',
    "31 a lone surrogate": json.dumps({**FILE, "id": "file-\ud800"}).encode(),
}

TRUTHS: dict[str, dict[str, Any]] = {
    "unknown purpose": {"purpose": "telepathy"},
    "unknown status": {"status": "thinking"},
    "no status": {"status": None},
    "null bytes": {"bytes": None},
    "extra fields": {"sha256": "abc", "meta": {"deep": [1, 2]}},
    "null expiry": {"expires_at": None, "status_details": None},
    "negative expiry": {"expires_at": -1},
    "whole float": {"created_at": 1.0},
}

PAGE = raw(LIES["24 HTML"], content_type="text/html")


def lie(case: str) -> Script:
    """Respond with one of the lies, as what it is."""
    return PAGE if case == "24 HTML" else raw(LIES[case])


MALFORMED = {
    "no HTTP": b"hello\r\n\r\n",
    "no version": b"200 OK\r\n\r\n",
    "long status": b"HTTP/1.1 2000 OK\r\n\r\n",
    "word for a status": b"HTTP/1.1 OK 200\r\n\r\n",
    "short status": b"HTTP/1.1 20\r\n\r\n",
    "negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
    "word for a length": b"HTTP/1.1 200 OK\r\ncontent-length: five\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
    "no colon": b"HTTP/1.1 200 OK\r\nbroken header\r\n\r\n",
    "NUL in a header": b"HTTP/1.1 200 OK\r\nx: a\x00b\r\n\r\n",
    "space before the colon": b"HTTP/1.1 200 OK\r\nx : a\r\n\r\n",
    "bad chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "unknown transfer coding": b"HTTP/1.1 200 OK\r\ntransfer-encoding: magic\r\n\r\n",
    "headers without end": b"HTTP/1.1 200 OK\r\n" + b"x: " + b"a" * 200_000,
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "nothing but a line break": b"\r\n\r\n",
}


def malformed(response: bytes) -> Script:
    def script(exchange: Any) -> None:
        exchange.send(response)
        exchange.close()

    return script


ERROR_BODIES: dict[str, tuple[bytes, str | None]] = {
    "official": (
        b'{"error": {"message": "No such key", "type": "auth", "param": null, "code": "bad_key"}}',
        "No such key",
    ),
    "error text": (b'{"error": "No such key"}', "No such key"),
    "detail": (b'{"detail": "No such key"}', "No such key"),
    "detail list": (b'{"detail": [{"type": "x", "loc": ["query"], "msg": "No such key"}]}', "No such key"),
    "errors": (b'{"errors": [{"message": "No such key"}]}', "No such key"),
    "problem": (b'{"type": "about:blank", "title": "Unauthorized", "detail": "No such key"}', "No such key"),
    "message": (b'{"message": "No such key"}', "No such key"),
    "plain": (b"No such key", "No such key"),
    "HTML": (b"<html><head><style>b{}</style></head><body><h1>No such key</h1></body></html>", "No such key"),
    "empty": (b"", None),
    "list": (b"[]", None),
    "null": (b"null", None),
    "binary": (b"\x00\xff\xfe" * 1000, None),
    "1 MiB": (b"x" * (1 << 20), None),
}


def echo_the_key(exchange: Any) -> None:
    exchange.read_body()
    exchange.respond(401, {"error": {"message": f"you sent {exchange.headers.get('authorization')}"}})


def cut_json(exchange: Any) -> None:
    """A part of a chunked response."""
    exchange.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n" + json.dumps(FILE).encode()[:16])
    exchange.send(b"\r\n")
    exchange.close()


def flood(status: int, total: int, **headers: str) -> Script:
    """A response of so many bytes, chunked."""
    block = b"a" * (1 << 16)
    fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    def script(exchange: Any) -> None:
        exchange.send(f"HTTP/1.1 {status} Flood\r\ntransfer-encoding: chunked\r\n{fields}\r\n".encode())
        for _ in range(total // len(block)):
            exchange.send(b"10000\r\n" + block + b"\r\n")
        exchange.send(b"0\r\n\r\n")

    return script


@cache
def inflating(mebibytes: int) -> bytes:
    """Gzip of so many MiB of blanks, a thousandth of the size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(b" " * (1 << 20)) for _ in range(mebibytes)]) + packer.flush()


def redirect(location: str, status: int = 302) -> Script:
    def script(exchange: Any) -> None:
        exchange.read_body()
        exchange.respond(status, b"", location=location)

    return script


def redirect_in_circles(exchange: Any) -> None:
    exchange.read_body()
    exchange.respond(302, b"", location=f"/{exchange.number % 2}")


# Downloads

CONTENT = bytes(range(256)) * (12 << 12)  # 12 MiB: more than an async client fetches with the call
HALF = len(CONTENT) // 2


def head(length: int, status: int = 200, **headers: str) -> bytes:
    fields = {"content-length": str(length), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode()


def cut(exchange: Any, **headers: str) -> None:
    """Announce all and send half."""
    exchange.send(head(len(CONTENT), **headers) + CONTENT[:HALF])
    exchange.close()


def cut_chunked(exchange: Any) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    exchange.send(b"%x\r\n" % HALF + CONTENT[:HALF] + b"\r\n")
    exchange.close()


def stall_midway(exchange: Any) -> None:
    exchange.send(head(len(CONTENT)) + CONTENT[:HALF])
    exchange.stall()


def whole(exchange: Any, **headers: str) -> None:
    exchange.send(head(len(CONTENT), **headers) + CONTENT)


def rest(exchange: Any, etag: str = '"one"', start: int | None = None) -> None:
    """The part of the content that was asked for, or one from another `start`."""
    asked = re.fullmatch(r"bytes=(\d+)-", exchange.headers["range"])
    assert asked
    start = int(asked[1]) if start is None else start
    shown = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
    exchange.send(head(len(CONTENT) - start, 206, etag=etag, content_range=shown) + CONTENT[start:])


def first_then(first: Script, second: Script) -> Script:
    return lambda exchange: (second if exchange.number else first)(exchange)


RESUMES: dict[str, Script] = {
    "200": lambda exchange: whole(exchange, etag='"two"'),
    "416": lambda exchange: exchange.respond(416) if "range" in exchange.headers else whole(exchange),
    "a wrong range": lambda exchange: rest(exchange, start=5) if "range" in exchange.headers else whole(exchange),
    "another etag": lambda exchange: rest(exchange, '"two"') if "range" in exchange.headers else whole(exchange),
}


def gzip_cut_short(exchange: Any) -> None:
    """Half of a gzip, with a Content-Length that is right for the half."""
    packed = gzip_of_noise()
    exchange.respond(200, packed[: len(packed) // 2], content_encoding="gzip")


@cache
def gzip_of_noise() -> bytes:
    """Gzip of 9 MiB that cannot be made smaller."""
    return gzip.compress(os.urandom(9 << 20), 1)


def five_bytes_of_many(exchange: Any) -> None:
    """A file that has 9,999 bytes, says its object and the head of its content; five come."""
    if not exchange.path.endswith("/content"):
        exchange.respond(200, {**FILE, "bytes": 9999})
        return
    exchange.send(head(9999) + b"hello")
    exchange.close()


# Sinks: for memory, and for uploads that are larger than a server should keep


def count_and_respond(exchange: Any) -> None:
    """Take an upload without keeping it, and respond with how many bytes came."""
    came = len(exchange.body)
    block = bytearray(1 << 20)
    while came < exchange.length and (size := exchange.connection.recv_into(block)):
        came += size
    exchange.body = exchange.body[:1000]
    exchange.respond(200, {**FILE, "bytes": came}, connection="close")
    exchange.close()


# TLS


def certificate(folder: Path, name: str = "localhost", alternative: str = "IP:127.0.0.1,DNS:localhost") -> Path | None:
    """A certificate that nobody vouches for, with its key, in one file; None where openssl is not here to make it."""
    key, path = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    command += ["-addext", "basicConstraints=critical,CA:FALSE"]  # not every TLS takes an authority's for a server's
    command += ["-addext", f"subjectAltName={alternative}", "-keyout", str(key), "-out", str(path)]
    try:
        made = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    if made.returncode:
        return None
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


def server_context(path: Path, most: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """What a server needs to speak TLS, up to a version."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if most < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")  # OpenSSL offers the old versions to nobody at its usual level
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = most
    context.load_cert_chain(path)
    return context


# Uploads in parts


class UploadsInParts:
    """A server of uploads: a script that keeps their parts, and makes files of them.

    Attributes:
        faults: what happens instead of, or after, the response to a part, by the part's number from 1.
        begun, cancelled, completed: how often.
        sent: how many parts came.
    """

    def __init__(self, faults: dict[int, Callable[[Any], None]] | None = None, lifetime: int = 3600) -> None:
        self.faults = faults or {}
        self.lifetime = lifetime
        self.begun = self.cancelled = self.completed = self.sent = 0
        self.parts: dict[str, bytes] = {}
        self.content = b""
        self._lock = threading.Lock()

    def __call__(self, exchange: Any) -> None:
        body = exchange.read_body()
        responses = {"uploads": self._begin, "parts": self._part, "complete": self._complete, "cancel": self._cancel}
        with self._lock:
            fault = None
            operation = exchange.path.rsplit("/", 1)[-1]
            if operation == "parts":
                self.sent += 1
                fault = self.faults.get(self.sent)
            told = responses[operation](exchange, body) if operation in responses else {"data": [], "has_more": False}
        if fault is not None:
            fault(exchange)
        else:
            exchange.respond(200, told)

    def _begin(self, exchange: Any, body: bytes) -> Any:
        self.begun += 1
        return {**self._upload("pending"), **json.loads(body)}

    def _upload(self, status: str) -> dict[str, Any]:
        about = {"id": f"upload-{self.begun}", "object": "upload", "created_at": 1, "expires_at": 1 + self.lifetime}
        return {**about, "filename": "a", "purpose": "assistants", "bytes": 1, "status": status}

    def _part(self, exchange: Any, body: bytes) -> Any:
        boundary = exchange.headers["content-type"].partition("boundary=")[2].encode()
        identity = f"part-{len(self.parts) + 1}"
        self.parts[identity] = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--" + boundary, 1)[0]
        return {"id": identity, "object": "upload.part", "created_at": 1, "upload_id": f"upload-{self.begun}"}

    def _complete(self, exchange: Any, body: bytes) -> Any:
        self.completed += 1
        self.content = b"".join(self.parts[part] for part in json.loads(body)["part_ids"])
        return {**self._upload("completed"), "file": FILE}

    def _cancel(self, exchange: Any, body: bytes) -> Any:
        self.cancelled += 1
        return self._upload("cancelled")
