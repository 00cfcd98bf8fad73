"""Redirects are followed within one origin or to its https; of a download, without credentials, to any https host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import filewright
import httpx
import pytest
from fault_scripts import server_context
from filewright import APIStatusError, ConfigurationError, OpenAI
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
    return lambda exchange: (exchange.read_body(), exchange.respond(status, b"", location=location))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.row(49)
def test_a_get_is_redirected_within_its_origin(variant: Any, serve: Any, status: int) -> None:
    def script(exchange: Any) -> None:
        if exchange.path == "/v1/files/file-1":
            exchange.respond(status, b"", location="/elsewhere?a=1")
        else:
            assert exchange.headers["authorization"].startswith("Bearer ")
            exchange.respond(200, FILE)

    server = serve(script)
    assert variant.run(lambda client: client.files.retrieve("file-1"), base_url=server.base_url).id == "file-1"
    assert server.requests == ["GET /v1/files/file-1", "GET /elsewhere?a=1"]


@pytest.mark.row(49)
def test_so_is_a_download(variant: Any, serve: Any, tmp_path: Path) -> None:
    def script(exchange: Any) -> None:
        if exchange.path == "/blob":
            exchange.respond(200, b"content")
        else:
            to("/blob")(exchange)

    server = serve(script)
    variant.run(variant.save("file-1", tmp_path / "a"), base_url=server.base_url)
    assert (tmp_path / "a").read_bytes() == b"content"


@pytest.mark.parametrize("location", ["http://localhost:{other}/v1", "//127.0.0.1:{other}/v1", "ftp://127.0.0.1/v1"])
@pytest.mark.row(47)
def test_another_origin_gets_no_request(variant: Any, serve: Any, location: str) -> None:
    other = serve(lambda exchange: exchange.respond(200, FILE))
    server = serve(to(location.format(other=other.port) + "?signature=hidden"))
    with pytest.raises(APIStatusError, match="not followed") as caught:
        variant.run(lambda client: client.files.retrieve("file-1"), base_url=server.base_url)
    assert caught.value.status_code == 302
    assert "hidden" not in str(caught.value)
    assert (len(server.requests), other.requests) == (1, [])


@pytest.mark.parametrize("status", [301, 302, 303])
@pytest.mark.parametrize("call", ["create", "delete"])
@pytest.mark.row(46)
def test_what_changes_something_is_not_redirected_where_that_would_change_its_method(
    variant: Any, serve: Any, status: int, call: str
) -> None:
    server = serve(to("/v1/files", status))
    actions: dict[str, Any] = {
        "create": lambda client: client.files.create(file=("a.jsonl", b"{}"), purpose="batch"),
        "delete": lambda client: client.files.delete("file-1"),
    }
    with pytest.raises(APIStatusError) as caught:
        variant.run(actions[call], base_url=server.base_url)
    assert caught.value.status_code == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.row(166)
def test_a_create_is_redirected_whole_where_the_method_stays(variant: Any, serve: Any, status: int) -> None:
    bodies: list[bytes] = []

    def script(exchange: Any) -> None:
        bodies.append(exchange.read_body())
        if exchange.path == "/v1/files":
            exchange.respond(status, b"", location="/v1/files/")
        else:
            assert exchange.headers["authorization"].startswith("Bearer ")
            exchange.respond(200, FILE)

    server = serve(script)
    made = variant.run(
        lambda client: client.files.create(file=("a.jsonl", b"{}"), purpose="batch"), base_url=server.base_url
    )
    assert made.id == "file-1"
    assert server.requests == ["POST /v1/files", "POST /v1/files/"]
    assert bodies[0] == bodies[1]
    assert b"{}" in bodies[0]


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.row(47)
def test_a_create_is_sent_to_no_other_host(variant: Any, serve: Any, status: int) -> None:
    other = serve(lambda exchange: exchange.respond(200, FILE))
    server = serve(to(f"http://localhost:{other.port}/v1/files", status))
    with pytest.raises(APIStatusError) as caught:
        variant.run(
            lambda client: client.files.create(file=("a.jsonl", b"{}"), purpose="batch"), base_url=server.base_url
        )
    assert caught.value.status_code == status
    assert (len(server.requests), other.requests) == (1, [])


@pytest.fixture
def tls(certificate: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a server needs to speak TLS with a certificate that clients trust."""
    path = certificate()
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return server_context(path)


SECRETS = {"authorization", "cookie", "x-team", "openai-organization", "openai-project", "idempotency-key"}


@pytest.mark.row(167)
def test_a_download_is_followed_to_another_https_host_without_credentials(
    variant: Any, serve: Any, tls: Any, tmp_path: Path
) -> None:
    heads: list[dict[str, str]] = []

    def give(exchange: Any) -> None:
        heads.append(exchange.headers)
        exchange.respond(200, b"content")

    store = serve(give, tls)
    server = serve(to(f"https://localhost:{store.port}/bucket/a?signature=hidden"))
    variant.run(
        variant.save("file-1", tmp_path / "a"),
        base_url=server.base_url,
        organization="org",
        project="proj",
        default_headers={"X-Team": "data", "Cookie": "a=b"},
        default_query={"tenant": "t"},
    )
    assert (tmp_path / "a").read_bytes() == b"content"
    assert store.requests == ["GET /bucket/a?signature=hidden"]
    assert not SECRETS & set(heads[0])
    assert heads[0]["host"] == f"localhost:{store.port}"


@pytest.mark.row(167)
def test_nor_does_an_http_client_of_the_callers_sign_there(serve: Any, tls: Any) -> None:
    heads: list[dict[str, str]] = []

    def give(exchange: Any) -> None:
        heads.append(exchange.headers)
        exchange.respond(200, b"content")

    store = serve(give, tls)
    server = serve(to(f"https://localhost:{store.port}/a"))
    signed: list[str] = []

    class Signer:
        @filewright.hookimpl
        def before_request_sent(self, request: httpx.Request) -> None:
            signed.append(request.url.host)

    http = httpx.Client(auth=("user", "password"), headers={"x-team": "data"})
    with http, OpenAI(api_key="sk-1234", base_url=server.base_url, http_client=http, plugins=[Signer()]) as client:
        assert client.files.content("file-1").read() == b"content"
    assert not SECRETS & set(heads[0])
    assert signed == ["127.0.0.1"], "plugins sign what goes to their server alone"


@pytest.mark.row(167)
def test_a_download_from_another_host_is_continued_there(variant: Any, serve: Any, tls: Any, tmp_path: Path) -> None:
    content = bytes(range(256)) * (36 << 10)  # more than async clients read ahead
    half = len(content) // 2

    def give(exchange: Any) -> None:
        wanted = exchange.headers.get("range")
        if wanted is None:
            exchange.send(f'HTTP/1.1 200 OK\r\netag: "a"\r\ncontent-length: {len(content)}\r\n\r\n'.encode())
            exchange.send(content[:half])
            exchange.close()
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        rest = f"bytes {start}-{len(content) - 1}/{len(content)}"
        exchange.respond(206, content[start:], etag='"a"', content_range=rest)

    store = serve(give, tls)
    server = serve(to(f"https://localhost:{store.port}/a"))
    variant.run(variant.save("file-1", tmp_path / "a"), base_url=server.base_url)
    assert (tmp_path / "a").read_bytes() == content
    assert len(store.requests) == 2


@pytest.mark.parametrize(("redirects", "followed"), [("downloads", True), ("origin", True), ("never", False)])
@pytest.mark.row(49)
def test_redirects_can_be_left_alone(variant: Any, serve: Any, redirects: str, followed: bool) -> None:
    server = serve(lambda exchange: to("/end")(exchange) if exchange.number == 0 else exchange.respond(200, FILE))
    settings = {"base_url": server.base_url, "redirects": redirects}
    if followed:
        assert variant.run(lambda client: client.files.retrieve("file-1"), **settings).id == "file-1"
        return
    with pytest.raises(APIStatusError, match="not followed"):
        variant.run(lambda client: client.files.retrieve("file-1"), **settings)
    assert len(server.requests) == 1


@pytest.mark.row(167)
def test_a_download_stays_in_its_origin_where_it_is_told_to(variant: Any, serve: Any, tls: Any, tmp_path: Path) -> None:
    store = serve(lambda exchange: exchange.respond(200, b"content"), tls)
    server = serve(to(f"https://localhost:{store.port}/a"))
    with pytest.raises(APIStatusError, match="not followed"):
        variant.run(variant.save("file-1", tmp_path / "a"), base_url=server.base_url, redirects="origin")
    assert store.requests == []


@pytest.mark.parametrize("redirects", [True, None, "all", 3])
@pytest.mark.row(49)
def test_a_setting_that_is_not_there_is_told(redirects: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"redirects is .*; pass 'downloads', 'origin' or 'never'"):
        OpenAI(api_key="sk-1234", redirects=redirects)


@pytest.mark.row(47)
def test_a_download_is_not_followed_in_clear(variant: Any, serve: Any, tmp_path: Path) -> None:
    other = serve(lambda exchange: exchange.respond(200, b"content"))
    server = serve(to(f"http://localhost:{other.port}/a"))
    with pytest.raises(APIStatusError, match="not followed"):
        variant.run(variant.save("file-1", tmp_path / "a"), base_url=server.base_url)
    assert other.requests == []


@pytest.mark.row(49)
def test_a_loop_ends_and_is_not_tried_again(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: to(f"/{exchange.number % 2}")(exchange))
    with pytest.raises(APIStatusError):
        variant.run(lambda client: client.files.retrieve("file-1"), base_url=server.base_url)
    assert len(server.requests) == MAX_REDIRECTS + 1


@pytest.mark.row(49)
def test_plugins_see_each_request_of_a_chain(serve: Any) -> None:
    server = serve(lambda exchange: to("/end")(exchange) if exchange.number == 0 else exchange.respond(200, FILE))
    seen: list[str] = []

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
    followed = redirect_target(response, "downloads", is_download=False)
    assert (None if followed is None else str(followed)) == target


@pytest.mark.parametrize("status", [300, 304, 305, 306])
@pytest.mark.row(49)
def test_other_statuses_are_no_redirects(status: int) -> None:
    request = httpx.Request("GET", "https://a.test/x")
    response = httpx.Response(status, headers={"location": "/y"}, request=request)
    assert redirect_target(response, "downloads", is_download=False) is None


@pytest.mark.parametrize(
    ("redirects", "location", "followed"),
    [
        ("downloads", "https://store.test/a?signature=1", True),
        ("downloads", "http://store.test/a", False),
        ("downloads", "ftp://store.test/a", False),
        ("origin", "https://store.test/a", False),
        ("origin", "/a", True),
        ("never", "/a", False),
    ],
)
@pytest.mark.row(167)
def test_where_a_download_is_followed_to(redirects: Any, location: str, followed: bool) -> None:
    request = httpx.Request("GET", "https://a.test/v1/x")
    response = httpx.Response(302, headers={"location": location}, request=request)
    assert (redirect_target(response, redirects, is_download=True) is not None) is followed
