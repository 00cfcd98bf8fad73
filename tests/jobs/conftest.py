"""A server for files and batches in memory whose batches end as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI

Line = dict[str, Any]


def answered(request: Line, body: Any = None, status: int = 200) -> Line:
    """The line of a request that was run."""
    if body is None:
        usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
        message = {"role": "assistant", "content": f"re {request['custom_id']}"}
        body = {"model": "m-2026-01-01", "choices": [{"message": message}], "usage": usage}
    response = {"status_code": status, "request_id": "r", "body": body}
    return {"id": "x", "custom_id": request["custom_id"], "response": response, "error": None}


def refused(request: Line, code: str = "batch_expired") -> Line:
    """The line of a request that was not run."""
    return {"id": "x", "custom_id": request["custom_id"], "response": None, "error": {"code": code, "message": "No."}}


class End:
    """How a batch ends: its status, the lines of its output and of its errors (bytes are taken as they are)."""

    def __init__(
        self,
        output: list[Any] | None = None,
        errors: list[Any] | None = None,
        status: str = "completed",
        faults: list[dict[str, Any]] | None = None,
        no_file: Any = None,
        looks: int = 0,
    ) -> None:
        self.output = output or []
        self.errors = errors or []
        self.status = status
        self.faults = faults
        self.no_file = no_file
        self.looks = looks


def encoded(lines: list[Any]) -> bytes:
    return b"".join(
        (each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode()) + b"\n" for each in lines
    )


class Server:
    """Keeps files and batches.

    Attributes:
        script: says how each batch ends, of its requests and its number from 0; default: all went well.
        before: called with each request before anything is done; may raise, or return a response.
        after: called with each request and its response; may raise, as if the response was lost.
        meet: called with each request before all that, while other requests may be on their way, too.
    """

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.ends: dict[str, End] = {}
        self.calls: list[str] = []
        self.created: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.script: Callable[[list[Line], int], End] = lambda requests, _: End([answered(each) for each in requests])
        self.before: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
        self.after: Callable[[httpx.Request, httpx.Response], None] = lambda *_: None
        self.meet: Callable[[httpx.Request], object] = lambda _: None
        self.can_list = True
        self.clock = 1_800_000_000
        self.lock = threading.RLock()

    def handle(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.meet(request)
        path = request.url.path.removeprefix("/v1")
        with self.lock:
            self.calls.append(f"{request.method} {path}")
            early = self.before(request)
            response = early if early is not None else self.route(request, path)
            self.after(request, response)
            return response

    async def ahandle(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.handle(request)

    def route(self, request: httpx.Request, path: str) -> httpx.Response:
        parts = path.strip("/").split("/")
        match request.method, parts:
            case "POST", ["files"]:
                return self.store(request)
            case "GET", ["files"]:
                return self.page([self.file(each) for each in reversed(self.files)], request)
            case "GET", ["files", file_id, "content"] if file_id in self.files:
                return httpx.Response(200, content=self.files[file_id][1])
            case "DELETE", ["files", file_id] if file_id in self.files:
                self.deleted.append(file_id)
                return httpx.Response(200, json={"id": file_id, "object": "file", "deleted": True})
            case "POST", ["batches"]:
                return self.create(json.loads(request.content))
            case "GET", ["batches"] if self.can_list:
                for each in self.batches:
                    self.look(each)
                return self.page(list(reversed(self.batches.values())), request)
            case "GET", ["batches", batch_id] if batch_id in self.batches:
                return httpx.Response(200, json=self.look(batch_id))
            case "POST", ["batches", batch_id, "cancel"] if batch_id in self.batches:
                return self.cancel(batch_id)
            case _:
                return httpx.Response(404, json={"error": {"message": f"There is no {path}.", "code": "not_found"}})

    def page(self, items: list[dict[str, Any]], request: httpx.Request) -> httpx.Response:
        after, limit = request.url.params.get("after"), int(request.url.params.get("limit") or 20)
        start = next((number + 1 for number, each in enumerate(items) if each["id"] == after), 0)
        rest = items[start:]
        return httpx.Response(200, json={"object": "list", "data": rest[:limit], "has_more": len(rest) > limit})

    def file(self, file_id: str) -> dict[str, Any]:
        name, content = self.files[file_id]
        made = {"id": file_id, "object": "file", "bytes": len(content), "created_at": self.clock, "filename": name}
        return {**made, "purpose": "batch", "status": "processed"}

    def store(self, request: httpx.Request) -> httpx.Response:
        boundary = request.headers["content-type"].partition("boundary=")[2].encode()
        for part in request.content.split(b"--" + boundary):
            head, _, content = part.partition(b"\r\n\r\n")
            if b"filename=" in head:
                name = head.partition(b'filename="')[2].partition(b'"')[0].decode()
                file_id = self.keep(name, content.removesuffix(b"\r\n"))
        return httpx.Response(200, json=self.file(file_id))

    def keep(self, name: str, content: bytes) -> str:
        file_id = f"file-{len(self.files)}"
        self.files[file_id] = (name, content)
        return file_id

    def create(self, body: dict[str, Any]) -> httpx.Response:
        self.clock += 1
        batch_id = f"batch_{len(self.batches)}"
        requests = [json.loads(each) for each in self.files[body["input_file_id"]][1].splitlines()]
        self.ends[batch_id] = self.script(requests, len(self.batches))
        self.batches[batch_id] = {"id": batch_id, "object": "batch", "created_at": self.clock, "status": "validating"}
        self.batches[batch_id] |= {**body, "request_counts": {"total": len(requests), "completed": 0, "failed": 0}}
        self.created.append(body)
        return httpx.Response(200, json=self.batches[batch_id])

    def look(self, batch_id: str) -> dict[str, Any]:
        batch, end = self.batches[batch_id], self.ends[batch_id]
        if batch["status"] not in {"validating", "in_progress", "cancelling"}:
            return batch
        end.looks -= 1
        batch["status"] = "in_progress"
        if end.looks < 0:
            self.end(batch, end)
        return batch

    def end(self, batch: dict[str, Any], end: End) -> None:
        batch["status"] = end.status
        for name, lines in (("output", end.output), ("error", end.errors)):
            file_id = self.keep(f"{batch['id']}-{name}", encoded(lines)) if lines else end.no_file
            batch[f"{name}_file_id"] = file_id
        if end.faults is not None:
            batch["errors"] = {"object": "list", "data": end.faults}

    def cancel(self, batch_id: str) -> httpx.Response:
        if self.batches[batch_id]["status"] not in {"validating", "in_progress"}:
            return httpx.Response(400, json={"error": {"message": "It has ended."}})
        self.ends[batch_id].status = "cancelled"
        self.ends[batch_id].looks = 0
        self.batches[batch_id]["status"] = "cancelling"
        return httpx.Response(200, json=self.batches[batch_id])

    def client(self, **options: Any) -> OpenAI:
        http = httpx.Client(transport=httpx.MockTransport(self.handle))
        return OpenAI(base_url="https://server.invalid/v1", api_key="sk-test", http_client=http, **options)

    def async_client(self) -> AsyncOpenAI:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.ahandle))
        return AsyncOpenAI(base_url="https://server.invalid/v1", api_key="sk-test", http_client=http)


@pytest.fixture
def server() -> Server:
    return Server()


def requests(count: int, model: str = "m") -> list[Line]:
    return [
        {
            "custom_id": f"id-{number}",
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {"model": model, "messages": [{"role": "user", "content": f"Hello {number}"}]},
        }
        for number in range(count)
    ]


@pytest.fixture
def make_requests() -> Callable[..., list[Line]]:
    return requests


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
