from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import ConfigurationError, NotFoundError, PluginError

URL = "https://gateway.test/openai"


@pytest.fixture
def gateway(installed_examples: Path) -> Any:
    import filewright_gateway  # type: ignore[import-not-found]

    return filewright_gateway


def credentials(request: httpx.Request) -> tuple[str | None, str | None, str]:
    return request.headers.get("api-key"), request.headers.get("authorization"), request.url.query.decode()


def test_the_key_goes_as_api_key_and_the_version_in_the_query(api: Any, gateway: Any) -> None:
    client = api.client(gateway.Gateway(URL, "2025-01-01"), base_url=URL)
    client.files.create(file=b"x", purpose="user_data")
    api.responses = [(200, api.page())]
    client.files.list(limit=5)
    assert [credentials(r) for r in api.requests] == [
        (api.key, None, "api-version=2025-01-01"),
        (api.key, None, "limit=5&api-version=2025-01-01"),
    ]


def test_each_attempt_and_each_page_has_them(api: Any, gateway: Any) -> None:
    api.responses = [(503, {}), (200, api.page("a", more=True)), (200, api.page("b", more=False))]
    client = api.client(gateway.Gateway(URL), base_url=f"{URL}/")
    assert [file.id for file in client.files.list()] == ["a", "b"]
    assert [r.headers["api-key"] for r in api.requests] == [api.key] * 3
    assert [r.url.params["api-version"] for r in api.requests] == ["2024-10-21"] * 3


def test_the_async_client_too(api: Any, gateway: Any) -> None:
    async def retrieve() -> None:
        async def key() -> str:
            return "key-of-the-moment"

        async with httpx.AsyncClient(transport=httpx.MockTransport(api.handle)) as http:
            client = api.async_client(gateway.Gateway(URL), http_client=http, base_url=URL, api_key=key)
            await client.files.retrieve("file-1")

    anyio.run(retrieve)
    assert credentials(api.requests[0]) == ("key-of-the-moment", None, "api-version=2024-10-21")


@pytest.mark.parametrize(
    "url", ["https://api.openai.com/v1", "https://gateway.test/openai-other", "https://gateway.test.evil.test/openai"]
)
def test_other_servers_are_left_alone(url: str, api: Any, gateway: Any) -> None:
    api.client(gateway.Gateway(URL), base_url=url).files.retrieve("file-1")
    assert credentials(api.requests[0]) == (None, f"Bearer {api.key}", "")


def test_what_lies_below_its_url_is_its_own(api: Any, gateway: Any) -> None:
    api.client(gateway.Gateway(f"{URL}/"), base_url=f"{URL}/v1").files.retrieve("file-1")
    assert api.requests[0].headers["api-key"] == api.key


def test_what_the_caller_says_stands(api: Any, gateway: Any) -> None:
    plugin = gateway.Gateway(URL)
    client = api.client(plugin, base_url=URL)
    client.files.retrieve("file-1", extra_query={"api-version": "preview"})
    api.client(plugin, base_url=URL, default_query={"api-version": "mine"}).files.retrieve("file-1")
    client.files.retrieve("file-1", extra_headers={"authorization": "Basic abc"})
    assert [credentials(r) for r in api.requests] == [
        (api.key, None, "api-version=preview"),
        (api.key, None, "api-version=mine"),
        (None, "Basic abc", "api-version=2024-10-21"),
    ]


def test_the_key_is_in_no_error(api: Any, gateway: Any) -> None:
    api.responses = [lambda request: (404, {"error": {"message": f"no access with {request.headers['api-key']}"}})]
    with pytest.raises(NotFoundError) as caught:
        api.client(gateway.Gateway(URL), base_url=URL).files.retrieve("file-1")
    assert caught.value.request.headers["api-key"] == "[masked]"
    assert api.key not in f"{caught.value} {caught.value.body} {caught.value.request.headers}"


@pytest.mark.parametrize("settings", [("gateway.test", None), ("ftp://gateway.test", None), (URL, "a&b=c")])
def test_a_setting_that_is_wrong_is_told_with_its_value(settings: Any, gateway: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        gateway.Gateway(*settings)
    assert repr(settings[1] or settings[0]) in str(caught.value)


def test_a_wrong_environment_is_told_as_the_plugins(api: Any, gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILEWRIGHT_GATEWAY_URL", "gateway.test")
    with pytest.raises(
        PluginError, match=r"'Gateway' \(client\) could not be loaded: ConfigurationError: .*gateway\.test"
    ):
        api.client(gateway.Gateway)
