"""Code as people wrote it for the official SDK, with the import replaced. Type checkers take it; it is never run."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import httpx
import httpx2
from filewright import (
    NOT_GIVEN,
    APIResponse,
    AsyncAPIResponse,
    AsyncAzureOpenAI,
    AsyncOpenAI,
    AzureOpenAI,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    HttpxBinaryResponseContent,
    LegacyAPIResponse,
    NotGiven,
    OpenAI,
    Timeout,
    omit,
    types,
)
from filewright.pagination import AsyncCursorPage, SyncCursorPage
from filewright.resources.callers import AsyncFlowCaller, FlowCaller
from filewright.types import Batch, FileDeleted, FileObject, FilePurpose, Upload
from filewright.types.file_create_params import ExpiresAfter, FileCreateParams
from filewright.types.file_object import FileObject as FileObjectFromItsModule
from filewright.types.uploads import UploadPart
from filewright_api.models import FineTuningJob, FunctionTool, VectorStoreFile


def files(client: OpenAI, path: Path, purpose: FilePurpose, limit: int | NotGiven = NOT_GIVEN) -> list[FileObject]:
    file = client.files.create(file=path, purpose=purpose, expires_after={"anchor": "created_at", "seconds": 3600})
    assert_type(file, FileObject)
    checked: FileObjectFromItsModule = types.FileObject.model_validate(file.model_dump())
    assert_type(checked.model_copy(update={"filename": "a"}), FileObject)
    assert_type(file.model_dump_json(indent=2, exclude_none=True), str)
    assert_type(file.model_fields_set, set[str])
    page = client.files.list(purpose=omit, limit=limit, order="desc")
    assert_type(page, SyncCursorPage[FileObject])
    assert_type(client.files.delete(file.id), FileDeleted)
    content: HttpxBinaryResponseContent = client.files.content(file.id)
    content.write_to_file("copy")
    return page.data


def expiring(client: OpenAI, path: Path) -> None:
    expiry: ExpiresAfter = {"anchor": "created_at", "seconds": 3600}
    params: FileCreateParams = {"file": path, "purpose": "batch", "expires_after": expiry}
    client.files.create(**params)


def raw(client: OpenAI) -> None:
    response = client.files.with_raw_response.create(file=b"", purpose="batch")
    assert_type(response, LegacyAPIResponse[FileObject])
    assert_type(response.parse(), FileObject)
    assert_type(response.headers, httpx.Headers)
    assert_type(response.http_request, httpx.Request)
    assert_type(response.request_id, str | None)
    assert_type(client.files.with_raw_response.list().parse(), SyncCursorPage[FileObject])
    assert_type(client.uploads.parts.with_raw_response.create("upload", data=b"").parse(), UploadPart)
    with client.files.with_streaming_response.retrieve("file-1") as streamed:
        assert_type(streamed, APIResponse[FileObject])
        assert_type(streamed.parse(), FileObject)
    with client.files.with_streaming_response.content("file-1") as body:
        for block in body.iter_bytes(1024):
            assert_type(block, bytes)
        body.stream_to_file("copy")


async def raw_async(client: AsyncOpenAI) -> None:
    response = await client.files.with_raw_response.retrieve("file-1")
    assert_type(response, LegacyAPIResponse[FileObject])
    assert_type((await client.files.with_raw_response.list()).parse(), AsyncCursorPage[FileObject])
    async with client.files.with_streaming_response.content("file-1") as body:
        async for line in body.iter_lines():
            assert_type(line, str)
        await body.stream_to_file("copy")
    async with client.files.with_streaming_response.retrieve("file-1") as streamed:
        assert_type(streamed, AsyncAPIResponse[FileObject])
        assert_type(await streamed.parse(), FileObject)


def uploads(client: OpenAI, path: Path) -> None:
    upload = client.uploads.upload_file_chunked(
        file=path, mime_type="text/plain", purpose="assistants", part_size=1 << 20, md5="0" * 32
    )
    assert_type(upload, Upload)
    client.uploads.upload_file_chunked(file=b"", filename="a", bytes=0, mime_type="text/plain", purpose="batch")


async def batches(client: AsyncOpenAI) -> None:
    batch = await client.batches.create(
        input_file_id="file-1", endpoint="/v1/chat/completions", completion_window="24h", metadata={"a": "b"}
    )
    assert_type(batch, Batch)
    assert_type(await client.batches.wait(batch.id, poll_interval=60), Batch)
    async for each in client.batches.list(limit=20):
        assert_type(each, Batch)


def vector_stores(client: OpenAI, file_id: str) -> None:
    store = client.vector_stores.create(name="books", expires_after={"anchor": "last_active_at", "days": 3})
    assert_type(store.file_counts.completed, int)
    file = client.vector_stores.files.create_and_poll(
        file_id, vector_store_id=store.id, attributes={"year": 2020}, chunking_strategy={"type": "auto"}
    )
    assert_type(file, VectorStoreFile)
    assert_type(file.attributes, dict[str, str | float | bool] | None)
    assert_type(
        client.vector_stores.files.poll(file.id, vector_store_id=store.id, poll_interval_ms=500), VectorStoreFile
    )
    batch = client.vector_stores.file_batches.create_and_poll(store.id, file_ids=[file_id])
    assert_type(
        client.vector_stores.file_batches.list_files(batch.id, vector_store_id=store.id).data, list[VectorStoreFile]
    )
    for found in client.vector_stores.search(store.id, query="q", filters={"type": "eq", "key": "year", "value": 2020}):
        assert_type(found.content[0].text, str)
    assert_type(client.containers.files.content.retrieve("file", container_id="container").read(), bytes)
    assert_type(client.models.list().data[0].id, str)


async def fine_tuning(client: AsyncOpenAI, file_id: str) -> None:
    job = await client.fine_tuning.jobs.create(model="m", training_file=file_id, hyperparameters={"n_epochs": "auto"})
    assert_type(job, FineTuningJob)
    assert_type(await client.fine_tuning.jobs.wait(job.id), FineTuningJob)
    async for checkpoint in client.fine_tuning.jobs.checkpoints.list(job.id):
        assert_type(checkpoint.metrics.train_loss, float | None)
    raw = await client.fine_tuning.jobs.with_raw_response.retrieve(job.id)
    assert_type(raw.parse(), FineTuningJob)
    assistant = await client.beta.assistants.create(model="m", tools=[{"type": "file_search"}], response_format="auto")
    for tool in assistant.tools:
        if isinstance(tool, FunctionTool):
            assert_type(tool.function.name, str)
    assert_type(await client.containers.delete("container"), None)


def resources_know_their_client_by_protocols(client: OpenAI, other: AsyncOpenAI) -> tuple[FlowCaller, AsyncFlowCaller]:
    return client, other


def clients() -> None:
    client = OpenAI(
        api_key="x",
        timeout=Timeout(60.0, connect=5.0),
        max_retries=5,
        http_client=DefaultHttpxClient(proxy="http://127.0.0.1:3128"),
        total_timeout=600,
        retry_budget=None,
        max_content_bytes=1 << 30,
    )
    client.with_options(max_retries=1).files.list()
    AsyncOpenAI(http_client=DefaultAsyncHttpxClient())
    OpenAI(http_client=httpx2.Client())
    AsyncOpenAI(http_client=httpx2.AsyncClient())
    AzureOpenAI(azure_endpoint="https://a.openai.azure.com", api_version="1", azure_ad_token_provider=lambda: "token")
    AsyncAzureOpenAI(azure_endpoint="https://a.openai.azure.com", api_version="1", api_key="x", expiry={"batch": "7d"})
