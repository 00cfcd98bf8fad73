"""Malformed responses: errors in our own words, at no more cost than necessary."""

from __future__ import annotations

import gzip
import json
import resource
from typing import Any

import pytest
from fault_scripts import (
    ERROR_BODIES,
    FILE,
    LIES,
    MALFORMED,
    TRUTHS,
    cut_json,
    flood,
    inflating,
    lie,
    malformed,
    raw,
    redirect,
)
from fault_server import CANARY
from filewright import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    InternalServerError,
    ResponseTooLargeError,
)


def retrieve(client: Any) -> Any:
    return client.files.retrieve("file-1")


@pytest.mark.parametrize("case", LIES)
@pytest.mark.row(by_case=True)
def test_a_lie_is_told(variant: Any, serve: Any, case: str) -> None:
    server = serve(lie(case))
    with pytest.raises(APIResponseValidationError) as caught:
        variant.run(retrieve, base_url=server.base_url)
    assert caught.value.status_code == 200
    assert "retrieve_file" in str(caught.value)
    assert server.requests == ["GET /v1/files/file-1"]


def first_page(client: Any) -> Any:
    return client.files.list()


ERROR_RESPONSES: list[Any] = [
    {"error": {"message": "The disk is full.", "type": "server_error"}},
    {"error": "The disk is full."},
    {"object": "list", "data": None, "error": {"message": "The disk is full."}},
    {"detail": "The disk is full."},
    {"errors": [{"message": "The disk is full."}]},
    {"object": "error", "message": "The disk is full.", "code": 40001},
]


@pytest.mark.parametrize("body", ERROR_RESPONSES)
@pytest.mark.parametrize("call", [retrieve, first_page], ids=["retrieve", "list"])
@pytest.mark.row(168)
def test_an_error_that_comes_as_success_is_told_in_the_servers_words(
    variant: Any, serve: Any, body: Any, call: Any
) -> None:
    server = serve(lambda exchange: exchange.respond(200, body))
    with pytest.raises(APIResponseValidationError, match=r"the server says 'The disk is full\.'") as caught:
        variant.run(call, base_url=server.base_url)
    assert caught.value.status_code == 200
    assert caught.value.body == body
    assert len(server.requests) == 1


@pytest.mark.row(0)
def test_a_file_that_has_an_error_is_a_file(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, {**FILE, "error": {"message": "too long"}}))
    assert variant.run(retrieve, base_url=server.base_url).error == {"message": "too long"}


@pytest.mark.row(23)
def test_no_content(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n"))
    with pytest.raises(APIResponseValidationError):
        variant.run(retrieve, base_url=server.base_url)


@pytest.mark.row(0)
@pytest.mark.parametrize("change", TRUTHS.values(), ids=TRUTHS)
def test_what_servers_vary_is_accepted_and_kept(variant: Any, serve: Any, change: dict[str, Any]) -> None:
    server = serve(raw(json.dumps({**FILE, **change}).encode()))
    file = variant.run(retrieve, base_url=server.base_url)
    assert {name: file.to_dict()[name] for name in change} == change
    assert all(getattr(file, name) == value for name, value in change.items())


@pytest.mark.row(32)
def test_a_response_that_is_cut_is_asked_for_again(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, FILE) if exchange.number else cut_json(exchange))
    assert variant.run(retrieve, base_url=server.base_url).id == "file-1"
    assert len(server.requests) == 2


@pytest.mark.row(32)
def test_a_response_that_is_always_cut_is_told(variant: Any, serve: Any) -> None:
    server = serve(cut_json)
    with pytest.raises(APIConnectionError):
        variant.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 3


@pytest.mark.parametrize("response", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.row(33)
def test_what_is_no_http(variant: Any, serve: Any, response: bytes) -> None:
    with pytest.raises(APIConnectionError):
        variant.run(retrieve, base_url=serve(malformed(response)).base_url)


@pytest.mark.parametrize(("body", "detail"), ERROR_BODIES.values(), ids=ERROR_BODIES)
@pytest.mark.row(38)
def test_an_error_is_an_error_whatever_its_body(variant: Any, serve: Any, body: bytes, detail: str | None) -> None:
    server = serve(raw(body, 401, x_request_id="req-7"))
    with pytest.raises(AuthenticationError) as caught:
        variant.run(retrieve, base_url=server.base_url)
    error = caught.value
    assert (error.status_code, error.request_id) == (401, "req-7")
    assert str(error).startswith("Error code: 401")
    assert len(str(error)) < 5000
    if detail is not None:
        assert error.detail == detail


@pytest.mark.row(38)
def test_the_official_fields_of_an_error(variant: Any, serve: Any) -> None:
    server = serve(raw(ERROR_BODIES["official"][0], 401))
    with pytest.raises(AuthenticationError) as caught:
        variant.run(retrieve, base_url=server.base_url)
    error = caught.value
    assert (error.code, error.type, error.param) == ("bad_key", "auth", None)
    assert error.body == {"message": "No such key", "type": "auth", "param": None, "code": "bad_key"}
    assert str(error) == (
        "Error code: 401 - {'error': {'message': 'No such key', 'type': 'auth', 'param': None, 'code': 'bad_key'}}"
    )


@pytest.mark.row(39)
def test_an_error_that_echoes_the_key(variant: Any, serve: Any) -> None:
    server = serve(raw(json.dumps({"error": {"message": f"Incorrect key {CANARY}", "code": CANARY}}).encode(), 401))
    with pytest.raises(AuthenticationError) as caught:
        variant.run(retrieve, base_url=server.base_url)
    error = caught.value
    shown = f"{error} {error!r} {error.args} {error.body} {error.code} {error.detail} {error.request.headers}"
    assert CANARY not in shown
    assert "Incorrect key [masked]" in str(error)


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.row(40)
def test_a_large_error_body_is_cut(variant: Any, serve: Any) -> None:
    server = serve(flood(400, 200 << 20))
    before = peak_mib()
    with pytest.raises(APIStatusError):
        variant.run(retrieve, base_url=server.base_url)
    assert peak_mib() - before < 32


@pytest.mark.row(41)
def test_a_body_that_inflates_for_ever(variant: Any, serve: Any) -> None:
    server = serve(raw(inflating(128), 200, content_encoding="gzip"))
    with pytest.raises(ResponseTooLargeError):
        variant.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 1


@pytest.mark.row(42)
def test_json_without_end(variant: Any, serve: Any) -> None:
    server = serve(flood(200, 1 << 30, content_type="application/json"))
    with pytest.raises(ResponseTooLargeError):
        variant.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 1


@pytest.mark.row(43)
def test_what_is_no_gzip(variant: Any, serve: Any) -> None:
    server = serve(raw(b"this is no gzip", 200, content_encoding="gzip"))
    with pytest.raises(APIResponseValidationError, match="decoded"):
        variant.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 1


@pytest.mark.row(43)
def test_gzip_that_is_whole(variant: Any, serve: Any) -> None:
    server = serve(raw(gzip.compress(json.dumps(FILE).encode()), 200, content_encoding="gzip"))
    assert variant.run(retrieve, base_url=server.base_url).id == "file-1"


@pytest.mark.row(46)
def test_a_redirect_of_a_create_is_no_success(variant: Any, serve: Any) -> None:
    server = serve(redirect("/v1/elsewhere"))
    with pytest.raises(APIStatusError) as caught:
        variant.run(
            lambda client: client.files.create(file=("a.jsonl", b"x"), purpose="batch"), base_url=server.base_url
        )
    assert caught.value.status_code == 302
    assert server.requests == ["POST /v1/files"]


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.row(47)
def test_a_redirect_to_another_host_gets_nothing(variant: Any, serve: Any, status: int) -> None:
    stranger = serve(raw(b"{}"))
    server = serve(redirect(f"{stranger.base_url}/files", status))
    for action in (retrieve, lambda client: client.files.create(file=("a.jsonl", b"x"), purpose="batch")):
        with pytest.raises(APIStatusError):
            variant.run(action, base_url=server.base_url)
    assert stranger.requests == []
    assert len(server.requests) == 2


@pytest.mark.row(13)
def test_a_failure_is_told_after_the_retries(variant: Any, serve: Any) -> None:
    server = serve(raw(b"", 500))
    with pytest.raises(InternalServerError):
        variant.run(retrieve, base_url=server.base_url)
    assert len(server.requests) == 3
