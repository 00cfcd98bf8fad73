"""Content codings: a content is what was stored, whatever was done to it on the way, or an error."""

from __future__ import annotations

import functools
import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import (
    APIResponseValidationError,
    IntegrityError,
    InternalServerError,
    OpenAI,
    ResponseTooLargeError,
)

STORED = b'{"a": 1}\n' * 2000
MIB = 1 << 20


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in blocks of a size."""

    def __init__(self, body: bytes, size: int) -> None:
        self.pieces = [body[start : start + size] for start in range(0, len(body), size)]

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces

    async def __aiter__(self) -> Any:
        for piece in self.pieces:
            yield piece


def deflated(body: bytes, bits: int) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(body) + packer.flush()


def coded(body: bytes, coding: str, size: int = 1 << 16, **headers: str) -> httpx.Response:
    return httpx.Response(200, headers={"content-encoding": coding, **headers}, stream=Pieces(body, size))


GZIP = gzip.compress(STORED)
WHOLE = {
    "gzip": ("gzip", GZIP),
    "in capitals": ("GZIP", GZIP),
    "x-gzip": ("x-gzip", GZIP),
    "beside identity": ("identity, gzip, ", GZIP),
    "identity": ("identity", STORED),
    "two members": ("gzip", gzip.compress(STORED[:100]) + gzip.compress(STORED[100:])),
    "padded with zeros": ("gzip", GZIP + bytes(1000)),
    "deflate": ("deflate", deflated(STORED, 15)),
    "bare deflate": ("deflate", deflated(STORED, -15)),
}
BROKEN = {
    "br": ("br", b"whatever"),
    "zstd": ("zstd", b"whatever"),
    "compress": ("compress", b"whatever"),
    "a coding that nobody knows": ("x-secret", b"whatever"),
    "gzip in gzip": ("gzip, gzip", gzip.compress(GZIP)),
    "br in gzip": ("br, gzip", GZIP),
    "gzip, cut": ("gzip", GZIP[:-5]),
    "one byte of gzip": ("gzip", GZIP[:1]),
    "deflate, cut": ("deflate", deflated(STORED, 15)[:-5]),
    "one byte of deflate": ("deflate", b"\x78"),
    "gzip with a wrong sum": ("gzip", GZIP[:-8] + bytes(8)),
    "gzip and something else": ("gzip", GZIP + b"more"),
    "deflate and something else": ("deflate", deflated(STORED, 15) + b"more"),
    "no gzip": ("gzip", STORED),
    "no deflate": ("deflate", STORED),
}

WAYS: dict[str, Callable[[Any, Any, Path], bytes]] = {
    "read": lambda variant, content, place: variant.do(variant.twin(content, "read")),
    "iter_bytes": lambda variant, content, place: b"".join(variant.walk(variant.twin(content, "iter_bytes")())),
    "iter_text": lambda variant, content, place: "".join(variant.walk(variant.twin(content, "iter_text")())).encode(),
    "iter_lines": lambda variant, content, place: b"".join(
        line.encode() + b"\n" for line in variant.walk(variant.twin(content, "iter_lines")())
    ),
    "stream_to_file": lambda variant, content, place: (
        variant.do(variant.twin(content, "stream_to_file"), place) or place.read_bytes()
    ),
    "response": lambda variant, content, place: variant.do(
        content.response.aread if variant.asynchronous else content.response.read
    ),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "saved.bin"
    path.write_bytes(b"good")
    return path


@pytest.fixture
def fetch(variant: Any, server: Any) -> Any:
    def fetch(response: httpx.Response, **settings: Any) -> Any:
        server.responses = [response]
        return variant.do(variant.client(max_retries=0, **settings).files.content, "file-1")

    return fetch


@pytest.mark.parametrize("case", WHOLE)
@pytest.mark.parametrize("way", WAYS)
def test_what_was_stored_is_had(variant: Any, fetch: Any, place: Path, way: str, case: str) -> None:
    coding, body = WHOLE[case]
    for size in (1, 1 << 16):
        assert WAYS[way](variant, fetch(coded(body, coding, size)), place) == STORED


@pytest.mark.row(160)
@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("way", ["read", "iter_bytes", "stream_to_file", "response"])
def test_what_cannot_be_decoded_is_refused(variant: Any, fetch: Any, place: Path, way: str, case: str) -> None:
    coding, body = BROKEN[case]
    refused = (IntegrityError, httpx.DecodingError) if way == "response" else IntegrityError
    for size in (1, 1 << 16):
        with pytest.raises(refused, match=r"coding|cut short|after the end"):
            WAYS[way](variant, fetch(coded(body, coding, size)), place)
    assert place.read_bytes() == b"good"
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("way", ["stream_to_file", "read"])
def test_a_coding_that_is_not_undone_is_named(variant: Any, fetch: Any, place: Path, way: str) -> None:
    with pytest.raises(IntegrityError, match=r"content coding 'br, gzip', which was not asked for"):
        WAYS[way](variant, fetch(coded(b"whatever", "br, gzip")), place)


def test_nothing_is_in_any_coding(variant: Any, fetch: Any, place: Path) -> None:
    assert WAYS["read"](variant, fetch(coded(b"", "br")), place) == b""


def test_the_coded_bytes_can_be_had(server: Any) -> None:
    server.responses = [coded(GZIP, "gzip"), coded(b"whatever", "br")]
    with OpenAI(api_key="x", http_client=httpx.Client(transport=httpx.MockTransport(server))) as client:
        assert [b"".join(client.files.content("file-1").iter_raw()) for _ in range(2)] == [GZIP, b"whatever"]


def test_a_json_response_in_each_coding(variant: Any, server: Any) -> None:
    file = b'{"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a", "purpose": "batch"}'
    server.responses = [coded(deflated(file, bits), coding) for bits, coding in ((31, "x-gzip"), (15, "deflate"))]
    client = variant.client(max_retries=0)
    assert [variant.do(client.files.retrieve, "file-1").id for _ in range(2)] == ["file-1", "file-1"]
    for coding in ("br", "gzip, gzip"):
        server.responses = [coded(gzip.compress(gzip.compress(file)), coding)]
        with pytest.raises(APIResponseValidationError, match=f"coding '{coding}'"):
            variant.do(client.files.retrieve, "file-1")


def test_an_error_in_a_coding_that_is_not_undone_is_that_error_still(variant: Any, server: Any) -> None:
    server.responses = [httpx.Response(503, headers={"content-encoding": "br"}, stream=Pieces(b"whatever", 10))]
    client = variant.client(max_retries=1)
    for call in (client.files.retrieve, client.files.content):
        server.requests = []
        with pytest.raises(InternalServerError, match="503"):
            variant.do(call, "file-1")
        assert len(server.requests) == 2


LAYERS = {"gzip": 31, "gzip, gzip": 31, "deflate": 15}


@functools.cache
def endless(coding: str) -> bytes:
    """A few KiB that inflate to more than may be kept, and to more memory than may be used."""
    packed = deflated(bytes(64 * MIB), LAYERS[coding])
    return gzip.compress(packed) if "," in coding else packed


@pytest.mark.row(161)
@pytest.mark.parametrize("coding", LAYERS)
@pytest.mark.parametrize("way", WAYS)
def test_what_inflates_without_end_stops_at_the_limit(
    variant: Any, fetch: Any, place: Path, way: str, coding: str
) -> None:
    body = endless(coding)
    tracemalloc.start()
    try:
        with pytest.raises((ResponseTooLargeError, IntegrityError, httpx.DecodingError)):
            WAYS[way](variant, fetch(coded(body, coding, len(body)), max_content_bytes=4 * MIB), place)
        assert tracemalloc.get_traced_memory()[1] < 32 * MIB
    finally:
        tracemalloc.stop()
    assert place.read_bytes() == b"good"


@pytest.mark.row(164)
@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("view", ["files", "raw", "streamed"])
@pytest.mark.parametrize("way", WAYS)
def test_the_limit_holds_however_a_content_is_read(
    variant: Any, server: Any, stream: Any, place: Path, way: str, view: str, length: bool
) -> None:
    body = stream(20)
    headers = {"content-length": str(20 * MIB)} if length else {}
    server.responses = [httpx.Response(200, headers=headers, stream=body)]
    files = variant.client(max_content_bytes=3 * MIB).files

    def read_streamed() -> None:
        with files.with_streaming_response.content("file-1") as response:
            for _ in response.iter_bytes() if way == "iter_bytes" else response.iter_lines():
                pass

    async def async_read_streamed() -> None:
        async with files.with_streaming_response.content("file-1") as response:
            async for _ in response.iter_bytes() if way == "iter_bytes" else response.iter_lines():
                pass

    with pytest.raises(ResponseTooLargeError, match=r"3,145,728"):
        if view == "files":
            WAYS[way](variant, variant.do(files.content, "file-1"), place)
        elif view == "raw":
            variant.do(files.with_raw_response.content, "file-1")
        else:
            variant.do(async_read_streamed if variant.asynchronous else read_streamed)
    assert body.taken <= 4
    assert body.closed
    assert place.read_bytes() == b"good"


def test_a_download_in_a_coding_is_never_continued(variant: Any, server: Any, place: Path) -> None:
    """A range is one of the coded bytes: what was inflated of them does not tell where it begins."""

    class Breaking(Pieces):
        def __iter__(self) -> Iterator[bytes]:
            yield self.pieces[0]
            raise httpx.ReadError("broke off")

        async def __aiter__(self) -> Any:
            yield self.pieces[0]
            raise httpx.ReadError("broke off")

    body = gzip.compress(bytes(range(256)) * 65536, 1)
    headers = {"content-encoding": "gzip", "etag": '"one"'}
    server.responses = [
        httpx.Response(200, headers=headers, stream=Breaking(body, len(body) // 2)),
        httpx.Response(200, headers=headers, stream=Pieces(body, 1 << 16)),
    ]

    async def save_async(files: Any) -> None:
        await (await files.content("file-1")).astream_to_file(place)

    files = variant.client().files
    if variant.asynchronous:
        variant.do(save_async, files)
    else:
        files.content("file-1").stream_to_file(place)
    assert place.read_bytes() == bytes(range(256)) * 65536
    assert all("range" not in request.headers for request in server.requests)


def test_nothing_in_a_coding_that_is_not_undone_is_nothing(variant: Any) -> None:
    response = coded(b"", "br")
    response.stream.pieces = [b"", b""]  # type: ignore[attr-defined]
    variant.server.responses = [response]
    content = variant.do(variant.client().files.content, "file-1")
    assert variant.do(variant.twin(content, "read")) == b""


def test_a_coded_content_of_exactly_the_limit_is_read(variant: Any) -> None:
    variant.server.responses = [coded(GZIP, "gzip")]
    content = variant.do(variant.client(max_content_bytes=len(STORED)).files.content, "file-1")
    assert variant.do(variant.twin(content, "read")) == STORED
