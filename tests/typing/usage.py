"""Code as people write it: type checkers must accept it, and see the types that it says. It is never run."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, assert_type

import httpx
from filewright import (
    NOT_GIVEN,
    APIError,
    APIStatusError,
    AsyncBinaryContent,
    AsyncClient,
    AsyncCursorPage,
    AsyncOpenAI,
    BinaryContent,
    Client,
    ExpiresAfter,
    FileDeleted,
    FileObject,
    FileProcessingError,
    FileTypes,
    NotFoundError,
    NotGiven,
    OpenAI,
    OpenAIError,
    PluginInfo,
    PollTimeoutError,
    SyncCursorPage,
    Upload,
    UploadPart,
    file_from_path,
    hookimpl,
    omit,
)
from filewright.transfers import Report, Result, Results, Usage
from starlette.datastructures import UploadFile


def blocking(path: Path) -> None:
    client = OpenAI(api_key="x", timeout=httpx.Timeout(5.0), expiry={"batch": timedelta(days=7), "user_data": "30d"})
    with open(path, "rb") as handle:
        assert_type(client.files.create(file=handle, purpose="fine-tune"), FileObject)
    with gzip.open("a.jsonl.gz") as packed:
        client.files.create(file=packed, purpose="batch")
    client.files.create(file=client.files.content("file-1"), purpose="batch")
    client.files.create(file=("a.jsonl", httpx.Response(200)), purpose="batch")
    client.files.create(file=("a.jsonl", "text"), purpose="batch")
    client.files.create(file=UploadFile(io.BytesIO()), purpose="batch")
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


def reading(client: OpenAI, path: Path) -> None:
    with client.files.content("file-1") as content:
        assert_type(content.content, bytes)
        assert_type(content.json(), Any)
        for block in content.iter_bytes(chunk_size=1 << 20):
            assert_type(block, bytes)
        for line in content.iter_lines():
            assert_type(line, str)
    content.stream_to_file(path)
    content.write_to_file("saved.jsonl")
    for page in client.files.list(limit=2).iter_pages():
        assert_type(page, SyncCursorPage[FileObject])
        assert_type(page.has_more, bool | None)
        assert_type(page.has_next_page(), bool)
    assert_type(client.files.list().data[0].to_dict(), dict[str, Any])
    assert_type(client.base_url, httpx.URL)
    assert_type(client.default_headers, httpx.Headers)


def passing_on(client: OpenAI, purpose: str, keep: timedelta | None, timeout: float | NotGiven | None) -> FileObject:
    """Arguments of somebody's own function, handed on."""
    omitted = client.files.list(purpose=NOT_GIVEN, limit=omit, after=omit)
    assert_type(omitted, SyncCursorPage[FileObject])
    return client.files.create(file=b"x", purpose=purpose, expires_after=keep, timeout=timeout)


def every_kind_of_file(client: OpenAI, path: Path, raw: bytearray) -> None:
    files: list[FileTypes] = [path, str(path), b"x", raw, memoryview(raw), BytesIO(), ("a", path), (None, raw, None)]
    for file in files:
        client.files.create(file=file, purpose="user_data")


def failing(client: OpenAI) -> None:
    try:
        client.files.retrieve("file-1")
    except NotFoundError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        assert_type(error.code, str | None)
    except APIStatusError as error:
        assert_type(error.response, httpx.Response)
        assert_type(error.detail, str | None)
    except FileProcessingError as error:
        assert_type(error.message, str)
    except APIError as error:
        assert_type(error.request, httpx.Request)
        assert_type(error.body, object | None)
    except (PollTimeoutError, OpenAIError) as error:
        assert_type(str(error), str)


def moving(client: OpenAI, path: Path) -> None:
    assert_type(client.transfers.upload(path, purpose="batch"), Report)
    with client.transfers.with_results.upload(path, purpose="batch", concurrency=2) as results:
        for result in results:
            assert_type(result, Result)
    assert_type(results.report, Report)
    assert_type(client.transfers.with_results.resume("journal", rate=1), Results)


async def awaiting(path: Path) -> None:
    async with AsyncOpenAI(api_key="x") as client:
        assert_type(await client.files.create(file=path, purpose="batch"), FileObject)
        assert_type(await client.files.list(), AsyncCursorPage[FileObject])
        async for found in client.files.list(limit=5):
            assert_type(found, FileObject)
        content = await client.files.content("file-1")
        assert_type(content, AsyncBinaryContent)
        assert_type(await content.aread(), bytes)
        async for block in content.aiter_bytes():
            assert_type(block, bytes)
        async for line in content.aiter_lines():
            assert_type(line, str)
        await content.astream_to_file(path)
        page = await client.files.list()
        assert_type(await page.get_next_page(), AsyncCursorPage[FileObject])
        async for each in page.iter_pages():
            assert_type(each.data, list[FileObject])
        assert_type(await client.files.wait_for_processing("file-1", raise_on_error=True), FileObject)
        assert_type(await client.files.delete("file-1"), FileDeleted)
        assert_type(await client.uploads.parts.create("upload_1", data=path), UploadPart)
        assert_type(client.with_options(timeout=5), AsyncClient)
        assert_type(await client.files.retrieve_content("file-1"), str)
        assert_type(await client.transfers.upload(path, purpose="batch", rate="9/min"), Report)
        assert_type(await client.transfers.usage(), Usage)
        async with client.transfers.with_results.download(path) as results:
            async for result in results:
                assert_type(result, Result)


async def key() -> str:
    return "x"


AsyncOpenAI(api_key=key)
OpenAI(api_key=lambda: "x")


class Plugin:
    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Any) -> None:
        request.headers["x"] = "y"
