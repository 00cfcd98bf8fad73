"""Answers that lie: what is not what the API promises is told so, in our own words, and costs no more than it must."""

from __future__ import annotations

import gzip
import json
import resource
import zlib
from typing import Any

import pytest
from fault_server import CANARY
from filewright import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    InternalServerError,
    ResponseTooLargeError,
)

GOOD = {
    "id": "file-1",
    "object": "file",
    "bytes": 5,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}


def retrieve(client: Any) -> Any:
    return client.files.retrieve("file-1")


def raw(body: bytes, status: int = 200, **headers: str) -> Any:
    def script(exchange: Any) -> None:
        exchange.read_body()
        exchange.answer(status, body, **headers)

    return script


LIES = {
    "22 no JSON": b'{"id": ',
    "23 nothing": b"",
    "24 HTML": b"<html><body>Welcome</body></html>",
    "26 null": b"null",
    "26 list": b"[]",
    "26 text": b'"file-1"',
    "26 number": b"42",
    "27 nothing in it": b"{}",
    "27 an error": b'{"error": {"message": "no"}}',
    "28 a wrong type": json.dumps({**GOOD, "bytes": "five"}).encode(),
    "28 a bool for a number": json.dumps({**GOOD, "bytes": True}).encode(),
    "28 a list for a text": json.dumps({**GOOD, "filename": []}).encode(),
    "29 no UTF-8": b'{"id": "\xff\xfe"}',
    "31 a lone surrogate": json.dumps({**GOOD, "id": "file-\ud800"}).encode(),
    "deep nesting": b"[" * 200_000,
}


@pytest.mark.parametrize("body", LIES.values(), ids=LIES)
def test_a_lie_is_told(face: Any, serve: Any, body: bytes) -> None:
    """Rows 22 to 31."""
    server = serve(raw(body))
    with pytest.raises(APIResponseValidationError) as caught:
        face.run(retrieve, base_url=server.base_url)
    assert caught.value.status_code == 200
    assert "retrieve_file" in str(caught.value)
    assert server.requests == ["GET /v1/files/file-1"]


def test_no_content(face: Any, serve: Any) -> None:
    """Row 23."""
    server = serve(lambda exchange: exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n"))
    with pytest.raises(APIResponseValidationError):
        face.run(retrieve, base_url=server.base_url)


TRUTHS = {
    "unknown purpose": {"purpose": "telepathy"},
    "unknown status": {"status": "thinking"},
    "no status": {"status": None},
    "null bytes": {"bytes": None},
    "extra fields": {"sha256": "abc", "meta": {"deep": [1, 2]}},
    "null expiry": {"expires_at": None, "status_details": None},
    "negative expiry": {"expires_at": -1},
    "whole float": {"created_at": 1.0},
}


@pytest.mark.parametrize("change", TRUTHS.values(), ids=TRUTHS)
def test_what_servers_vary_is_accepted_and_kept(face: Any, serve: Any, change: dict[str, Any]) -> None:
    server = serve(raw(json.dumps({**GOOD, **change}).encode()))
    file = face.run(retrieve, base_url=server.base_url)
    assert {name: file.to_dict()[name] for name in change} == change
    assert all(getattr(file, name) == value for name, value in change.items())


def test_an_answer_that_is_cut_is_asked_for_again(face: Any, serve: Any) -> None:
    """Row 32."""
    whole = json.dumps(GOOD).encode()

    def cut(exchange: Any) -> None:
        if exchange.number:
            exchange.answer(200, whole)
        else:
            exchange.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n" + whole[:16] + b"\r\n")
            exchange.close()

    server = serve(cut)
    assert face.run(retrieve, base_url=server.base_url).id == "file-1"
    assert len(server.requests) == 2


MALFORMED = {
    "no HTTP": b"hello\r\n\r\n",
    "no version": b"200 OK\r\n\r\n",
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
    "nothing but a line break": b"\r\n\r\n",
}


@pytest.mark.parametrize("answer", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_http(face: Any, serve: Any, answer: bytes) -> None:
    """Row 33."""

    def script(exchange: Any) -> None:
        exchange.send(answer)
        exchange.close()

    with pytest.raises(APIConnectionError):
        face.run(retrieve, base_url=serve(script).base_url)


ERROR_BODIES = {
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


@pytest.mark.parametrize(("body", "detail"), ERROR_BODIES.values(), ids=ERROR_BODIES)
def test_an_error_is_an_error_whatever_its_body(face: Any, serve: Any, body: bytes, detail: str | None) -> None:
    """Row 38."""
    server = serve(raw(body, 401, x_request_id="req-7"))
    with pytest.raises(AuthenticationError) as caught:
        face.run(retrieve, base_url=server.base_url)
    error = caught.value
    assert (error.status_code, error.request_id) == (401, "req-7")
    assert str(error).startswith("Error code: 401")
    assert len(str(error)) < 5000
    if detail is not None:
        assert error.detail == detail


def test_the_official_fields_of_an_error(face: Any, serve: Any) -> None:
    server = serve(raw(ERROR_BODIES["official"][0], 401))
    with pytest.raises(AuthenticationError) as caught:
        face.run(retrieve, base_url=server.base_url)
    error = caught.value
    assert (error.code, error.type, error.param) == ("bad_key", "auth", None)
    assert error.body == {"message": "No such key", "type": "auth", "param": None, "code": "bad_key"}
    assert str(error) == (
        "Error code: 401 - {'error': {'message': 'No such key', 'type': 'auth', 'param': None, 'code': 'bad_key'}}"
    )


def test_an_error_that_echoes_the_key(face: Any, serve: Any) -> None:
    """Row 39."""
    server = serve(raw(json.dumps({"error": {"message": f"Incorrect key {CANARY}", "code": CANARY}}).encode(), 401))
    with pytest.raises(AuthenticationError) as caught:
        face.run(retrieve, base_url=server.base_url)
    error = caught.value
    shown = f"{error} {error!r} {error.args} {error.body} {error.code} {error.detail} {error.request.headers}"
    assert CANARY not in shown
    assert "Incorrect key [masked]" in str(error)


def flood(status: int, total: int, **headers: str) -> Any:
    """An answer of so many bytes, chunked."""
    block = b"a" * (1 << 16)
    fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    def script(exchange: Any) -> None:
        exchange.send(f"HTTP/1.1 {status} Flood\r\ntransfer-encoding: chunked\r\n{fields}\r\n".encode())
        for _ in range(total // len(block)):
            exchange.send(b"10000\r\n" + block + b"\r\n")
        exchange.send(b"0\r\n\r\n")

    return script


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_a_large_error_body_is_cut(face: Any, serve: Any) -> None:
    """Row 40."""
    server = serve(flood(400, 200 << 20))
    before = peak_mib()
    with pytest.raises(APIStatusError):
        face.run(retrieve, base_url=server.base_url)
    assert peak_mib() - before < 32


def test_a_body_that_inflates_for_ever(face: Any, serve: Any) -> None:
    """Row 41."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(b" " * (1 << 20)) for _ in range(512)]) + packer.flush()
    server = serve(raw(bomb, 200, content_encoding="gzip"))
    with pytest.raises(ResponseTooLargeError):
        face.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 1


def test_json_without_end(face: Any, serve: Any) -> None:
    """Row 42."""
    server = serve(flood(200, 1 << 30))
    with pytest.raises(ResponseTooLargeError):
        face.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 1


def test_what_is_no_gzip(face: Any, serve: Any) -> None:
    """Row 43."""
    server = serve(raw(b"this is no gzip", 200, content_encoding="gzip"))
    with pytest.raises(APIResponseValidationError, match="decoded"):
        face.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 1


def test_gzip_that_is_whole(face: Any, serve: Any) -> None:
    server = serve(raw(gzip.compress(json.dumps(GOOD).encode()), 200, content_encoding="gzip"))
    assert face.run(retrieve, base_url=server.base_url).id == "file-1"


def test_a_redirect_of_a_create_is_no_success(face: Any, serve: Any) -> None:
    """Row 46."""
    server = serve(raw(b"", 302, location="/v1/elsewhere"))
    with pytest.raises(APIStatusError) as caught:
        face.run(lambda client: client.files.create(file=("a.jsonl", b"x"), purpose="batch"), base_url=server.base_url)
    assert caught.value.status_code == 302
    assert server.requests == ["POST /v1/files"]


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_to_another_host_gets_nothing(face: Any, serve: Any, status: int) -> None:
    """Row 47."""
    stranger = serve(raw(b"{}"))
    server = serve(raw(b"", status, location=f"{stranger.base_url}/files"))
    for action in (retrieve, lambda client: client.files.create(file=("a.jsonl", b"x"), purpose="batch")):
        with pytest.raises(APIStatusError):
            face.run(action, base_url=server.base_url)
    assert stranger.requests == []
    assert len(server.requests) == 2


def test_a_failure_is_told_after_the_retries(face: Any, serve: Any) -> None:
    server = serve(raw(b"", 500))
    with pytest.raises(InternalServerError):
        face.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 3
