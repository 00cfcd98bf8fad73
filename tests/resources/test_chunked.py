"""`uploads.upload_file_chunked`: a file in parts, several at a time."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import APIStatusError, ConfigurationError, SourceChangedError, SourceError, SourceNotFoundError

CONTENT = bytes(range(256)) * 5
UPLOAD = {
    "id": "upload-1",
    "object": "upload",
    "bytes": len(CONTENT),
    "created_at": 1,
    "expires_at": 2,
    "filename": "a.bin",
    "purpose": "assistants",
    "status": "pending",
}

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": len(CONTENT),
    "created_at": 3,
    "filename": "a.bin",
    "purpose": "assistants",
}


class Api:
    """Responds to an upload in parts, and keeps what came."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.parts: list[bytes] = []
        self.calls: list[str] = []
        self.completed: dict[str, Any] = {}
        self.begun: dict[str, Any] = {}
        self.fails_at = fails_at
        self._lock = threading.Lock()

    @property
    def file(self) -> bytes:
        """What the server makes of the parts, in the order in which they were listed."""
        return b"".join(self.parts[int(part.removeprefix("part-")) - 1] for part in self.completed["part_ids"])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = request.read() if isinstance(request.stream, httpx.SyncByteStream) else b""
        with self._lock:
            return self.respond(request, body)

    def respond(self, request: httpx.Request, body: bytes) -> httpx.Response:
        last = request.url.path.rsplit("/", 1)[-1]
        self.calls.append(last)
        if last == "uploads":
            self.begun = json.loads(body)
            return httpx.Response(200, json=UPLOAD)
        if last == "complete":
            self.completed = json.loads(body)
            return httpx.Response(200, json={**UPLOAD, "status": "completed", "file": FILE})
        if last == "cancel":
            return httpx.Response(200, json={**UPLOAD, "status": "cancelled"})
        if len(self.parts) == self.fails_at:
            return httpx.Response(400, json={"error": {"message": "no"}})
        boundary = request.headers["content-type"].split("boundary=")[1].encode()
        self.parts.append(body.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--" + boundary, 1)[0])
        number = len(self.parts)
        return httpx.Response(
            200, json={"id": f"part-{number}", "object": "upload.part", "created_at": 1, "upload_id": "upload-1"}
        )


def client(variant: Any, api: Api, **settings: Any) -> Any:
    async def responded(request: httpx.Request) -> httpx.Response:
        return api.respond(request, await request.aread())

    transport = httpx.MockTransport(responded if variant.asynchronous else api)
    http = (httpx.AsyncClient if variant.asynchronous else httpx.Client)(transport=transport)
    return variant.client(http_client=http, **settings)


def upload(variant: Any, api: Api, file: Any, **options: Any) -> Any:
    options = {"mime_type": "text/plain", "purpose": "assistants", **options}
    return variant.do(client(variant, api).uploads.upload_file_chunked, file=file, **options)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.bin"
    path.write_bytes(CONTENT)
    return path


def pipe() -> Any:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(CONTENT)
    return os.fdopen(reading, "rb")


@pytest.mark.parametrize("size", [1279, 1280, 1281, 256, 300, None])
@pytest.mark.parametrize("kind", ["path", "large path", "bytes", "handle", "pipe"])
def test_the_parts_are_the_file(
    variant: Any, path: Path, kind: str, size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "large path":
        monkeypatch.setattr("filewright.wire.disk.KEPT_SIZE", 0)
    files = {"bytes": lambda: CONTENT, "handle": lambda: io.BytesIO(CONTENT), "pipe": pipe}
    file = files.get(kind, lambda: path)()
    api = Api()
    done = upload(variant, api, file, filename="a.bin", part_size=size)
    if hasattr(file, "close"):
        file.close()
    step = size or len(CONTENT)
    assert api.file == CONTENT
    assert sorted(map(len, api.parts)) == sorted(
        len(CONTENT[start : start + step]) for start in range(0, len(CONTENT), step)
    )
    assert api.completed["md5"] == hashlib.md5(CONTENT).hexdigest()
    assert (api.begun["bytes"], api.begun["filename"], done.status) == (len(CONTENT), "a.bin", "completed")


@pytest.mark.parametrize(("md5", "sent"), [("0" * 32, {"md5": "0" * 32}), (None, {})])
def test_a_checksum_of_the_callers_goes_with_the_completion(variant: Any, path: Path, md5: Any, sent: Any) -> None:
    api = Api()
    upload(variant, api, path, md5=md5)
    assert api.completed == {"part_ids": ["part-1"], **sent}


def test_an_upload_that_fails_is_cancelled(variant: Any, path: Path) -> None:
    api = Api(fails_at=2)
    with pytest.raises(APIStatusError):
        upload(variant, api, path, part_size=300, concurrency=1)
    assert api.calls == ["uploads", "parts", "parts", "parts", "cancel"]


def test_a_file_that_changes_between_parts_is_told(variant: Any, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filewright.wire.disk.KEPT_SIZE", 0)
    api = Api()
    respond = api.respond

    def changing(request: httpx.Request, body: bytes) -> httpx.Response:
        if len(api.parts) == 1:
            path.write_bytes(CONTENT[::-1] + b"x")
        return respond(request, body)

    api.respond = changing  # type: ignore[method-assign]
    with pytest.raises(SourceChangedError):
        upload(variant, api, path, part_size=300, concurrency=1)
    assert api.calls[-1] == "cancel"


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        pytest.param({"part_size": 0}, ConfigurationError, "part_size is 0", marks=pytest.mark.row(83)),
        pytest.param({"part_size": -1}, ConfigurationError, "part_size is -1", marks=pytest.mark.row(83)),
        pytest.param({"part_size": 1 << 40}, ConfigurationError, "64 MiB", marks=pytest.mark.row(83)),
        pytest.param({"part_size": 1.5}, ConfigurationError, "part_size is 1.5", marks=pytest.mark.row(83)),
        pytest.param({"bytes": 99}, SourceError, "bytes is 99", marks=pytest.mark.row(82)),
        pytest.param({"file": b"", "filename": "a"}, SourceError, "is empty", marks=pytest.mark.row(84)),
        ({"file": b"x"}, ConfigurationError, "filename is None"),
        ({"file": "missing"}, SourceNotFoundError, "missing"),
        ({"mime_type": ""}, ConfigurationError, "mime_type"),
    ],
)
def test_nothing_is_begun_that_cannot_end_well(
    variant: Any, path: Path, options: dict[str, Any], error: type[Exception], match: str
) -> None:
    api = Api()
    with pytest.raises(error, match=match):
        upload(variant, api, **{"file": path, **options})
    assert api.calls == []
