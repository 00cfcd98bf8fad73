"""What both SDKs send to Azure for the same calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import filewright
import pytest

openai = pytest.importorskip("openai", reason="the official SDK (openai) is not installed")

# The official SDK leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CREDENTIALS: dict[str, dict[str, Any]] = {
    "key": {"api_key": "key-1"},
    "token": {"azure_ad_token": "token-1"},
    "provider": {"azure_ad_token_provider": lambda: "token-2"},
    "key and deployment": {"api_key": "key-1", "azure_deployment": "a-model"},
}
CALLS: dict[str, Callable[[Any], Any]] = {
    "create": lambda client: client.files.create(file=("a.jsonl", b"abc"), purpose="batch"),
    "retrieve": lambda client: client.files.retrieve("file-1"),
    "delete": lambda client: client.files.delete("file-1"),
    "content": lambda client: client.files.content("file-1"),
    "list": lambda client: client.files.list(purpose="batch", limit=5),
    "create an upload": lambda client: client.uploads.create(
        bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants"
    ),
    "add a part": lambda client: client.uploads.parts.create("upload-1", data=b"abc"),
    "complete": lambda client: client.uploads.complete("upload-1", part_ids=["part-1"]),
    "cancel": lambda client: client.uploads.cancel("upload-1"),
}


def seen(sdk: Any, asynchronous: bool, server: Any, credential: str, call: str) -> Any:
    settings = {
        "azure_endpoint": f"http://127.0.0.1:{server.port}",
        "api_version": "2026-01-01",
        "max_retries": 0,
        **CREDENTIALS[credential],
    }

    if sdk is openai:
        # Without TLS, the certificates of authorities are not loaded, which takes longer than the call.
        made = openai.DefaultAsyncHttpxClient if asynchronous else openai.DefaultHttpxClient
        settings["http_client"] = made(verify=False)

    async def run() -> None:
        async with sdk.AsyncAzureOpenAI(**settings) as client:
            await CALLS[call](client)

    if asynchronous:
        anyio.run(run)
    else:
        with sdk.AzureOpenAI(**settings) as client:
            CALLS[call](client)
    exchange = server.seen.pop()
    headers = {name: exchange.headers.get(name) for name in ("api-key", "authorization")}
    path, _, query = exchange.target.partition("?")
    return exchange.method, path, sorted(query.split("&")), headers


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("credential", CREDENTIALS)
@pytest.mark.parametrize("call", CALLS)
def test_both_send_the_same(
    server: Any, asynchronous: bool, credential: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    theirs = seen(openai, asynchronous, server, credential, call)
    ours = seen(filewright, asynchronous, server, credential, call)
    assert ours == theirs
