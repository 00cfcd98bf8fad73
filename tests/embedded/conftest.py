from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from filewright.embedded import Processing, Service, Store
from filewright.embedded.api.troubles import Troubles

START = 1_700_000_000.25


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def error(self) -> dict[str, Any]:
        assert set(self.json) == {"error"}
        assert set(self.json["error"]) == {"message", "type", "param", "code"}
        return self.json["error"]


class Api:
    """Calls a service directly, and encodes what httpx would encode."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def __call__(self, method: str, target: str, **request: Any) -> Reply:
        encoded = httpx.Request(method, "http://server", **request)
        response = self.service.handle(method, target, encoded.headers.raw, [encoded.read()])
        content = response.body if isinstance(response.body, bytes) else b"".join(response.body)
        response.close()
        headers = dict(response.headers)
        assert len(headers) == len(response.headers)
        assert headers["x-request-id"].startswith("req_")
        return Reply(response.status, headers, content)

    def create(self, content: bytes = b"hello", name: str = "a.txt", purpose: str = "user_data", **request: Any) -> Any:
        reply = self("POST", "/v1/files", files={"file": (name, content)}, data={"purpose": purpose}, **request)
        assert reply.status == 200, reply
        return reply.json

    def begin_upload(self, size: int, **more: Any) -> Any:
        body = {"filename": "u.bin", "purpose": "user_data", "bytes": size, "mime_type": "text/plain", **more}
        reply = self("POST", "/v1/uploads", json=body)
        assert reply.status == 200, reply
        return reply.json

    def part(self, upload_id: str, content: bytes, **request: Any) -> Reply:
        return self("POST", f"/v1/uploads/{upload_id}/parts", files={"data": ("part", content)}, **request)

    def complete(self, upload_id: str, part_ids: list[str], **more: Any) -> Reply:
        return self("POST", f"/v1/uploads/{upload_id}/complete", json={"part_ids": part_ids, **more})


@pytest.fixture(autouse=True)
def _troubles_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test had logged is logged for the next one too."""
    log = logging.getLogger("filewright.embedded")
    monkeypatch.setattr("filewright.embedded.api.exchanges.TROUBLES", Troubles(log))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path, clock: Clock) -> Iterator[Store]:
    with Store(folder, durable=False, clock=clock) as store:
        yield store


@pytest.fixture
def processing() -> Processing:
    return Processing()


@pytest.fixture
def api(store: Store, processing: Processing) -> Api:
    return Api(Service(store, processing))


def _disk(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "store.sqlite3")
    rows = [name for (name,) in connection.execute("SELECT id FROM contents")]
    connection.close()
    return sorted(f"blobs/{name}" for name in (*rows, *os.listdir(folder / "blobs"))) + sorted(
        str(path.relative_to(folder)) for path in (folder / "incoming").glob("*/*")
    )


@pytest.fixture
def on_disk(folder: Path):
    """The contents, be they rows or files, and the leftovers in the store's folder."""
    return lambda: _disk(folder)


_SERVE = """
import sys
from filewright.embedded import serve
serve(sys.argv[1], port=0, processing_seconds=float(sys.argv[2]), on_started=lambda url: print(url, flush=True))
print("ended", flush=True)
"""


class ServerProcess:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.base_url = self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=250)
        return self.process.returncode, out.strip()


@contextmanager
def _server_process(folder: Path, processing_seconds: float = 0) -> Iterator[ServerProcess]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(folder), str(processing_seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )
    try:
        yield ServerProcess(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def server_process():
    """Starts `serve` on a folder in a process of its own."""
    return _server_process


@pytest.fixture
def http():
    """Makes an httpx client for a base URL."""
    clients: list[httpx.Client] = []
    # With fewer connections to keep than threads, httpcore closes some that are in use (encode/httpcore#1110).
    limits = httpx.Limits(max_keepalive_connections=100)

    def make(base_url: str, **settings: Any) -> httpx.Client:
        # The server has no TLS: loading the certificates of authorities would take longer than most tests.
        client = httpx.Client(base_url=base_url, trust_env=False, verify=False, timeout=250, limits=limits, **settings)
        clients.append(client)
        return clients[-1]

    yield make
    for client in clients:
        client.close()
