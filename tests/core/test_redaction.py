"""What logs, errors and pickles show of a request: an allow-list, so that a secret of any name stays out."""

from __future__ import annotations

import logging
import pickle
from typing import Any

import httpx
import pytest
from filewright import APIConnectionError, APIStatusError, AsyncOpenAI, ConfigurationError, OpenAI
from filewright.redaction import redacted, shown_header_pairs, shown_url

SECRET = "canary-0123456789"
HEADERS = (
    *("Ocp-Apim-Subscription-Key", "cf-access-client-secret", "x-goog-api-key", "x-my-own", "Authorization", "Cookie"),
    "X-Amz-Security-Token",
)
QUERY = ("sig", "key", "token", "code", "X-Amz-Signature")


def refusing(request: httpx.Request) -> httpx.Response:
    """A gateway that refuses, repeats what it was sent, and sets a cookie."""
    echo = {"error": {"message": f"refused {request.url} {dict(request.headers)}"}}
    headers = {"set-cookie": f"session={SECRET}-cookie", "location": f"https://a/?sig={SECRET}", "x-echo": SECRET}
    return httpx.Response(403, json=echo, headers=headers)


def told(error: APIStatusError) -> str:
    revived = pickle.loads(pickle.dumps(error))
    seen = [
        *(repr(error), str(error), error.detail, str(error.body), repr(error.request), str(error.request.url)),
        *(str(error.request.headers.raw), str(error.response.headers.raw), error.response.text),
        *(str(revived), str(vars(revived)), str(pickle.dumps(error))),
    ]
    return " ".join(map(str, seen))


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Any:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_of_the_callers_is_shown(name: str, everything_logged: Any) -> None:
    http = httpx.Client(transport=httpx.MockTransport(refusing))
    client = OpenAI(api_key="sk-some-key", base_url="http://127.0.0.1/v1", http_client=http, max_retries=0)
    for given in ({name: SECRET}, {name: f"Bearer {SECRET}"}):
        with pytest.raises(APIStatusError) as caught:
            client.files.list(extra_headers=given)
        assert SECRET not in told(caught.value)
        assert SECRET not in everything_logged.text
        assert caught.value.request.headers[name] == "[masked]"


@pytest.mark.parametrize("name", QUERY)
def test_no_query_is_shown(name: str, everything_logged: Any) -> None:
    http = httpx.Client(transport=httpx.MockTransport(refusing), params={name: SECRET})
    client = OpenAI(api_key="sk-some-key", base_url="http://127.0.0.1/v1", http_client=http, max_retries=0)
    with pytest.raises(APIStatusError) as caught:
        client.files.list(limit=5)
    assert SECRET not in told(caught.value)
    assert SECRET not in everything_logged.text
    assert caught.value.request.url.params["limit"] == "5"
    assert caught.value.request.url.params[name] == "masked"


@pytest.mark.anyio
async def test_neither_in_an_async_client(everything_logged: Any) -> None:
    http = httpx.AsyncClient(transport=httpx.MockTransport(refusing), params={"sig": SECRET})
    client = AsyncOpenAI(
        api_key="sk-some-key",
        base_url="http://127.0.0.1/v1",
        http_client=http,
        max_retries=0,
        default_headers={"x-goog-api-key": SECRET},
    )
    with pytest.raises(APIStatusError) as caught:
        await client.files.retrieve("file-1")
    assert SECRET not in told(caught.value)
    assert SECRET not in everything_logged.text


@pytest.mark.parametrize("kind", [httpx.RemoteProtocolError, httpx.ConnectError, httpx.DecodingError])
def test_no_secret_that_a_malformed_response_repeats(kind: type[httpx.RequestError], everything_logged: Any) -> None:
    def malformed(request: httpx.Request) -> httpx.Response:
        raise kind(f"illegal header line: {SECRET} {'x' * 5000}", request=request)

    http = httpx.Client(transport=httpx.MockTransport(malformed))
    client = OpenAI(api_key=SECRET, base_url="http://127.0.0.1/v1", http_client=http, max_retries=0)
    with pytest.raises(APIConnectionError, match="illegal header line") as caught:
        client.files.list()
    assert type(caught.value.__cause__) is kind
    assert SECRET not in f"{caught.value} {caught.value.__cause__} {pickle.dumps(caught.value)!r}"
    assert SECRET not in everything_logged.text
    assert len(str(caught.value)) < 600


def test_what_is_known_is_shown() -> None:
    request = httpx.Request("GET", "https://a/v1/files?limit=5", headers={"accept": "a/b", "x-request-id": "req-1"})
    shown = redacted(request)
    assert str(shown.url) == "https://a/v1/files?limit=5"
    assert (shown.headers["accept"], shown.headers["x-request-id"]) == ("a/b", "req-1")


def test_a_url_with_a_password_has_none() -> None:
    shown = redacted(httpx.Request("GET", f"https://user:{SECRET}@a/v1/files"))
    assert str(shown.url) == "https://a/v1/files"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"https://a:8/b?key={SECRET}", "https://a:8/b"),
        (f"https://u:{SECRET}@a/b#c", "https://a/b"),
        (f"https://u:{SECRET}@x@a/b", "https://a/b"),
        (f"not a url?{SECRET}", "not a url"),
        (f"https://u:{SECRET}?x@a/b", "https://u:[masked]"),
        (f"https://u:{SECRET}/x", "https://u:[masked]"),
        ("https://[::1]:8/b", "https://[::1]:8/b"),
        ("https://[::1]/b:c", "https://[::1]/b:c"),
        ("https://a:/b", "https://a:/b"),
        ("file:///C:/b", "file:///C:/b"),
    ],
)
def test_of_a_url_no_more_than_scheme_host_port_and_path(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": f"https://a/v1?key={SECRET}"},
        {"base_url": f"https://user:{SECRET}@a/v1"},
        {"base_url": f"ftp://user:{SECRET}@a/v1?{SECRET}"},
        {"base_url": f"file:///a?{SECRET}"},
        {"default_headers": f"Authorization: {SECRET}"},
        {"default_headers": {"x-key": f"{SECRET}\n"}},
        {"default_query": SECRET},
        {"default_query": {"key": f"{SECRET}".encode()}},
    ],
)
def test_a_wrong_setting_is_told_without_its_secret(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        OpenAI(api_key="sk-some-key", **options)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_loggers_below_show_what_is_known() -> None:
    line = f"send_request_headers.complete [(b'Host', b'a'), (b'X-Own', b'{SECRET}'), (b'x-q', b\"it's {SECRET}\")]"
    assert shown_header_pairs(line) == (
        "send_request_headers.complete [(b'Host', b'a'), (b'X-Own', b'[masked]'), (b'x-q', b'[masked]')]"
    )
