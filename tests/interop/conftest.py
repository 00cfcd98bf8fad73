from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 3,
    "created_at": 1,
    "filename": "a",
    "purpose": "batch",
    "status": "x",
}
PART = {"id": "part-1", "object": "upload.part", "created_at": 1, "upload_id": "upload-1"}
UPLOAD = {**FILE, "id": "upload-1", "object": "upload", "status": "pending", "expires_at": 2}


@pytest.fixture
def server() -> Iterator[Any]:
    path = Path(__file__).parents[1] / "faults" / "server.py"
    spec = importlib.util.spec_from_file_location("fault_server", path)
    assert spec
    assert spec.loader
    module = sys.modules["fault_server"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    seen: list[Any] = []

    def script(exchange: Any) -> None:
        exchange.read_body()
        seen.append(exchange)
        exchange.respond(200, respond_with(exchange))

    with module.FaultServer(script) as server:
        server.seen = seen
        yield server


def respond_with(exchange: Any) -> Any:
    if exchange.path.endswith("/content"):
        return b"abc"
    if exchange.path.endswith("/parts"):
        return PART
    if exchange.method == "DELETE":
        return {"id": "file-1", "object": "file", "deleted": True}
    if exchange.method == "GET" and exchange.path.endswith("/files"):
        return {"object": "list", "data": [], "has_more": False}
    if exchange.path.endswith("/complete"):
        return {**UPLOAD, "status": "completed", "file": FILE}
    return UPLOAD if "/uploads" in exchange.path else FILE
