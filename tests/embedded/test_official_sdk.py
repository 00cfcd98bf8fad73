"""The official SDK as client of the server: every call on files and uploads, sync and async."""

from __future__ import annotations

import hashlib
import inspect
import io
import json
from pathlib import Path

import anyio
import pytest

openai = pytest.importorskip("openai", reason="the official SDK (openai) is not installed")

EXPIRY = {"anchor": "created_at", "seconds": 7200}

# The official SDK leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _go_direct(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=["sync", "async"])
def call(request, files_server):
    """Runs a scenario, written for the async client, with either client."""
    settings = {"base_url": files_server.base_url, "api_key": files_server.api_key, "max_retries": 0}

    def run(scenario):
        async def main():
            if request.param == "sync":
                with openai.OpenAI(**settings) as client:
                    return await scenario(client)
            async with openai.AsyncOpenAI(**settings) as client:
                return await scenario(client)

        return anyio.run(main)

    return run


async def done(value):
    return await value if inspect.isawaitable(value) else value


async def everything(pages):
    if hasattr(pages, "__aiter__"):
        return [item async for item in pages]
    return list(await done(pages))


def test_files_from_creation_to_deletion(call):
    async def scenario(client):
        created = await done(client.files.create(file=("a.jsonl", b"line\n"), purpose="batch", expires_after=EXPIRY))
        assert (created.filename, created.bytes, created.purpose) == ("a.jsonl", 5, "batch")
        assert created.expires_at == created.created_at + 7200
        assert await done(client.files.retrieve(created.id)) == created
        content = await done(client.files.content(created.id))
        assert content.read() == b"line\n"
        deleted = await done(client.files.delete(created.id))
        assert (deleted.id, deleted.deleted) == (created.id, True)
        with pytest.raises(openai.NotFoundError) as caught:
            await done(client.files.retrieve(created.id))
        assert (caught.value.code, caught.value.param, caught.value.type) == (
            "not_found",
            "id",
            "invalid_request_error",
        )
        assert caught.value.request_id.startswith("req_")

    call(scenario)


def test_sources_of_every_kind(call, tmp_path):
    path = tmp_path / "p.txt"
    path.write_bytes(b"from a path")

    async def scenario(client):
        with path.open("rb") as handle:
            for file, name, content in (
                (path, "p.txt", b"from a path"),
                (handle, "p.txt", b"from a path"),
                (b"bytes", "upload", b"bytes"),
                (("t.txt", io.BytesIO(b"tuple"), "text/plain"), "t.txt", b"tuple"),
                (('näme "q".txt', b""), 'näme "q".txt', b""),
            ):
                created = await done(client.files.create(file=file, purpose="user_data"))
                assert (created.filename, created.bytes) == (name, len(content))
                assert (await done(client.files.content(created.id))).read() == content

    call(scenario)


def test_lists_page_and_filter(call, files_server):
    ids = [files_server.add(f"{number}.txt", b"x").id for number in range(7)]
    batch = files_server.add("b.jsonl", b"x", "batch").id

    async def scenario(client):
        walked = await everything(client.files.list(limit=2, order="asc"))
        assert [file.id for file in walked] == [*ids, batch]
        assert [file.id for file in await everything(client.files.list(limit=3))] == [batch, *ids[::-1]]
        assert [file.id for file in await everything(client.files.list(purpose="batch"))] == [batch]
        page = await done(client.files.list(limit=2, after=ids[2]))
        assert [file.id for file in page.data] == [ids[1], ids[0]]
        assert not page.has_more

    call(scenario)


def test_waiting_for_processing(call, files_server):
    files_server.processing_seconds = 0.3
    files_server.fail = {"bad.txt"}

    async def scenario(client):
        for name, status in (("good.txt", "processed"), ("bad.txt", "error")):
            created = await done(client.files.create(file=(name, b"x"), purpose="user_data"))
            assert created.status == "uploaded"
            waited = await done(client.files.wait_for_processing(created.id, poll_interval=0.05, max_wait_seconds=10))
            assert waited.status == status
        assert waited.status_details

    call(scenario)


def test_content_goes_to_a_file(call, files_server, tmp_path):
    content = b"0123456789" * 100_000
    file_id = files_server.add("big.bin", content).id

    async def scenario(client):
        response = await done(client.files.content(file_id))
        response.write_to_file(tmp_path / "out")
        assert response.response.headers["content-length"] == str(len(content))

    call(scenario)
    assert (tmp_path / "out").read_bytes() == content


def test_an_upload_in_parts(call):
    async def scenario(client):
        upload = await done(
            client.uploads.create(
                bytes=6, filename="u.txt", mime_type="text/plain", purpose="assistants", expires_after=EXPIRY
            )
        )
        assert (upload.status, upload.file) == ("pending", None)
        parts = [await done(client.uploads.parts.create(upload.id, data=data)) for data in (b"def", b"abc")]
        assert parts[0].upload_id == upload.id
        md5 = hashlib.md5(b"abcdef").hexdigest()
        with pytest.raises(openai.BadRequestError, match="md5"):
            await done(client.uploads.complete(upload.id, part_ids=[parts[0].id, parts[1].id], md5=md5))
        completed = await done(client.uploads.complete(upload.id, part_ids=[parts[1].id, parts[0].id], md5=md5))
        assert completed.status == "completed"
        assert completed.file.expires_at == completed.file.created_at + 7200
        assert (await done(client.files.content(completed.file.id))).read() == b"abcdef"
        with pytest.raises(openai.BadRequestError, match="completed"):
            await done(client.uploads.parts.create(upload.id, data=b"more"))

    call(scenario)


def test_an_upload_that_is_cancelled(call):
    async def scenario(client):
        upload = await done(client.uploads.create(bytes=6, filename="u.txt", mime_type="text/plain", purpose="vision"))
        cancelled = await done(client.uploads.cancel(upload.id))
        assert (cancelled.id, cancelled.status) == (upload.id, "cancelled")

    call(scenario)


@pytest.mark.parametrize("how", ["path", "memory"])
def test_a_file_uploaded_in_chunks(call, tmp_path, files_server, how):
    content = bytes(range(256)) * 4000
    path: Path = tmp_path / "c.bin"
    path.write_bytes(content)
    source = {"file": path} if how == "path" else {"file": content, "filename": "c.bin", "bytes": len(content)}

    async def scenario(client):
        return await done(
            client.uploads.upload_file_chunked(
                **source,
                mime_type="text/plain",
                purpose="user_data",
                part_size=300_000,
                md5=hashlib.md5(content).hexdigest(),
            )
        )

    completed = call(scenario)
    assert completed.status == "completed"
    assert files_server.content(completed.file.id) == content


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"purpose": "fun"}, openai.BadRequestError),
        ({"purpose": "batch", "expires_after": {"anchor": "created_at", "seconds": 60}}, openai.BadRequestError),
        ({"purpose": "batch", "extra_headers": {"Authorization": "Bearer wrong"}}, openai.AuthenticationError),
        ({"purpose": "batch", "extra_headers": {"Origin": "https://evil.test"}}, openai.PermissionDeniedError),
    ],
)
def test_refusals_become_the_errors_they_should(call, arguments, error):
    async def scenario(client):
        with pytest.raises(error) as caught:
            await done(client.files.create(file=("a.jsonl", b"x"), **arguments))
        assert caught.value.type == "invalid_request_error"

    call(scenario)


def test_batches_from_creation_to_their_responses(call):
    request = {"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {"input": "text"}}

    async def scenario(client):
        file = await done(client.files.create(file=("a.jsonl", json.dumps(request).encode()), purpose="batch"))
        batch = await done(
            client.batches.create(
                input_file_id=file.id, endpoint="/v1/embeddings", completion_window="24h", metadata={"team": "data"}
            )
        )
        assert (batch.status, batch.metadata) == ("validating", {"team": "data"})
        batch = await done(client.batches.retrieve(batch.id))
        assert (batch.status, batch.request_counts.completed) == ("completed", 1)
        content = await done(client.files.content(batch.output_file_id))
        assert json.loads(content.content)["response"]["body"] == {"input": "text"}
        assert [each.id for each in await everything(client.batches.list(limit=1))] == [batch.id]
        with pytest.raises(openai.BadRequestError):
            await done(client.batches.cancel(batch.id))

    call(scenario)
