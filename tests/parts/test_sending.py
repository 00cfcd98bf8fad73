"""A file in parts, several at a time, that goes on where it was cut off."""

from __future__ import annotations

import hashlib
import io
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from filewright import (
    APIConnectionError,
    APIStatusError,
    ConfigurationError,
    InternalServerError,
    JournalError,
    SourceChangedError,
    UploadOutcomeUnknownError,
    hookimpl,
)

PARTS = 10
"""Parts of 100,000 bytes that the content has."""


def refusal(message: str, status: int) -> Any:
    return status, {"error": {"message": message}}


def test_a_large_file_goes_up_in_parts(send: Any, server: Any, path: Path, content: bytes) -> None:
    file = send.create(path)
    assert file.id == "file-1"
    assert [whole for _, whole in server.files] == [content]
    assert (server.count("uploads"), server.count("parts"), server.count("complete")) == (1, PARTS, 1)
    assert server.uploads["upload-1"]["filename"] == "large.bin"
    assert server.uploads["upload-1"]["bytes"] == len(content)
    assert send.journals() == []


def test_a_small_file_goes_up_in_one_request(send: Any, server: Any, content: bytes) -> None:
    send.create(("a.bin", content[:500_000]))
    assert server.calls == ["files"]
    send.create(("a.bin", content[:500_001]), threshold=None)
    assert server.calls == ["files"] * 2
    send.create(("a.bin", content[:500_001]))
    assert server.calls[2] == "uploads"


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_without_uploads_gets_one_request(
    send: Any, server: Any, path: Path, content: bytes, status: int
) -> None:
    server.before = lambda operation, number: refusal("no such path", status) if operation == "uploads" else None
    assert send.create(path).id == "file-1"
    assert server.calls == ["uploads", "files"]
    assert server.files[0][1] == content


def test_as_many_parts_are_sent_at_a_time_as_was_asked_for(send: Any, server: Any, path: Path) -> None:
    gate = threading.Barrier(4)

    def wait(operation: str, number: int) -> None:
        if operation == "parts" and number <= 8:
            gate.wait(30)

    server.before = wait
    send(path, concurrency=4)
    assert server.most_at_a_time == 4


@pytest.mark.parametrize("kind", ["handle", "unseekable", "bytes"])
def test_what_has_one_position_is_sent_part_by_part(
    send: Any, server: Any, path: Path, content: bytes, kind: str
) -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

    server.after = lambda operation, number: time.sleep(0.01)
    with path.open("rb") as handle:
        file: Any = {"handle": handle, "unseekable": Unseekable(content), "bytes": content}[kind]
        send(file, filename="a.bin")
    assert server.files[0][1] == content
    assert (server.most_at_a_time == 1) == (kind != "bytes")
    assert send.journals() == []


def test_a_part_that_fails_is_sent_again_alone(send: Any, server: Any, path: Path, content: bytes) -> None:
    server.before = lambda operation, number: refusal("busy", 503) if (operation, number) == ("parts", 3) else None
    send(path, settings={"max_retries": 2})
    assert server.count("parts") == PARTS + 1
    assert server.files[0][1] == content


def test_the_server_gets_the_md5_of_the_whole(send: Any, server: Any, path: Path, content: bytes) -> None:
    def spoil(operation: str, number: int) -> None:
        if operation == "complete":
            server.parts["part-1"] = bytes(len(server.parts["part-1"]))

    server.before = spoil
    with pytest.raises(APIStatusError, match="another md5"):
        send(path)
    assert server.count("cancel") == 1
    assert send.journals() == [] or send.journals()[0].stat().st_size == 0


def test_progress_is_that_of_the_whole(send: Any, server: Any, path: Path, content: bytes) -> None:
    class Watch:
        def __init__(self) -> None:
            self.events: list[Any] = []

        @hookimpl
        def on_transfer_progress(self, event: Any) -> None:
            self.events.append((event.call.operation.name, event.bytes, event.total))

    watch = Watch()
    send.create(path, plugins=[watch])
    assert {(name, total) for name, _, total in watch.events} == {("create_file", len(content))}
    assert max(moved for _, moved, _ in watch.events) == len(content)


# Going on


def cut_off(send: Any, server: Any, path: Path, after: int = 4, **options: Any) -> None:
    """Have an upload fail once so many parts have arrived, by a failure that may pass."""
    server.before = lambda operation, number: refusal("down", 503) if operation == "parts" and number > after else None
    with pytest.raises(InternalServerError) as caught:
        send(path, concurrency=1, **options)
    assert "goes on from there" in "".join(caught.value.__notes__)
    server.before = lambda operation, number: None


@pytest.mark.row(79)
def test_the_same_call_goes_on(send: Any, server: Any, path: Path, content: bytes) -> None:
    cut_off(send, server, path)
    assert "cancel" not in server.calls
    server.calls.clear()
    upload = send(path)
    assert (server.count("uploads"), server.count("parts"), server.count("complete")) == (0, PARTS - 4, 1)
    assert (upload.id, server.files[0][1]) == ("upload-1", content)
    assert send.journals() == []


def test_files_create_goes_on_too(send: Any, server: Any, path: Path, content: bytes) -> None:
    server.before = lambda operation, number: refusal("down", 503) if operation == "parts" and number > 3 else None
    with pytest.raises(InternalServerError):
        send.create(path, concurrency=1)
    server.before = lambda operation, number: None
    assert send.create(path).bytes == len(content)
    assert (server.count("uploads"), server.count("complete"), len(server.parts)) == (1, 1, PARTS)


def test_it_goes_on_with_parts_of_the_size_that_it_began_with(
    send: Any, server: Any, path: Path, content: bytes
) -> None:
    cut_off(send, server, path)
    send(path, part_size=333_333)
    assert server.files[0][1] == content
    assert len(server.parts) == PARTS


@pytest.mark.row(79)
def test_without_a_journal_an_upload_that_fails_is_cancelled(send: Any, server: Any, path: Path) -> None:
    server.before = lambda operation, number: refusal("down", 503) if operation == "parts" and number > 4 else None
    with pytest.raises(InternalServerError):
        send(path, journal=False)
    assert server.count("cancel") == 1  # parts that were broken off may be counted after it
    assert send.journals() == []


def test_the_journal_has_no_key(send: Any, server: Any, path: Path, records: Any) -> None:
    cut_off(send, server, path)
    (journal,) = send.journals()
    text = journal.read_bytes()
    assert b"sk-" not in text
    assert b"secret" not in text
    kinds = [record["kind"] for record in records(journal)]
    assert kinds[0] == "begin"
    assert kinds.count("part") == 4


def test_the_journal_tells_destinations_apart(send: Any, server: Any, path: Path) -> None:
    cut_off(send, server, path)
    send(path, purpose="user_data")
    assert server.count("uploads") == 2
    assert len(send.journals()) == 1


def test_a_touched_file_goes_on_as_far_as_its_content_is_known(
    send: Any, server: Any, path: Path, content: bytes, records: Any
) -> None:
    cut_off(send, server, path)
    known = {record["number"] for record in records(send.journals()[0]) if record["kind"] == "hash"}
    os.utime(path, ns=(1, 1))
    server.calls.clear()
    send(path)
    assert server.count("uploads") == 0
    assert server.count("parts") == PARTS - len(known & set(range(4)))
    assert server.files[0][1] == content


@pytest.mark.row(124)
def test_other_content_of_the_same_size_is_told(send: Any, server: Any, path: Path, content: bytes) -> None:
    cut_off(send, server, path)
    with path.open("r+b") as file:
        file.write(b"other")
    with pytest.raises(SourceChangedError, match="other content than when its upload began"):
        send(path)
    assert "complete" not in server.calls
    assert server.count("cancel") == 1
    send(path)
    assert server.files[0][1] == b"other" + content[5:]


@pytest.mark.row(124)
def test_other_content_is_told_though_the_time_is_the_same(send: Any, server: Any, path: Path, content: bytes) -> None:
    before = path.stat()
    cut_off(send, server, path)
    with path.open("r+b") as file:
        file.write(b"other")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(SourceChangedError, match="other content"):
        send(path)
    assert server.files == []


def test_a_file_that_changes_at_the_end_is_not_completed(send: Any, server: Any, path: Path) -> None:
    def change(operation: str, number: int) -> None:
        if (operation, number) == ("parts", PARTS):
            os.utime(path, ns=(1, 1))

    server.after = change
    with pytest.raises(SourceChangedError):
        send(path, concurrency=1, md5=None)
    assert "complete" not in server.calls
    assert server.count("cancel") == 1


@pytest.mark.row(125)
def test_the_second_of_two_is_refused(send: Any, server: Any, path: Path, content: bytes) -> None:
    refused: list[BaseException] = []

    def call_again(operation: str, number: int) -> None:
        if (operation, number) == ("parts", 2):
            with pytest.raises(JournalError, match="Another process or call") as caught:
                send(path)
            refused.append(caught.value)

    server.before = call_again
    send(path)
    assert len(refused) == 1
    assert len(server.files) == 1


@pytest.mark.row(126)
def test_an_upload_that_expired_by_the_clock_starts_afresh(send: Any, server: Any, path: Path, content: bytes) -> None:
    server.lifetime = 0
    cut_off(send, server, path)
    send(path)
    assert (server.count("uploads"), server.files[0][1]) == (2, content)


@pytest.mark.row(126)
@pytest.mark.parametrize("after", [4, PARTS])
def test_an_upload_that_the_server_has_no_more_starts_afresh(
    send: Any, server: Any, path: Path, content: bytes, after: int
) -> None:
    def fail(operation: str, number: int) -> Any:
        over = (operation == "parts" and number > after) or (operation == "complete" and after == PARTS)
        return refusal("down", 503) if over else None

    server.before = fail
    with pytest.raises(InternalServerError):
        send(path, concurrency=1)
    server.before = lambda operation, number: None
    server.uploads["upload-1"]["status"] = "expired"
    server.calls.clear()
    send(path)
    assert (server.count("uploads"), server.count("complete") <= 2, server.files[0][1]) == (1, True, content)
    assert len(server.files) == 1


@pytest.mark.row(80)
@pytest.mark.parametrize("retries", [0, 2])
def test_a_completion_whose_response_was_lost_makes_one_file(
    send: Any, server: Any, path: Path, content: bytes, retries: int
) -> None:
    server.after = lambda operation, number: (0, {}) if (operation, number) == ("complete", 1) else None
    try:
        upload = send(path, settings={"max_retries": retries})
    except (UploadOutcomeUnknownError, APIConnectionError):
        upload = send(path)
    assert len(server.files) == 1
    assert upload.file.id == "file-1"
    assert send.journals() == []


def test_a_process_that_died_after_completing_is_told_of_its_file(
    send: Any, server: Any, path: Path, content: bytes
) -> None:
    """The journal of a process that died before it heard of the completion is put back in place."""
    kept: list[tuple[Path, bytes]] = []

    def keep(operation: str, number: int) -> None:
        if operation == "complete":
            kept.append((send.journals()[0], send.journals()[0].read_bytes()))

    server.before = keep
    send.create(path)
    journal, text = kept[0]
    journal.write_bytes(text)
    assert send.create(path).id == "file-1"
    assert (len(server.files), server.count("uploads")) == (1, 1)
    assert send.journals() == []


def test_after_completing_another_file_is_sent_as_such(send: Any, server: Any, path: Path, content: bytes) -> None:
    kept: list[tuple[Path, bytes]] = []

    def keep(operation: str, number: int) -> None:
        if operation == "complete" and not kept:
            kept.append((send.journals()[0], send.journals()[0].read_bytes()))

    server.before = keep
    send.create(path)
    kept[0][0].write_bytes(kept[0][1])
    with path.open("r+b") as file:
        file.write(b"other")
    assert send.create(path).id == "file-2"
    assert server.files[1][1] == b"other" + content[5:]


def test_a_torn_journal_is_read_up_to_the_tear(send: Any, server: Any, path: Path, content: bytes) -> None:
    cut_off(send, server, path)
    (journal,) = send.journals()
    lines = journal.read_bytes().splitlines(keepends=True)
    parts = [number for number, line in enumerate(lines) if b'"part"' in line]
    journal.write_bytes(b"".join(lines[: parts[2]]) + lines[parts[2]][:20])
    server.calls.clear()
    send(path)
    assert (server.count("uploads"), server.count("parts")) == (0, PARTS - 2)
    assert server.files[0][1] == content


@pytest.mark.parametrize("text", [b"", b"garbage\n", b"00000000 {}\n", b"\xff" * 100])
def test_a_journal_that_is_none_is_begun_anew(send: Any, server: Any, path: Path, content: bytes, text: bytes) -> None:
    cut_off(send, server, path)
    send.journals()[0].write_bytes(text)
    send(path)
    assert (server.count("uploads"), server.files[0][1]) == (2, content)


@pytest.mark.parametrize("journal", ["", 5, b"folder", "a\0b"])
def test_a_journal_that_cannot_be_is_refused(send: Any, server: Any, path: Path, journal: Any) -> None:
    with pytest.raises(ConfigurationError, match="journal is"):
        send(path, journal=journal)
    assert server.calls == []


def test_a_journal_that_cannot_be_kept_is_told(send: Any, server: Any, path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JournalError, match="cannot be made"):
        send(path, journal=tmp_path / "file" / "folder")
    assert server.calls == []


@pytest.mark.parametrize("concurrency", [0, -1, 1.5, True, 1000])
def test_a_concurrency_that_cannot_be_is_refused(send: Any, server: Any, path: Path, concurrency: Any) -> None:
    with pytest.raises(ConfigurationError, match="concurrency is"):
        send(path, concurrency=concurrency)


@pytest.mark.parametrize("value", [5, "yes", {"size": 1}, {"md5": 1}, {"part_size": 0}, {"journal": 3}])
def test_settings_that_cannot_be_are_refused(send: Any, value: Any) -> None:
    with pytest.raises(ConfigurationError, match="large_files"):
        send.run(lambda client: None, settings={"large_files": value})


@pytest.mark.parametrize(("md5", "name"), [(True, "md5"), (None, "sha256")])
def test_the_hash_is_that_of_the_content(
    send: Any, server: Any, path: Path, content: bytes, records: Any, md5: bool | None, name: str
) -> None:
    server.before = lambda operation, number: refusal("down", 503) if operation == "complete" else None
    with pytest.raises(InternalServerError):
        send(path, md5=md5)
    hashes = {each["number"]: each[name] for each in records(send.journals()[0]) if each["kind"] == "hash"}
    ends = [content[: 100_000 * (number + 1)] for number in range(PARTS)]
    assert hashes == {number: hashlib.new(name, end).hexdigest() for number, end in enumerate(ends)}
