"""Places to save to: files that are replaced when the new one is whole, and what is written in place."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filewright import DestinationError
from filewright.wire.destinations import open_destination
from filewright.wire.partial import open_partial
from filewright.wire.saving import Destination, check_destination, is_written_in_place

LARGE = bytes(range(256)) * 2048  # more than a pipe holds


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
    monkeypatch.setattr("filewright.wire.saving.MOUNTS", str(mounts))
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


def test_a_name_that_is_too_long_is_told_before(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match=r": File name too long\.$"):
        check_destination(tmp_path / ("x" * 300))


def test_a_part_that_begins_again_is_written_from_its_start(tmp_path: Path) -> None:
    asked = SimpleNamespace(path=tmp_path / "a.bin", size=10, etag='"1"', part_size=5, resumable=False)
    file = open_partial(asked)
    assert file is not None
    try:
        part = file.part(2, 4)
        part.write_all([b"x", b"yz"])
        part.restart()
        part.write_all([b"12", b"345"])
        assert part.written == 5
        read: list[bytes] = []
        file.feed(0, 10, read.append)
        assert b"".join(read) == b"\0\x001234\0\0\0\0"
    finally:
        file.discard()
    assert os.listdir(tmp_path) == []


def test_a_temporary_file_is_never_one_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda size: "0" * 2 * size)
    there = tmp_path / f".a.bin.{'0' * 16}.part"
    there.write_bytes(b"another's")
    with pytest.raises(DestinationError, match="exists"):
        Destination(tmp_path / "a.bin")
    assert there.read_bytes() == b"another's"
