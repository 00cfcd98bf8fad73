"""The handwritten layer is driven by the contract: an operation that nobody wrote a line for pages and polls."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from filewright import AsyncOpenAI, FileProcessingError, OpenAI

pytestmark = pytest.mark.codegen

REFERENCE = "#/components/schemas/"
METHODS = ("self", "copy", "json", "to_dict", "model_dump", "model_fields_set", "validate")
"""Names of what every model has, which a server may give to fields."""


def with_jobs(document: dict[str, Any]) -> dict[str, Any]:
    """The contract with one more operation that pages, and one that polls, under names of their own."""
    document["components"]["schemas"] |= {
        "JobState": {"type": "string", "enum": ["waiting", "finished", "broken"]},
        "Job": {
            "type": "object",
            "required": ["key", "state"],
            "properties": {
                "key": {"type": "string"},
                "state": {"$ref": REFERENCE + "JobState"},
                "reason": {"type": ["string", "null"]},
                **{name: {"type": "string"} for name in METHODS},
            },
        },
        "JobPage": {
            "type": "object",
            "required": ["jobs"],
            "properties": {
                "jobs": {"type": "array", "items": {"$ref": REFERENCE + "Job"}},
                "unfinished": {"type": "boolean"},
            },
        },
    }

    def operation(name: str, response: str, parameter: dict[str, Any], **helpers: Any) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": REFERENCE + response}}}
        return {
            "operationId": name,
            "tags": ["jobs"],
            "summary": "Invented.",
            "x-filewright-resend": "safe",
            "parameters": [{**parameter, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "It.", "content": content}},
            **{f"x-filewright-{key}": value for key, value in helpers.items()},
        }

    document["paths"] |= {
        "/jobs": {
            "get": operation(
                "listJobs",
                "JobPage",
                {"name": "startAfter", "in": "query"},
                paging={"cursor": "startAfter", "items": "jobs", "item-cursor": "key", "more": "unfinished"},
            )
        },
        "/jobs/{jobKey}": {
            "get": operation(
                "retrieveJob",
                "Job",
                {"name": "jobKey", "in": "path", "required": True},
                polling={
                    "field": "state",
                    "done": ["finished"],
                    "failed": ["broken"],
                    "details": "reason",
                    "interval": 0.01,
                    "deadline": 5,
                },
            )
        },
    }
    return document


@pytest.fixture(scope="module")
def operations(
    regeneration: ModuleType, make_document: Callable[[], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    """The operations of a client that was generated from the contract with the invented ones."""
    out = tmp_path_factory.mktemp("out")
    path = out / "contract.json"
    path.write_text(json.dumps(with_jobs(make_document())))
    regeneration.regenerate(path, out / "invented_api", "invented_api")
    sys.path.insert(0, str(out))
    try:
        yield importlib.import_module("invented_api.operations")
    finally:
        sys.path.remove(str(out))
        for name in [name for name in sys.modules if name.partition(".")[0] == "invented_api"]:
            del sys.modules[name]


class Server:
    """Five jobs, two a page; the one that is asked for is done at the third look, and "sad" never."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.raw_path.decode()}")
        if request.url.path == "/jobs":
            return self.page(int(request.url.params.get("startAfter", 0)))
        if request.url.path.endswith("/sad"):
            return httpx.Response(200, json={"key": "sad", "state": "broken", "reason": "out of paper"})
        state = "finished" if len(self.requests) >= 3 else "waiting"
        return httpx.Response(200, json={"key": "1", "state": state})

    def page(self, after: int) -> httpx.Response:
        jobs = [{"key": str(number), "state": "waiting"} for number in range(after + 1, min(after + 2, 5) + 1)]
        return httpx.Response(200, json={"jobs": jobs, "unfinished": after + 2 < 5})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def client(server: Server) -> Iterator[OpenAI]:
    http = httpx.Client(transport=httpx.MockTransport(server))
    with OpenAI(base_url="http://127.0.0.1:9", http_client=http) as client:
        yield client


def test_it_pages(client: OpenAI, server: Server, operations: ModuleType) -> None:
    assert [job.key for job in client.call(operations.LIST_JOBS)] == ["1", "2", "3", "4", "5"]
    assert server.requests == ["GET /jobs", "GET /jobs?startAfter=2", "GET /jobs?startAfter=4"]


def test_a_page_tells_of_the_next(client: OpenAI, operations: ModuleType) -> None:
    page = client.call(operations.LIST_JOBS, start_after="2")
    assert [job.key for job in page.data] == ["3", "4"]
    assert page.has_more is True
    assert page.has_next_page()
    assert [job.key for job in page.get_next_page().data] == ["5"]


def test_a_field_of_a_methods_name_leaves_the_method(operations: ModuleType) -> None:
    job_class = importlib.import_module("invented_api.models").Job
    fields = {"key": "1", "state": "waiting", **{name: f"a {name}" for name in METHODS}}
    job = job_class.from_dict(fields)
    assert job.to_dict() == job.model_dump(by_alias=True, exclude_none=True) == fields
    assert [getattr(job, f"{name}_") for name in METHODS] == [fields[name] for name in METHODS]
    assert job.model_copy(update={"key": "2"}).key == "2"
    assert repr(job_class(key="1", state="waiting", self_="a self")).endswith("model_fields_set_=None, validate_=None)")


def test_it_polls(client: OpenAI, server: Server, operations: ModuleType) -> None:
    assert client.wait(operations.RETRIEVE_JOB, job_key="1").state == "finished"
    assert server.requests == ["GET /jobs/1"] * 3


def test_it_fails_by_its_own_field(client: OpenAI, operations: ModuleType) -> None:
    with pytest.raises(FileProcessingError, match=r"sad .*broken.*out of paper"):
        client.wait(operations.RETRIEVE_JOB, job_key="sad", raise_on_error=True)


def test_it_pages_and_polls_async(server: Server, operations: ModuleType) -> None:
    import asyncio

    async def run() -> tuple[list[str], str]:
        http = httpx.AsyncClient(transport=httpx.MockTransport(server))
        async with http, AsyncOpenAI(base_url="http://127.0.0.1:9", http_client=http) as client:
            keys = [job.key async for job in client.call(operations.LIST_JOBS)]
            return keys, (await client.wait(operations.RETRIEVE_JOB, job_key="1")).state

    assert asyncio.run(run()) == (["1", "2", "3", "4", "5"], "finished")
