"""Tools that stand in for httpx's connections in tests see the requests of clients that are given no http_client."""

from __future__ import annotations

import functools
from typing import Any
from unittest import mock

import anyio
import httpcore
import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI

FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a", "purpose": "batch"}
SETTINGS: dict[str, Any] = {"api_key": "none", "base_url": "http://127.0.0.1:9/v1", "max_retries": 0}


def responding(original: Any) -> Any:
    """A function as vcrpy puts it there, which calls itself what it stands for."""

    @functools.wraps(original)
    def respond(_transport: Any, request: Any) -> Any:
        if isinstance(request, httpx.Request):
            return httpx.Response(200, json=FILE, request=request)
        return httpcore.Response(200, content=httpx.Response(200, json=FILE).content)

    return respond


def responding_later(original: Any) -> Any:
    respond = responding(original)

    @functools.wraps(original)
    async def respond_later(transport: Any, request: Any) -> Any:
        return respond(transport, request)

    return respond_later


@pytest.mark.parametrize("owner", [httpx.HTTPTransport, httpcore.ConnectionPool])
def test_a_stand_in_responds(owner: Any) -> None:
    with OpenAI(**SETTINGS) as client:
        with mock.patch.object(owner, "handle_request", responding(owner.handle_request)):
            assert client.files.retrieve("file-1").bytes == 1
        with pytest.raises(Exception, match="could not be reached"):
            client.files.retrieve("file-1")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("owner", [httpx.AsyncHTTPTransport, httpcore.AsyncConnectionPool])
def test_a_stand_in_responds_to_an_async_client(owner: Any, backend: str) -> None:
    async def retrieve() -> None:
        async with AsyncOpenAI(**SETTINGS) as client:
            with mock.patch.object(owner, "handle_async_request", responding_later(owner.handle_async_request)):
                assert (await client.files.retrieve("file-1")).bytes == 1
            with pytest.raises(Exception, match="could not be reached"):
                await client.files.retrieve("file-1")

    anyio.run(retrieve, backend=backend)


def test_a_mock_stands_in() -> None:
    with OpenAI(**SETTINGS) as client, mock.patch.object(httpx.HTTPTransport, "handle_request") as handle:
        handle.return_value = httpx.Response(200, json=FILE)
        assert client.files.retrieve("file-1").bytes == 1
        assert handle.call_count == 1
