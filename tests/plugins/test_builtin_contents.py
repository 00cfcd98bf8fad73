"""Contents that the server would refuse are refused before they are sent."""

from __future__ import annotations

import json
import logging
from typing import Any

import anyio
import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI, SourceError
from filewright.builtin import contents

FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a.jsonl", "purpose": "batch"}


def line(number: int) -> bytes:
    body = {"model": "m", "input": "x"}
    return json.dumps({"custom_id": str(number), "method": "POST", "url": "/v1/responses", "body": body}).encode()


class Server:
    """Takes every file."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def respond(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return httpx.Response(200, json={**FILE, "status": "processed"})

    async def respond_async(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.respond(request)

    def client(self, base_url: str = "https://api.openai.com/v1", **options: Any) -> OpenAI:
        http = httpx.Client(transport=httpx.MockTransport(self.respond))
        return OpenAI(base_url=base_url, api_key="sk-test", http_client=http, **options)


@pytest.fixture
def server() -> Server:
    return Server()


GOOD = line(1) + b"\n" + line(2) + b"\n"
BAD = line(1) + b"\n" + line(1) + b"\n{}\n"


def test_good_files_are_sent_as_they_are(server: Server, tmp_path: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD)
    client = server.client()
    with open(path, "rb") as handle:
        for file in (path, ("a.jsonl", GOOD), handle):
            client.files.create(file=file, purpose="batch")
    assert all(GOOD in request.content for request in server.requests)
    assert len(server.requests) == 3


def test_a_bad_file_is_refused_with_its_lines_before_anything_is_sent(server: Server, tmp_path: Any) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(BAD + b" " * (1 << 20))
    with pytest.raises(SourceError) as caught:
        server.client().files.create(file=path, purpose="batch")
    said = str(caught.value)
    assert "cannot be used for 'batch': line 2, byte" in said
    assert "duplicate_custom_id" in said
    assert "errors in all)" in said
    assert "checks={'content': False}" in said
    with pytest.raises(SourceError) as caught:
        server.client().files.create(file=("a.jsonl", line(1) + b"\n" + line(1) + b"\n"), purpose="batch")
    assert "errors in all" not in str(caught.value)
    assert server.requests == []


def test_it_is_the_same_async(server: Server) -> None:
    async def main() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(server.respond_async))
        async with AsyncOpenAI(api_key="sk-test", base_url="https://api.openai.com/v1", http_client=http) as client:
            await client.files.create(file=("a.jsonl", GOOD), purpose="batch")
            with pytest.raises(SourceError, match="duplicate_custom_id"):
                await client.files.create(file=("a.jsonl", BAD), purpose="batch")

    anyio.run(main)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("base_url", "checks", "is_checked"),
    [
        ("https://api.openai.com/v1", True, True),
        ("https://api.openai.com/v1", {"size": False}, True),
        ("https://api.openai.com/v1", {"content": False}, False),
        ("https://api.openai.com/v1", False, False),
        ("https://other.example/v1", True, False),
        ("https://other.example/v1", {"content": True}, True),
    ],
)
def test_it_is_done_for_the_api_and_where_it_is_asked_for(
    server: Server, base_url: str, checks: Any, is_checked: bool
) -> None:
    client = server.client(base_url, checks=checks)
    if is_checked:
        with pytest.raises(SourceError):
            client.files.create(file=("a.jsonl", BAD), purpose="batch")
    else:
        client.files.create(file=("a.jsonl", BAD), purpose="batch")
    assert len(server.requests) == (not is_checked)


def test_other_purposes_have_rules_of_their_own(server: Server) -> None:
    client = server.client()
    with pytest.raises(SourceError, match="too_few_examples"):
        client.files.create(
            file=("a.jsonl", b'{"messages": [{"role": "assistant", "content": "x"}]}\n'), purpose="fine-tune"
        )
    with pytest.raises(SourceError, match="missing_item"):
        client.files.create(file=("a.jsonl", b"{}\n"), purpose="evals")
    client.files.create(file=("a.jsonl", b"anything"), purpose="user_data")
    assert len(server.requests) == 1


def test_a_file_that_would_take_long_is_sent_unchecked_and_that_is_said(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("MAX_BATCH_BYTES", "MAX_FAST_BATCH_BYTES"):
        monkeypatch.setattr(contents, name, len(BAD) - 1)
    with caplog.at_level(logging.WARNING, "filewright"):
        server.client().files.create(file=("a.jsonl", BAD), purpose="batch")
    (record,) = caplog.records
    assert record.getMessage().startswith(
        f"'a.jsonl' was not checked before it is sent, as it has {len(BAD)} bytes, and"
    )
    assert len(server.requests) == 1
