"""The life of a client: forks, threads, event loops, cancellation, and the end."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from fault_scripts import retrieved_slowly
from fault_server import CANARY
from filewright import APITimeoutError, AsyncOpenAI, ClientClosedError, OpenAI
from filewright.wire import connections as connections_module

FILE = {"id": "file-1", "object": "file", "bytes": 5, "created_at": 1, "filename": "a", "purpose": "batch"}
LARGE = b"x" * (32 << 20)


def by_id(exchange: Any) -> None:
    """Respond with the id that was asked for, so that a response that went astray shows."""
    exchange.read_body()
    exchange.respond(200, {**FILE, "id": exchange.path.rsplit("/", 1)[-1]})


def settings(server: Any, **more: Any) -> dict[str, Any]:
    return {"base_url": server.base_url, "api_key": CANARY, "timeout": 20.0, **more}


@pytest.mark.row(103)
def test_a_fork_after_use(serve: Any) -> None:
    server = serve(retrieved_slowly)
    with OpenAI(**settings(server)) as client:
        client.files.retrieve("before")
        child = os.fork()
        if child == 0:
            good = all(client.files.retrieve(f"child-{n}").id == f"child-{n}" for n in range(50))
            os._exit(0 if good else 1)
        ours = [client.files.retrieve(f"parent-{n}").id for n in range(50)]
        _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert ours == [f"parent-{n}" for n in range(50)]
    assert server.connections == 2


@pytest.mark.row(104)
def test_many_threads_with_one_client(serve: Any) -> None:
    server = serve(by_id)
    with OpenAI(**settings(server)) as client, ThreadPoolExecutor(32) as pool:
        names = [f"file-{number}" for number in range(32 * 20)]
        assert [file.id for file in pool.map(client.files.retrieve, names)] == names
    assert server.connections <= 32


@pytest.mark.row(104)
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_many_tasks_with_one_client(serve: Any, backend: str) -> None:
    server = serve(by_id)
    responses: dict[str, str] = {}

    async def run() -> None:
        async with AsyncOpenAI(**settings(server)) as client, anyio.create_task_group() as group:

            async def ask(name: str) -> None:
                responses[name] = (await client.files.retrieve(name)).id

            for number in range(200):
                group.start_soon(ask, f"file-{number}")

    anyio.run(run, backend=backend)
    assert len(responses) == 200
    assert all(name == response for name, response in responses.items())


@pytest.mark.row(104)
def test_several_event_loops_with_one_client(serve: Any) -> None:
    server = serve(by_id)
    client = AsyncOpenAI(**settings(server))

    async def ask(name: str) -> str:
        return (await client.files.retrieve(name)).id

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the connections of a loop that has ended cannot be closed
        assert [asyncio.run(ask(f"a-{n}")) for n in range(3)] == ["a-0", "a-1", "a-2"]
        assert anyio.run(ask, "b", backend="trio") == "b"
        gc.collect()


@pytest.fixture
def pool_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections_module, "MAX_CONNECTIONS", 1)


@pytest.mark.usefixtures("pool_of_one")
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.row(106)
def test_a_cancelled_upload_frees_its_slot(serve: Any, backend: str) -> None:
    def script(exchange: Any) -> None:
        if exchange.method == "POST":
            exchange.read_body(1000)
            exchange.stall()
        else:
            by_id(exchange)

    server = serve(script)

    async def run() -> str:
        async with AsyncOpenAI(**settings(server)) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: client.files.create(file=("a.bin", LARGE), purpose="user_data"))
                while not server.requests:
                    await anyio.sleep(0.01)
                group.cancel_scope.cancel()
            return (await client.files.retrieve("after")).id

    assert anyio.run(run, backend=backend) == "after"


@pytest.mark.usefixtures("pool_of_one")
@pytest.mark.row(107)
def test_an_interrupted_upload_frees_its_slot(serve: Any) -> None:
    def script(exchange: Any) -> None:
        if exchange.method == "POST":
            exchange.read_body(1000)
            exchange.stall()
        else:
            by_id(exchange)

    server = serve(script)

    def interrupt() -> None:
        while not server.requests:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    with OpenAI(**settings(server)) as client:
        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            client.files.create(file=("a.bin", LARGE), purpose="user_data")
        thread.join()
        assert client.files.retrieve("after").id == "after"


@pytest.mark.usefixtures("pool_of_one")
@pytest.mark.row(109)
def test_no_connection_is_free(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.send(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nx"))
    if variant.backend is None:

        def hold(client: Any) -> None:
            with client.files.content("a"), pytest.raises(APITimeoutError, match="No connection of the pool"):
                client.with_options(timeout=0.1).files.retrieve("b")
    else:

        async def hold(client: Any) -> None:
            async with await client.files.content("a"):
                with pytest.raises(APITimeoutError, match="No connection of the pool"):
                    await client.with_options(timeout=0.1).files.retrieve("b")

    variant.run(hold, base_url=server.base_url, max_retries=0)


@pytest.mark.row(108)
def test_content_that_is_dropped_is_warned_of(serve: Any) -> None:
    server = serve(lambda exchange: exchange.send(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nx"))

    def drop(client: OpenAI) -> None:
        client.files.content("a")
        gc.collect()

    with OpenAI(**settings(server)) as client, pytest.warns(ResourceWarning, match="dropped without being read"):
        drop(client)


def test_a_client_that_is_closed(variant: Any, serve: Any) -> None:
    server = serve(by_id)
    if variant.backend is None:

        def use(client: Any) -> None:
            client.close()
            assert client.is_closed()
            with pytest.raises(ClientClosedError):
                client.files.retrieve("a")
    else:

        async def use(client: Any) -> None:
            await client.close()
            assert client.is_closed()
            with pytest.raises(ClientClosedError):
                await client.files.retrieve("a")

    variant.run(use, base_url=server.base_url)
    assert server.requests == []


def test_idle_connections_are_used_again(variant: Any, serve: Any) -> None:
    server = serve(by_id)
    if variant.backend is None:

        def use(client: Any) -> None:
            for number in range(10):
                client.files.retrieve(str(number))
    else:

        async def use(client: Any) -> None:
            for number in range(10):
                await client.files.retrieve(str(number))

    variant.run(use, base_url=server.base_url)
    assert server.connections == 1


@pytest.mark.row(7)
def test_a_kept_connection_that_the_server_has_closed(variant: Any, serve: Any) -> None:
    """Servers close idle connections, and after an error response some do so without saying it."""

    def script(exchange: Any) -> None:
        exchange.read_body()
        if exchange.method == "POST":
            exchange.respond(200, exchange.commit())
        elif exchange.path == "/v1/files":
            exchange.respond_with_list()
        else:
            exchange.respond(404, {"error": {"message": "no"}})
            exchange.close()

    server = serve(script)
    if variant.backend is None:

        def use(client: Any) -> str:
            with pytest.raises(Exception, match="404"):
                client.files.retrieve("a")
            return str(client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch").id)
    else:

        async def use(client: Any) -> str:
            with pytest.raises(Exception, match="404"):
                await client.files.retrieve("a")
            return str((await client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch")).id)

    assert variant.run(use, base_url=server.base_url) == "file-1"
    assert len(server.files) == 1


@pytest.mark.row(108)
def test_a_client_that_is_dropped_is_warned_of(serve: Any) -> None:
    server = serve(by_id)

    def drop() -> None:
        OpenAI(**settings(server)).files.retrieve("a")
        gc.collect()

    with pytest.warns(ResourceWarning) as warned:  # of the socket, too, where the collector finds it first
        drop()
    assert any("dropped with open connections" in str(each.message) for each in warned)


@pytest.mark.row(108)
def test_content_that_is_dropped_gives_its_connection_back(serve: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, b"content", content_type="text/plain"))

    def drop_three(client: OpenAI) -> None:
        for _ in range(3):
            client.files.content("a")
            gc.collect()

    with OpenAI(**settings(server)) as client, pytest.warns(ResourceWarning, match="dropped without being read"):
        drop_three(client)
    assert server.connections == 3, "each was closed, as its body was not read"
