"""Downloading many files: names, collisions, what is there already, and what fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import ConfigurationError, DestinationError, JournalError
from filewright.transfers.local_names import safe_name, told_apart


@pytest.fixture
def stored(server: Any) -> dict[str, str]:
    """Files at the server, by what they are called here."""

    def add(name: str, content: bytes, purpose: str = "user_data") -> str:
        with server.store.incoming() as incoming:
            incoming.write(content)
            return str(server.store.add_file(incoming, name, purpose).id)

    return {
        "a": add("a.txt", b"first"),
        "again": add("A.txt", b"second"),
        "b": add("b.jsonl", b"{}\n", "batch"),
        "c": add("c.jsonl", b"{}\n{}\n", "batch"),
    }


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_all_files_of_a_purpose(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    into = tmp_path / "into" / "deep"
    report = bench.do(bench.client().transfers.download, into, purpose="batch")
    assert (report.downloaded, report.failed) == (2, 0)
    assert report.bytes == report.bytes_on_wire == 9
    assert contents(into) == {"b.jsonl": b"{}\n", "c.jsonl": b"{}\n{}\n"}


def test_names_that_are_alike_are_told_apart_by_id(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    bench.do(bench.client().transfers.download, tmp_path / "into", purpose="user_data")
    assert contents(tmp_path / "into") == {
        f"a.{stored['a']}.txt": b"first",
        f"A.{stored['again']}.txt": b"second",
    }


def test_by_id_and_by_name(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    client = bench.client()
    report = bench.do(client.transfers.download, tmp_path / "one", ids=[stored["a"], "file-missing"])
    assert (report.downloaded, report.failed) == (1, 1)
    assert contents(tmp_path / "one") == {"a.txt": b"first"}
    assert [failure.id for failure in report.failures()] == ["file-missing"]
    bench.do(client.transfers.download, tmp_path / "two", match="*.jsonl", exclude="c*")
    assert contents(tmp_path / "two") == {"b.jsonl": b"{}\n"}


def test_many_ids_are_looked_up_in_one_list(blocking: Any, stored: dict[str, str], tmp_path: Path) -> None:
    ids = [*stored.values(), *(f"file-{number}" for number in range(30))]
    report = blocking.client().transfers.download(tmp_path / "into", ids=ids)
    assert (report.downloaded, report.failed) == (4, 30)
    assert blocking.sent("GET") == 5


def test_what_is_there_is_left_and_what_differs_is_replaced(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    (into / "b.jsonl").write_bytes(b"abc")  # of the same size
    (into / "c.jsonl").write_bytes(b"cut")
    report = bench.do(bench.client().transfers.download, into, purpose="batch")
    assert (report.downloaded, report.skipped) == (1, 1)
    assert contents(into) == {"b.jsonl": b"abc", "c.jsonl": b"{}\n{}\n"}
    report = bench.do(bench.client().transfers.download, into, purpose="batch", skip_existing=False)
    assert report.downloaded == 2
    assert contents(into)["b.jsonl"] == b"{}\n"


def test_one_that_fails_does_not_end_the_others(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    def failing(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith(f"{stored['b']}/content"):
            return httpx.Response(200, content=b"too long to be it")
        return httpx.Response(404) if request.url.path.endswith(f"{stored['c']}/content") else None

    bench.failing = failing
    report = bench.do(bench.client(max_retries=0).transfers.download, tmp_path / "into")
    assert (report.downloaded, report.failed) == (2, 2)
    assert sorted(type(failure.error).__name__ for failure in report.failures()) == ["IntegrityError", "NotFoundError"]
    assert len(contents(tmp_path / "into")) == 2


def test_a_dry_run_and_a_limit(blocking: Any, stored: dict[str, str], tmp_path: Path) -> None:
    report = blocking.client().transfers.download(tmp_path / "into", dry_run=True)
    assert report.planned == 4
    assert not (tmp_path / "into").exists()
    report = blocking.client().transfers.download(tmp_path / "into", max_files=1, concurrency=1)
    assert (report.downloaded, report.stopped) == (1, "max_files")
    report = blocking.client().transfers.download(tmp_path / "into", max_files=1, concurrency=1)
    assert (report.downloaded, report.skipped) == (1, 1)


def test_files_that_are_there_do_not_count(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    transfers, into = bench.client().transfers, tmp_path / "into"
    assert bench.do(transfers.download, into).downloaded == 4
    last = max(bench.server.store.files(descending=False), key=lambda record: (record.created_at, record.id))
    missing = next(path for path in into.iterdir() if path.name == last.filename or last.id in path.name)
    missing.unlink()
    report = bench.do(transfers.download, into, max_files=1, concurrency=4)
    assert (report.downloaded, report.skipped) == (1, 3)
    assert missing.exists()


def test_a_download_that_is_cut_off_goes_on_without_a_list(bench: Any, stored: dict[str, str], tmp_path: Path) -> None:
    client, into = bench.client(max_retries=0), tmp_path / "into"
    bench.failing = lambda request: httpx.Response(500) if f"{stored['a']}/content" in request.url.path else None
    report = bench.do(client.transfers.download, into, ids=[*stored.values(), "file-gone"], skip_existing=False)
    assert (report.downloaded, report.failed) == (3, 2)
    bench.failing = lambda _request: None
    bench.requests.clear()
    (into / "b.jsonl").unlink()
    report = bench.do(client.transfers.resume, report.journal)
    # Fetched: the one that failed, and the one that is not there any more. What the server lacks is asked for again.
    assert (report.downloaded, report.skipped, report.failed) == (2, 2, 1)
    assert bench.sent("GET") == len(bench.requests) == 3
    assert [(each.id, each.op) for each in report.failures()] == [("file-gone", "download")]
    assert sorted(contents(into).values()) == [b"first", b"second", b"{}\n", b"{}\n{}\n"]


def test_a_journal_of_a_download_is_a_record_or_begins_anew(
    blocking: Any, stored: dict[str, str], tmp_path: Path
) -> None:
    transfers, into = blocking.client().transfers, tmp_path / "into"
    options = {"purpose": "batch", "skip_existing": False}
    for _ in range(2):
        assert transfers.download(into, **options).downloaded == 2
    journal = tmp_path / "journal"
    assert transfers.download(into, **options, max_files=1, concurrency=1, journal=journal).stopped == "max_files"
    with blocking.server.store.incoming() as incoming:
        blocking.server.store.add_file(incoming, "new.jsonl", "batch")
    report = transfers.download(into, **options, journal=journal)
    assert (report.downloaded, report.skipped) == (1, 1)  # those that were listed when it began
    report = transfers.download(into, **options, journal=journal)
    assert (report.downloaded, report.skipped) == (1, 2)  # and what came since
    # Another folder, and another question, are not done yet.
    assert transfers.download(tmp_path / "other", purpose="batch", journal=journal).downloaded == 3
    assert transfers.download(into, purpose="user_data", journal=journal).downloaded == 2
    with pytest.raises(JournalError, match="is of downloads, not of uploads"):
        transfers.upload(into, purpose="user_data", journal=journal)


def test_a_place_that_cannot_be_is_refused(blocking: Any, stored: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="which is a file"):
        blocking.client().transfers.download(tmp_path / "file")
    with pytest.raises(DestinationError, match="cannot be made"):
        blocking.client().transfers.download(tmp_path / "file" / "in")
    with pytest.raises(ConfigurationError, match="into is 3"):
        blocking.client().transfers.download(3)
    with pytest.raises(ConfigurationError, match="ids has 3"):
        blocking.client().transfers.download(tmp_path / "into", ids=[3])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain.txt", "plain.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\windows\\a.txt", "a.txt"),
        ("a\x1b[31m.txt", "a_[31m.txt"),
        (".bashrc", "_.bashrc"),
        ("con.txt", "_con.txt"),
        ("a:b|c?.txt", "a_b_c_.txt"),
        ("trailing. ", "trailing"),
        ("..", "file-1"),
        ("", "file-1"),
    ],
)
def test_names_are_made_safe(name: str, expected: str) -> None:
    assert safe_name(name, "file-1") == expected


@pytest.mark.parametrize("name", ["x" * 400 + ".jsonl", "ü" * 200, "x" * 10 + "." + "y" * 400, "🙂" * 100 + ".txt"])
def test_long_names_are_cut(name: str) -> None:
    assert len(safe_name(name, "file-1").encode()) <= 200
    assert len(told_apart(safe_name(name, "file-1"), "file-1").encode()) <= 240
