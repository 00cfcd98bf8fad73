"""The server with what Windows lacks taken away: descriptors of folders, `pread`, `flock`, removing what is open."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from filewright import OpenAI
from filewright.embedded import FolderTransport, Store, running_server
from filewright.embedded.store import DamagedBlobError
from filewright.embedded.store.opening import open_folder
from filewright.embedded.store.path_folders import PathFolder
from filewright.errors import ConfigurationError
from filewright.ground import locks, systems

MIB = 1024 * 1024
LARGE = b"0123456789abcdef" * 4096
"""A content that has a file of its own."""


class Locks(ModuleType):
    """msvcrt, with the locks of this process in a table: by file and byte, and gone when the file is closed."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[tuple[int, int, int], int] = {}

    def locking(self, descriptor: int, mode: int, size: int) -> None:
        found = os.fstat(descriptor)
        place = (found.st_dev, found.st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
        assert size == 1
        if mode == self.LK_UNLCK:
            assert self.held.pop(place) == descriptor
        elif place in self.held:
            raise OSError(errno.EACCES, "Permission denied")
        else:
            self.held[place] = descriptor

    def closed(self, descriptor: int) -> None:
        self.held = {place: holder for place, holder in self.held.items() if holder != descriptor}


def is_open(path: str) -> bool:
    targets = []
    for name in os.listdir("/proc/self/fd"):
        try:
            targets.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue
    return os.path.realpath(path) in targets


@pytest.fixture(params=["as it is", "like Windows"], autouse=True)
def system(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """This system, and on Linux a stand-in for Windows."""
    if request.param == "as it is":
        return str(request.param)
    if not Path("/proc/self/fd").exists():
        pytest.skip("what is open is read from /proc")
    windows, find_spec, unlink, rename, close = Locks(), locks.find_spec, os.unlink, os.rename, os.close
    monkeypatch.setitem(sys.modules, "msvcrt", windows)
    monkeypatch.setattr(locks, "find_spec", lambda name: None if name == "fcntl" else find_spec(name))
    monkeypatch.setattr(os, "supports_dir_fd", set())
    for name in ("pread", "preadv", "fchmod"):
        monkeypatch.delattr(os, name)

    def refusing(step: Any) -> Any:
        def refuse_what_is_open(path: Any, *more: Any, **options: Any) -> None:
            if not options and is_open(path):
                raise PermissionError(errno.EACCES, "The process cannot access the file", path)
            step(path, *more, **options)

        return refuse_what_is_open

    def close_and_unlock(descriptor: int) -> None:
        windows.closed(descriptor)
        close(descriptor)

    monkeypatch.setattr(os, "unlink", refusing(unlink))
    monkeypatch.setattr(os, "rename", refusing(rename))
    monkeypatch.setattr(os, "close", close_and_unlock)
    return str(request.param)


@pytest.fixture
def like_windows(system: str) -> None:
    if system != "like Windows" and sys.platform != "win32":
        pytest.skip("of Windows only")


def put(store: Store, content: bytes = b"abc", **more: Any) -> Any:
    with store.incoming() as incoming:
        incoming.write(content)
        return store.add_file(incoming, "a", "user_data", **more)


def read(store: Store, record: Any) -> bytes:
    with open(store.contents.open(record), "rb") as blob:
        return blob.read()


def test_bytes_come_back_as_they_are(folder):
    content = b"a\r\nb\nc\x1a\0" + os.urandom(3 * MIB)
    with Store(folder) as store:
        record = put(store, content)
        assert read(store, record) == content
    with Store(folder) as store:
        assert read(store, record) == content
        assert store.delete_file(record.id)
        assert list((folder / "blobs").iterdir()) == []


def test_the_folder_is_of_the_kind_that_the_system_has(folder, like_windows):
    folder.mkdir()
    assert isinstance(open_folder(folder), PathFolder)


def test_everything_works_over_http_and_from_a_file_url(tmp_path):
    with running_server(tmp_path / "served", durable=False) as server:
        url = server.base_url
        for base_url in (url, (tmp_path / "direct").as_uri()):
            with OpenAI(base_url=base_url, api_key="x") as client:
                content = os.urandom(2 * MIB + 5)
                file = client.files.create(file=("a.bin", content), purpose="user_data")
                assert client.files.content(file.id).read() == content
                upload = client.uploads.create(filename="u", purpose="user_data", bytes=6, mime_type="text/plain")
                parts = [client.uploads.parts.create(upload.id, data=part).id for part in (b"abc", b"def")]
                done = client.uploads.complete(upload.id, part_ids=parts)
                assert client.files.content(done.file.id).read() == b"abcdef"
                assert {each.id for each in client.files.list()} == {file.id, done.file.id}
                client.files.delete(file.id)


def test_a_content_that_is_deleted_while_it_is_read_stays_whole_and_goes_later(folder):
    with Store(folder) as store:
        record = put(store, LARGE)
        with open(store.contents.open(record), "rb") as blob:
            assert store.delete_file(record.id)
            assert blob.read() == LARGE
        assert store.file(record.id) is None
    with Store(folder):
        assert list((folder / "blobs").iterdir()) == []


def test_a_body_that_breaks_off_leaves_nothing(folder):
    with Store(folder) as store:
        with store.incoming() as incoming:
            incoming.write(b"half")
        assert [path.name for path in (folder / "incoming").glob("*/*") if path.name != "lock"] == []


def test_two_stores_on_one_folder_leave_each_other_alone_and_the_dead_are_swept(folder):
    dead = folder / "incoming" / "0123"
    with Store(folder) as first, first.incoming() as incoming:
        incoming.write(b"alive")
        dead.mkdir()
        (dead / "half").write_bytes(b"x")
        with Store(folder) as second:
            assert not dead.exists()
            record = put(second)
        assert read(first, record) == b"abc"
        alive = first.add_file(incoming, "b", "user_data")
        assert read(first, alive) == b"alive"
    assert list((folder / "incoming").iterdir()) == []


def test_an_upload_through_a_transport_that_is_closed_leaves_no_lock_behind(folder):
    form = {"files": {"file": ("a", b"x")}, "data": {"purpose": "evals"}}
    with httpx.Client(transport=FolderTransport(folder), base_url="http://x/v1") as client:
        assert client.post("/files", **form).status_code == 200
    assert list((folder / "incoming").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs leave to make links there")
def test_links_are_refused(tmp_path, folder):
    (tmp_path / "precious").write_bytes(LARGE)
    with Store(folder) as store:
        record = put(store, LARGE)
        (folder / "blobs" / record.id).unlink()
        (folder / "blobs" / record.id).symlink_to(tmp_path / "precious")
        with pytest.raises(DamagedBlobError, match="link"):
            store.contents.open(record)
    (folder / "incoming").rmdir()
    (folder / "incoming").symlink_to(tmp_path)
    with pytest.raises(ConfigurationError, match="remove it"):
        Store(folder)
    assert (tmp_path / "precious").read_bytes() == LARGE


@pytest.mark.parametrize("name", ["..", ".", "", "a/b", "\0"])
def test_names_that_lead_out_are_refused(folder, name):
    folder.mkdir()
    opened = open_folder(folder)
    for step in (opened.below, opened.existing, opened.create, opened.open, opened.remove, opened.remove_folder):
        with pytest.raises(DamagedBlobError, match="not the name"):
            step(name)


def test_a_scanner_that_has_a_new_file_open_for_a_moment_is_waited_for(folder, like_windows, monkeypatch):
    rename, refusals = os.rename, [PermissionError(errno.EACCES, "busy")] * 3

    def busy(*paths: Any) -> None:
        if refusals:
            raise refusals.pop()
        rename(*paths)

    monkeypatch.setattr(os, "rename", busy)
    with Store(folder) as store:
        assert read(store, put(store, LARGE)) == LARGE
    assert refusals == []


def test_a_junction_is_a_link(folder, like_windows, monkeypatch):
    folder.mkdir()
    (folder / "blobs").mkdir()
    lstat = os.lstat

    def with_tag(path: Any, **options: Any) -> Any:
        found = lstat(path, **options)
        if not str(path).endswith("blobs"):
            return found
        return type("Found", (), {"st_mode": stat.S_IFDIR, "st_reparse_tag": 0xA0000003})

    monkeypatch.setattr(os, "lstat", with_tag)
    with pytest.raises(ConfigurationError, match="not a plain folder"):
        open_folder(folder).below("blobs")


def test_locks_keep_others_out_until_the_file_is_closed_or_unlocked(tmp_path):
    first, second = (os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT) for _ in range(2))
    assert locks.try_lock(first)
    assert not locks.try_lock(second)
    locks.unlock(first)
    locks.lock(second)
    assert not locks.try_lock(first)
    os.close(second)
    assert locks.try_lock(first)
    os.close(first)


def test_reading_at_a_place(tmp_path):
    (tmp_path / "file").write_bytes(b"0123456789")
    descriptor = os.open(tmp_path / "file", os.O_RDONLY)
    assert [systems.read_at(descriptor, 3, place) for place in (8, 0, 3, 20)] == [b"89", b"012", b"345", b""]
    os.close(descriptor)
