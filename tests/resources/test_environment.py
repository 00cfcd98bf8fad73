"""What the environment says of proxies and certificates: each usable form, and a clear error for others."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import AsyncOpenAI, ConfigurationError, MissingCredentialsError, OpenAI
from filewright.wire import environment

SERVER = "https://files.example/v1"
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXY_VARIABLES, "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def proxy(base_url: str = SERVER) -> str | None:
    found = environment.proxy_for(base_url)
    return None if found is None else str(found.url)


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("http://proxy:8080", "http://proxy:8080"),
        ("proxy:8080", "http://proxy:8080"),
        ("'http://proxy:8080'", "http://proxy:8080"),
        ('"proxy:8080" ', "http://proxy:8080"),
        ("HTTP://proxy:8080/", "http://proxy:8080/"),
        ("https://proxy", "https://proxy"),
        ("socks5://proxy:1080", "socks5://proxy:1080"),
        ("socks5h://proxy:1080", "socks5h://proxy:1080"),
        ("socks://proxy:1080/", "socks5://proxy:1080/"),
        ("   ", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_every_form_of_a_proxy(name: str, value: str, url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda package: object())
    monkeypatch.setenv(name, value)
    assert proxy() == url


def test_a_proxy_of_the_other_scheme_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:8080")
    assert proxy() is None
    assert proxy("http://files.example/v1") == "http://proxy:8080"


@pytest.mark.row(175)
@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("socks4://proxy:1080", "a kind of proxy that is not supported"),
        ("ftp://user:secret@proxy", "a kind of proxy that is not supported"),
        ("http://", "not the URL of a proxy"),
        ("http://user:secret@proxy:port", "not the URL of a proxy"),
        ("socks5://user:secret@proxy:1080", "pip install 'httpx[socks]'"),
    ],
)
@pytest.mark.parametrize("client", [OpenAI, AsyncOpenAI])
def test_a_proxy_that_cannot_be_used(client: Any, value: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda package: None)
    monkeypatch.setenv("ALL_PROXY", value)
    with pytest.raises(ConfigurationError) as caught:
        client(api_key="sk-x", base_url=SERVER)
    assert "ALL_PROXY" in str(caught.value)
    assert told in str(caught.value)
    assert "secret" not in str(caught.value)
    client(api_key="sk-x", base_url="http://127.0.0.1:9/v1")


@pytest.mark.parametrize(
    ("no_proxy", "server", "is_direct"),
    [
        ("*", SERVER, True),
        ("files.example", SERVER, True),
        (".example", SERVER, True),
        ("*.example", SERVER, True),
        ("example", SERVER, True),
        ("FILES.Example.", SERVER, True),
        ("a, files.example ,b", SERVER, True),
        ("a files.example", SERVER, True),
        ("'a;files.example'", SERVER, True),
        ("https://files.example", SERVER, True),
        ("files.example:443", SERVER, True),
        ("files.example:8443", SERVER, False),
        ("les.example", SERVER, False),
        ("", SERVER, False),
        (",,", SERVER, False),
        ("10.0.0.0/8", "https://10.2.3.4/v1", True),
        ("10.0.0.0/8,::1/128", "https://11.2.3.4/v1", False),
        ("10.2.3.4:443", "https://10.2.3.4/v1", True),
        ("fd00::/8", "https://[fd00::1]/v1", True),
        ("[fd00::1]:443", "https://[fd00::1]/v1", True),
        ("[fd00::1", SERVER, False),
    ],
)
def test_every_form_of_an_exception(
    no_proxy: str, server: str, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:8080")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert (proxy(server) is None) is is_direct


@pytest.mark.row(175)
@pytest.mark.parametrize("client", [OpenAI, AsyncOpenAI])
@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_cannot_be_read(client: Any, name: str, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "no.pem").write_text("not a certificate")
    for value in (tmp_path / "absent", tmp_path / "no.pem"):
        monkeypatch.setenv(name, str(value))
        with pytest.raises(ConfigurationError, match=name):
            client(api_key="sk-x", base_url=SERVER)
        client(api_key="sk-x", base_url="http://127.0.0.1:9/v1")


@pytest.mark.row(175)
@pytest.mark.parametrize("client", [OpenAI, AsyncOpenAI])
@pytest.mark.parametrize("named", [None, "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_key_log_that_cannot_be_written(client: Any, named: str | None, tmp_path: Path, monkeypatch: Any) -> None:
    import certifi

    if named is not None:
        monkeypatch.setenv(named, certifi.where() if named == "SSL_CERT_FILE" else str(tmp_path))
    for value in (tmp_path, tmp_path / "absent" / "keys"):
        monkeypatch.setenv("SSLKEYLOGFILE", str(value))
        with pytest.raises(ConfigurationError, match=r"^SSLKEYLOGFILE is .* or unset it"):
            client(api_key="sk-x", base_url=SERVER)
        client(api_key="sk-x", base_url="http://127.0.0.1:9/v1")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_certificates_in_quotes(quote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import certifi

    monkeypatch.setenv("SSL_CERT_FILE", f"{quote}{certifi.where()}{quote}")
    assert environment.tls_context(SERVER).get_ca_certs()


def test_the_store_of_the_system_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    made = ssl.create_default_context()
    monkeypatch.setattr(environment.sys, "platform", "linux")
    monkeypatch.setattr(environment.ssl, "create_default_context", lambda: loaded.append("system") or made)
    monkeypatch.setattr(environment.httpx, "create_ssl_context", lambda **_: loaded.append("certifi") or made)
    verified = ssl.get_default_verify_paths()
    for cafile, expected in (("/store.pem", "system"), (None, "certifi")):
        paths = verified._replace(cafile=cafile, capath=None)
        monkeypatch.setattr(environment.ssl, "get_default_verify_paths", lambda paths=paths: paths)
        context = environment.tls_context(SERVER)
        assert context.verify_mode == ssl.CERT_REQUIRED
        assert loaded.pop() == expected
        assert not loaded


def test_the_store_of_a_desktop_is_read_by_truststore(monkeypatch: pytest.MonkeyPatch) -> None:
    truststore = pytest.importorskip("truststore")
    for platform in ("darwin", "win32"):
        monkeypatch.setattr(environment.sys, "platform", platform)
        assert isinstance(environment.tls_context(SERVER), truststore.SSLContext)


@pytest.mark.row(174)
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_function_that_gives_no_key_sends_nothing(nothing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"data": [], "object": "list"})

    http = httpx.Client(transport=httpx.MockTransport(respond))
    client = OpenAI(api_key=lambda: nothing, base_url=SERVER, http_client=http)
    for action in (client.files.list, lambda: client.files.create(file=b"x", purpose="batch")):
        with pytest.raises(MissingCredentialsError, match="nothing was sent"):
            action()
    assert asked == []
    client.files.list(extra_headers={"Authorization": "Bearer mine"})
    assert len(asked) == 1


@pytest.mark.row(174)
@pytest.mark.anyio
async def test_nor_does_an_async_one() -> None:
    async def no_key() -> str:
        return ""

    http = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: pytest.fail("was sent")))
    client = AsyncOpenAI(api_key=no_key, base_url=SERVER, http_client=http)
    with pytest.raises(MissingCredentialsError):
        await client.files.create(file=b"x", purpose="batch")


def test_a_key_may_be_words() -> None:
    assert OpenAI(api_key="not needed", base_url=SERVER).api_key == "not needed"


def test_a_folder_that_is_named_is_all_that_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert environment.tls_context(SERVER).get_ca_certs() == []
