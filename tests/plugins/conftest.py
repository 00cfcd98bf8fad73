from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI
from filewright.effects import Now, PrepareSource, Send, Sleep
from filewright.host import loading
from filewright.host.installed import entry_points

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "plugins").glob("filewright-*"))
BASE_URL = "https://files.test/v1"
KEY = "sk-canary-0123456789abcdef"
FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 5,
    "created_at": 1_700_000_000,
    "filename": "a.txt",
    "purpose": "user_data",
    "status": "processed",
}


class FakeAPI:
    """A server in the place of the network: keeps the requests, gives the responses one after the other, the last
    again.

    A response is (status, JSON or bytes, headers), a function of the request, or an exception to raise.
    """

    key = KEY
    file = FILE

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.responses: list[Any] = [(200, FILE)]
        self._clients: list[httpx.Client] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if isinstance(response, Exception):
            raise response
        if callable(response):
            response = response(request)
        status, content, *headers = response
        body = {"content": content} if isinstance(content, bytes) else {"json": content}
        return httpx.Response(status, headers=headers[0] if headers else {}, **body)

    def client(self, *plugins: Any, **settings: Any) -> OpenAI:
        http = httpx.Client(transport=httpx.MockTransport(self.handle))
        self._clients.append(http)
        settings = {"api_key": KEY, "base_url": BASE_URL, "http_client": http, **settings}
        return OpenAI(plugins=plugins, **settings)

    def async_client(self, *plugins: Any, http_client: httpx.AsyncClient, **settings: Any) -> AsyncOpenAI:
        settings = {"api_key": KEY, "base_url": BASE_URL, "http_client": http_client, **settings}
        return AsyncOpenAI(plugins=plugins, **settings)

    def close(self) -> None:
        for http in self._clients:
            http.close()

    @staticmethod
    def response(content: Any, status: int = 200) -> httpx.Response:
        return httpx.Response(status, json=content)

    @staticmethod
    def page(*ids: str, more: bool | None = None) -> dict[str, Any]:
        listed: dict[str, Any] = {"object": "list", "data": [{**FILE, "id": name} for name in ids]}
        return listed if more is None else {**listed, "has_more": more}


class Driven:
    """What a flow asked for and came to; effects are performed by hand: responses in order, a clock moved by
    sleeping.
    """

    def __init__(self, flow: Any, *responses: Any) -> None:
        self.effects: list[Any] = []
        self.slept: list[float] = []
        self.result: Any = None
        clock = 0.0
        left = list(responses)
        try:
            effect = next(flow)
            while True:
                self.effects.append(effect)
                outcome: Any = None
                if isinstance(effect, Sleep):
                    self.slept.append(effect.seconds)
                    clock += effect.seconds
                elif isinstance(effect, Now):
                    outcome = clock
                elif isinstance(effect, Send):
                    outcome = left.pop(0)
                elif not isinstance(effect, PrepareSource):
                    raise AssertionError(f"the flow asks for {effect}")
                effect = flow.throw(outcome) if isinstance(outcome, BaseException) else flow.send(outcome)
        except StopIteration as stop:
            self.result = stop.value

    @property
    def sent(self) -> list[httpx.Request]:
        return [effect.request for effect in self.effects if isinstance(effect, Send)]


@pytest.fixture
def drive() -> type[Driven]:
    return Driven


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAPI]:
    monkeypatch.setattr("filewright.rules.retrying.FIRST_DELAY", 0.001)
    server = FakeAPI()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def no_installed_plugins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What happens to be installed beside the project has no part in these tests."""
    monkeypatch.setenv(loading.ENVIRONMENT, "")
    for name in ("FILEWRIGHT_AUDIT_LOG", "FILEWRIGHT_GATEWAY_URL", "FILEWRIGHT_GATEWAY_API_VERSION"):
        monkeypatch.delenv(name, raising=False)
    yield
    entry_points.cache_clear()


@pytest.fixture
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Make an installed distribution of one module with one plugin, or only the module; gives the module's name."""
    modules: list[str] = []

    def distribution(
        code: str, *, name: str = "stranger", target: str = "", version: str = "1.2.3", installed: bool = True
    ) -> str:
        site = tmp_path / "site"
        module = f"{name.replace('-', '_')}_module"
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        site.mkdir(exist_ok=True)
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        if installed:
            info.mkdir()
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            (info / "entry_points.txt").write_text(f"[filewright]\n{name} = {module}{target}\n")
        if not modules:
            monkeypatch.syspath_prepend(str(site))
        modules.append(module)
        monkeypatch.delenv(loading.ENVIRONMENT, raising=False)
        entry_points.cache_clear()
        return module

    yield distribution
    for module in modules:
        sys.modules.pop(module, None)


@pytest.fixture(scope="session")
def examples_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the example plugins were installed as a person would install them."""
    site = tmp_path_factory.mktemp("examples")
    copies = tmp_path_factory.mktemp("copies")
    packages = [str(shutil.copytree(example, copies / example.name)) for example in EXAMPLES]
    # Where the build backend is there already, nothing has to be fetched.
    offline = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    result = subprocess.run(
        [*_installer(), "--quiet", "--no-deps", *offline, "--target", str(site), *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return site


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("neither pip nor uv is there to install the example plugins with")
    return [uv, "pip", "install", "--python", sys.executable]


@pytest.fixture
def installed_examples(examples_site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example plugins can be imported; their entry points are not looked for in this process."""
    monkeypatch.syspath_prepend(str(examples_site))
    yield examples_site
    for name in [
        name
        for name in sys.modules
        if name.startswith(("filewright_acme", "filewright_audit", "filewright_open", "filewright_gate"))
    ]:
        del sys.modules[name]
