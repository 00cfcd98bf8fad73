"""Downloads that break: what was there before is unharmed, and what arrives is whole."""

from __future__ import annotations

import gzip
import os
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import APIStatusError, APITimeoutError, DestinationError, IntegrityError, NotFoundError

CONTENT = bytes(range(256)) * (12 << 12)  # 12 MiB: more than an async client fetches with the call
HALF = len(CONTENT) // 2
OLD = b"what was there before"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "saved.bin"
    path.write_bytes(OLD)
    return path


def left_over(place: Path) -> list[str]:
    return sorted(path.name for path in place.parent.iterdir() if path != place)


def head(length: int, status: int = 200, **headers: str) -> bytes:
    fields = {"content-length": str(length), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode()


def cut(exchange: Any, **headers: str) -> None:
    """Announce all and send half."""
    exchange.send(head(len(CONTENT), **headers) + CONTENT[:HALF])
    exchange.close()


def whole(exchange: Any, **headers: str) -> None:
    exchange.send(head(len(CONTENT), **headers) + CONTENT)


def rest(exchange: Any, etag: str = '"one"', start: int | None = None) -> None:
    asked = re.fullmatch(r"bytes=(\d+)-", exchange.headers["range"])
    assert asked
    start = int(asked[1]) if start is None else start
    exchange.send(
        head(
            len(CONTENT) - start,
            206,
            etag=etag,
            content_range=f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}",
        )
        + CONTENT[start:]
    )


def first_then(first: Any, second: Any) -> Any:
    return lambda exchange: (second if exchange.number else first)(exchange)


def test_a_download_that_is_always_cut_leaves_what_was_there(face: Any, serve: Any, place: Path) -> None:
    """Row 51."""
    server = serve(cut)
    with pytest.raises(IntegrityError, match="not arrive whole"):
        face.run(face.save("file-1", place), base_url=server.base_url, max_retries=0)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


def test_a_download_that_is_cut_is_made_again(face: Any, serve: Any, place: Path) -> None:
    """Row 51."""
    server = serve(first_then(cut, whole))
    face.run(face.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert left_over(place) == []


def test_a_download_that_brings_nothing_is_given_up(face: Any, serve: Any, place: Path) -> None:
    def nothing(exchange: Any) -> None:
        exchange.send(head(len(CONTENT)))
        exchange.close()

    server = serve(nothing)
    with pytest.raises(IntegrityError):
        face.run(face.save("file-1", place), base_url=server.base_url)
    assert len(server.requests) <= 4
    assert place.read_bytes() == OLD


def test_a_chunked_download_that_is_cut(face: Any, serve: Any, place: Path) -> None:
    """Row 52."""

    def cut_chunked(exchange: Any) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        exchange.send(b"%x\r\n" % HALF + CONTENT[:HALF] + b"\r\n")
        exchange.close()

    with pytest.raises(IntegrityError):
        face.run(face.save("file-1", place), base_url=serve(cut_chunked).base_url, max_retries=0)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


def test_a_stall(face: Any, serve: Any, place: Path) -> None:
    """Row 54."""

    def stall(exchange: Any) -> None:
        exchange.send(head(len(CONTENT)) + CONTENT[:HALF])
        exchange.stall(5)

    with pytest.raises(APITimeoutError):
        face.run(face.save("file-1", place), base_url=serve(stall).base_url, max_retries=0, timeout=0.2)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusal(face: Any, serve: Any, place: Path, status: int) -> None:
    """Row 55."""
    with pytest.raises(APIStatusError):
        face.run(face.save("file-1", place), base_url=serve(lambda exchange: exchange.answer(status)).base_url)
    assert place.read_bytes() == OLD


def test_a_symlink_is_replaced_and_its_target_untouched(face: Any, serve: Any, place: Path) -> None:
    """Row 56."""
    link = place.with_name("link.bin")
    link.symlink_to(place)
    face.run(face.save("file-1", link), base_url=serve(whole).base_url)
    assert place.read_bytes() == OLD
    assert not link.is_symlink()
    assert link.read_bytes() == CONTENT


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Files may have 1 MiB at most."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk(face: Any, serve: Any, place: Path) -> None:
    """Row 57."""
    with pytest.raises(DestinationError, match="unharmed") as caught:
        face.run(face.save("file-1", place), base_url=serve(whole).base_url)
    assert isinstance(caught.value, OSError)
    assert caught.value.filename == str(place)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


@pytest.mark.parametrize("where", ["", "missing/saved.bin"])
def test_a_place_that_is_none(face: Any, serve: Any, tmp_path: Path, where: str) -> None:
    """Row 58."""
    with pytest.raises(DestinationError):
        face.run(face.save("file-1", tmp_path / where), base_url=serve(whole).base_url)
    assert list(tmp_path.iterdir()) == []


def test_a_name_from_the_server_is_never_a_path(face: Any, serve: Any, place: Path) -> None:
    """Row 64."""
    server = serve(lambda exchange: whole(exchange, content_disposition='attachment; filename="../../evil"'))
    face.run(face.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert left_over(place) == []


def test_the_rest_is_asked_for_where_a_strong_etag_vouches(face: Any, serve: Any, place: Path) -> None:
    """Row 65."""
    server = serve(first_then(lambda exchange: cut(exchange, etag='"one"'), rest))
    face.run(face.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT


@pytest.mark.parametrize("etag", ['W/"one"', ""])
def test_without_a_strong_etag_all_is_asked_for_again(face: Any, serve: Any, place: Path, etag: str) -> None:
    asked: list[bool] = []

    def second(exchange: Any) -> None:
        asked.append("range" in exchange.headers)
        whole(exchange)

    server = serve(first_then(lambda exchange: cut(exchange, etag=etag), second))
    face.run(face.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert asked == [False]


RESUMES = {
    "200": lambda exchange: whole(exchange, etag='"two"'),
    "416": lambda exchange: exchange.answer(416) if "range" in exchange.headers else whole(exchange),
    "a wrong range": lambda exchange: rest(exchange, start=5) if "range" in exchange.headers else whole(exchange),
    "another etag": lambda exchange: rest(exchange, '"two"') if "range" in exchange.headers else whole(exchange),
}


@pytest.mark.parametrize("second", RESUMES.values(), ids=RESUMES)
def test_a_resume_that_meets_something_else_starts_afresh(face: Any, serve: Any, place: Path, second: Any) -> None:
    """Row 65."""
    server = serve(first_then(lambda exchange: cut(exchange, etag='"one"'), second))
    face.run(face.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert left_over(place) == []


def test_gzip_that_is_cut_short(face: Any, serve: Any, place: Path) -> None:
    """Row 44."""
    packed = gzip.compress(os.urandom(9 << 20), 1)
    half = packed[: len(packed) // 2]
    server = serve(lambda exchange: exchange.answer(200, half, content_encoding="gzip"))
    with pytest.raises(IntegrityError):
        face.run(face.save("file-1", place), base_url=server.base_url, max_retries=0)
    assert place.read_bytes() == OLD


def test_gzip_that_is_whole(face: Any, serve: Any, place: Path) -> None:
    packed = gzip.compress(CONTENT, 1)
    server = serve(lambda exchange: exchange.answer(200, packed, content_encoding="gzip"))
    face.run(face.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT


def test_a_task_that_is_cancelled_midway(serve: Any, place: Path) -> None:
    """Row 63."""
    import anyio
    from filewright import AsyncOpenAI

    def stall(exchange: Any) -> None:
        exchange.send(head(len(CONTENT)) + CONTENT[:HALF])
        exchange.stall(5)

    async def run(base_url: str) -> None:
        async with AsyncOpenAI(base_url=base_url, api_key="x") as client:
            with anyio.move_on_after(0.3):
                content = await client.files.content("file-1")
                await content.astream_to_file(place)

    for backend in ("asyncio", "trio"):
        anyio.run(run, serve(stall).base_url, backend=backend)
        assert place.read_bytes() == OLD
        assert left_over(place) == []


def test_a_mode_is_kept(face: Any, serve: Any, place: Path) -> None:
    place.chmod(0o600)
    face.run(face.save("file-1", place), base_url=serve(whole).base_url)
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_not_there(face: Any, serve: Any, place: Path) -> None:
    with pytest.raises(NotFoundError):
        face.run(face.save("file-1", place), base_url=serve(lambda exchange: exchange.answer(404)).base_url)
