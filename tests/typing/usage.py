"""Code as people write it: type checkers must accept it, and see the types that it says. It is never run."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, assert_type

import httpx
from filewright import (
    APIStatusError,
    AsyncBinaryContent,
    AsyncCursorPage,
    AsyncOpenAI,
    BinaryContent,
    Client,
    ExpiresAfter,
    FileDeleted,
    FileObject,
    NotFoundError,
    OpenAI,
    PluginInfo,
    SyncCursorPage,
    Upload,
    UploadPart,
    file_from_path,
    hookimpl,
)


def blocking(path: Path) -> None:
    client = OpenAI(api_key="x", timeout=httpx.Timeout(5.0), expiry={"batch": timedelta(days=7), "user_data": "30d"})
    with open(path, "rb") as handle:
        assert_type(client.files.create(file=handle, purpose="fine-tune"), FileObject)
    client.files.create(file=path, purpose="batch", expires_after={"anchor": "created_at", "seconds": 3600})
    client.files.create(file=str(path), purpose="a purpose of its own", expires_after=ExpiresAfter(seconds=3600))
    client.files.create(file=("a.jsonl", b"", "application/jsonl", {"X-A": "b"}), purpose="batch", expires_after=None)
    client.files.create(file=file_from_path("data.csv"), purpose="assistants", timeout=None)
    file = client.files.retrieve("file-1", extra_headers={"x": "y"}, extra_query={"a": 1})
    assert_type(file.bytes, int)
    assert_type(file.filename, str)
    assert_type(file.expires_at, int | None)
    assert_type(file.bytes / 1024, float)
    page = client.files.list(purpose="batch", limit=10, order="asc", after="file-0")
    assert_type(page, SyncCursorPage[FileObject])
    assert_type(page.data, list[FileObject])
    for found in page:
        assert_type(found, FileObject)
    assert_type(page.get_next_page(), SyncCursorPage[FileObject])
    assert_type(client.files.delete("file-1"), FileDeleted)
    content = client.files.content("file-1")
    assert_type(content, BinaryContent)
    assert_type(content.read(), bytes)
    assert_type(content.text, str)
    assert_type(client.files.retrieve_content("file-1"), str)
    assert_type(client.files.wait_for_processing("file-1", poll_interval=1, max_wait_seconds=60), FileObject)
    assert_type(client.with_options(max_retries=5), Client)
    assert_type(client.plugins, list[PluginInfo])
    upload = client.uploads.create(bytes=1, filename="a", mime_type="text/plain", purpose="batch")
    assert_type(upload, Upload)
    assert_type(upload.file, FileObject | None)
    assert_type(client.uploads.parts.create(upload.id, data=b"x"), UploadPart)
    assert_type(client.uploads.complete(upload.id, part_ids=["p"]), Upload)


def failing(client: OpenAI) -> None:
    try:
        client.files.retrieve("file-1")
    except NotFoundError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        assert_type(error.code, str | None)
    except APIStatusError as error:
        assert_type(error.response, httpx.Response)


async def awaiting(path: Path) -> None:
    async with AsyncOpenAI(api_key="x") as client:
        assert_type(await client.files.create(file=path, purpose="batch"), FileObject)
        assert_type(await client.files.list(), AsyncCursorPage[FileObject])
        async for found in client.files.list(limit=5):
            assert_type(found, FileObject)
        content = await client.files.content("file-1")
        assert_type(content, AsyncBinaryContent)
        assert_type(await content.aread(), bytes)
        assert_type(await client.files.retrieve_content("file-1"), str)


async def key() -> str:
    return "x"


AsyncOpenAI(api_key=key)
OpenAI(api_key=lambda: "x")


class Plugin:
    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Any) -> None:
        request.headers["x"] = "y"
