from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from filewright.embedded.store import DamagedBlobError, Store, UnknownCursorError
from filewright.embedded.store.database import SCHEMAS, Database
from filewright.embedded.store.limits import INLINE_BYTES
from filewright.errors import ConfigurationError

LARGE = b"0123456789abcdef" * 4096
"""A content that has a file of its own."""


def put(store, content=b"abc", name="a", purpose="user_data", lifetime=None):
    with store.incoming() as incoming:
        incoming.write(content)
        return store.add_file(incoming, name, purpose, lifetime)


def read(store, record):
    with open(store.contents.open(record), "rb") as blob:
        return blob.read()


def test_a_file_is_found_again_by_a_later_store(folder, clock):
    with Store(folder, clock=clock) as store:
        record = put(store, b"abc", "näme.txt", "batch", 3600)
    with Store(folder, clock=clock) as store:
        assert store.file(record.id) == record
        assert read(store, record) == b"abc"
    assert record.filename == "näme.txt"
    assert (record.created_at, record.expires_at) == (int(clock.now), int(clock.now) + 3600)


def test_ids_have_24_letters_and_digits(store):
    kind, _, rest = put(store).id.partition("-")
    assert kind == "file"
    assert len(rest) == 24
    assert rest.isalnum()


@pytest.mark.posix
@pytest.mark.row(121)
def test_modes_are_0700_and_0600_whatever_the_umask(folder):
    before = os.umask(0)
    try:
        with Store(folder) as store:
            put(store)
            with store.incoming() as incoming:
                incoming.write(b"x")
                found = {path: path.lstat().st_mode for path in [folder, *folder.rglob("*")]}
    finally:
        os.umask(before)
    assert len(found) >= 7
    assert {stat.S_IMODE(mode) for mode in found.values() if stat.S_ISDIR(mode)} == {0o700}
    assert {stat.S_IMODE(mode) for mode in found.values() if not stat.S_ISDIR(mode)} == {0o600}


@pytest.mark.posix
def test_an_empty_folder_that_others_could_read_is_closed_to_them(folder):
    folder.mkdir(mode=0o755)
    with Store(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.posix
@pytest.mark.parametrize("kind", [".", "file", "link"])
def test_a_folder_that_holds_other_things_is_refused_and_left_alone(tmp_path, kind):
    target = tmp_path / "docs"
    if kind == "file":
        target.write_text("mine")
    else:
        target.mkdir(mode=0o755)
        (target / "thesis.txt").write_text("mine")
    if kind == "link":
        (tmp_path / "link").symlink_to(target)
        target = tmp_path / "link"
    with pytest.raises(ConfigurationError, match=str(target)):
        Store(target)
    assert [path.name for path in sorted(tmp_path.rglob("*"))].count("thesis.txt") == (kind != "file")
    assert stat.S_IMODE(target.stat().st_mode) in (0o755, 0o644)


@pytest.mark.posix
@pytest.mark.parametrize("name", [".git", ".env", ".DS_Store"])
def test_a_folder_with_only_hidden_files_is_neither_taken_over_nor_closed_to_others(folder, name):
    folder.mkdir(mode=0o755)
    (folder / name).write_text("mine")
    with pytest.raises(ConfigurationError, match="not empty"):
        Store(folder)
    assert [path.name for path in folder.iterdir()] == [name]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_the_database_of_another_program_is_left_as_it_is(folder):
    folder.mkdir()
    connection = sqlite3.connect(folder / "store.sqlite3")
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    with pytest.raises(ConfigurationError, match="another program"):
        Store(folder)
    connection = sqlite3.connect(folder / "store.sqlite3")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
    connection.close()


HOSTILE_IDS = ["../precious", "..", ".", "", "a/b", "/etc/passwd", "../incoming/x", "a\0b", "file\n", "x" * 65]


def plant(folder, table, given, **more):
    columns = {"id": given, "bytes": 4, "created_at": 1, **more}
    connection = sqlite3.connect(folder / "store.sqlite3")
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))
    connection.commit()
    connection.close()


FILE = {"created": 1.0, "filename": "a", "purpose": "batch", "sha256": "0"}


@pytest.mark.parametrize("given", HOSTILE_IDS)
@pytest.mark.parametrize(("table", "more"), [("files", FILE), ("parts", {"upload_id": "upload_1"})])
def test_a_store_with_ids_that_are_no_names_is_refused(tmp_path, folder, given, table, more):
    (tmp_path / "precious").write_text("mine")
    Store(folder).close()
    plant(folder, table, given, **more)
    with pytest.raises(ConfigurationError, match="no server makes"):
        Store(folder)
    assert (tmp_path / "precious").read_text() == "mine"


@pytest.mark.parametrize("given", ["../../precious", "../store.sqlite3"])
def test_ids_that_come_while_the_store_is_open_reach_nothing_outside_of_it(tmp_path, folder, store, clock, given):
    (tmp_path / "precious").write_text("mine")
    plant(folder, "files", given, **FILE, expires_at=2)
    record = store.file(given)
    with pytest.raises(DamagedBlobError, match="not the name"):
        store.contents.open(record)
    clock.advance(1)  # what other processes make is looked at once a second
    store.remove_expired()
    assert store.files() == []
    assert (tmp_path / "precious").read_text() == "mine"
    assert (folder / "store.sqlite3").exists()


@pytest.mark.posix
@pytest.mark.parametrize("name", ["blobs", "incoming", "store.sqlite3", "store.sqlite3-wal"])
@pytest.mark.row(121)
def test_a_link_in_the_place_of_a_part_of_the_store_is_refused(tmp_path, folder, name):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("mine")
    Store(folder).close()
    planted = folder / name
    if planted.is_dir():
        planted.rmdir()
    else:
        planted.unlink(missing_ok=True)
    planted.symlink_to(elsewhere if name in ("blobs", "incoming") else elsewhere / "precious")
    with pytest.raises(ConfigurationError, match="remove it"):
        Store(folder)
    assert [path.name for path in elsewhere.iterdir()] == ["precious"]
    assert (elsewhere / "precious").read_text() == "mine"


@pytest.mark.posix
@pytest.mark.row(121)
def test_a_blob_that_was_swapped_for_a_link_is_not_followed(tmp_path, folder, store):
    secret = tmp_path / "secret"
    secret.write_bytes(LARGE)
    record = put(store, LARGE)
    blob = folder / "blobs" / record.id
    blob.unlink()
    blob.symlink_to(secret)
    with pytest.raises(DamagedBlobError, match="link"):
        store.contents.open(record)
    assert store.delete_file(record.id)
    assert secret.read_bytes() == LARGE


@pytest.mark.posix
def test_a_blob_that_was_cut_or_swapped_for_a_pipe_is_damage(folder, store):
    cut, pipe = put(store, LARGE), put(store, LARGE)
    os.truncate(folder / "blobs" / cut.id, 1)
    (folder / "blobs" / pipe.id).unlink()
    os.mkfifo(folder / "blobs" / pipe.id)
    for record in (cut, pipe):
        with pytest.raises(DamagedBlobError):
            store.contents.open(record)


@pytest.mark.posix
@pytest.mark.row(121)
def test_links_among_incoming_bodies_are_removed_not_followed(tmp_path, folder):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("mine")
    Store(folder).close()
    (folder / "incoming" / "planted").symlink_to(elsewhere)
    Store(folder).close()
    assert list((folder / "incoming").iterdir()) == []
    assert (elsewhere / "precious").read_text() == "mine"


def test_small_contents_are_rows_and_others_files(folder, store, on_disk):
    sizes = (0, 1, INLINE_BYTES.value - 1, INLINE_BYTES.value, INLINE_BYTES.value + 1)
    records = [put(store, os.urandom(size)) for size in sizes]
    assert [path.name for path in (folder / "blobs").iterdir()] == [records[-1].id]
    assert [store.contents.small(record) is not None for record in records] == [True] * 4 + [False]
    assert {len(read(store, record)) for record in records} == set(sizes)
    for record in records:
        assert store.delete_file(record.id)
    assert on_disk() == []


def test_a_small_content_that_was_changed_is_damage(folder, store):
    record = put(store, b"abc")
    for wrong in (b"ab", "abc", 3):
        connection = sqlite3.connect(folder / "store.sqlite3")
        connection.execute("UPDATE contents SET content = ?", (wrong,))
        connection.commit()
        connection.close()
        with pytest.raises(DamagedBlobError, match=record.id):
            store.contents.open(record)


def test_a_group_counts_as_a_whole_and_a_step_that_fails_alone_is_undone_alone(folder, store):
    gone, kept = put(store), put(store, LARGE)
    with Store(folder, durable=False) as other:
        with store.group() as check:
            first = put(store, b"first")
            check()

            def delete_and_fail():
                with store.transaction():
                    store.delete_file(gone.id)
                    store.delete_file(kept.id)
                    put(store, b"never")
                    raise KeyError

            with pytest.raises(KeyError):
                delete_and_fail()
            store.delete_file(gone.id)
            last = put(store, b"last")
            check()
            assert other.file(first.id) is None
        assert [record.id for record in other.files(descending=False)] == [kept.id, first.id, last.id]
        assert read(other, kept) == LARGE


def test_a_group_that_fails_leaves_nothing(folder, store, on_disk):
    def fill_and_fail():
        with store.group():
            put(store)
            put(store, LARGE)
            raise KeyError

    with pytest.raises(KeyError):
        fill_and_fail()
    assert store.files() == []


def test_a_group_that_the_database_has_undone_is_told(folder):
    folder.mkdir()
    database = Database(folder / "database", durable=False)

    def roll_back():
        with database.group() as check:
            database.execute("INSERT INTO contents VALUES ('a', x'00')")
            database.execute("ROLLBACK")  # as SQLite does by itself when the disk is full
            check()

    with pytest.raises(sqlite3.OperationalError, match="rolled back"):
        roll_back()
    assert database.rows("SELECT id FROM contents") == []
    with database.transaction():
        database.execute("INSERT INTO contents VALUES ('b', x'00')")
    assert database.rows("SELECT id FROM contents") == [("b",)]
    database.close()


def test_order_is_by_second_then_arrival_and_the_same_backwards(store, clock):
    ids = []
    for second in range(3):
        ids += [put(store).id for _ in range(3)]
        clock.advance(second)
    up = [record.id for record in store.files(descending=False)]
    assert up == ids
    assert [record.id for record in store.files()] == up[::-1]
    for descending, order in ((False, up), (True, up[::-1])):
        walked = [store.files(limit=2, descending=descending)[-1].id]
        while page := store.files(limit=2, descending=descending, after=walked[-1]):
            walked.append(page[-1].id)
        assert walked == [*order[1::2], order[-1]]


def test_a_cursor_outlives_its_file_and_an_unknown_one_is_told(store):
    first, second, third = (put(store).id for _ in range(3))
    store.delete_file(second)
    assert [record.id for record in store.files(after=second, descending=False)] == [third]
    assert [record.id for record in store.files(after=second)] == [first]
    with pytest.raises(UnknownCursorError):
        store.files(after="file-never")


def test_expired_files_go_with_their_blobs(store, clock, on_disk):
    keep, go = put(store), put(store, lifetime=3600)
    clock.advance(3599)
    store.remove_expired()
    assert store.file(go.id) == go
    clock.advance(1)
    store.remove_expired()
    assert store.file(go.id) is None
    assert on_disk() == [f"blobs/{keep.id}"]


def test_what_expired_while_closed_goes_when_the_store_opens(folder, clock):
    with Store(folder, clock=clock) as store:
        put(store, lifetime=3600)
    clock.advance(3600)
    with Store(folder, clock=clock):
        assert list((folder / "blobs").iterdir()) == []


def test_a_body_that_is_not_taken_in_leaves_nothing(store, on_disk):
    with store.incoming() as incoming:
        incoming.write(LARGE)
        assert len(on_disk()) == 1
    assert on_disk() == []


def test_a_transaction_that_fails_changes_nothing(store, on_disk):
    record = put(store)

    def delete_then_fail():
        with store.transaction():
            store.delete_file(record.id)
            raise KeyError

    with pytest.raises(KeyError):
        delete_then_fail()
    assert store.file(record.id) == record
    assert on_disk() == [f"blobs/{record.id}"]


def test_opening_sweeps_orphans_but_not_bodies_that_others_are_writing(folder, store):
    (folder / "blobs" / "file-orphan").write_bytes(b"x")
    dead = folder / "incoming" / "0123"
    dead.mkdir()
    (dead / "half").write_bytes(b"x")
    with store.incoming() as incoming:
        incoming.write(b"alive")
        with Store(folder):
            assert not dead.exists()
            assert list((folder / "blobs").iterdir()) == []
            record = store.add_file(incoming, "a", "user_data")
    assert read(store, record) == b"alive"


def test_a_reader_keeps_what_is_deleted_meanwhile(store):
    record = put(store, b"still here")
    with open(store.contents.open(record), "rb") as blob:
        store.delete_file(record.id)
        assert blob.read() == b"still here"
    with pytest.raises(FileNotFoundError):
        store.contents.open(record)


def test_a_store_of_a_later_version_is_refused(folder):
    Store(folder).close()
    connection = sqlite3.connect(folder / "store.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ConfigurationError, match="version 99"):
        Store(folder)


@pytest.mark.parametrize("version", range(1, len(SCHEMAS)))
def test_a_store_of_an_earlier_version_is_brought_up_to_date(folder, monkeypatch, version):
    (folder / "blobs").mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr("filewright.embedded.store.database.SCHEMAS", SCHEMAS[:version])
        Database(folder / "store.sqlite3", durable=False).close()
    for number, content in enumerate((LARGE, b"small")):
        (folder / "blobs" / f"file-{number}").write_bytes(content)
        plant(folder, "files", f"file-{number}", **FILE, bytes=len(content))
    plant(folder, "parts", "part_1", upload_id="upload_1")
    (folder / "blobs" / "part_1").write_bytes(b"abcd")
    with Store(folder) as store:
        assert [read(store, record) for record in store.files(descending=False)] == [LARGE, b"small"]
        assert [read(store, part) for part in store.parts("upload_1")] == [b"abcd"]
        batch = store.batches.add("file-0", "/v1/embeddings", "24h", None, None)
        assert store.batches.get(batch.id) == batch
        assert store.delete_file("file-1")
    assert sorted(os.listdir(folder / "blobs")) == ["file-0", "part_1"]


def test_a_database_that_is_none_is_told(folder):
    folder.mkdir()
    (folder / "store.sqlite3").write_bytes(b"not a database, by far" * 100)
    with pytest.raises(ConfigurationError, match="not a database"):
        Store(folder)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="file/below"):
        Store(tmp_path / "file" / "below")


@pytest.mark.posix
def test_opening_and_closing_leaks_no_descriptor(folder):
    Store(folder).close()
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    for _ in range(5):
        store = Store(folder)
        store.close()
        store.close()
    with pytest.raises(ConfigurationError):
        Store("/dev/null")
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    assert after == before


@pytest.mark.posix
def test_a_forked_child_has_a_connection_of_its_own(folder):
    folder.mkdir()
    database = Database(folder / "database", durable=False)
    before = database.connection()
    child = os.fork()
    if child == 0:
        os._exit(int(database.connection() is before))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert database.connection() is before
    database.close()


@pytest.mark.posix
def test_a_forked_child_uses_the_store(store):
    put(store, b"parent")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            put(store, b"child")
            store.close()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    put(store, b"parent again")
    assert [read(store, record) for record in store.files(descending=False)] == [b"parent", b"child", b"parent again"]
