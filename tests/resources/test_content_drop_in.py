"""The content of a file as code for the official SDK uses it: its `response`, its lines, file objects to save it to."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import DestinationError, HttpxBinaryResponseContent, OpenAI, ResponseNotReadError, SourceError
from filewright.responses.lines import LineSplitter
from hypothesis import given
from hypothesis import strategies as st

MIB = 1 << 20
ROWS = '{"a": "one\u2028two\u0085three\x0bfour\x0cfive\x1csix"}\n{"b": "\r"}\r\n\n{"c": 3}\r'
LINES = ['{"a": "one\u2028two\u0085three\x0bfour\x0cfive\x1csix"}', '{"b": "\r"}', "", '{"c": 3}\r']


@pytest.fixture
def fetch(variant: Any, server: Any) -> Any:
    def fetch(response: Any, **settings: Any) -> Any:
        server.responses = [response]
        return variant.do(variant.client(**settings).files.content, "file-1")

    return fetch


def of_blocks(stream: Any, blocks: int, *, length: bool = True) -> httpx.Response:
    headers = {"content-length": str(blocks * MIB)} if length else {}
    return httpx.Response(200, headers=headers, stream=stream(blocks))


# Lines


@pytest.mark.row(163)
def test_lines_end_at_line_feeds_alone(variant: Any, fetch: Any, server: Any) -> None:
    content = fetch(ROWS.encode())
    assert variant.walk(variant.twin(content, "iter_lines")()) == LINES
    assert list(content.iter_lines()) == LINES if variant.asynchronous else content.read()
    assert variant.walk(variant.twin(content.response, "iter_lines")()) == LINES

    files = variant.client().files

    def streamed() -> list[str]:
        with files.with_streaming_response.content("file-1") as response:
            return list(response.iter_lines())

    async def async_streamed() -> list[str]:
        async with files.with_streaming_response.content("file-1") as response:
            return [line async for line in response.iter_lines()]

    assert variant.do(async_streamed if variant.asynchronous else streamed) == LINES


@given(st.lists(st.text(alphabet="a\r\n\u2028\x85", max_size=6)))
def test_lines_are_the_same_however_the_text_is_cut(blocks: list[str]) -> None:
    splitter = LineSplitter()
    found = [line for block in blocks for line in splitter.feed(block)] + splitter.finish()
    *ended, last = "".join(blocks).split("\n")
    assert found == [line.removesuffix("\r") for line in ended] + ([last] if last else [])


# The response


def test_the_response_of_a_content_is_read_when_it_is_asked(variant: Any, fetch: Any) -> None:
    response = fetch(httpx.Response(200, content=b'{"a": 1}')).response
    assert isinstance(response, httpx.Response)
    assert (response.content, response.text, response.json()) == (b'{"a": 1}', '{"a": 1}', {"a": 1})
    assert (response.read(), variant.do(response.aread) if variant.asynchronous else b'{"a": 1}') == (b'{"a": 1}',) * 2
    assert response.is_closed


@pytest.mark.parametrize(
    "ask", [lambda r: r.content, lambda r: r.text, lambda r: r.read()], ids=["content", "text", "read"]
)
def test_the_response_of_a_large_content(variant: Any, fetch: Any, stream: Any, ask: Callable[[Any], Any]) -> None:
    response = fetch(of_blocks(stream, 12)).response
    if variant.asynchronous:
        with pytest.raises(ResponseNotReadError, match="aread"):
            ask(response)
        assert len(variant.do(response.aread)) == 12 * MIB
    assert len(ask(response)) == 12 * MIB
    assert response.is_closed


def test_a_response_can_be_pickled_with_what_was_read(fetch: Any) -> None:
    response = fetch(httpx.Response(200, content=b"abc")).response
    assert response.content == b"abc"
    assert pickle.loads(pickle.dumps(response)).content == b"abc"


def test_both_contents_are_the_class_that_the_official_sdk_has(fetch: Any) -> None:
    content = fetch(b"abc")
    assert isinstance(content, HttpxBinaryResponseContent)
    assert content.read() == b"abc"
    content.close()


def test_an_async_content_that_is_a_stream_is_not_closed_by_close(variant: Any, fetch: Any, stream: Any) -> None:
    content = fetch(of_blocks(stream, 12))
    if variant.asynchronous:
        with pytest.raises(ResponseNotReadError, match="aclose"):
            content.close()
    variant.do(variant.twin(content, "close"))
    assert content.is_closed


@pytest.mark.parametrize("blocks", [1, 12])
def test_the_raw_response_of_a_content_is_read(variant: Any, server: Any, stream: Any, blocks: int) -> None:
    server.responses = [of_blocks(stream, blocks)]
    raw = variant.do(variant.client().files.with_raw_response.content, "file-1")
    assert raw.is_closed
    assert len(raw.content) == len(raw.http_response.content) == len(raw.parse().content) == blocks * MIB
    assert raw.text == raw.http_response.text == raw.parse().text


# File objects


class Slow(io.RawIOBase):
    """Takes 1,000 bytes at a time, and cannot be rewound."""

    def __init__(self) -> None:
        self.taken = b""

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        self.taken += bytes(block[:1000])
        return min(len(block), 1000)


class Plain:
    """Has a `write` that returns nothing, as some file objects have it."""

    def __init__(self) -> None:
        self.taken = b""

    def write(self, block: Any) -> None:
        self.taken += block


@pytest.mark.parametrize("way", ["stream_to_file", "write_to_file"])
@pytest.mark.parametrize("kind", [Slow, Plain])
def test_a_content_is_saved_to_what_takes_bytes(variant: Any, fetch: Any, kind: Any, way: str) -> None:
    handle = kind()
    variant.do(variant.twin(fetch(b"x" * 10_500), way), handle)
    assert handle.taken == b"x" * 10_500


def test_a_content_is_saved_where_a_file_object_stands(variant: Any, fetch: Any, stream: Any, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    buffer.write(b"before")
    variant.do(variant.twin(fetch(of_blocks(stream, 12)), "stream_to_file"), buffer)
    assert buffer.getvalue() == b"before" + b"x" * 12 * MIB
    with (tmp_path / "saved").open("wb") as file:
        variant.do(variant.twin(fetch(b"abc"), "stream_to_file"), file)
        assert (tmp_path / "saved").read_bytes() == b"abc"
        assert not file.closed


class Breaking(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Nine MiB, too many to be read ahead, and then nothing more."""

    def __iter__(self) -> Any:
        for _ in range(9):
            yield b"y" * MIB
        raise httpx.ReadError("broke off")

    async def __aiter__(self) -> Any:
        for block in [b"y" * MIB] * 9:
            yield block
        raise httpx.ReadError("broke off")


def test_what_broke_off_is_taken_back_where_it_can_be(variant: Any, server: Any, stream: Any) -> None:
    for handle, is_taken in ((io.BytesIO(b"before"), True), (Plain(), False)):
        server.responses = [httpx.Response(200, stream=Breaking()), of_blocks(stream, 12)]
        content = variant.do(variant.client().files.content, "file-1")
        if isinstance(handle, io.BytesIO):
            handle.seek(0, os.SEEK_END)
        save = variant.twin(content, "stream_to_file")
        if is_taken:
            variant.do(save, handle)
            assert handle.getvalue() == b"before" + b"x" * 12 * MIB
        else:
            with pytest.raises(DestinationError, match="from its start again"):
                variant.do(save, handle)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (io.StringIO, "binary mode"),
        (lambda: io.TextIOWrapper(io.BytesIO()), "binary mode"),
        (lambda: _closed(io.BytesIO()), "closed"),
        (lambda: io.BufferedReader(io.BytesIO(b"")), "write"),  # type: ignore[arg-type]
    ],
    ids=["StringIO", "text", "closed", "read only"],
)
def test_a_file_object_that_takes_no_bytes(variant: Any, fetch: Any, make: Any, match: str) -> None:
    with pytest.raises(DestinationError, match=match):
        variant.do(variant.twin(fetch(b"abc"), "stream_to_file"), make())


def _closed(handle: Any) -> Any:
    handle.close()
    return handle


# A content as the source of an upload


def test_a_content_is_uploaded_as_it_streams(server: Any, stream: Any) -> None:
    body = stream(12)
    server.responses = [httpx.Response(200, headers={"content-length": str(12 * MIB)}, stream=body), _file]
    with OpenAI(api_key="x", http_client=httpx.Client(transport=httpx.MockTransport(server))) as client:
        content = client.files.content("file-1")
        assert body.taken == 0
        client.files.create(file=("copy.bin", content), purpose="user_data")
        assert b"x" * 12 * MIB in server.last.content
        assert not hasattr(content.response, "_content")
        with pytest.raises(SourceError, match="streamed or closed"):
            client.files.create(file=("copy.bin", content), purpose="user_data")


def _file(request: httpx.Request) -> httpx.Response:
    size = len(request.read())
    file = {"id": "file-2", "object": "file", "bytes": size, "created_at": 1, "filename": "a", "purpose": "user_data"}
    return httpx.Response(200, json=file)


def test_a_response_that_outlives_its_content(server: Any) -> None:
    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            yield b'{"a": 1}'

    server.responses = [httpx.Response(200, stream=Body())]
    with OpenAI(api_key="x", http_client=httpx.Client(transport=httpx.MockTransport(server))) as client:
        assert client.files.content("file-1").response.json() == {"a": 1}
