"""The limit of a call as a whole, and of the head of a response, however it trickles in.

The servers here never come to an end: that a call does is what the tests show.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fault_scripts import trickle
from filewright import (
    APITimeoutError,
    PollTimeoutError,
    RateLimitError,
    ResponseTooLargeError,
    UploadOutcomeUnknownError,
)

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 1,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "uploaded",
}

READ_SHORTLY = httpx.Timeout(20, read=0.3)


def retrieve(client: Any) -> Any:
    return client.files.retrieve("file-1")


@pytest.mark.row(21)
def test_a_head_is_there_within_the_read_timeout(variant: Any, serve: Any) -> None:
    server = serve(trickle)

    with pytest.raises(APITimeoutError):
        variant.run(retrieve, base_url=server.base_url, timeout=READ_SHORTLY, max_retries=1)
    assert len(server.requests) == 2


@pytest.mark.only_httpx  # the other has connections of their own for large uploads
@pytest.mark.row(21)
def test_so_is_the_head_that_follows_an_upload_and_on_a_connection_in_use(variant: Any, serve: Any) -> None:
    def script(exchange: Any) -> None:
        if exchange.method == "GET":
            exchange.respond(200, FILE)
        else:
            trickle(exchange)

    server = serve(script)
    options = {"base_url": server.base_url, "max_retries": 0, "block": ["recovery"]}

    def upload(client: Any) -> Any:
        impatient = client.with_options(timeout=READ_SHORTLY)
        return impatient.files.create(file=b"x" * 300_000, purpose="user_data")

    async def twice(first: Any, client: Any) -> None:
        await first
        await upload(client)

    def action(client: Any) -> Any:
        first = client.files.retrieve("file-1")
        return twice(first, client) if hasattr(first, "__await__") else upload(client)

    with pytest.raises(UploadOutcomeUnknownError):
        variant.run(action, **options)
    assert server.connections == 1, "the connection was in use before"


@pytest.mark.row(21)
def test_the_deadline_of_a_call_bounds_attempts_and_waits(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.stall())

    with pytest.raises(APITimeoutError):
        variant.run(retrieve, base_url=server.base_url, timeout=3600.0, total_timeout=1.0, max_retries=5)
    assert len(server.requests) <= 1


@pytest.mark.row(21)
def test_a_body_that_trickles_is_bounded_too(variant: Any, serve: Any) -> None:
    def script(exchange: Any) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
        exchange.drip(b" ", 0.02)

    server = serve(script)
    with pytest.raises(APITimeoutError):
        variant.run(retrieve, base_url=server.base_url, timeout=3600.0, total_timeout=0.4)


@pytest.mark.row(21)
def test_no_wait_is_longer_than_what_is_left(variant: Any, serve: Any, waits: list[float]) -> None:
    server = serve(lambda exchange: exchange.respond(429, {}, retry_after="100"))
    with pytest.raises(RateLimitError, match="429"):
        variant.run(retrieve, base_url=server.base_url, total_timeout=60.0)
    assert waits == []
    assert len(server.requests) == 1


@pytest.mark.row(111)
def test_the_deadline_of_a_wait_holds_when_a_head_trickles(variant: Any, serve: Any) -> None:
    server = serve(trickle)

    def wait(client: Any) -> Any:
        return client.files.wait_for_processing("file-1", max_wait_seconds=0.4)

    with pytest.raises(PollTimeoutError):
        variant.run(wait, base_url=server.base_url, timeout=3600.0)


@pytest.mark.row(42)
def test_the_caps_are_settings(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, {**FILE, "more": "x" * 5000}))
    with pytest.raises(ResponseTooLargeError, match="1,000"):
        variant.run(retrieve, base_url=server.base_url, max_response_bytes=1000)
    assert variant.run(retrieve, base_url=server.base_url, max_response_bytes=None).id == "file-1"


@pytest.mark.row(40)
def test_the_cap_of_errors_is_a_setting(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: exchange.respond(404, b"x" * 5000))
    with pytest.raises(Exception, match="404") as caught:
        variant.run(retrieve, base_url=server.base_url, max_error_bytes=10)
    assert len(caught.value.response.content) < 5000 or caught.value.body == "x" * 5000


@pytest.mark.row(41)
def test_content_is_capped_where_it_is_saved_and_leaves_nothing(variant: Any, serve: Any, tmp_path: Any) -> None:
    server = serve(lambda exchange: exchange.respond(200, b"x" * 300_000, content_type="application/octet-stream"))
    with pytest.raises(ResponseTooLargeError, match="100,000"):
        variant.run(variant.save("file-1", tmp_path / "a"), base_url=server.base_url, max_content_bytes=100_000)
    assert list(tmp_path.iterdir()) == []
