"""The content of a file, by both clients, in each way that it can be had."""

from __future__ import annotations

import os
import pickle
import socket
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import (
    APIResponseValidationError,
    AsyncOpenAI,
    ConfigurationError,
    DestinationError,
    IntegrityError,
    OpenAIError,
    ResponseConsumedError,
    ResponseNotReadError,
)

LINES = b'{"a": 1}\n{"b": 2}\n'
MIB = 1 << 20


@pytest.fixture
def fetch(variant: Any, server: Any) -> Any:
    """Fetch what the response of the server."""

    def fetch(response: Any = LINES, **settings: Any) -> Any:
        server.responses = [response]
        return variant.do(variant.client(**settings).files.content, "file-1")

    return fetch


def test_a_small_content_is_there(variant: Any, server: Any, fetch: Any) -> None:
    content = fetch()
    assert (content.read(), content.content, content.text) == (LINES, LINES, LINES.decode())
    assert variant.do(variant.twin(content, "read")) == LINES
    assert (content.status_code, content.is_closed, content.encoding) == (200, True, "utf-8")
    assert list(content.iter_bytes()) == [LINES]
    assert list(content.iter_lines()) == ['{"a": 1}', '{"b": 2}']
    assert (server.last.method, server.last.url.path) == ("GET", "/v1/files/file-1/content")
    assert server.last.headers["accept-encoding"] == "identity"
    assert server.last.headers["accept"] == "*/*"


def test_json(variant: Any, fetch: Any) -> None:
    assert fetch(b'{"a": 1.5}').json(parse_float=str) == {"a": "1.5"}


def test_content_that_is_no_json(variant: Any, fetch: Any) -> None:
    with pytest.raises(APIResponseValidationError, match="file-1 is not JSON") as caught:
        fetch(LINES, api_key="sk-canary-1").json()
    assert b"sk-canary-1" not in pickle.dumps(caught.value)
    assert caught.value.request.headers["authorization"] == "[masked]"


@pytest.mark.parametrize("way", ["text", "iter_text", "iter_lines"])
def test_content_that_is_no_text_in_its_encoding(variant: Any, fetch: Any, way: str) -> None:
    response = httpx.Response(200, content=LINES, headers={"content-type": "text/plain; charset=utf-16"})
    content = fetch(response, api_key="sk-canary-1")
    content.read()
    with pytest.raises(APIResponseValidationError, match="file-1 is not text in utf-16") as caught:
        "".join(content.text if way == "text" else getattr(content, way)())
    assert b"sk-canary-1" not in pickle.dumps(caught.value)


@pytest.mark.parametrize(("way", "blocks"), [("iter_bytes", [LINES]), ("iter_raw", [LINES])])
def test_what_was_read_can_be_iterated_as_often_as_wanted(variant: Any, fetch: Any, way: str, blocks: Any) -> None:
    content = fetch()
    variant.do(variant.twin(content, "read"))
    for _ in range(2):
        assert variant.walk(variant.twin(content, way)()) == blocks
    assert variant.walk(variant.twin(content, "iter_text")()) == [LINES.decode()]


def large(stream: Any, blocks: int = 12) -> tuple[httpx.Response, Any]:
    body = stream(blocks)
    return httpx.Response(200, headers={"content-length": str(blocks * MIB)}, stream=body), body


def test_of_a_large_content_nothing_is_fetched_unasked(variant: Any, fetch: Any, stream: Any) -> None:
    response, body = large(stream)
    content = fetch(response)
    assert (body.taken, content.is_closed) == (0, False)
    if variant.asynchronous:
        for ask in (content.read, content.json, lambda: content.content, lambda: content.text, content.iter_bytes):
            with pytest.raises(ResponseNotReadError, match="aread"):
                list(ask())
        assert body.taken == 0
    assert len(variant.do(variant.twin(content, "read"))) == len(content.content) == 12 * MIB
    assert body.closed


def test_a_large_content_is_streamed_once(variant: Any, fetch: Any, stream: Any, tmp_path: Path) -> None:
    response, body = large(stream)
    content = fetch(response)
    assert sum(map(len, variant.walk(variant.twin(content, "iter_bytes")()))) == 12 * MIB
    assert body.closed
    again = [
        lambda: variant.do(variant.twin(content, "read")),
        lambda: variant.walk(variant.twin(content, "iter_bytes")()),
        lambda: variant.do(variant.twin(content, "stream_to_file"), tmp_path / "a"),
    ]
    for use in again:
        with pytest.raises(ResponseConsumedError, match=r"call content\(\) again"):
            use()
    assert list(tmp_path.iterdir()) == []


def test_a_content_of_unknown_length_that_is_large(variant: Any, fetch: Any, stream: Any) -> None:
    body = stream(12)
    content = fetch(httpx.Response(200, stream=body))
    assert body.taken == (9 if variant.asynchronous else 0), "an async client looks whether it is small"
    assert sum(map(len, variant.walk(variant.twin(content, "iter_bytes")()))) == 12 * MIB


def test_blocks_are_as_large_as_asked_for(variant: Any, fetch: Any) -> None:
    content = fetch(b"x" * 2500)
    assert list(map(len, variant.walk(variant.twin(content, "iter_bytes")(1000)))) == [1000, 1000, 500]


@pytest.mark.parametrize("size", [0, -1, "5", 1.5, True])
@pytest.mark.parametrize("way", ["iter_bytes", "iter_raw", "iter_text"])
def test_a_block_size_that_is_none(variant: Any, fetch: Any, way: str, size: Any) -> None:
    content = fetch()
    with pytest.raises(ConfigurationError, match="chunk_size"):
        variant.walk(variant.twin(content, way)(size))


def test_lines_are_those_of_the_text_however_it_is_cut(variant: Any, fetch: Any) -> None:
    text = "eins\nzwei ü\r\n\nvier"
    raw = text.encode()
    for cut in range(1, len(raw)):
        content = fetch(httpx.Response(200, stream=Pieces(raw[:cut], raw[cut:])))
        assert variant.walk(variant.twin(content, "iter_lines")()) == ["eins", "zwei ü", "", "vier"]


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    def __iter__(self) -> Any:
        yield from self.pieces

    async def __aiter__(self) -> Any:
        for piece in self.pieces:
            yield piece


@pytest.mark.parametrize("way", ["stream_to_file", "write_to_file"])
@pytest.mark.parametrize("kind", [str, Path])
def test_content_is_saved(variant: Any, fetch: Any, stream: Any, tmp_path: Path, way: str, kind: Any) -> None:
    path = tmp_path / "saved.bin"
    path.write_bytes(b"what was there before")
    response, body = large(stream)
    content = fetch(response)
    variant.do(variant.twin(content, way), kind(path))
    assert path.read_bytes() == b"x" * (12 * MIB)
    assert body.closed
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_read_is_saved_too(variant: Any, fetch: Any, tmp_path: Path) -> None:
    content = fetch()
    variant.do(variant.twin(content, "read"))
    for name in ("a", "b"):
        variant.do(variant.twin(content, "stream_to_file"), tmp_path / name, chunk_size=10)
        assert (tmp_path / name).read_bytes() == LINES


def test_a_name_without_a_folder_is_in_this_one(
    variant: Any, fetch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    variant.do(variant.twin(fetch(), "stream_to_file"), "here.jsonl")
    assert (tmp_path / "here.jsonl").read_bytes() == LINES
    assert list(tmp_path.iterdir()) == [tmp_path / "here.jsonl"]


@pytest.mark.parametrize(
    "place", [None, 5, b"bytes", "", "a\0b", "\ud800"], ids=lambda place: repr(place).partition(" ")[0]
)
def test_a_place_that_is_no_path(variant: Any, fetch: Any, stream: Any, place: Any) -> None:
    response, body = large(stream)
    content = fetch(response)
    with pytest.raises(DestinationError, match="not a path") as caught:
        variant.do(variant.twin(content, "stream_to_file"), place)
    assert isinstance(caught.value, OSError)
    assert (body.taken, body.closed) == (0, True)


def test_what_is_no_file_is_not_replaced_by_one(
    variant: Any, fetch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filewright.wire.saving.PIPE_PATIENCE", 0.0)
    fifo, link, listening = tmp_path / "fifo", tmp_path / "link", tmp_path / "socket"
    os.mkfifo(fifo)
    link.symlink_to(fifo)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(listening))
        for place, match in ((fifo, "has no reader"), (link, "has no reader"), (listening, "No such device")):
            with pytest.raises(DestinationError, match=match):
                variant.do(variant.twin(fetch(), "stream_to_file"), place)
    assert stat.S_ISFIFO(fifo.stat().st_mode)
    assert link.is_symlink()
    assert stat.S_ISSOCK(listening.stat().st_mode)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(variant: Any, fetch: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DestinationError, match="not writable"):
        variant.do(variant.twin(fetch(), "stream_to_file"), tmp_path / "a")
    tmp_path.chmod(0o700)


def test_a_content_that_is_closed(variant: Any, fetch: Any, stream: Any) -> None:
    response, body = large(stream)
    content = fetch(response)
    variant.do(variant.twin(content, "close"))
    assert (body.taken, body.closed, content.is_closed) == (0, True, True)
    with pytest.raises(ResponseConsumedError, match="closed"):
        variant.do(variant.twin(content, "read"))


def test_a_context_closes_what_is_left(variant: Any, fetch: Any, stream: Any) -> None:
    response, body = large(stream)
    content = fetch(response)

    def blocking() -> None:
        with content as same:
            assert same is content
            next(content.iter_bytes())

    async def awaiting() -> None:
        async with content as same:
            assert same is content
            await anext(content.aiter_bytes())

    variant.do(awaiting if variant.asynchronous else blocking)
    assert (body.taken, body.closed) == (1, True)


def test_content_as_text_is_deprecated(variant: Any, server: Any, stream: Any) -> None:
    response, _ = large(stream)
    for given, wanted in ((LINES, LINES.decode()), (response, "x" * 12 * MIB)):
        server.responses = [given]
        with pytest.warns(DeprecationWarning, match=r"content\(file_id\)\.text"):
            text = variant.do(variant.client().files.retrieve_content, "file-1")
        assert text == wanted


@pytest.mark.parametrize("status", [204, 200])
def test_nothing_is_a_content_too(variant: Any, fetch: Any, tmp_path: Path, status: int) -> None:
    content = fetch(httpx.Response(status))
    assert variant.do(variant.twin(content, "read")) == b""
    variant.do(variant.twin(content, "stream_to_file"), tmp_path / "empty")
    assert (tmp_path / "empty").read_bytes() == b""


def test_an_error_is_read_for_its_words(variant: Any, fetch: Any) -> None:
    with pytest.raises(OpenAIError, match="no such file"):
        fetch(httpx.Response(404, json={"error": {"message": "no such file"}}))


@pytest.mark.row(59)
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_content_of_another_size_than_expected_is_an_error(variant: Any, tmp_path: Path, chunked: bool) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        headers = {} if chunked else {"content-length": "5"}

        class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
            def __iter__(self) -> Any:
                yield b"12345"

            async def __aiter__(self) -> Any:
                yield b"12345"

        return httpx.Response(200, stream=Body(), headers=headers)

    variant.server.responses = [respond]
    files = variant.client().files
    (tmp_path / "good").write_bytes(b"good")

    async def saved(size: int) -> None:
        content = await files.content("file-1", expected_bytes=size)
        await content.astream_to_file(tmp_path / "good")

    def blocking_saved(size: int) -> None:
        files.content("file-1", expected_bytes=size).stream_to_file(tmp_path / "good")

    save = saved if variant.asynchronous else blocking_saved
    with pytest.raises(IntegrityError, match="5 of 9,999"):
        variant.do(save, 9999)
    assert (tmp_path / "good").read_bytes() == b"good"
    variant.do(save, 5)
    assert (tmp_path / "good").read_bytes() == b"12345"
    with pytest.raises(ConfigurationError, match="expected_bytes"):
        variant.do(files.content, "file-1", expected_bytes=-1)


class BreaksOff(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose connection is lost after its first bytes."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"12"
        raise httpx.ReadError("broke off")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self:
            yield block


def test_a_range_of_the_callers_is_asked_for_again_as_it_was(variant: Any, server: Any, tmp_path: Path) -> None:
    headers = {"content-range": "bytes 1-4/9", "etag": '"1"', "content-length": "4"}
    server.responses = [
        httpx.Response(206, headers=headers, stream=BreaksOff()),
        httpx.Response(206, headers=headers, content=b"1234"),
    ]
    files, range_ = variant.client().files, {"range": "bytes=1-4"}
    content = variant.do(files.content, "file-1", extra_headers=range_)
    variant.do(variant.twin(content, "stream_to_file"), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == b"1234"
    assert [request.headers["range"] for request in server.requests] == ["bytes=1-4"] * 2


def test_a_small_content_that_breaks_off_is_fetched_again_as_often_as_a_call(server: Any) -> None:
    server.responses = [lambda request: httpx.Response(200, stream=BreaksOff())]

    async def fetched() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(server))
        async with AsyncOpenAI(api_key="x", http_client=http, max_retries=2) as client:
            with pytest.raises(OpenAIError):
                await client.files.content("file-1")

    anyio.run(fetched)
    assert len(server.requests) == 3


def test_a_charset_that_is_a_codec_of_bytes_is_taken_for_utf_8(variant: Any, fetch: Any) -> None:
    content = fetch(httpx.Response(200, headers={"content-type": "text/plain; charset=hex"}, content="ä".encode()))
    variant.do(variant.twin(content, "read"))
    assert content.text == "ä"
