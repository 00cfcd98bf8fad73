"""An error that a gateway sends in place of a content, with status 200; what is stored comes back as it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import APIResponseValidationError

ERROR = {"error": {"message": "The file is gone.", "type": "gateway", "code": None}}
BODY = json.dumps(ERROR).encode()
JSON = {"content-type": "application/json"}


def given(body: bytes = BODY, **headers: str) -> httpx.Response:
    fields = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return httpx.Response(200, content=body, headers=fields)


def test_an_error_is_not_a_content(variant: Any, server: Any) -> None:
    server.responses = [again(given(content_type="application/json; charset=utf-8"))]
    files = variant.client().files
    with pytest.raises(APIResponseValidationError, match=r"file-1: the server says 'The file is gone\.'") as caught:
        variant.do(files.content, "file-1")
    assert caught.value.response.content == BODY
    assert caught.value.body == ERROR


def test_an_error_is_not_saved(variant: Any, server: Any, tmp_path: Path) -> None:
    listed = {
        "id": "file-1",
        "object": "file",
        "bytes": len(BODY),
        "created_at": 1,
        "filename": "a",
        "purpose": "batch",
    }
    page = httpx.Response(200, json={"object": "list", "data": [listed], "has_more": False})

    def respond(request: httpx.Request) -> httpx.Response:
        return given() if request.url.path.endswith("content") else page

    server.responses = [respond]
    report = variant.do(variant.client().transfers.download, tmp_path / "to")
    assert [type(each.error) for each in report.failures()] == [APIResponseValidationError]
    assert not list((tmp_path / "to").rglob("a"))


def test_the_raw_response_has_it_nevertheless(variant: Any, server: Any, tmp_path: Path) -> None:
    server.responses = [again(given())]
    files = variant.client().files
    response = variant.do(files.with_raw_response.content, "file-1")
    assert response.content == BODY
    with pytest.raises(APIResponseValidationError, match="with_raw_response"):
        response.parse()

    async def streamed_there() -> bytes:
        async with files.with_streaming_response.content("file-1") as streamed:
            with pytest.raises(APIResponseValidationError):
                await streamed.stream_to_file(tmp_path / "saved")
            return b"".join([block async for block in streamed.iter_bytes()])

    def streamed_here() -> bytes:
        with files.with_streaming_response.content("file-1") as streamed:
            with pytest.raises(APIResponseValidationError):
                streamed.stream_to_file(tmp_path / "saved")
            return b"".join(streamed.iter_bytes())

    assert variant.do(streamed_there if variant.asynchronous else streamed_here) == BODY
    assert not (tmp_path / "saved").exists()


def test_an_error_that_echoes_the_key_is_masked(variant: Any, server: Any) -> None:
    server.responses = [given(b'{"error": {"message": "No key sk-canary-1 here"}}')]
    with pytest.raises(APIResponseValidationError) as caught:
        variant.do(variant.client(api_key="sk-canary-1").files.content, "file-1")
    assert "sk-canary-1" not in f"{caught.value} {caught.value.body} {caught.value.response.text}"


def again(response: httpx.Response) -> Callable[[httpx.Request], httpx.Response]:
    """A response each time anew, as a client changes what it was given."""
    return lambda _request: httpx.Response(200, content=response.content, headers=response.headers)


@pytest.mark.parametrize(
    "response",
    [
        given(content_disposition='attachment; filename="a.json"'),
        given(content_type="application/octet-stream"),
        given(BODY + b"\n" + BODY),
        given(json.dumps({**ERROR, "id": "batch_req_1"}).encode()),
        given(b'{"error": "text"}'),
        given(b'{"error": {"code": 1}}'),
        given(b"[]"),
        given(b"{"),
        given(b""),
        given(json.dumps({"error": {"message": "x" * 70_000}}).encode()),
    ],
    ids=["disposition", "type", "lines", "members", "text", "no message", "list", "cut", "empty", "large"],
)
def test_what_may_be_a_stored_file_comes_back_as_it_is(
    variant: Any, server: Any, tmp_path: Path, response: httpx.Response
) -> None:
    server.responses = [again(response)]
    files = variant.client().files
    content = variant.do(files.content, "file-1")
    assert variant.do(variant.twin(content, "read")) == response.content
    content = variant.do(files.content, "file-1")
    variant.do(variant.twin(content, "stream_to_file"), tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == response.content
    assert b"".join(variant.walk(variant.twin(variant.do(files.content, "file-1"), "iter_bytes")())) == response.content


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"a'
        raise httpx.ReadError("broke off")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self:
            yield block


def test_short_json_that_breaks_off_is_fetched_again(variant: Any, server: Any) -> None:
    broken = httpx.Response(200, headers={**JSON, "content-length": "8"}, stream=Broken())
    server.responses = [broken, given(b'{"a": 1}')]
    content = variant.do(variant.client(max_retries=1).files.content, "file-1")
    assert content.content == b'{"a": 1}'
    assert len(server.requests) == 2
