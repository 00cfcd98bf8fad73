"""Which provider a client speaks to, and what it knows by that: URL, key, headers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import (
    AsyncOpenAI,
    AzureOpenAI,
    ConfigurationError,
    MissingCredentialsError,
    OpenAI,
    UnsupportedError,
    providers,
)
from filewright.providers import built_in_providers

FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a.jsonl", "purpose": "batch"}


@pytest.fixture(params=[OpenAI, AsyncOpenAI], ids=["blocking", "async"])
def make(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_provider_is_named_in_one_word(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "theirs")
    monkeypatch.setenv("OPENAI_API_KEY", "ours")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.test/v1")
    client = make(provider="mistral")
    assert (client.provider, str(client.base_url), client.api_key) == (
        "mistral",
        "https://api.mistral.ai/v1",
        "theirs",
    )
    assert "mistral" in [plugin.name for plugin in client.plugins]


def test_the_key_for_openai_goes_to_openai_alone(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "ours")
    with pytest.raises(MissingCredentialsError, match=r"for Mistral AI: pass api_key, or set MISTRAL_API_KEY\."):
        make(provider="mistral")
    assert make(provider="ogx").api_key is None


def test_a_provider_is_named_by_the_environment(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILEWRIGHT_PROVIDER", "groq")
    assert make(api_key="k").provider == "groq"
    assert str(make(api_key="k").base_url) == "https://api.groq.com/openai/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert str(make(api_key="k").base_url) == "http://127.0.0.1:1/v1"
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert make(api_key="k", provider="mistral").provider == "mistral"
    monkeypatch.setenv("FILEWRIGHT_PROVIDER", "grok")
    with pytest.raises(ConfigurationError, match=r"Unknown provider 'grok'\. Known providers: anthropic, "):
        make(api_key="k")
    assert make(base_url="file:///tmp/a-folder").provider is None, "a folder is nobody's"
    AzureOpenAI(azure_endpoint="https://a.openai.azure.com", api_version="1", api_key="k").close()


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://api.groq.com/openai/v1", "groq"),
        ("https://mine.openai.azure.com/openai/v1", "azure"),
        ("https://abc.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1", "qwen"),
        ("https://api.openai.com/v1", None),
        ("https://api.groq.com.evil.test/v1", None),
        ("https://notapi.groq.com.test/v1", None),
    ],
)
def test_hosts_are_recognised(make: Any, url: str, provider: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-key-that-was-set-for-this-url")
    client = make(base_url=url)
    assert (client.provider, str(client.base_url)) == (provider, url)
    assert client.api_key == "the-key-that-was-set-for-this-url"


def test_a_url_that_is_set_later_brings_its_provider_with_it(make: Any) -> None:
    client = make(base_url="https://api.openai.com/v1", api_key="k")
    client.base_url = "https://api.mistral.ai/v1"
    assert (client.provider, client.hooks.has("upload_file")) == ("mistral", True)
    assert "mistral" in [plugin.name for plugin in client.plugins]
    client.base_url = "https://api.openai.com/v1"
    assert client.provider is None
    assert "mistral" not in [plugin.name for plugin in client.plugins]
    named = make(provider="groq", api_key="k")
    named.base_url = "https://api.mistral.ai/v1"
    assert named.provider == "groq", "what was said goes before what is recognised"


def test_a_copy_can_be_for_another_provider(make: Any) -> None:
    client = make(provider="mistral", api_key="k")
    copy = client.with_options(provider="groq")
    assert (client.provider, copy.provider) == ("mistral", "groq")
    assert str(copy.base_url) == "https://api.groq.com/openai/v1"
    assert client.with_options(timeout=3).provider == "mistral"


def test_a_provider_whose_url_is_each_users_own_wants_it(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="pass base_url, or set AZURE_OPENAI_ENDPOINT"):
        make(provider="azure", api_key="k")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com/")
    assert str(make(provider="azure", api_key="k").base_url) == "https://mine.openai.azure.com/openai/v1"
    with pytest.raises(ConfigurationError, match=r"LiteLLM proxy has another URL for each user: pass base_url\."):
        make(provider="litellm", api_key="k")


def sent(provider: str, body: Any = FILE, **options: Any) -> httpx.Request:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=body)

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        OpenAI(provider=provider, api_key="sk-1234", http_client=http, **options).files.retrieve("file-1")
    return requests[0]


def test_credentials_go_where_the_provider_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org")
    request = sent("anthropic", {"id": "file-1", "size_bytes": 1, "created_at": "2026-01-01T00:00:00Z"})
    assert request.url == "https://api.anthropic.com/v1/files/file-1"
    assert request.headers["x-api-key"] == "sk-1234"
    assert request.headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in request.headers
    assert "openai-organization" not in request.headers
    assert sent("groq", organization="mine").headers["openai-organization"] == "mine"
    assert sent("groq").headers["authorization"] == "Bearer sk-1234"


def test_headers_of_a_provider_can_be_changed() -> None:
    request = sent("anthropic", default_headers={"Anthropic-Version": "2099-01-01"})
    assert request.headers.get_list("anthropic-version") == ["2099-01-01"]


def test_azure_keeps_files_for_batches_thirty_days_unless_told_otherwise(play: Any) -> None:
    played = play("azure")

    def kept(**options: Any) -> int | None:
        asked = {"expires_after": options.pop("expires_after")} if "expires_after" in options else {}
        with played.client(**options) as client:
            file = client.files.create(file=("a.jsonl", b"{}"), purpose="batch", **asked)
        return None if file.expires_at is None else round((file.expires_at - file.created_at) / 86_400)

    assert kept() == 30
    assert kept(expires_after="14d") == 14
    assert kept(expiry={"batch": "20d"}) == 20
    assert kept(expiry={"*": "21d"}) == 21
    with pytest.raises(ConfigurationError, match="expires_after is 86,400 seconds; Azure OpenAI takes 1,209,600 to"):
        kept(expires_after="1d")


def test_limits_are_the_providers(tmp_path: Any) -> None:
    large = tmp_path / "a.jsonl"
    with large.open("wb") as file:
        file.truncate(101 << 20)
    with OpenAI(provider="groq", api_key="k") as client:
        with pytest.raises(ValueError, match=r"at most 104,857,600 are allowed \(github\.com/groq/groq-python"):
            client.files.create(file=large, purpose="batch")
        with pytest.raises(UnsupportedError, match="takes no uploads for 'user_data'; its purposes are batch"):
            client.files.create(file=("a.jsonl", b"{}"), purpose="user_data")


TABLES = Path(providers.__file__).parent


def test_a_provider_that_is_only_a_table_has_fewer_than_forty_lines() -> None:
    sizes = {}
    for path in TABLES.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "PROVIDER = Provider(" in source and "\ndef " not in source:
            sizes[path.name] = len(source.splitlines())
    assert len(sizes) > 15
    assert {name: size for name, size in sizes.items() if size >= 40} == {}


def test_tables_are_whole() -> None:
    for provider in built_in_providers():
        assert provider.sources, provider.name
        assert provider.checked >= "2026-11-25", provider.name
        limits = [provider.limit, *(each.limit for each in provider.purposes.values())]
        assert all(limit.source for limit in limits if limit is not None), provider.name
