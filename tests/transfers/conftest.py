from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from filewright import AsyncOpenAI, OpenAI, hookimpl
from filewright.embedded import running_server


class Names:
    """A plugin that tells the network which file a request is about."""

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Any) -> None:
        if call.source is not None:
            request.extensions["name"] = call.source.name


class Bench:
    """A client for a server on this machine, used in the same words whether it blocks or not."""

    def __init__(self, kind: str | None, portal: Any, server: Any, stack: ExitStack) -> None:
        self.server = server
        self.requests: list[httpx.Request] = []
        self.failing: Callable[[httpx.Request], httpx.Response | Exception | None] = lambda _request: None
        self._kind = kind
        self._portal = portal
        self._stack = stack

    def client(self, **settings: Any) -> Any:
        bench = self

        class Blocking(httpx.HTTPTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                found = bench._intercepted(request)
                return super().handle_request(request) if found is None else found

        class Asynchronous(httpx.AsyncHTTPTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                found = bench._intercepted(request)
                return await super().handle_async_request(request) if found is None else found

        cls: Any = AsyncOpenAI if self._kind else OpenAI
        # The server has no TLS; to load the certificates of authorities takes longer than most tests.
        http: Any = (
            httpx.AsyncClient(transport=Asynchronous(verify=False))
            if self._kind
            else httpx.Client(transport=Blocking(verify=False))
        )
        settings = {
            "api_key": self.server.token,
            "base_url": self.server.base_url,
            "http_client": http,
            "plugins": [Names()],
            **settings,
        }
        client = cls(**settings)
        self._stack.callback(lambda: self.do(http.aclose if self._kind else http.close))
        return client

    def _intercepted(self, request: httpx.Request) -> httpx.Response | None:
        self.requests.append(request)
        found = self.failing(request)
        if isinstance(found, Exception):
            raise found
        return found

    def do(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Call a method; of an async client, await what it gives."""

        async def awaited() -> Any:
            result = function(*arguments, **options)
            return await result if inspect.isawaitable(result) else result

        return self._portal.call(awaited) if self._kind else function(*arguments, **options)

    def sent(self, method: str) -> int:
        return sum(request.method == method for request in self.requests)

    def names(self) -> list[str]:
        """The names of what is stored, sorted."""
        return sorted(record.filename for record in self.server.store.files(descending=False))

    def contents(self) -> dict[str, bytes]:
        """What is stored, by name."""
        found: dict[str, bytes] = {}
        for record in self.server.store.files(descending=False):
            with open(self.server.store.contents.open(record), "rb") as blob:
                found[record.filename] = blob.read()
        return found


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", "")
    monkeypatch.setenv("FILEWRIGHT_STATE", str(tmp_path / "state"))
    monkeypatch.setattr("filewright.rules.retrying.FIRST_DELAY", 0.001)
    monkeypatch.setattr("filewright.transfers.settling.SETTLE_SECONDS", 0.01)
    return tmp_path / "state"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    with running_server(tmp_path / "server", token="key-of-the-test", durable=False) as running:
        yield running


@pytest.fixture(params=[None, "asyncio", "trio"], ids=["sync", "asyncio", "trio"])
def bench(request: pytest.FixtureRequest, server: Any) -> Iterator[Bench]:
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal(request.param)) if request.param else None
        yield Bench(request.param, portal, server, stack)


@pytest.fixture
def blocking(server: Any) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(None, None, server, stack)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty files, two of the same name and size, in three folders."""
    root = tmp_path / "folder"
    for number in range(18):
        place = root / ("logs", "data", "data/more")[number % 3]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"file-{number:02}.txt").write_bytes(b"x" * (number + 1))
    for name in ("logs", "data"):
        (root / name / "same.txt").write_bytes(name.encode())
    return root
