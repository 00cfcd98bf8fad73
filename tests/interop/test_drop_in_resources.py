"""Resources that are made by contract alone: the official SDK and this client send the same, and read the same."""

from __future__ import annotations

import inspect
import json
import re
import warnings
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import unquote

import anyio
import filewright
import httpx
import pytest

openai = pytest.importorskip("openai", reason="the official SDK (openai) is not installed")

COUNTS = {"in_progress": 0, "completed": 1, "failed": 0, "cancelled": 0, "total": 1}
STORE = {
    "id": "vs_1",
    "object": "vector_store",
    "created_at": 1,
    "name": "books",
    "usage_bytes": 5,
    "file_counts": COUNTS,
    "status": "completed",
    "last_active_at": None,
    "metadata": {"a": "b"},
    "expires_after": {"anchor": "last_active_at", "days": 3},
}
STORE_FILE = {
    "id": "file-1",
    "object": "vector_store.file",
    "created_at": 1,
    "usage_bytes": 5,
    "vector_store_id": "vs_1",
    "status": "completed",
    "last_error": None,
    "attributes": {"year": 2020, "old": True, "by": "x"},
    "chunking_strategy": {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}},
}
FILE_BATCH = {
    "id": "vsfb_1",
    "object": "vector_store.files_batch",
    "created_at": 1,
    "vector_store_id": "vs_1",
    "status": "completed",
    "file_counts": COUNTS,
}
JOB = {
    "id": "ftjob-1",
    "object": "fine_tuning.job",
    "created_at": 1,
    "model": "m",
    "training_file": "file-1",
    "validation_file": None,
    "status": "succeeded",
    "organization_id": "o",
    "result_files": ["file-2"],
    "seed": 1,
    "trained_tokens": None,
    "fine_tuned_model": "ft:m",
    "finished_at": 2,
    "error": None,
    "hyperparameters": {"n_epochs": "auto", "batch_size": 4, "learning_rate_multiplier": 0.5},
    "method": {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 3}}},
}
EVENT = {"id": "e", "object": "fine_tuning.job.event", "created_at": 1, "level": "info", "message": "began"}
CHECKPOINT = {
    "id": "c",
    "object": "fine_tuning.job.checkpoint",
    "created_at": 1,
    "fine_tuned_model_checkpoint": "ft:m:1",
    "fine_tuning_job_id": "ftjob-1",
    "step_number": 10,
    "metrics": {"train_loss": 0.5},
}
CONTAINER = {"id": "cntr_1", "object": "container", "created_at": 1, "name": "box", "status": "running"}
CONTAINER_FILE = {
    "id": "cfile_1",
    "object": "container.file",
    "created_at": 1,
    "bytes": 3,
    "container_id": "cntr_1",
    "path": "/mnt/a",
    "source": "user",
}
ASSISTANT = {
    "id": "asst_1",
    "object": "assistant",
    "created_at": 1,
    "name": "n",
    "description": None,
    "model": "m",
    "instructions": None,
    "tools": [
        {"type": "code_interpreter"},
        {"type": "file_search", "file_search": {"max_num_results": 3}},
        {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}},
    ],
    "tool_resources": {"file_search": {"vector_store_ids": ["vs_1"]}},
    "metadata": {},
    "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {"type": "object"}}},
}
MODEL = {"id": "m", "object": "model", "created": 1, "owned_by": "o"}
FOUND = {
    "file_id": "file-1",
    "filename": "a.txt",
    "score": 0.5,
    "attributes": None,
    "content": [{"type": "text", "text": "so it is"}],
}


def page(*items: Any, **more: Any) -> dict[str, Any]:
    return {"object": "list", "data": list(items), "has_more": False, "first_id": None, "last_id": None, **more}


STORED = {
    "id": "file-1",
    "object": "file",
    "bytes": 3,
    "created_at": 1_700_000_000,
    "filename": "a.txt",
    "purpose": "assistants",
    "status": "processed",
}
ROUTES = {
    r"POST /files": STORED,
    r"GET /models": page(MODEL),
    r"GET /vector_stores": page(STORE),
    r"GET /vector_stores/vs_1/files/file-1/content": page({"type": "text", "text": "a"}, next_page=None),
    r"\w+ /vector_stores/vs_1/search": page(FOUND, search_query=["q"], next_page=None),
    r"GET /vector_stores/vs_1/(file_batches/vsfb_1/)?files": page(STORE_FILE),
    r"\w+ /vector_stores/vs_1/file_batches.*": FILE_BATCH,
    r"DELETE /(vector_stores|models|assistants).*": {"id": "x", "object": "deleted", "deleted": True},
    r"\w+ /vector_stores/vs_1/files.*": STORE_FILE,
    r"\w+ /vector_stores.*": STORE,
    r"GET /fine_tuning/jobs": page(JOB),
    r"GET .*/events": page(EVENT),
    r"GET .*/checkpoints": page(CHECKPOINT),
    r"\w+ /fine_tuning/jobs.*": JOB,
    r"GET /containers": page(CONTAINER),
    r"GET /containers/cntr_1/files": page(CONTAINER_FILE),
    r"DELETE /containers.*": None,
    r".*/content": b"abc",
    r"\w+ /containers/cntr_1/files.*": CONTAINER_FILE,
    r"\w+ /containers.*": CONTAINER,
    r"GET /assistants": page(ASSISTANT),
    r"\w+ /assistants.*": ASSISTANT,
    r"GET /models/.*": MODEL,
}

Call = Callable[[Any], Any]
STATIC = {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400}}
TOOLS = [{"type": "file_search"}, {"type": "function", "function": {"name": "f", "parameters": {}}}]
COMPARISON = {"type": "eq", "key": "year", "value": 2020}
CALLS: dict[str, Call] = {
    "models.list": lambda c: c.models.list(),
    "models.retrieve": lambda c: c.models.retrieve("m"),
    "models.delete": lambda c: c.models.delete("ft:m"),
    "vector_stores.create": lambda c: c.vector_stores.create(
        name="books",
        file_ids=["file-1"],
        chunking_strategy={"type": "auto"},
        expires_after={"anchor": "last_active_at", "days": 3},
        metadata={"a": "b"},
        description="of old",
    ),
    "vector_stores.retrieve": lambda c: c.vector_stores.retrieve("vs_1"),
    "vector_stores.update": lambda c: c.vector_stores.update("vs_1", name=None, metadata={"a": "b"}),
    "vector_stores.list": lambda c: c.vector_stores.list(limit=5, order="asc", after="a", before="b"),
    "vector_stores.delete": lambda c: c.vector_stores.delete("vs_1"),
    "vector_stores.search": lambda c: c.vector_stores.search(
        "vs_1",
        query=["q", "r"],
        filters={"type": "and", "filters": [COMPARISON]},
        max_num_results=3,
        ranking_options={"score_threshold": 0.5},
        rewrite_query=True,
    ),
    "vector_stores.search one": lambda c: c.vector_stores.search("vs_1", query="q", filters=COMPARISON),
    "vector_stores.files.create": lambda c: c.vector_stores.files.create(
        "vs_1", file_id="file-1", attributes={"year": 2020}, chunking_strategy=STATIC
    ),
    "vector_stores.files.create_and_poll": lambda c: c.vector_stores.files.create_and_poll(
        "file-1", vector_store_id="vs_1", poll_interval_ms=10
    ),
    "vector_stores.files.upload": lambda c: c.vector_stores.files.upload(
        vector_store_id="vs_1", file=("a.txt", b"abc", "text/plain"), chunking_strategy=STATIC
    ),
    "vector_stores.files.upload_and_poll": lambda c: c.vector_stores.files.upload_and_poll(
        vector_store_id="vs_1", file=("a.txt", b"abc", "text/plain"), attributes={"year": 2020}, poll_interval_ms=10
    ),
    "vector_stores.files.poll": lambda c: c.vector_stores.files.poll("file-1", vector_store_id="vs_1"),
    "vector_stores.files.retrieve": lambda c: c.vector_stores.files.retrieve("file-1", vector_store_id="vs_1"),
    "vector_stores.files.update": lambda c: c.vector_stores.files.update(
        "file-1", vector_store_id="vs_1", attributes={"old": True}
    ),
    "vector_stores.files.list": lambda c: c.vector_stores.files.list("vs_1", filter="completed", limit=3),
    "vector_stores.files.delete": lambda c: c.vector_stores.files.delete("file-1", vector_store_id="vs_1"),
    "vector_stores.files.content": lambda c: c.vector_stores.files.content("file-1", vector_store_id="vs_1"),
    "vector_stores.file_batches.create": lambda c: c.vector_stores.file_batches.create(
        "vs_1", file_ids=["file-1"], attributes={"a": 1.5}
    ),
    "vector_stores.file_batches.create of files": lambda c: c.vector_stores.file_batches.create(
        "vs_1", files=[{"file_id": "file-1", "attributes": {"a": "b"}}]
    ),
    "vector_stores.file_batches.create_and_poll": lambda c: c.vector_stores.file_batches.create_and_poll(
        "vs_1", file_ids=["file-1"], poll_interval_ms=10
    ),
    "vector_stores.file_batches.upload_and_poll": lambda c: c.vector_stores.file_batches.upload_and_poll(
        "vs_1", files=[("a.txt", b"abc", "text/plain")], file_ids=["file-0"], chunking_strategy=STATIC
    ),
    "vector_stores.file_batches.poll": lambda c: c.vector_stores.file_batches.poll("vsfb_1", vector_store_id="vs_1"),
    "vector_stores.file_batches.retrieve": lambda c: c.vector_stores.file_batches.retrieve(
        "vsfb_1", vector_store_id="vs_1"
    ),
    "vector_stores.file_batches.cancel": lambda c: c.vector_stores.file_batches.cancel(
        "vsfb_1", vector_store_id="vs_1"
    ),
    "vector_stores.file_batches.list_files": lambda c: c.vector_stores.file_batches.list_files(
        "vsfb_1", vector_store_id="vs_1", order="desc"
    ),
    "fine_tuning.jobs.create": lambda c: c.fine_tuning.jobs.create(
        model="m",
        training_file="file-1",
        validation_file="file-2",
        hyperparameters={"n_epochs": 3, "batch_size": "auto"},
        integrations=[{"type": "wandb", "wandb": {"project": "p"}}],
        method={"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 3}}},
        seed=1,
        suffix="s",
        metadata={"a": "b"},
    ),
    "fine_tuning.jobs.retrieve": lambda c: c.fine_tuning.jobs.retrieve("ftjob-1"),
    "fine_tuning.jobs.list": lambda c: c.fine_tuning.jobs.list(limit=2, metadata={"a": "b"}),
    "fine_tuning.jobs.cancel": lambda c: c.fine_tuning.jobs.cancel("ftjob-1"),
    "fine_tuning.jobs.pause": lambda c: c.fine_tuning.jobs.pause("ftjob-1"),
    "fine_tuning.jobs.resume": lambda c: c.fine_tuning.jobs.resume("ftjob-1"),
    "fine_tuning.jobs.list_events": lambda c: c.fine_tuning.jobs.list_events("ftjob-1", after="e"),
    "fine_tuning.jobs.checkpoints.list": lambda c: c.fine_tuning.jobs.checkpoints.list("ftjob-1"),
    "containers.create": lambda c: c.containers.create(
        name="box",
        file_ids=["file-1"],
        expires_after={"anchor": "last_active_at", "minutes": 5},
        memory_limit="1g",
        network_policy={"type": "allowlist", "allowed_domains": ["a.example"]},
    ),
    "containers.retrieve": lambda c: c.containers.retrieve("cntr_1"),
    "containers.list": lambda c: c.containers.list(name="box"),
    "containers.delete": lambda c: c.containers.delete("cntr_1"),
    "containers.files.create": lambda c: c.containers.files.create("cntr_1", file=("a.txt", b"abc", "text/plain")),
    "containers.files.create of a stored file": lambda c: c.containers.files.create("cntr_1", file_id="file-1"),
    "containers.files.retrieve": lambda c: c.containers.files.retrieve("cfile_1", container_id="cntr_1"),
    "containers.files.list": lambda c: c.containers.files.list("cntr_1", order="asc"),
    "containers.files.delete": lambda c: c.containers.files.delete("cfile_1", container_id="cntr_1"),
    "containers.files.content.retrieve": lambda c: c.containers.files.content.retrieve(
        "cfile_1", container_id="cntr_1"
    ),
    "beta.assistants.create": lambda c: c.beta.assistants.create(
        model="m",
        tools=TOOLS,
        tool_resources={"file_search": {"vector_store_ids": ["vs_1"]}},
        response_format="auto",
        temperature=0.5,
        reasoning_effort="low",
    ),
    "beta.assistants.retrieve": lambda c: c.beta.assistants.retrieve("asst_1"),
    "beta.assistants.update": lambda c: c.beta.assistants.update("asst_1", name="m", instructions=None),
    "beta.assistants.list": lambda c: c.beta.assistants.list(limit=3),
    "beta.assistants.delete": lambda c: c.beta.assistants.delete("asst_1"),
}


AS_FORM = "containers.files.create of a stored file"
"""The official SDK sends JSON where there is no file; here it is a form all the same, which the API takes too."""


class Server:
    """Keeps what was sent, without what each client says of itself."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, list[tuple[str, str]], Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.raw_path.decode().partition("?")[0])
        self.sent.append((request.method, path, sorted(request.url.params.multi_items()), body_of(request)))
        found = next(value for route, value in ROUTES.items() if re.fullmatch(route, f"{request.method} {path}"))
        if isinstance(found, bytes):
            return httpx.Response(200, content=found)
        return httpx.Response(200) if found is None else httpx.Response(200, json=found)


def body_of(request: httpx.Request) -> Any:
    kind = request.headers.get("content-type", "")
    if not request.content:
        return None
    if kind.startswith("application/json"):
        return json.loads(request.content)
    parts = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.content).iter_parts()
    return [
        (part.get_param("name", header="content-disposition"), part.get_filename(), part.get_payload(decode=True))
        for part in parts
    ]


def plain(result: Any) -> Any:
    """What came, as JSON or bytes."""
    if hasattr(result, "read"):
        return result.read()
    if hasattr(result, "has_next_page"):
        return [plain(each) for each in result.data]
    return None if result is None else json.loads(result.to_json())


def used(sdk: Any, call: Call) -> tuple[Any, Any]:
    server = Server()
    http = httpx.Client(transport=httpx.MockTransport(server))
    with (
        warnings.catch_warnings(action="ignore", category=DeprecationWarning),
        sdk.OpenAI(api_key="x", base_url="http://127.0.0.1", http_client=http) as client,
    ):
        return plain(call(client)), server.sent


def used_async(sdk: Any, call: Call) -> tuple[Any, Any]:
    server = Server()

    async def main() -> Any:
        http = httpx.AsyncClient(transport=httpx.MockTransport(server))
        async with sdk.AsyncOpenAI(api_key="x", base_url="http://127.0.0.1", http_client=http) as client:
            result = await call(client)
            return plain(result)

    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        return anyio.run(main), server.sent


@pytest.mark.parametrize("name", CALLS)
def test_both_send_and_read_the_same(name: str) -> None:
    theirs, ours = used(openai, CALLS[name]), used(filewright, CALLS[name])
    if name == AS_FORM:
        theirs[1][0] = (*theirs[1][0][:3], [("file_id", None, b"file-1")])
    assert ours[1] == [(method, path, query, body or None) for method, path, query, body in theirs[1]]
    assert ours[0] == theirs[0]


@pytest.mark.parametrize("name", CALLS)
def test_the_async_client_does_as_the_blocking_one(name: str) -> None:
    assert used_async(filewright, CALLS[name]) == used(filewright, CALLS[name])


def test_every_method_of_these_resources_is_called_here() -> None:
    client = filewright.OpenAI(api_key="x")
    skipped = {"files", "uploads", "batches"}  # test_drop_in.py
    waiting = [(name, getattr(client, name)) for name in {call.partition(".")[0] for call in CALLS} - skipped]
    seen = set()
    while waiting:
        place, resource = waiting.pop()
        for name in dir(resource):
            each = getattr(resource, name)
            if not name.startswith(("_", "with_")) and inspect.ismethod(each):
                seen.add(f"{place}.{name}")
            elif hasattr(each, "with_raw_response"):
                waiting.append((f"{place}.{name}", each))
    assert {name.split(" ")[0] for name in CALLS} == seen - {"vector_stores.wait", "fine_tuning.jobs.wait"}
