"""What is particular to `transport="pyreqwest"`: how it is chosen, and what it refuses rather than does otherwise.

The rows of faults run with it too; see conftest.py.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import anyio
import httpx
import pytest
from fault_scripts import FILE as GOOD
from filewright import (
    APIConnectionError,
    APITimeoutError,
    AsyncOpenAI,
    ConfigurationError,
    OpenAI,
    SourceChangedError,
    UploadOutcomeUnknownError,
    hookimpl,
)

LARGE = b"x" * (3 << 20)


def settings(server: Any, **more: Any) -> dict[str, Any]:
    return {"api_key": "k", "base_url": server.base_url, "timeout": 30.0, "transport": "pyreqwest", **more}


def good(exchange: Any) -> None:
    exchange.respond(200, GOOD)


class Chooser:
    """A plugin that chooses the transport of each client."""

    @hookimpl
    def before_client_created(self, options: Any) -> Any:
        return options.changed(transport="pyreqwest")


@pytest.mark.parametrize("way", ["option", "environment", "plugin", "copy", "pickle"])
def test_it_is_chosen_in_each_way(serve: Any, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    from filewright.wire.fast.transports import ReqwestTransport

    carried: list[str] = []

    class Spy(ReqwestTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            carried.append(request.method)
            return super().handle_request(request)

    monkeypatch.setattr("filewright.wire.fast.transports.ReqwestTransport", Spy)
    given = settings(serve(good))
    if way in {"environment", "plugin", "copy"}:
        del given["transport"]
    if way == "environment":
        monkeypatch.setenv("FILEWRIGHT_TRANSPORT", "pyreqwest")
    with OpenAI(**given, plugins=[Chooser()] if way == "plugin" else []) as made:
        client = made.with_options(transport="pyreqwest") if way == "copy" else made
        client = pickle.loads(pickle.dumps(client)) if way == "pickle" else client
        with client:
            client.files.retrieve("a")
    assert carried == ["GET"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"transport": "curl"}, "transport is 'curl'; pass 'httpx' or 'pyreqwest'"),
        ({"transport": "pyreqwest", "http_client": httpx.Client()}, "transport and http_client were passed"),
    ],
)
def test_what_cannot_be_chosen(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        OpenAI(api_key="k", **given)


def test_without_its_package_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("filewright.wire.fast", "pyreqwest"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyreqwest", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'filewright\[fast\]'"):
        OpenAI(api_key="k", transport="pyreqwest")


def test_trio_is_refused(serve: Any) -> None:
    server = serve(good)

    async def ask() -> None:
        async with AsyncOpenAI(**settings(server)) as client:
            await client.files.retrieve("a")

    with pytest.raises(ConfigurationError, match="works with asyncio"):
        anyio.run(ask, backend="trio")
    assert server.requests == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_in_a_child_of_a_fork_it_is_refused(serve: Any) -> None:
    server = serve(good)
    with OpenAI(**settings(server)) as client:
        client.files.retrieve("a")
        child = os.fork()
        if child == 0:
            refused = 0
            for action in (lambda: client.files.retrieve("b"), lambda: OpenAI(**settings(server))):
                try:
                    action()
                except ConfigurationError as error:
                    refused += "forked" in str(error)
            os._exit(refused)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 2
        assert client.files.retrieve("c").id == "file-1"


def test_a_proxy_of_the_environment_is_used_with_its_password(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def script(exchange: Any) -> None:
        seen.append(exchange.headers["proxy-authorization"])
        good(exchange)

    proxy = serve(script)
    monkeypatch.setenv("HTTP_PROXY", f"http://ada:secret@127.0.0.1:{proxy.port}")
    with pytest.warns(UserWarning, match="not encrypted"):
        client = OpenAI(api_key="k", base_url="http://files.invalid/v1", transport="pyreqwest")
    with client:
        assert client.files.retrieve("a").id == "file-1"
    assert proxy.requests == ["GET http://files.invalid/v1/files/a"]
    assert seen == ["Basic YWRhOnNlY3JldA=="]


def test_a_proxy_that_refuses_is_an_error_that_says_so(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(lambda exchange: exchange.respond(407))
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    with (
        OpenAI(api_key="k", base_url="https://files.invalid/v1", transport="pyreqwest", max_retries=0) as client,
        pytest.raises(APIConnectionError, match="The proxy failed"),
    ):
        client.files.retrieve("a")


def test_an_interruption_ends_a_call_that_waits_for_its_response(serve: Any) -> None:
    server = serve(lambda exchange: exchange.stall() if exchange.path.endswith("/slow") else good(exchange))

    def interrupt() -> None:
        while not server.requests:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    with OpenAI(**settings(server)) as client:
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            client.files.retrieve("slow")
        thread.join()
        assert client.files.retrieve("a").id == "file-1"


def test_a_cancelled_upload_leaves_no_task_and_sends_no_more(serve: Any) -> None:
    def script(exchange: Any) -> None:
        exchange.read_body(1000)
        exchange.stall()

    server = serve(script)

    async def cancel() -> None:
        async with AsyncOpenAI(**settings(server)) as client:
            task = asyncio.create_task(client.files.create(file=("a.bin", LARGE * 20), purpose="user_data"))
            while not server.requests:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while len(asyncio.all_tasks()) > 1:  # of a block that is still asked for, and not given
                await asyncio.sleep(0)

    asyncio.run(cancel())
    assert len(server.bodies[0] if server.bodies else b"") < len(LARGE * 20)


def test_a_blocking_client_within_an_event_loop(serve: Any) -> None:
    server = serve(good)

    async def ask() -> str:
        with OpenAI(**settings(server)) as client:
            name: str = client.files.retrieve("a").id
        assert asyncio.get_running_loop() is not None
        return name

    assert asyncio.run(ask()) == "file-1"


def test_the_time_of_a_head_begins_when_its_request_is_out(serve: Any) -> None:
    server = serve(lambda exchange: exchange.stall())
    timeout = httpx.Timeout(30.0, read=0.2)
    with OpenAI(**settings(server, timeout=timeout, max_retries=0)) as client:
        for action in (lambda: client.files.retrieve("a"), lambda: client.files.create(file=b"a", purpose="batch")):
            with pytest.raises((APITimeoutError, UploadOutcomeUnknownError)):
                action()


def test_a_header_that_cannot_be_read_is_left_out(serve: Any) -> None:
    body = b"content"
    head = b"HTTP/1.1 200 OK\r\ncontent-disposition: attachment; filename=\xe9\r\ncontent-length: %d\r\n\r\n" % len(
        body
    )
    server = serve(lambda exchange: exchange.send(head + body))
    with OpenAI(**settings(server)) as client:
        content = client.files.content("a")
        assert content.read() == b"content"
        assert "content-disposition" not in content.response.headers


def test_an_error_of_the_source_comes_out_as_it_is(serve: Any, tmp_path: Any) -> None:
    def script(exchange: Any) -> None:
        exchange.read_body(1000)
        with open(tmp_path / "a.bin", "ab") as file:
            file.write(b"more")
        exchange.read_body()
        good(exchange)

    server = serve(script)
    (tmp_path / "a.bin").write_bytes(LARGE * 2)
    with OpenAI(**settings(server)) as client, pytest.raises(SourceChangedError):
        client.files.create(file=tmp_path / "a.bin", purpose="user_data")


@pytest.mark.long
def test_a_process_that_ends_at_once_ends_well(serve: Any) -> None:
    """pyreqwest's thread may still be in Python when the last call returns."""
    server = serve(good)
    source = (
        "import asyncio, filewright\n"
        "async def ask():\n"
        f"    client = filewright.AsyncOpenAI(api_key='k', base_url={server.base_url!r}, transport='pyreqwest')\n"
        "    async with client: await client.files.retrieve('a')\n"
        "asyncio.run(ask())\n"
    )
    ended = [subprocess.run([sys.executable, "-c", source], check=False).returncode for _ in range(3)]
    assert ended == [0, 0, 0]
