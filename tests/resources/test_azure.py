"""The clients for Azure OpenAI: settings, credentials, copies, secrets."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest
from filewright import AsyncAzureOpenAI, AzureOpenAI, ConfigurationError, NotFoundError

ENDPOINT = "https://resource.openai.azure.com"
KEY = "azure-key-1234567890"


@pytest.fixture(autouse=True)
def no_azure_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_VERSION"):
        monkeypatch.delenv(name, raising=False)


def client(variant: Any, **settings: Any) -> Any:
    cls: Any = AsyncAzureOpenAI if variant.asynchronous else AzureOpenAI
    return cls(**{"http_client": variant.http(), "azure_endpoint": ENDPOINT, "api_version": "2026-01-01", **settings})


def sent(variant: Any, made: Any) -> Any:
    variant.do(made.files.retrieve, "file-1")
    return variant.server.last


def test_a_key_goes_as_azure_wants_it(variant: Any) -> None:
    request = sent(variant, client(variant, api_key=KEY, azure_deployment="a-model"))
    assert str(request.url) == f"{ENDPOINT}/openai/files/file-1?api-version=2026-01-01"
    assert request.headers["api-key"] == KEY
    assert "authorization" not in request.headers


def test_an_expiry_is_spelled_with_dots(variant: Any) -> None:
    azure = client(variant, api_key=KEY, checks={"expiry": False})
    variant.do(azure.files.create, file=("a.jsonl", b"{}"), purpose="batch", expires_after="14d")
    body = variant.server.last.content
    assert b'name="expires_after.seconds"\r\n\r\n1209600\r\n' in body
    assert b'name="expires_after.anchor"\r\n\r\ncreated_at\r\n' in body
    assert b"expires_after[" not in body


def test_a_token_goes_as_bearer(variant: Any) -> None:
    request = sent(variant, client(variant, azure_ad_token="token-1"))
    assert request.headers["authorization"] == "Bearer token-1"
    assert "api-key" not in request.headers


def test_a_provider_is_asked_for_each_call(variant: Any) -> None:
    tokens = iter(["one", "two"])
    made = client(variant, azure_ad_token_provider=lambda: next(tokens))
    assert [sent(variant, made).headers["authorization"] for _ in range(2)] == ["Bearer one", "Bearer two"]


def test_an_async_provider_belongs_to_the_async_client(variant: Any) -> None:
    async def provider() -> str:
        return "token-1"

    if variant.asynchronous:
        request = sent(variant, client(variant, azure_ad_token_provider=provider))
        assert request.headers["authorization"] == "Bearer token-1"
    else:
        with pytest.raises(ConfigurationError, match="async"):
            client(variant, azure_ad_token_provider=provider)


def test_a_function_may_give_the_key(variant: Any) -> None:
    assert sent(variant, client(variant, api_key=lambda: KEY)).headers["api-key"] == KEY


def test_what_was_not_passed_is_in_the_environment(variant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://other.openai.azure.com/")
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-05-05")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", KEY)
    request = sent(variant, client(variant, azure_endpoint=None, api_version=None))
    assert str(request.url) == "https://other.openai.azure.com/openai/files/file-1?api-version=2025-05-05"
    assert request.headers["api-key"] == KEY
    monkeypatch.setenv("AZURE_OPENAI_AD_TOKEN", "token-1")
    assert sent(variant, client(variant)).headers["authorization"] == "Bearer token-1", "a token goes before a key"
    assert sent(variant, client(variant, api_key="own-key")).headers["api-key"] == "own-key"


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({}, "No credential"),
        ({"api_key": KEY, "azure_ad_token": "t"}, "api_key and azure_ad_token were passed"),
        ({"azure_ad_token": "t", "azure_ad_token_provider": str}, "were passed"),
        ({"api_key": KEY, "api_version": None}, "No api_version"),
        ({"api_key": KEY, "azure_endpoint": None}, "No azure_endpoint"),
        ({"api_key": KEY, "base_url": "https://a.test/openai"}, "base_url and azure_endpoint"),
        ({"api_key": KEY, "azure_endpoint": 5}, "azure_endpoint is 5"),
        ({"api_key": KEY + "\n"}, "line break"),
    ],
)
def test_what_cannot_be_is_told_without_the_key(variant: Any, settings: dict[str, Any], match: str) -> None:
    with pytest.raises(ConfigurationError, match=match) as caught:
        client(variant, **settings)
    lines = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [frame for frame in lines.stack if "/filewright/" in frame.filename]
    assert not any(KEY in str(frame.locals) for frame in ours)


def test_a_base_url_is_taken_as_it_is(variant: Any) -> None:
    request = sent(variant, client(variant, api_key=KEY, azure_endpoint=None, base_url="https://a.test/openai/v1"))
    assert request.url.path == "/openai/v1/files/file-1"


def test_a_copy_keeps_what_it_was_not_told_to_change(variant: Any) -> None:
    made = client(variant, api_key=KEY, default_query={"a": "b"})
    copy = made.with_options(timeout=5, default_query={"c": "d"})
    assert type(copy) is type(made)
    request = sent(variant, copy)
    assert dict(request.url.params) == {"a": "b", "c": "d", "api-version": "2026-01-01"}
    assert request.headers["api-key"] == KEY
    assert sent(variant, made.copy(api_version="2027-01-01")).url.params["api-version"] == "2027-01-01"
    assert sent(variant, made.copy(azure_endpoint="https://b.test")).url.host == "b.test"


def test_a_copy_may_have_another_kind_of_credential(variant: Any) -> None:
    made = client(variant, api_key=KEY).with_options(azure_ad_token="token-1")
    request = sent(variant, made)
    assert request.headers["authorization"] == "Bearer token-1"
    assert "api-key" not in request.headers
    assert sent(variant, made.copy(api_key=KEY)).headers["api-key"] == KEY


def test_the_callers_headers_win(variant: Any) -> None:
    made = client(variant, api_key=KEY, default_headers={"api-key": "own"})
    assert sent(variant, made).headers["api-key"] == "own"


def test_the_plugin_is_there_and_cannot_be_blocked(variant: Any) -> None:
    made = client(variant, azure_ad_token="t")
    assert [plugin.name for plugin in made.plugins if plugin.origin == "client"] == ["azure"]
    with pytest.raises(ConfigurationError, match=r"block names 'azure', which .*AzureOpenAI does not work without"):
        client(variant, api_key=KEY, block=["azure"])


def test_no_secret_is_shown(variant: Any) -> None:
    import httpx

    made = client(variant, api_key=KEY)
    variant.server.responses = [httpx.Response(404, json={"error": {"message": f"no {KEY}"}})]
    with pytest.raises(NotFoundError) as caught:
        sent(variant, made)
    shown = [repr(made), str(caught.value), repr(caught.value.response.request.headers), str(made.settings)]
    assert not any(KEY in text for text in shown)
    assert KEY.encode() not in pickle.dumps(caught.value)
