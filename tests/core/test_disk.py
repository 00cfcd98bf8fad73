"""What is done on a disk: sources that are read while they change."""

from __future__ import annotations

import bz2
import contextlib
import gc
import gzip
import io
import lzma
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from filewright import SourceChangedError, SourceError, SourceNotFoundError, SourceReadError
from filewright.sources import Source, source_from
from filewright.wire.disk import (
    CACHED_BLOCK_SIZE,
    KEPT_SIZE,
    SourceReader,
    prepare,
)

LARGE = bytes(range(256)) * 2048  # more than is kept in memory


def prepared(content: Any) -> Source:
    source = source_from(content)
    prepare(source)
    return source


def read_all(source: Source, block_size: int = 100_000) -> bytes:
    reader = SourceReader(source, block_size)
    try:
        return b"".join(iter(reader.read, b""))
    finally:
        reader.close()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(LARGE)
    return path


def test_a_small_file_is_kept_and_a_large_one_is_not(tmp_path: Path, large: Path) -> None:
    small = tmp_path / "small.bin"
    small.write_bytes(b"x" * KEPT_SIZE)
    assert prepared(small).data == b"x" * KEPT_SIZE
    small.write_bytes(b"x" * (KEPT_SIZE + 1))
    assert prepared(small).data is None
    source = prepared(large)
    assert (source.data, source.size) == (None, len(LARGE))
    assert read_all(source) == LARGE == read_all(source)


def test_a_file_that_shrinks(large: Path) -> None:
    reader = SourceReader(prepared(large), 100_000)
    assert len(reader.read()) == 100_000
    os.truncate(large, 150_000)
    assert len(reader.read()) == 50_000
    with pytest.raises(SourceChangedError, match=f"lost {len(LARGE) - 150_000} of its {len(LARGE)} bytes"):
        reader.read()
    reader.close()


def test_a_file_that_grows(large: Path) -> None:
    reader = SourceReader(prepared(large), len(LARGE))
    assert len(reader.read()) == len(LARGE)
    with large.open("ab") as file:
        file.write(b"y")
    with pytest.raises(SourceChangedError, match="grew"):
        reader.read()
    reader.close()


# What an event loop reads itself, since no disk is waited for


def in_memory(source: Source, block_size: int = 100_000) -> list[bytes]:
    """The blocks that the system had in memory, and those after them; all of them are held until the end."""
    reader = SourceReader(source, block_size)
    try:
        return list(iter(lambda: reader.read_cached() or reader.read(), b""))
    finally:
        reader.close()


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    """A file of four blocks and a bit, each different, of which the system has just written every page."""
    path = tmp_path / "cached.bin"
    path.write_bytes(b"".join(bytes([number]) * CACHED_BLOCK_SIZE for number in range(4)) + b"the end")
    return path


@pytest.fixture
def told(cached: Path) -> Path:
    """The same, where its file system tells what it has in memory."""
    with cached.open("rb") as file:
        try:
            assert os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT) == 1
        except (AttributeError, OSError) as error:
            pytest.skip(f"the file system of {cached.parent} does not tell what it has in memory: {error}")
    return cached


def test_a_file_in_memory_is_read_in_large_blocks_that_stay_as_they_are(told: Path) -> None:
    blocks = in_memory(prepared(told), 4 << 20)
    assert [len(block) for block in blocks] == [CACHED_BLOCK_SIZE] * 4 + [7]
    assert b"".join(blocks) == told.read_bytes()


def test_a_block_that_nobody_holds_is_overwritten_by_the_next_but_one(told: Path) -> None:
    reader = SourceReader(prepared(told))
    places = [id(reader.read_cached()) for _ in range(4)]
    reader.close()
    assert places == places[:2] * 2


def test_a_part_of_a_file_in_memory(told: Path) -> None:
    part = prepared(told).part(CACHED_BLOCK_SIZE // 2, 2 * CACHED_BLOCK_SIZE)
    whole = told.read_bytes()
    assert b"".join(in_memory(part)) == whole[CACHED_BLOCK_SIZE // 2 : CACHED_BLOCK_SIZE * 5 // 2]


@pytest.mark.parametrize("there", [0, 1, CACHED_BLOCK_SIZE + 5])
def test_what_is_not_in_memory_is_left_to_a_thread_with_all_that_follows(
    told: Path, monkeypatch: pytest.MonkeyPatch, there: int
) -> None:
    preadv, sizes = os.preadv, []

    def partly(descriptor: int, views: list[memoryview], offset: int, flags: int) -> int:
        most = there - sum(sizes)
        if not most:
            raise BlockingIOError
        sizes.append(preadv(descriptor, [views[0][:most]], offset, flags))
        return sizes[-1]

    monkeypatch.setattr(os, "preadv", partly)
    blocks = in_memory(prepared(told))
    assert sum(sizes) == there
    assert {len(block) for block in blocks[len(sizes) : -1]} == {100_000}
    assert b"".join(blocks) == told.read_bytes()


def test_a_file_system_that_cannot_tell_is_asked_once(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def unsupported(*arguments: Any) -> int:
        asked.append(arguments)
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "RWF_NOWAIT", 8, raising=False)
    monkeypatch.setattr(os, "preadv", unsupported, raising=False)
    assert b"".join(in_memory(prepared(cached))) == cached.read_bytes()
    assert len(asked) == 1


def test_a_system_that_cannot_tell_is_not_asked(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "RWF_NOWAIT", raising=False)
    assert {len(block) for block in in_memory(prepared(cached))[:-1]} == {100_000}


@pytest.mark.parametrize(("size", "problem"), [(CACHED_BLOCK_SIZE + 1, "lost"), (5 * CACHED_BLOCK_SIZE, "grew")])
def test_a_file_in_memory_that_changes_its_size(cached: Path, size: int, problem: str) -> None:
    reader = SourceReader(prepared(cached))
    assert reader.read_cached() or reader.read()
    os.truncate(cached, size)
    with pytest.raises(SourceChangedError, match=problem):
        while reader.read_cached() or reader.read():
            pass
    reader.close()


def test_what_is_no_file_of_a_path_is_not_asked_for(cached: Path) -> None:
    with cached.open("rb") as handle:
        reader = SourceReader(prepared(handle))
        assert reader.read_cached() == b""
        assert reader.read()


@pytest.mark.parametrize("change", ["rewritten", "replaced", "touched", "removed"])
def test_a_file_that_is_another_one_when_it_is_sent_again(large: Path, change: str) -> None:
    source = prepared(large)
    assert read_all(source) == LARGE
    if change == "rewritten":
        large.write_bytes(LARGE[::-1])
    elif change == "replaced":
        other = large.with_name("other")
        other.write_bytes(LARGE)
        os.replace(other, large)
    elif change == "touched":
        os.utime(large, ns=(1, 1))
    else:
        large.unlink()
    with pytest.raises(SourceChangedError, match=r"large\.bin"):
        SourceReader(source)


def test_a_handle_is_sent_from_its_start_each_time_and_left_open() -> None:
    handle = io.BytesIO(LARGE)
    handle.seek(1000)
    source = prepared(handle)
    assert read_all(source) == LARGE == read_all(source)
    source.release()
    assert not handle.closed


def test_a_handle_that_is_closed_before_it_is_sent_again() -> None:
    handle = io.BytesIO(LARGE)
    source = prepared(handle)
    handle.close()
    with pytest.raises(SourceError, match="closed"):
        SourceReader(source)


def test_a_handle_that_gives_few_bytes_at_a_time() -> None:
    class Few(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 7, 7) if size != -1 else 7)

    assert read_all(prepared(("few.bin", Few(LARGE[:1000])))) == LARGE[:1000]


class Broken(io.BytesIO):
    def __init__(self, error: Exception, *, seekable: bool) -> None:
        super().__init__(LARGE)
        self.error = error
        self._seekable = seekable

    def seekable(self) -> bool:
        return self._seekable

    def read(self, size: int | None = -1) -> bytes:
        raise self.error


@pytest.mark.parametrize("seekable", [True, False])
def test_a_handle_whose_disk_fails(seekable: bool) -> None:
    source = source_from(("a.bin", Broken(OSError(5, "Input/output error"), seekable=seekable)))
    with pytest.raises(SourceReadError, match=r"'a\.bin': Input/output error") as caught:
        prepare(source)
        read_all(source)
    assert caught.value.errno == 5
    source.release()


def test_a_stream_that_does_not_block() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with os.fdopen(reading, "rb", buffering=0) as file:
        source = source_from(file)
        with pytest.raises(SourceReadError, match="make it blocking"):
            prepare(source)
        source.release()
    os.close(writing)


def test_a_stream_is_kept_so_that_it_can_be_sent_again(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.jsonl"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=(LARGE,))
    writer.start()
    source = prepared(fifo)
    writer.join()
    assert (source.size, source.name) == (len(LARGE), "fifo.jsonl")
    assert read_all(source) == LARGE == read_all(source)
    source.release()
    assert source.spool is not None
    assert source.spool.closed


@pytest.mark.parametrize("path", ["missing", "\ud800", "a" * 5000])
def test_a_path_that_leads_nowhere(tmp_path: Path, path: str) -> None:
    with pytest.raises(SourceError):
        prepared(("a.bin", tmp_path / path))


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    with pytest.raises(SourceNotFoundError, match="link"):
        prepared(link)


# What changes behind a reader, and who reads


def rewrite(path: Path, content: bytes = LARGE[::-1]) -> None:
    """New bytes in the same place, as many as before, and a moment later."""
    status = path.stat()
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


@pytest.mark.parametrize("kind", ["path", "handle", "gzip", "named", "part"])
def test_a_file_that_is_rewritten_in_place_while_it_is_sent(large: Path, kind: str) -> None:
    with contextlib.ExitStack() as stack:
        if kind in {"path", "part"}:
            source = prepared(large)
        elif kind == "gzip":
            large.write_bytes(gzip.compress(LARGE, 0))
            source = prepared(stack.enter_context(gzip.open(large)))
        else:
            source = prepared(stack.enter_context(large.open("rb", buffering=0 if kind == "named" else -1)))
        source = source.part(1000, 200_000) if kind == "part" else source
        reader = SourceReader(source, 100_000)
        assert reader.read()
        rewrite(large, gzip.compress(LARGE, 0) if kind == "gzip" else LARGE[::-1])
        with pytest.raises(SourceChangedError, match=r"changed or replaced"):
            while reader.read():
                pass
        reader.close()
        with pytest.raises(SourceChangedError):
            SourceReader(source)


def test_a_small_file_that_is_rewritten_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "small.bin"
    path.write_bytes(b"old")
    fstat = os.fstat

    def then_rewritten(descriptor: int) -> os.stat_result:
        status = fstat(descriptor)
        os.utime(path, ns=(1, status.st_mtime_ns + 1))
        return status

    monkeypatch.setattr(os, "fstat", then_rewritten)
    with pytest.raises(SourceChangedError, match="while it was read"):
        prepared(path)


@pytest.mark.parametrize("module", [gzip, bz2, lzma])
@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_packed_file_that_is_damaged(tmp_path: Path, module: Any, damage: str) -> None:
    path = tmp_path / "a.packed"
    packed = module.compress(os.urandom(100_000))
    path.write_bytes(packed[:50_000] if damage == "cut" else packed[:20_000] + b"x" * 1000 + packed[21_000:])
    with module.open(path) as handle, pytest.raises(SourceReadError):
        read_all(prepared(handle))


class SeeksWithoutAWord(io.BytesIO):
    def seek(self, position: int, whence: int = 0) -> None:  # type: ignore[override]
        super().seek(position, whence)


def test_a_handle_whose_seek_returns_nothing() -> None:
    handle = SeeksWithoutAWord(LARGE)
    source = prepared(handle)
    assert source.size == len(LARGE)
    assert read_all(source) == LARGE


def test_a_handle_in_use_is_refused_until_it_is_released(large: Path) -> None:
    with large.open("rb") as handle:
        source = prepared(handle)
        others = (handle, handle.raw, io.BufferedReader(handle.raw), ("b.bin", handle))
        for other in others:
            with pytest.raises(SourceError, match=r"large\.bin|b\.bin.*is being uploaded"):
                prepared(other)
        assert read_all(source) == LARGE
        source.release()
        again = prepared(handle)
        assert read_all(again) == LARGE
        again.release()


class Wrapped:
    """A handle within another object, which does not tell what it reads from."""

    def __init__(self, file: Any) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("position", [0, 300_000])
def test_a_handle_that_something_else_moves_never_gives_other_bytes(large: Path, wrapped: bool, position: int) -> None:
    with large.open("rb") as file, os.fdopen(os.dup(file.fileno()), "rb", buffering=0) as same:
        reader = SourceReader(prepared(Wrapped(file) if wrapped else file), 200_000)
        assert reader.read() == LARGE[:200_000]
        same.seek(position)
        with pytest.raises(SourceChangedError, match="moved to another position"):
            reader.read()
        reader.close()


def test_a_handle_that_tells_no_position_is_read() -> None:
    file = io.BytesIO(LARGE)

    class Silent:
        read, seek = file.read, file.seek

        def tell(self) -> Any:
            raise io.UnsupportedOperation

    assert read_all(prepared(Silent()), 1000) == LARGE


def test_a_stream_in_use_is_refused() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file, os.fdopen(writing, "wb") as end:
        end.write(b"all")
        first = source_from(file)
        end.close()
        prepare(first)
        with pytest.raises(SourceError, match="being uploaded"):
            prepared(file)
        assert read_all(first) == b"all"
        first.release()


def test_a_handle_of_a_source_that_nobody_holds_is_free() -> None:
    handle = io.BytesIO(LARGE)
    source = prepared(handle)
    del source
    gc.collect()
    prepared(handle).release()


def test_a_handle_that_is_closed_meanwhile_is_released_with_what_it_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(LARGE))
    with path.open("rb") as inner:
        with gzip.open(inner) as handle:
            source = prepared(handle)
        with pytest.raises(SourceError, match="another call"):
            prepared(inner)
        source.release()
        prepared(inner).release()


def test_parts_of_a_handle_are_read_one_after_the_other(large: Path) -> None:
    with large.open("rb") as handle:
        source = prepared(handle)
        first, second = SourceReader(source.part(0, 1000)), source.part(1000, 1000)
        with pytest.raises(SourceError, match="at the same time"):
            SourceReader(second)
        assert first.read() == LARGE[:1000]
        first.close()
        assert read_all(second) == LARGE[1000:2000]
        source.release()
    whole = prepared(large)
    readers = [SourceReader(whole.part(start, 1000)) for start in (0, 1000)]
    assert [reader.read() for reader in readers] == [LARGE[:1000], LARGE[1000:2000]]
    for reader in readers:
        reader.close()
