"""Providers that are played by the embedded server, in the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI
from filewright.embedded import Store
from filewright.embedded.http.transport import AsyncFolderTransport, FolderTransport
from filewright.embedded.playing import PlayedService
from filewright.providers import Provider, built_in_providers

PROVIDERS = {each.name: each for each in built_in_providers()}
URL = "http://127.0.0.1:1/v1"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin, URL or key of whoever runs the tests."""
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", "")
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "FILEWRIGHT_PROVIDER"):
        monkeypatch.delenv(name, raising=False)
    for provider in PROVIDERS.values():
        for name in (*provider.key_variables, *filter(None, [provider.url_variable])):
            monkeypatch.delenv(name, raising=False)


class Played:
    """A provider in the process, with a blocking and an async client of it."""

    def __init__(self, provider: Provider, folder: Path, **options: Any) -> None:
        self.provider = provider
        self.folder = folder
        self.requests: list[httpx.Request] = []
        self.before: Callable[[httpx.Request], None] | None = None
        self.after: Callable[[httpx.Request], None] | None = None
        self.store = Store(folder, durable=False)
        self.service = PlayedService(self.store, provider=provider, **options)

    def see(self, request: httpx.Request) -> None:
        """A request comes: `before` may change it."""
        if self.before is not None:
            self.before(request)
        self.requests.append(request)

    def let_go(self, request: httpx.Request) -> None:
        """A response goes: `after` may raise what loses it."""
        if self.after is not None:
            self.after(request)

    def client(self, **options: Any) -> OpenAI:
        http = httpx.Client(transport=_Watched(FolderTransport.over(self.service), self))
        given = {"provider": self.provider.name, "base_url": URL, "api_key": "sk-1234", **options}
        return OpenAI(http_client=http, **given)

    def async_client(self, **options: Any) -> AsyncOpenAI:
        http = httpx.AsyncClient(transport=_AsyncWatched(AsyncFolderTransport.over(self.service), self))
        given = {"provider": self.provider.name, "base_url": URL, "api_key": "sk-1234", **options}
        return AsyncOpenAI(http_client=http, **given)

    def run_async(self, action: Callable[[AsyncOpenAI], Any], **options: Any) -> Any:
        async def run() -> Any:
            async with self.async_client(**options) as client:
                return await action(client)

        return anyio.run(run)


class _Watched(httpx.BaseTransport):
    def __init__(self, inner: httpx.BaseTransport, played: Played) -> None:
        self._inner, self._played = inner, played

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._played.see(request)
        response = self._inner.handle_request(request)
        self._played.let_go(request)
        return response


class _AsyncWatched(httpx.AsyncBaseTransport):
    def __init__(self, inner: httpx.AsyncBaseTransport, played: Played) -> None:
        self._inner, self._played = inner, played

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._played.see(request)
        response = await self._inner.handle_async_request(request)
        self._played.let_go(request)
        return response


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., Played]]:
    """Play a provider by its name."""
    begun: list[Played] = []

    def play(name: str, **options: Any) -> Played:
        begun.append(Played(PROVIDERS[name], tmp_path / name, **options))
        return begun[-1]

    yield play
    for each in begun:
        each.store.close()
