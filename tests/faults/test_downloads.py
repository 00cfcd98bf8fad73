"""Downloads that break: an existing file is unchanged, and a saved one is complete."""

from __future__ import annotations

import gc
import gzip
import os
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_scripts import (
    CONTENT,
    RESUMES,
    cut,
    cut_chunked,
    first_then,
    five_bytes_of_many,
    gzip_cut_short,
    head,
    raw,
    rest,
    retrieved,
    stall_midway,
    whole,
)
from fault_server import CANARY
from filewright import (
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    DestinationError,
    IntegrityError,
    NotFoundError,
)

OLD = b"what was there before"


@pytest.fixture(autouse=True, params=[False, True], ids=["whole", "trickling"])
def is_trickling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Each fault once more where a few bytes are read at a time; of long contents more, which would take minutes."""
    if request.param:
        monkeypatch.setattr("filewright.wire.http1.exchanges.READ_SIZE", 61)
        monkeypatch.setattr("filewright.wire.http1.exchanges.LONG_READ_SIZE", 4099)
    return request.param


@pytest.fixture
def place(tmp_path: Path) -> Path:
    path = tmp_path / "saved.bin"
    path.write_bytes(OLD)
    return path


def left_over(place: Path) -> list[str]:
    return sorted(path.name for path in place.parent.iterdir() if path != place)


@pytest.mark.row(51)
def test_a_download_that_is_always_cut_leaves_what_was_there(variant: Any, serve: Any, place: Path) -> None:
    server = serve(cut)
    with pytest.raises(IntegrityError, match="download is incomplete"):
        variant.run(variant.save("file-1", place), base_url=server.base_url, max_retries=0)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


@pytest.mark.row(51)
def test_a_download_that_is_cut_is_made_again(variant: Any, serve: Any, place: Path) -> None:
    server = serve(first_then(cut, whole))
    variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert left_over(place) == []


@pytest.mark.row(51)
def test_a_download_that_brings_nothing_is_given_up(variant: Any, serve: Any, place: Path) -> None:
    def nothing(exchange: Any) -> None:
        exchange.send(head(len(CONTENT)))
        exchange.close()

    server = serve(nothing)
    with pytest.raises(IntegrityError):
        variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert len(server.requests) <= 4
    assert place.read_bytes() == OLD


def test_a_connection_is_used_again(variant: Any, serve: Any, place: Path) -> None:
    def script(exchange: Any) -> None:
        if not exchange.path.endswith("/content"):
            return retrieved(exchange)
        exchange.send(head(len(CONTENT)))
        return exchange.send(CONTENT)

    server = serve(script)

    def save_and_retrieve(client: Any) -> Any:
        if variant.backend is None:
            client.files.content("file-1").stream_to_file(place)
            return client.files.retrieve("file-2")

        async def save() -> Any:
            await (await client.files.content("file-1")).astream_to_file(place)
            return await client.files.retrieve("file-2")

        return save()

    assert variant.run(save_and_retrieve, base_url=server.base_url).id == "file-2"
    assert place.read_bytes() == CONTENT
    assert server.connections == 1


@pytest.mark.row(52)
def test_a_chunked_download_that_is_cut(variant: Any, serve: Any, place: Path) -> None:
    with pytest.raises(IntegrityError):
        variant.run(variant.save("file-1", place), base_url=serve(cut_chunked).base_url, max_retries=0)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


@pytest.mark.row(54)
def test_a_stall(variant: Any, serve: Any, place: Path) -> None:
    with pytest.raises(APITimeoutError):
        variant.run(variant.save("file-1", place), base_url=serve(stall_midway).base_url, max_retries=0, timeout=0.2)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


@pytest.mark.parametrize("status", [404, 500])
@pytest.mark.row(55)
def test_a_refusal(variant: Any, serve: Any, place: Path, status: int) -> None:
    with pytest.raises(APIStatusError):
        variant.run(variant.save("file-1", place), base_url=serve(lambda exchange: exchange.respond(status)).base_url)
    assert place.read_bytes() == OLD


@pytest.mark.row(154)
def test_onto_a_named_pipe(variant: Any, serve: Any, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    thread.start()
    variant.run(variant.save("file-a", fifo), base_url=serve(whole).base_url)
    thread.join()
    assert read == [CONTENT]
    assert left_over(fifo) == []


@pytest.mark.row(154)
def test_onto_a_device_when_it_breaks_off(variant: Any, serve: Any) -> None:
    """What went to a device is out: the rest follows where the server can send it, and else it is an error."""

    def tagged(exchange: Any) -> None:
        cut(exchange, etag='"one"')

    save = variant.save("file-a", Path(os.devnull))
    variant.run(save, base_url=serve(first_then(tagged, rest)).base_url)
    with pytest.raises(DestinationError, match="bytes were written to it already"):
        variant.run(save, base_url=serve(first_then(cut, whole)).base_url)


@pytest.mark.row(56)
def test_a_symlink_is_replaced_and_its_target_untouched(variant: Any, serve: Any, place: Path) -> None:
    link = place.with_name("link.bin")
    link.symlink_to(place)
    variant.run(variant.save("file-1", link), base_url=serve(whole).base_url)
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
@pytest.mark.row(57)
def test_a_full_disk(variant: Any, serve: Any, place: Path) -> None:
    with pytest.raises(DestinationError, match="unchanged") as caught:
        variant.run(variant.save("file-1", place), base_url=serve(whole).base_url)
    assert isinstance(caught.value, OSError)
    assert caught.value.filename == str(place)
    assert place.read_bytes() == OLD
    assert left_over(place) == []


@pytest.mark.parametrize("where", ["", "missing/saved.bin"])
@pytest.mark.row(58)
def test_a_place_that_is_none(variant: Any, serve: Any, tmp_path: Path, where: str) -> None:
    with pytest.raises(DestinationError):
        variant.run(variant.save("file-1", tmp_path / where), base_url=serve(whole).base_url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.row(64)
def test_a_name_from_the_server_is_never_a_path(variant: Any, serve: Any, place: Path) -> None:
    server = serve(lambda exchange: whole(exchange, content_disposition='attachment; filename="../../evil"'))
    variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert left_over(place) == []


@pytest.mark.row(65)
def test_the_rest_is_asked_for_where_a_strong_etag_vouches(variant: Any, serve: Any, place: Path) -> None:
    server = serve(first_then(lambda exchange: cut(exchange, etag='"one"'), rest))
    variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT


@pytest.mark.row(65)
@pytest.mark.parametrize("etag", ['W/"one"', ""])
def test_without_a_strong_etag_all_is_asked_for_again(variant: Any, serve: Any, place: Path, etag: str) -> None:
    asked: list[bool] = []

    def second(exchange: Any) -> None:
        asked.append("range" in exchange.headers)
        whole(exchange)

    server = serve(first_then(lambda exchange: cut(exchange, etag=etag), second))
    variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert asked == [False]


@pytest.mark.parametrize("second", RESUMES.values(), ids=RESUMES)
@pytest.mark.row(65)
def test_a_resume_that_meets_something_else_starts_afresh(variant: Any, serve: Any, place: Path, second: Any) -> None:
    server = serve(first_then(lambda exchange: cut(exchange, etag='"one"'), second))
    variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT
    assert left_over(place) == []


@pytest.mark.row(44)
def test_gzip_that_is_cut_short(variant: Any, serve: Any, place: Path) -> None:
    server = serve(gzip_cut_short)
    with pytest.raises(IntegrityError):
        variant.run(variant.save("file-1", place), base_url=server.base_url, max_retries=0)
    assert place.read_bytes() == OLD


@pytest.mark.row(43)
def test_content_that_is_no_gzip(variant: Any, serve: Any, place: Path) -> None:
    server = serve(raw(b"this is no gzip" * 1000, 200, content_encoding="gzip"))
    with pytest.raises((IntegrityError, APIResponseValidationError)):
        variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == OLD
    assert left_over(place) == []
    gc.collect()  # a connection that was left open says so here


@pytest.mark.row(44)
def test_gzip_that_is_whole(variant: Any, serve: Any, place: Path) -> None:
    packed = gzip.compress(CONTENT, 1)
    server = serve(lambda exchange: exchange.respond(200, packed, content_encoding="gzip"))
    variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == CONTENT


@pytest.mark.row(63)
def test_a_task_that_is_cancelled_midway(serve: Any, place: Path) -> None:
    import anyio
    from filewright import AsyncOpenAI

    async def run(base_url: str) -> None:
        async with AsyncOpenAI(base_url=base_url, api_key=CANARY) as client:
            content = await client.files.content("file-1")
            async with anyio.create_task_group() as group:
                group.start_soon(content.astream_to_file, place)
                while not left_over(place):
                    await anyio.sleep(0.01)
                group.cancel_scope.cancel()

    for backend in ("asyncio", "trio"):
        anyio.run(run, serve(stall_midway).base_url, backend=backend)
        assert place.read_bytes() == OLD
        assert left_over(place) == []


@pytest.mark.row(56)
def test_a_mode_is_kept(variant: Any, serve: Any, place: Path) -> None:
    place.chmod(0o600)
    variant.run(variant.save("file-1", place), base_url=serve(whole).base_url)
    assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.row(55)
def test_a_file_that_is_not_there(variant: Any, serve: Any, place: Path) -> None:
    with pytest.raises(NotFoundError):
        variant.run(variant.save("file-1", place), base_url=serve(lambda exchange: exchange.respond(404)).base_url)


@pytest.mark.row(59)
def test_content_that_is_shorter_than_announced(variant: Any, serve: Any, place: Path) -> None:
    server = serve(five_bytes_of_many)
    with pytest.raises(IntegrityError, match="download is incomplete"):
        variant.run(variant.save("file-1", place), base_url=server.base_url)
    assert place.read_bytes() == OLD
    assert left_over(place) == []
