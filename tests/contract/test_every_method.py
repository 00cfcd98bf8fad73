"""Every generated method, through a server that is made of the contract: blocking, async, raw and streaming."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import anyio
import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI

for tool in ("openapi_python_client", "openapi_spec_validator", "jsonschema"):
    pytest.importorskip(tool, reason=f"{tool} is not installed: run `nox -s tests`")

import calling  # noqa: E402
from contract import Contract  # noqa: E402
from contract_server import CONTENT, ContractServer  # noqa: E402

CONTRACT = Contract(Path(__file__).parents[2] / "openapi.yaml")
CALLS = list(calling.calls(CONTRACT, ContractServer(CONTRACT.document)))
VIEWED = [each for each in CALLS if each.kind in ("call", "text")]
OPTIONS: dict[str, Any] = {"api_key": "sk-contract", "base_url": "https://contract.test/v1", "max_retries": 0}

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning"),
    # The server gives each object the same times, whatever expiry it was asked for.
    pytest.mark.filterwarnings("ignore:.*expire"),
]


def named(call: calling.Call) -> str:
    return call.name


@pytest.fixture
def server() -> ContractServer:
    return ContractServer(CONTRACT.document)


@pytest.fixture
def client(server: ContractServer) -> Iterator[OpenAI]:
    with OpenAI(http_client=httpx.Client(transport=server.transport()), **OPTIONS) as client:
        yield client


def soon(call: calling.Call, method: Any) -> dict[str, Any]:
    """Optional arguments, and short intervals for what polls."""
    if call.kind != "create-and-wait":
        return call.optional
    import inspect

    taken = inspect.signature(method).parameters
    return {**call.optional, **{name: value for name, value in calling.SOON.items() if name in taken}}


@pytest.mark.parametrize("call", CALLS, ids=named)
def test_blocking(call: calling.Call, server: ContractServer, client: OpenAI) -> None:
    method = call.method(client)
    assert_used(call, calling.used(method(**call.required, **soon(call, method))), call.optional)
    assert_used(call, calling.used(method(**call.required)))
    assert server.problems == []
    assert server.served[call.operation_id] >= 2


@pytest.mark.parametrize("call", CALLS, ids=named)
def test_async(call: calling.Call, server: ContractServer) -> None:
    async def use() -> None:
        http_client = httpx.AsyncClient(transport=server.transport())
        async with AsyncOpenAI(http_client=http_client, **OPTIONS) as client:
            method = call.method(client)
            assert_used(call, await calling.used_async(method(**call.required, **soon(call, method))), call.optional)

    anyio.run(use)
    assert server.problems == []
    assert server.served[call.operation_id] >= 1


@pytest.mark.parametrize("call", VIEWED, ids=named)
def test_raw(call: calling.Call, server: ContractServer, client: OpenAI) -> None:
    raw = call.method(client, "with_raw_response")(**call.required, **call.optional)
    assert raw.status_code < 300
    assert_used(call, calling.used(raw.parse()), call.optional)
    assert server.problems == []


@pytest.mark.parametrize("call", VIEWED, ids=named)
def test_streaming(call: calling.Call, server: ContractServer, client: OpenAI) -> None:
    with call.method(client, "with_streaming_response")(**call.required) as response:
        assert response.status_code < 300
        assert_used(call, calling.used(response.parse()))
    assert server.problems == []


@pytest.mark.parametrize("view", ["with_raw_response", "with_streaming_response"])
@pytest.mark.parametrize("call", VIEWED, ids=named)
def test_async_views(call: calling.Call, view: str, server: ContractServer) -> None:
    async def use() -> None:
        http_client = httpx.AsyncClient(transport=server.transport())
        async with AsyncOpenAI(http_client=http_client, **OPTIONS) as client:
            opened = call.method(client, view)(**call.required)
            if view == "with_raw_response":
                assert (await opened).status_code < 300
                return
            async with opened as response:
                assert response.status_code < 300
                await response.read()

    anyio.run(use)
    assert server.problems == []


def assert_used(call: calling.Call, result: Any, given: Mapping[str, Any] = MappingProxyType({})) -> None:
    spec = next(each for each in CONTRACT.operations if each.operation_id == call.operation_id)
    if call.kind == "text":
        assert result == CONTENT.decode()
    elif spec.extensions.get("x-filewright-response") == "binary":
        assert result == CONTENT
    elif spec.extensions.get("x-filewright-response") == "none":
        assert result is None
    elif isinstance(result, list):
        cursor = spec.extensions["x-filewright-paging"].get("cursor")
        pages = 2 if cursor and cursor not in given else 1
        assert len(result) == pages, "the server has two pages, and the second begins after the cursor"
    else:
        assert result.to_dict()


def test_every_operation_is_called() -> None:
    assert {call.operation_id for call in CALLS} == {each.operation_id for each in CONTRACT.operations}


# What the server itself must see


@pytest.mark.parametrize(
    ("method", "target", "options", "told"),
    [
        ("GET", "/nowhere", {}, "there is no such operation"),
        ("GET", "/files?strange=1", {}, "query strange is not in the contract"),
        ("GET", "/files?limit=0", {}, "0 is less than the minimum of 1"),
        ("GET", "/files?limit=x", {}, "'x' is not of type 'integer'"),
        ("POST", "/batches", {}, "a body of no type came"),
        ("POST", "/batches", {"json": {}}, "is a required property"),
        ("POST", "/files", {"files": {"file": b"x"}, "data": {"strange": "x"}}, "strange: not in the contract"),
        ("GET", "/files", {"content": b"x"}, "a body came"),
    ],
)
def test_a_request_that_breaks_the_contract_is_told(
    server: ContractServer, method: str, target: str, options: dict[str, Any], told: str
) -> None:
    with httpx.Client(transport=server.transport()) as client:
        response = client.request(method, f"https://contract.test/v1{target}", **options)
    assert response.status_code == 400
    assert told in " ".join(server.problems)
