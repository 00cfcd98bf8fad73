"""Clients of httpx and of httpx2 that are passed as `http_client`; the rows of faults run with httpx2's too."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
from typing import Any

import anyio
import pytest
from fault_canary import holds_the_key
from fault_scripts import FILE
from filewright import APIConnectionError, APITimeoutError, AsyncOpenAI, OpenAI

KEY = "sk-canary-0123456789"


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> Any:
    return pytest.importorskip(request.param, reason="not installed")


def options(server: Any, http: Any, **more: Any) -> dict[str, Any]:
    return {"api_key": KEY, "base_url": server.base_url, "http_client": http, "timeout": 30.0, **more}


def packed(exchange: Any) -> None:
    body = gzip.compress(json.dumps(FILE).encode())
    exchange.respond(200, body, **{"content-encoding": "gzip"})


def test_a_coded_response_that_an_event_hook_has_read(serve: Any, library: Any) -> None:
    hooks = {"response": [lambda response: response.read()]}
    server = serve(packed)
    with library.Client(event_hooks=hooks) as http, OpenAI(**options(server, http)) as client:
        assert client.files.retrieve("a").id == FILE["id"]


def test_its_limit_of_connections_holds(serve: Any, library: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, b"x" * 100, content_type="text/plain"))
    limits = library.Limits(max_connections=1)
    with library.Client(limits=limits) as http, OpenAI(**options(server, http, max_retries=0)) as client:
        with client.files.with_streaming_response.content("a"):
            waiting = client.with_options(timeout=library.Timeout(30.0, pool=0.05))
            with pytest.raises(APITimeoutError, match="No connection of the pool"):
                waiting.files.retrieve("a")
        assert client.files.content("a").read() == b"x" * 100


def test_a_cancelled_call_gives_its_connection_back(serve: Any, library: Any) -> None:
    asked = threading.Event()
    held = threading.Event()

    def holding(exchange: Any) -> None:
        if asked.is_set():
            exchange.respond(200, FILE)
        else:
            asked.set()
            held.wait(30)

    server = serve(holding)

    async def run() -> None:
        limits = library.Limits(max_connections=1)
        async with library.AsyncClient(limits=limits) as http, AsyncOpenAI(**options(server, http)) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.files.retrieve, "a")
                await anyio.to_thread.run_sync(asked.wait, 30)
                group.cancel_scope.cancel()
            assert (await client.files.retrieve("a")).id == FILE["id"]

    try:
        anyio.run(run)
    finally:
        held.set()


def test_its_error_is_the_cause_and_does_not_hold_the_key(library: Any) -> None:
    url = "http://127.0.0.1:1/v1"
    with library.Client() as http, OpenAI(api_key=KEY, base_url=url, http_client=http, max_retries=0) as client:
        retrieve = client.files.retrieve
        with pytest.raises(APIConnectionError) as caught:
            retrieve("a")
    link: BaseException | None = caught.value
    causes = []
    while link is not None:
        causes.append(link)
        link = link.__cause__
    (own,) = [each for each in causes if type(each) is library.ConnectError]
    assert KEY not in str(own.request.headers.raw)
    assert not any(holds_the_key(str(each)) for each in causes)


def test_httpx2_is_imported_only_by_those_who_use_it() -> None:
    program = """
import sys, httpx, filewright
with httpx.Client() as http, filewright.OpenAI(api_key="k", http_client=http), filewright.OpenAI(api_key="k"):
    print([each for each in sys.modules if each.startswith(("httpx2", "httpcore2"))])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
