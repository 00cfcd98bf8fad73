from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest
from filewright import AsyncOpenAI, OpenAI

Response = tuple[int, dict[str, Any]]


class Uploads:
    """A server that keeps uploads, and fails as it is told.

    Attributes:
        calls: what was asked for, by the last part of its path.
        parts: the content of each part, by its id.
        files: the content of each file that was made, in the order in which they were.
        before: called with the operation and its number (from 1) before it is done; what it returns is the response.
        after: the same once it was done, so that the client does not hear of it.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.parts: dict[str, bytes] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.files: list[tuple[dict[str, Any], bytes]] = []
        self.lifetime = 3600
        self.before: Callable[[str, int], Response | None] = lambda operation, number: None
        self.after: Callable[[str, int], Response | None] = lambda operation, number: None
        self.most_at_a_time = self._at_a_time = 0
        self._lock = threading.Lock()

    def count(self, operation: str) -> int:
        return self.calls.count(operation)

    def respond(self, method: str, path: str, headers: Any, body: bytes) -> Response:
        operation = path.partition("?")[0].rsplit("/", 1)[-1] if method == "POST" else "list"
        with self._lock:
            self.calls.append(operation)
            number = self.count(operation)
            self._at_a_time += 1
            self.most_at_a_time = max(self.most_at_a_time, self._at_a_time)
        try:
            refused = self.before(operation, number)
            if refused is not None:
                return refused
            with self._lock:
                done = getattr(self, f"_{operation}")(path, headers, body)
            return self.after(operation, number) or done
        finally:
            with self._lock:
                self._at_a_time -= 1

    def _uploads(self, path: str, headers: Any, body: bytes) -> Response:
        identity = f"upload-{len(self.uploads) + 1}"
        told = {
            "id": identity,
            "object": "upload",
            "created_at": 1,
            "expires_at": 1 + self.lifetime,
            "status": "pending",
        }
        self.uploads[identity] = {**json.loads(body), **told}
        return 200, self.uploads[identity]

    def _parts(self, path: str, headers: Any, body: bytes) -> Response:
        upload = self._pending(path)
        if upload is None:
            return _refusal("not pending")
        boundary = headers["content-type"].split("boundary=")[1].encode()
        identity = f"part-{len(self.parts) + 1}"
        self.parts[identity] = body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--" + boundary, 1)[0]
        return 200, {"id": identity, "object": "upload.part", "created_at": 1, "upload_id": upload["id"]}

    def _complete(self, path: str, headers: Any, body: bytes) -> Response:
        upload = self._pending(path)
        if upload is None:
            return _refusal("not pending")
        told = json.loads(body)
        content = b"".join(self.parts[part] for part in told["part_ids"])
        if told.get("md5", hashlib.md5(content).hexdigest()) != hashlib.md5(content).hexdigest():
            return _refusal("another md5")
        file = self._file(upload["filename"], upload["purpose"], content)
        upload["status"] = "completed"
        return 200, {**upload, "file": file}

    def _cancel(self, path: str, headers: Any, body: bytes) -> Response:
        upload = self._pending(path)
        if upload is None:
            return _refusal("not pending")
        upload["status"] = "cancelled"
        return 200, upload

    def _files(self, path: str, headers: Any, body: bytes) -> Response:
        boundary = headers["content-type"].split("boundary=")[1].encode()
        content = body.split(b"filename=", 1)[1].split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--" + boundary, 1)[0]
        return 200, self._file("whole", "user_data", content)

    def _list(self, path: str, headers: Any, body: bytes) -> Response:
        return 200, {"object": "list", "data": [file for file, _ in reversed(self.files)], "has_more": False}

    def _file(self, name: str, purpose: str, content: bytes) -> dict[str, Any]:
        import time

        identity = f"file-{len(self.files) + 1}"
        about = {"object": "file", "created_at": int(time.time()), "purpose": purpose, "filename": name}
        self.files.append(({**about, "id": identity, "bytes": len(content), "status": "processed"}, content))
        return self.files[-1][0]

    def _pending(self, path: str) -> dict[str, Any] | None:
        upload = self.uploads.get(path.split("/")[-2])
        return upload if upload is not None and upload["status"] == "pending" else None


def _refusal(message: str) -> Response:
    return 400, {"error": {"message": message}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else what follows the head waits for an acknowledgement, for 40 ms
    uploads: Uploads

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        status, told = self.uploads.respond(self.command, self.path, self.headers, body)
        if status == 0:  # the response is lost
            self.close_connection = True
            return
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _respond

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@pytest.fixture
def server() -> Iterator[Uploads]:
    uploads = Uploads()
    handler = type("Handler", (_Handler,), {"uploads": uploads})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        uploads.url = f"http://127.0.0.1:{http.server_port}/v1"  # type: ignore[attr-defined]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield uploads
        http.shutdown()
        thread.join()


CONTENT = b"".join(number.to_bytes(4, "big") for number in range(250_000))
"""1,000,000 bytes, no two pieces alike: more than is read when a file is prepared."""


@pytest.fixture
def content() -> bytes:
    return CONTENT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(CONTENT)
    return path


class Sender:
    """Uploads with a client of one kind, made anew for each call as another process would."""

    def __init__(self, backend: str, url: str, journal: Path) -> None:
        self.backend = backend
        self.url = url
        self.journal = journal

    def __call__(self, file: Any, *, plugins: Any = (), settings: dict[str, Any] | None = None, **options: Any) -> Any:
        options = {"mime_type": "text/plain", "purpose": "assistants", "part_size": 100_000, **options}
        return self.run(lambda client: client.uploads.upload_file_chunked(file=file, **options), plugins, settings)

    def create(self, file: Any, *, plugins: Any = (), **large_files: Any) -> Any:
        settings = {"threshold": 500_000, "part_size": 100_000, "journal": self.journal, **large_files}
        create = lambda client: client.files.create(file=file, purpose="assistants")  # noqa: E731
        return self.run(create, plugins, {"large_files": settings})

    def run(self, do: Callable[[Any], Any], plugins: Any = (), settings: dict[str, Any] | None = None) -> Any:
        chosen: dict[str, Any] = {"large_files": {"journal": self.journal}, "max_retries": 0, **(settings or {})}
        options = {"api_key": "sk-secret-0123456789", "base_url": self.url, "plugins": plugins, **chosen}
        if self.backend == "sync":
            with OpenAI(**options) as client:
                return do(client)

        async def with_client() -> Any:
            async with AsyncOpenAI(**options) as client:
                return await do(client)

        return anyio.run(with_client, backend=self.backend)

    def journals(self) -> list[Path]:
        return sorted(self.journal.glob("*.journal")) if self.journal.is_dir() else []


@pytest.fixture(params=["sync", "asyncio", "trio"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def send(backend: str, server: Uploads, tmp_path: Path) -> Sender:
    return Sender(backend, server.url, tmp_path / "journals")  # type: ignore[attr-defined]


def records_of(journal: Path) -> list[dict[str, Any]]:
    return [json.loads(re.sub(rb"^[0-9a-f]{8} ", b"", line)) for line in journal.read_bytes().splitlines()]


@pytest.fixture
def records() -> Callable[[Path], list[dict[str, Any]]]:
    return records_of
