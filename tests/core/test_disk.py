"""What is done on a disk: sources that are read while they change, and places to save to."""

from __future__ import annotations

import bz2
import contextlib
import gc
import gzip
import io
import lzma
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from filewright import DestinationError, SourceChangedError, SourceError, SourceNotFoundError, SourceReadError
from filewright.disk import (
    CACHED_BLOCK_SIZE,
    KEPT_SIZE,
    Destination,
    SourceReader,
    check_destination,
    is_written_in_place,
    open_destination,
    prepare,
)
from filewright.sources import Source, source_from

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


def in_memory(source: Source) -> list[bytes]:
    """The blocks that the system had in memory, and those after them; all of them are held until the end."""
    reader = SourceReader(source, 100_000)
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
    blocks = in_memory(prepared(told))
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


# Where to save


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_until_it_is_committed_a_place_is_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"old")
    destination = Destination(place)
    destination.write(b"new")
    assert place.read_bytes() == b"old"
    destination.commit()
    assert (place.read_bytes(), destination.written) == (b"new", 3)
    destination.discard()
    assert names(tmp_path) == ["a"]


def test_what_is_discarded_leaves_nothing(tmp_path: Path) -> None:
    destination = Destination(tmp_path / "a")
    destination.write_all((b"one", b"", b"two"))
    assert destination.written == 6
    destination.discard()
    destination.discard()
    assert names(tmp_path) == []


def test_what_is_begun_afresh_is_short_again(tmp_path: Path) -> None:
    destination = Destination(tmp_path / "a")
    destination.write(b"a long beginning")
    destination.restart()
    destination.write(b"end")
    destination.commit()
    assert (tmp_path / "a").read_bytes() == b"end"


def test_a_place_that_became_a_folder(tmp_path: Path) -> None:
    place = tmp_path / "a"
    destination = Destination(place)
    place.mkdir()
    with pytest.raises(DestinationError, match="directory") as caught:
        destination.commit()
    assert caught.value.filename == str(place)
    destination.discard()
    assert names(tmp_path) == ["a"]


def test_a_disk_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    destination = Destination(tmp_path / "a")

    def full(descriptor: int, data: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(DestinationError, match="No space left") as caught:
        destination.write(b"x")
    monkeypatch.undo()
    assert caught.value.errno == 28
    destination.discard()
    assert names(tmp_path) == []


def test_a_disk_that_takes_a_little_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data)[:7]))
    destination = Destination(tmp_path / "a")
    destination.write(LARGE[:1000])
    monkeypatch.undo()
    destination.commit()
    assert (tmp_path / "a").read_bytes() == LARGE[:1000]
    assert destination.written == 1000


@pytest.mark.parametrize("name", ["a" * 255, "ü" * 127, "\udcff"])
def test_a_name_as_long_as_may_be(tmp_path: Path, name: str) -> None:
    destination = Destination(tmp_path / name)
    destination.write(b"x")
    destination.commit()
    assert (tmp_path / name).read_bytes() == b"x"


def test_the_mode_of_a_new_file_is_what_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        destination = Destination(tmp_path / "a")
        destination.commit()
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_part_that_somebody_planted_is_not_written_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda size: "known")
    victim = tmp_path / "victim"
    victim.write_bytes(b"old")
    (tmp_path / ".a.known.part").symlink_to(victim)
    with pytest.raises(DestinationError):
        Destination(tmp_path / "a")
    assert victim.read_bytes() == b"old"


# What is written in place


def pipe_reader(path: Path) -> tuple[threading.Thread, list[bytes]]:
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(path.read_bytes()))
    thread.start()
    return thread, read


def save(path: str | Path, *blocks: bytes) -> int:
    destination = open_destination(path)
    try:
        destination.write_all(blocks)
        destination.commit()
    finally:
        destination.discard()
    return destination.written


@pytest.mark.row(154)
def test_a_named_pipe_is_written_to(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    check_destination(fifo)
    thread, read = pipe_reader(fifo)
    assert save(fifo, b"one", b"two") == 6
    thread.join()
    assert read == [b"onetwo"]
    assert stat.S_ISFIFO(fifo.lstat().st_mode)
    assert names(tmp_path) == ["fifo"]


@pytest.mark.row(154)
def test_a_device_is_written_to() -> None:
    before = os.lstat(os.devnull)
    assert save(os.devnull, b"one") == 3
    after = os.lstat(os.devnull)
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)


@pytest.mark.row(154)
@pytest.mark.parametrize("path", ["/dev/fd/{}", "/proc/self/fd/{}", "/proc/{pid}/fd/{}", "link"])
def test_an_open_descriptor_is_written_to(tmp_path: Path, path: str) -> None:
    with (tmp_path / "out").open("wb", buffering=0) as file:
        file.write(b"before ")
        place = path.format(file.fileno(), pid=os.getpid())
        if path == "link":
            place = str(tmp_path / "link")
            os.symlink(f"/dev/fd/{file.fileno()}", place)
        check_destination(place)
        assert save(place, b"content") == 7
        file.write(b" after")
    assert (tmp_path / "out").read_bytes() == b"before content after"


@pytest.mark.row(154)
def test_a_link_of_the_system_is_never_replaced(tmp_path: Path) -> None:
    assert is_written_in_place("/proc/self/exe")
    assert is_written_in_place("/dev/stdout")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert not is_written_in_place(tmp_path / "link")
    assert not is_written_in_place("/dev/shm/a")  # nothing is made there


@pytest.mark.row(154)
def test_a_descriptor_of_a_pipe_is_written_to() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with os.fdopen(reading, "rb") as file:
        read: list[bytes] = []
        thread = threading.Thread(target=lambda: read.append(file.read()))
        thread.start()
        assert save(f"/dev/fd/{writing}", LARGE) == len(LARGE)
        os.close(writing)
        thread.join()
    assert read == [LARGE]


def test_what_is_out_cannot_be_taken_back(tmp_path: Path) -> None:
    destination = open_destination(os.devnull)
    destination.restart()
    destination.write(b"a beginning")
    with pytest.raises(DestinationError, match="11 bytes were written"):
        destination.restart()
    destination.discard()
    with (tmp_path / "out").open("wb", buffering=0) as file:
        file.write(b"before ")
        destination = open_destination(f"/dev/fd/{file.fileno()}")
        destination.write(b"a beginning")
        destination.restart()
        destination.write(b"end")
        destination.commit()
    assert (tmp_path / "out").read_bytes() == b"before end"


@pytest.mark.parametrize("path", ["/dev/fd/987654", "/proc/self/fd/987654"])
def test_a_descriptor_that_is_not_open(path: str) -> None:
    with pytest.raises(DestinationError, match="Bad file descriptor"):
        open_destination(path)


def test_a_descriptor_for_reading() -> None:
    with open(os.devnull, "rb") as file, pytest.raises(DestinationError, match="0 bytes were written"):
        save(f"/dev/fd/{file.fileno()}", b"x")


@pytest.mark.row(155)
def test_a_file_that_is_mounted_by_itself_is_told_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "my \\file.jsonl"
    place.write_bytes(b"old")
    escaped = str(place).replace("\\", "\\134").replace(" ", "\\040")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 8:1 /x {escaped} rw - ext4 /dev/sda1 rw\n")
    monkeypatch.setattr("filewright.disk.MOUNTS", str(mounts))
    with pytest.raises(DestinationError, match="mounted by itself"):
        open_destination(place)
    check_destination(tmp_path / "new.jsonl")
    with place.open("wb") as file:
        save(f"/dev/fd/{file.fileno()}", b"new")
    assert place.read_bytes() == b"new"


@pytest.mark.row(156)
def test_rights_are_kept_but_not_those_to_act_as_the_owner(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"old")
    place.chmod(0o7754)
    save(place, b"new")
    assert stat.S_IMODE(place.stat().st_mode) == 0o754
