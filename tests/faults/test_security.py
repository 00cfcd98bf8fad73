"""Secrets stay where they are, and what is ours to send is ours to shape."""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import re
import ssl
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fault_scripts
import httpx
import pytest
from fault_scripts import redirect, retrieved
from fault_server import CANARY
from filewright import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    ConfigurationError,
    OpenAI,
    OpenAIError,
    errors,
)
from filewright.wire.connections import AsyncConnections, Connections

GOOD = {"id": "file-1", "object": "file", "bytes": 5, "created_at": 1, "filename": "a", "purpose": "batch"}


def create(client: Any) -> Any:
    return client.files.create(file=("a.jsonl", b'{"secret": "content"}\n'), purpose="batch")


def shown(error: BaseException) -> str:
    """All that a person, a log or a crash report could see of an error."""
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [
        f"{name}={value}"
        for frame in frames.stack
        if "/filewright/" in frame.filename
        for name, value in (frame.locals or {}).items()
    ]
    chain = []
    cause: BaseException | None = error
    while cause is not None:
        chain += [str(cause), repr(cause), repr(cause.args), repr(vars(cause))]
        cause = cause.__cause__ or cause.__context__
    return "\n".join([*ours, *chain])


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 422, 429, 500, 503])
@pytest.mark.row(96)
def test_no_error_shows_the_key(variant: Any, serve: Any, status: int) -> None:
    def script(exchange: Any) -> None:
        exchange.read_body()
        exchange.respond(status, {"error": {"message": f"you sent {exchange.headers['authorization']}"}})

    with pytest.raises(OpenAIError) as caught:
        variant.run(create, base_url=serve(script).base_url, max_retries=0)
    assert CANARY not in shown(caught.value)
    assert CANARY.encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize("fault", ["reset", "close", "nonsense", "stall"])
@pytest.mark.row(96)
def test_no_failure_shows_the_key(variant: Any, serve: Any, fault: str) -> None:
    def script(exchange: Any) -> None:
        exchange.read_body()
        if fault == "nonsense":
            exchange.send(b"nonsense\r\n\r\n")
            exchange.close()
        elif fault == "stall":
            exchange.stall()
        else:
            getattr(exchange, fault)()

    with pytest.raises(OpenAIError) as caught:
        variant.run(create, base_url=serve(script).base_url, max_retries=0, timeout=0.2)
    assert CANARY not in shown(caught.value)
    assert CANARY.encode() not in pickle.dumps(caught.value)


@pytest.mark.row(96)
def test_every_error_pickles() -> None:
    response = httpx.Response(404, json={"error": "x"}, request=httpx.Request("GET", "http://127.0.0.1/v1/files"))
    made = {
        "PluginError": lambda cls: cls("said", plugin="p", version="1"),
        "FileProcessingError": lambda cls: cls("said", file=None),
        "ExpiryIgnoredError": lambda cls: cls("said", file=None),
        "PollTimeoutError": lambda cls: cls("said", last=None),
        "APIConnectionError": lambda cls: cls(message="said"),
        "SourceNotFoundError": lambda cls: cls("said", errno=2, filename="f"),
        "APITimeoutError": lambda cls: cls(message="said"),
    }
    for name in errors.__all__:
        cls = getattr(errors, name)
        if issubclass(cls, errors.APIStatusError):
            error = cls("said", response=response, body={"code": "c"})
        elif issubclass(cls, errors.APIResponseValidationError):
            error = cls(response, message="said")
        else:
            error = made.get(name, lambda cls: cls("said"))(cls)
        for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            assert type(twin) is cls
            assert str(twin) == str(error) == "said"
            assert set(vars(twin)) == set(vars(error))
            assert getattr(twin, "errno", None) == getattr(error, "errno", None)


@pytest.mark.row(96)
def test_no_repr_shows_the_key() -> None:
    with OpenAI(api_key=CANARY, default_headers={"api-key": CANARY}) as client:
        settings = client.settings
        for thing in (client, client.files, settings, client.hooks, client.plugins):
            assert CANARY not in repr(thing)


BAD_KEYS = {
    "line break": "sk-1234\n",
    "space at the end": "sk-1234 ",
    "beyond ASCII": "sk-12ü34",
    "number": 12345678,
    "NUL": "sk\0a",
}


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
@pytest.mark.row(94)
def test_a_key_that_cannot_be_sent(key: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        OpenAI(api_key=key)
    assert str(key) not in shown(caught.value).replace(repr(key), "")


@pytest.mark.row(94)
def test_a_key_that_a_function_gives_is_checked(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, GOOD))
    with pytest.raises(ConfigurationError):
        variant.run(create, base_url=server.base_url, api_key=lambda: "sk-1234\n")
    assert server.requests == []


@pytest.mark.row(95)
def test_no_log_shows_a_secret(variant: Any, serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(lambda exchange: (exchange.read_body(), exchange.respond(200, GOOD)))
    variant.run(create, base_url=server.base_url)
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert CANARY not in text
    assert "secret" not in text


@pytest.mark.row(95)
def test_no_log_shows_a_cookie(variant: Any, serve: Any, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(lambda exchange: exchange.respond(200, GOOD, set_cookie="session=secret-cookie"))
    variant.run(lambda client: client.files.retrieve("a"), base_url=server.base_url)
    assert "secret-cookie" not in caplog.text


@pytest.mark.row(98)
def test_no_cookie_is_kept(variant: Any, serve: Any) -> None:
    cookies: list[str | None] = []

    def script(exchange: Any) -> None:
        cookies.append(exchange.headers.get("cookie"))
        exchange.respond(200, GOOD, set_cookie="session=1")

    server = serve(script)
    if variant.backend is None:
        variant.run(lambda client: [client.files.retrieve("a") for _ in range(2)], base_url=server.base_url)
    else:

        async def twice(client: Any) -> None:
            for _ in range(2):
                await client.files.retrieve("a")

        variant.run(twice, base_url=server.base_url)
    assert cookies == [None, None]


@pytest.mark.row(98)
def test_netrc_is_not_asked(variant: Any, serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    seen: list[str] = []

    def script(exchange: Any) -> None:
        seen.append(exchange.headers["authorization"])
        exchange.respond(200, GOOD)

    variant.run(lambda client: client.files.retrieve("a"), base_url=serve(script).base_url)
    assert seen == [f"Bearer {CANARY}"]


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
@pytest.mark.row(97)
def test_loopback_goes_direct(variant: Any, serve: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    proxy = serve(lambda exchange: exchange.respond(502))
    server = serve(lambda exchange: exchange.respond(200, GOOD))
    monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert variant.run(lambda client: client.files.retrieve("a"), base_url=server.base_url).id == "file-1"
    assert proxy.requests == []


@pytest.mark.row(97)
def test_another_host_goes_through_the_proxy(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(lambda exchange: exchange.respond(200, GOOD))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    with pytest.warns(UserWarning, match="not encrypted"):
        client = OpenAI(api_key=CANARY, base_url="http://files.invalid/v1")
    with client:
        assert client.files.retrieve("a").id == "file-1"
    assert proxy.requests == ["GET http://files.invalid/v1/files/a"]


BAD_URLS = ["", " ", "ftp://a/v1", "api.openai.com/v1", "http://", "https:///v1", "http://a/v1?x=1", "http://a/v1#x"]
BAD_URLS += [
    "http://user:secret@a/v1",
    "http://a:b/v1",
    "http://a b/v1",
    "http://a\n/v1",
    "file:",
    "file:///",
    "file://host/a",
]


@pytest.mark.parametrize("url", BAD_URLS)
@pytest.mark.row(17, 98)
def test_a_base_url_that_is_none(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        OpenAI(api_key=CANARY, base_url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("value", [-1, None, 1.5, "2", True])
@pytest.mark.row(15)
def test_max_retries_that_are_none(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="max_retries"):
        OpenAI(api_key=CANARY, max_retries=value)


@pytest.mark.row(91)
def test_content_cannot_forge_a_field(variant: Any, serve: Any) -> None:
    forged = b'--+++\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevil\r\n--+++--\r\n'
    bodies: list[Any] = []

    def script(exchange: Any) -> None:
        bodies.append((exchange.headers["content-type"], exchange.read_body()))
        exchange.respond(200, GOOD)

    server = serve(script)
    for _ in range(2):
        variant.run(
            lambda client: client.files.create(file=("a.txt", forged), purpose="user_data"), base_url=server.base_url
        )
    boundaries = [re.fullmatch(r"multipart/form-data; boundary=(\w{32})", kind)[1] for kind, _ in bodies]  # type: ignore[index]
    assert boundaries[0] != boundaries[1]
    for boundary, (_, body) in zip(boundaries, bodies, strict=True):
        assert body.count(b"--" + boundary.encode()) == 3
        assert forged in body


@pytest.mark.row(91)
def test_the_boundary_is_not_the_callers_to_set(variant: Any, serve: Any) -> None:
    kinds: list[str] = []

    def script(exchange: Any) -> None:
        exchange.read_body()
        kinds.append(exchange.headers["content-type"])
        exchange.respond(200, GOOD)

    variant.run(
        lambda client: client.files.create(
            file=("a.txt", b"x"),
            purpose="user_data",
            extra_headers={"Content-Type": "multipart/form-data; boundary=+++"},
        ),
        base_url=serve(script).base_url,
    )
    assert "+++" not in kinds[0]


@pytest.mark.row(88, 89)
def test_names_are_escaped_as_browsers_do(variant: Any, serve: Any) -> None:
    bodies: list[bytes] = []

    def script(exchange: Any) -> None:
        bodies.append(exchange.read_body())
        exchange.respond(200, GOOD)

    server = serve(script)
    names = {
        'a"b.txt': "a%22b.txt",
        "a\r\nb.txt": "a%0D%0Ab.txt",
        "../../x.txt": "x.txt",
        "ü.txt": "ü.txt",
        "c:\\d\\e.txt": "e.txt",
    }
    for name, sent in names.items():
        variant.run(
            lambda client, name=name: client.files.create(file=(name, b"x"), purpose="user_data"),
            base_url=server.base_url,
        )
        assert f'filename="{sent}"'.encode() in bodies[-1]


Certificate = Callable[..., Path]


@pytest.mark.row(99)
def test_a_certificate_that_nobody_vouches_for(variant: Any, serve: Any, certificate: Certificate) -> None:
    server = serve(retrieved, fault_scripts.server_context(certificate()))
    with pytest.raises(APIConnectionError):
        variant.run(create, base_url=server.base_url)
    assert server.connections == 1
    assert server.requests == []


@pytest.mark.row(99)
def test_a_certificate_for_another_host(
    variant: Any, serve: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate("files.test", "DNS:files.test")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    server = serve(retrieved, fault_scripts.server_context(path))
    with pytest.raises(APIConnectionError, match=r"127\.0\.0\.1"):
        variant.run(create, base_url=server.base_url)
    assert server.connections == 1
    assert server.requests == []


@pytest.mark.row(99)
def test_a_version_of_tls_that_is_no_longer_safe(
    variant: Any, serve: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate()
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the version that is to be refused
        context = fault_scripts.server_context(path, ssl.TLSVersion.TLSv1_1)
    server = serve(retrieved, context)
    with pytest.raises(APIConnectionError):
        variant.run(create, base_url=server.base_url)
    assert server.requests == []


@pytest.mark.row(99)
def test_a_certificate_that_is_vouched_for(
    variant: Any, serve: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate()
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    server = serve(retrieved, fault_scripts.server_context(path))
    assert variant.run(lambda client: client.files.retrieve("a"), base_url=server.base_url).id == "a"


@pytest.mark.row(99)
def test_long_bodies_go_over_tls_both_ways(
    variant: Any, serve: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = certificate()
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    content = bytes(range(256)) * (6 << 12)  # more than the buffers of sockets hold
    received: list[bytes] = []

    def script(exchange: Any) -> None:
        received.append(exchange.read_body())
        if exchange.method == "POST":
            exchange.respond(200, GOOD)
        else:
            exchange.send(fault_scripts.head(len(content)))
            exchange.send(content)

    server = serve(script, fault_scripts.server_context(path))
    file = tmp_path / "a.jsonl"
    file.write_bytes(content)
    variant.run(lambda client: client.files.create(file=file, purpose="user_data"), base_url=server.base_url)
    assert content in received[0]
    variant.run(variant.save("file-1", tmp_path / "saved"), base_url=server.base_url)
    assert (tmp_path / "saved").read_bytes() == content


@pytest.mark.row(99)
@pytest.mark.parametrize("place", ["file", "folder"])
def test_both_sources_of_trust_are_used(
    variant: Any, serve: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    path, other = certificate(), certificate("files.test", "DNS:files.test")
    in_file, in_folder = (path, other) if place == "file" else (other, path)
    digest = ["openssl", "x509", "-hash", "-noout", "-in", str(in_folder)]
    name = subprocess.run(digest, capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / f"{name}.0").write_bytes(in_folder.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(in_file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    server = serve(retrieved, fault_scripts.server_context(path))
    assert variant.run(lambda client: client.files.retrieve("a"), base_url=server.base_url).id == "a"


@pytest.mark.row(48)
def test_what_came_over_tls_is_not_asked_for_in_clear(
    variant: Any, serve: Any, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate()
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    clear = serve(retrieved)
    server = serve(redirect(f"{clear.base_url}/files/a", 307), fault_scripts.server_context(path))
    for action in (create, lambda client: client.files.retrieve("a")):
        with pytest.raises(APIStatusError):
            variant.run(action, base_url=server.base_url)
    assert len(server.requests) == 2
    assert clear.requests == []


@pytest.mark.row(99)
def test_plain_connections_trust_no_certificate() -> None:
    from filewright.wire.connections import default_transport

    for asynchronous, cls in ((False, Connections), (True, AsyncConnections)):
        transport = default_transport("http://127.0.0.1:1", is_loopback=True, asynchronous=asynchronous)
        assert isinstance(transport, cls)
        assert transport._context.verify_mode == ssl.CERT_REQUIRED
        assert transport._context.check_hostname


@pytest.mark.row(98)
def test_a_host_that_is_not_this_machine_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="not encrypted"):
        OpenAI(api_key=CANARY, base_url="http://192.0.2.1/v1").close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        OpenAI(api_key=CANARY, base_url="http://127.0.0.1/v1").close()
        OpenAI(api_key=CANARY, base_url="https://192.0.2.1/v1").close()


@pytest.mark.row(96)
def test_no_environment_leaks_into_a_subprocess_error() -> None:
    code = "from filewright import OpenAI; OpenAI(base_url='nonsense')"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "OPENAI_API_KEY": CANARY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "base_url" in result.stderr
    assert CANARY not in result.stderr


@pytest.mark.row(96)
def test_the_body_is_not_in_an_error(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: (exchange.read_body(), exchange.respond(401, {"error": {"message": "no"}})))
    with pytest.raises(AuthenticationError) as caught:
        variant.run(create, base_url=server.base_url)
    assert b"content" not in pickle.dumps(caught.value).replace(b"content-", b"").replace(b"_content", b"")
    assert json.dumps(caught.value.body) == '{"message": "no"}'
