from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import AsyncOpenAI, OpenAI

_spec = importlib.util.spec_from_file_location("fault_server", Path(__file__).with_name("server.py"))
assert _spec
assert _spec.loader
fault_server = sys.modules["fault_server"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fault_server)

CANARY = fault_server.CANARY


class Face:
    """One of the two clients, so that a test is written once: `run(action, **settings)` gives what the action gives."""

    def __init__(self, backend: str | None) -> None:
        self.backend = backend

    def run(self, action: Callable[[Any], Any], **settings: Any) -> Any:
        settings = {"api_key": CANARY, "timeout": 2.0, **settings}
        if self.backend is None:
            with OpenAI(**settings) as client:
                return action(client)
        import anyio

        async def run_async() -> Any:
            async with AsyncOpenAI(**settings) as client:
                result = action(client)
                return await result if inspect.isawaitable(result) else result

        return anyio.run(run_async, backend=self.backend)

    def save(self, file_id: str, path: Path) -> Callable[[Any], Any]:
        """The action that downloads a file."""
        if self.backend is None:
            return lambda client: client.files.content(file_id).stream_to_file(path)

        async def save(client: Any) -> None:
            content = await client.files.content(file_id)
            await content.astream_to_file(path)

        return save


@pytest.fixture(params=[None, "asyncio", "trio"], ids=["sync", "asyncio", "trio"])
def face(request: pytest.FixtureRequest) -> Face:
    return Face(request.param)


@pytest.fixture(autouse=True)
def quick_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """The built-in's delays, a hundred times shorter."""
    monkeypatch.setattr("filewright.builtin.retries.FIRST_DELAY", 0.005)


@pytest.fixture
def serve() -> Iterator[Callable[[Any], Any]]:
    """Start fault servers; they are closed after the test."""
    started: list[Any] = []

    def serve(script: Any) -> Any:
        started.append(fault_server.FaultServer(script))
        return started[-1]

    yield serve
    for server in started:
        server.close()
