from __future__ import annotations

import importlib.util
import inspect
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filewright import AsyncOpenAI, OpenAI


def load(name: str) -> Any:
    """A file of this folder, as the module `fault_<name>`."""
    spec = importlib.util.spec_from_file_location(f"fault_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fault_server = load("server")
fault_canary = load("canary")
fault_scripts = load("scripts")
load("rows")

CANARY = fault_server.CANARY


class Watched:
    """The servers of a test, and what its errors showed of the key."""

    def __init__(self) -> None:
        self.servers: list[Any] = []
        self.leaks: list[str] = []

    def all_leaks(self) -> list[str]:
        sent = [f"a header, the target or the body of {request}" for s in self.servers for request in s.leaks]
        return [*self.leaks, *sent]


@pytest.fixture(autouse=True)
def watched(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, tmp_path: Path) -> Iterator[Watched]:
    """After each test, look for the key in all that it printed, logged, raised, sent and wrote."""
    for logger in (None, "filewright", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=logger)
    watched = Watched()
    yield watched
    printed = capfd.readouterr()
    leaks = [f"printed to {name}" for name, text in printed._asdict().items() if fault_canary.holds_the_key(text)]
    leaks += fault_canary.leaks_of_logs([*caplog.get_records("setup"), *caplog.get_records("call")])
    leaks += fault_canary.leaks_of_files(tmp_path)
    leaks += watched.all_leaks()
    assert not leaks, "the key was found where it must not be: " + "; ".join(leaks)


class Variant:
    """One of the two clients, so that a test is written once: `run(action, **settings)` gives what the action gives."""

    def __init__(self, backend: str | None, watched: Watched, transport: str = "httpx") -> None:
        self.backend = backend
        self.transport = transport
        self._watched = watched

    def run(self, action: Callable[[Any], Any], **settings: Any) -> Any:
        settings = {"api_key": CANARY, "timeout": 60.0, **settings}
        if self.transport == "pyreqwest":
            settings["transport"] = self.transport
        try:
            return self._run(action, settings)
        except Exception as error:
            self._watched.leaks += fault_canary.leaks_of_error(error)
            raise

    def _run(self, action: Callable[[Any], Any], settings: dict[str, Any]) -> Any:
        if self.backend is None:
            with self._brought("Client", settings) as brought, OpenAI(**settings, **brought) as client:
                return action(client)
        import anyio

        async def run_async() -> Any:
            async with self._brought("AsyncClient", settings) as brought, AsyncOpenAI(**settings, **brought) as client:
                result = action(client)
                return await result if inspect.isawaitable(result) else result

        return anyio.run(run_async, backend=self.backend)

    def _brought(self, name: str, settings: dict[str, Any]) -> Any:
        """The options with a client of the caller's, where the test is to have one; it is closed after the test's."""
        library, dot, _ = self.transport.partition(".")
        if not dot:
            return nullcontext({})
        # Without TLS, the certificates of authorities are not loaded, which takes longer than most tests.
        verify = "SSL_CERT_FILE" in os.environ or not str(settings.get("base_url", "https:")).startswith("http:")
        return _Bringing(getattr(pytest.importorskip(library), name)(verify=verify))

    def save(self, file_id: str, path: Path) -> Callable[[Any], Any]:
        """The action that downloads a file."""
        if self.backend is None:
            return lambda client: client.files.content(file_id).stream_to_file(path)

        async def save(client: Any) -> None:
            content = await client.files.content(file_id)
            await content.astream_to_file(path)

        return save


class _Bringing(AbstractContextManager[dict[str, Any]], AbstractAsyncContextManager[dict[str, Any]]):
    def __init__(self, http: Any) -> None:
        self._http = http

    def __enter__(self) -> dict[str, Any]:
        return {"http_client": self._http.__enter__()}

    def __exit__(self, *_: object) -> None:
        assert not self._http.is_closed
        self._http.close()

    async def __aenter__(self) -> dict[str, Any]:
        return {"http_client": await self._http.__aenter__()}

    async def __aexit__(self, *_: object) -> None:
        assert not self._http.is_closed
        await self._http.aclose()


VARIANTS = {"sync": (None, "httpx"), "asyncio": ("asyncio", "httpx"), "trio": ("trio", "httpx")}
FAST_VARIANTS = {"sync-fast": (None, "pyreqwest"), "asyncio-fast": ("asyncio", "pyreqwest")}

BROUGHT_VARIANTS = {f"{name}-httpx2": (backend, "httpx2.Client") for name, (backend, _) in VARIANTS.items()}
"""A client of httpx2 is passed as `http_client`."""
OWN_VARIANTS = {f"{name}-httpx": (backend, "httpx.Client") for name, (backend, _) in VARIANTS.items()}

BROUGHT_ROWS = {1, 16, 18, 32, 40, 43, 51, 54, 166}
"""The rows in which it matters that errors, streams and requests of another library are converted; with
FILEWRIGHT_TRANSPORTS=brought, every row is tried with it, and with an httpx client that is passed.
"""

FAST_ROWS = {
    1,
    3,
    4,
    6,
    7,
    16,
    18,
    19,
    21,
    32,
    33,
    40,
    41,
    43,
    44,
    47,
    48,
    49,
    51,
    52,
    54,
    65,
    72,
    97,
    99,
    109,
    166,
    167,
}
"""The rows in which it matters what carries requests; with FILEWRIGHT_TRANSPORTS=all, every row is tried with each."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with both clients, and where it matters with each transport."""
    if "variant" not in metafunc.fixturenames:
        return
    rows = {number for mark in metafunc.definition.iter_markers("row") for number in mark.args}
    wanted = os.environ.get("FILEWRIGHT_TRANSPORTS")
    variants = dict(VARIANTS)
    if metafunc.definition.get_closest_marker("only_httpx") is None:
        variants |= FAST_VARIANTS if rows & FAST_ROWS or wanted == "all" else {}
        variants |= BROUGHT_VARIANTS if rows & BROUGHT_ROWS else {}
        variants |= BROUGHT_VARIANTS | OWN_VARIANTS if wanted == "brought" else {}
    metafunc.parametrize("variant", variants.values(), ids=variants.keys(), indirect=True)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make a certificate for this machine, or for other names; each is made once, which takes the longest."""

    @cache
    def make(*names: str) -> Path:
        path = fault_scripts.certificate(tmp_path_factory.mktemp("tls"), *names)
        return path or pytest.skip("openssl is not here to make a certificate")

    return make


@pytest.fixture
def variant(request: pytest.FixtureRequest, watched: Watched) -> Variant:
    backend, transport = request.param
    return Variant(backend, watched, transport)


@pytest.fixture(autouse=True)
def quick_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in's delays, a hundred times shorter."""
    monkeypatch.setattr("filewright.rules.retrying.FIRST_DELAY", 0.005)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds the client waited, each time; it does not wait in fact."""
    import anyio

    seconds: list[float] = []
    pause = anyio.sleep

    async def sleep(wait: float) -> None:
        seconds.append(wait)
        await pause(0)

    monkeypatch.setattr("time.sleep", seconds.append)
    monkeypatch.setattr("anyio.sleep", sleep)
    return seconds


@pytest.fixture
def serve(watched: Watched) -> Iterator[Callable[..., Any]]:
    """Start fault servers; they are closed after the test."""

    def serve(*arguments: Any) -> Any:
        watched.servers.append(fault_server.FaultServer(*arguments))
        return watched.servers[-1]

    yield serve
    for server in watched.servers:
        server.close()
