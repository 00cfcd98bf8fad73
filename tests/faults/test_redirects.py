"""Redirects are followed for a GET, within one origin or to its https, and so many in turn; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import APIStatusError, OpenAI
from filewright.flows.redirects import MAX_REDIRECTS, redirect_target

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 1,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}


def to(location: str, status: int = 302) -> Any:
    return lambda exchange: (exchange.read_body(), exchange.answer(status, b"", location=location))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.row(49)
def test_a_get_is_redirected_within_its_origin(face: Any, serve: Any, status: int) -> None:
    def script(exchange: Any) -> None:
        if exchange.path == "/v1/files/file-1":
            exchange.answer(status, b"", location="/elsewhere?a=1")
        else:
            assert exchange.headers["authorization"].startswith("Bearer ")
            exchange.answer(200, FILE)

    server = serve(script)
    assert face.run(lambda client: client.files.retrieve("file-1"), base_url=server.base_url).id == "file-1"
    assert server.requests == ["GET /v1/files/file-1", "GET /elsewhere?a=1"]


@pytest.mark.row(49)
def test_so_is_a_download(face: Any, serve: Any, tmp_path: Path) -> None:
    def script(exchange: Any) -> None:
        if exchange.path == "/blob":
            exchange.answer(200, b"content")
        else:
            to("/blob")(exchange)

    server = serve(script)
    face.run(face.save("file-1", tmp_path / "a"), base_url=server.base_url)
    assert (tmp_path / "a").read_bytes() == b"content"


@pytest.mark.parametrize("location", ["http://localhost:{other}/v1", "//127.0.0.1:{other}/v1", "ftp://127.0.0.1/v1"])
@pytest.mark.row(47)
def test_another_origin_gets_no_request(face: Any, serve: Any, location: str) -> None:
    other = serve(lambda exchange: exchange.answer(200, FILE))
    server = serve(to(location.format(other=other.port) + "?signature=hidden"))
    with pytest.raises(APIStatusError, match="not followed") as caught:
        face.run(lambda client: client.files.retrieve("file-1"), base_url=server.base_url)
    assert caught.value.status_code == 302
    assert "hidden" not in str(caught.value)
    assert (len(server.requests), other.requests) == (1, [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("call", ["create", "delete"])
@pytest.mark.row(46, 47)
def test_what_changes_something_is_never_redirected(face: Any, serve: Any, status: int, call: str) -> None:
    server = serve(to("/v1/files", status))
    actions: dict[str, Any] = {
        "create": lambda client: client.files.create(file=("a.jsonl", b"{}"), purpose="batch"),
        "delete": lambda client: client.files.delete("file-1"),
    }
    with pytest.raises(APIStatusError) as caught:
        face.run(actions[call], base_url=server.base_url)
    assert caught.value.status_code == status
    assert len(server.requests) == 1


@pytest.mark.row(49)
def test_a_loop_ends_and_is_not_tried_again(face: Any, serve: Any) -> None:
    server = serve(lambda exchange: to(f"/{exchange.number % 2}")(exchange))
    with pytest.raises(APIStatusError):
        face.run(lambda client: client.files.retrieve("file-1"), base_url=server.base_url)
    assert len(server.requests) == MAX_REDIRECTS + 1


@pytest.mark.row(49)
def test_plugins_see_each_request_of_a_chain(serve: Any) -> None:
    server = serve(lambda exchange: to("/end")(exchange) if exchange.number == 0 else exchange.answer(200, FILE))
    seen: list[str] = []

    import filewright

    class Seeing:
        @filewright.hookimpl
        def before_request_sent(self, request: httpx.Request) -> None:
            seen.append(request.url.path)

    with OpenAI(api_key="sk-1234", base_url=server.base_url, plugins=[Seeing()]) as client:
        client.files.retrieve("file-1")
    assert seen == ["/v1/files/file-1", "/end"]


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        ("http://a.test/v1/x", "https://a.test/v1/x", "https://a.test/v1/x"),
        ("http://a.test:80/v1/x", "https://a.test:443/y", "https://a.test/y"),
        ("http://a.test/v1/x", "https://a.test:8443/v1/x", None),
        ("http://a.test:8080/v1/x", "https://a.test/v1/x", None),
        ("https://a.test/v1/x", "http://a.test/v1/x", None),
        ("https://a.test/v1/x", "https://a.test:443/z#part", "https://a.test/z"),
        ("https://a.test/v1/x", "../y", "https://a.test/y"),
        ("https://a.test/v1/x", "https://b.test/v1/x", None),
        ("https://a.test/v1/x", "https://a.test.b.test/v1/x", None),
        ("https://a.test/v1/x", "https://user:pass@a.test/v1/x", None),
        ("https://a.test/v1/x", "https://[broken", None),
        ("https://a.test/v1/x", "", None),
    ],
)
@pytest.mark.row(47, 48)
def test_which_targets_are_followed(url: str, location: str, target: str | None) -> None:
    response = httpx.Response(302, headers={"location": location}, request=httpx.Request("GET", url))
    followed = redirect_target(response)
    assert (None if followed is None else str(followed)) == target


@pytest.mark.parametrize("status", [300, 304, 305, 306])
@pytest.mark.row(49)
def test_other_statuses_are_no_redirects(status: int) -> None:
    request = httpx.Request("GET", "https://a.test/x")
    assert redirect_target(httpx.Response(status, headers={"location": "/y"}, request=request)) is None
