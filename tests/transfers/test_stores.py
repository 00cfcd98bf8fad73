"""Many files from other stores and to them, by their URLs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import ConfigurationError, SourceChangedError, SourceError
from filewright.transfers import Manifest, stored

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (extra fsspec)")

FILES = {"/in/a.jsonl": b"a", "/in/b.txt": b"bb", "/in/deep/c.jsonl": b"ccc", "/in/deep/more/d.jsonl": b"dddd"}


@pytest.fixture
def memory() -> Iterator[Any]:
    fs = fsspec.filesystem("memory")
    for path, content in FILES.items():
        fs.pipe_file(path, content)
    yield fs
    fs.rm("/", recursive=True)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("memory://in", ["a.jsonl", "b.txt", "c.jsonl", "d.jsonl"]),
        ("memory://in/", ["a.jsonl", "b.txt", "c.jsonl", "d.jsonl"]),
        ("memory://in/*.jsonl", ["a.jsonl"]),
        ("memory://in/**/*.jsonl", ["a.jsonl", "c.jsonl", "d.jsonl"]),
        ("memory://in/*/?.jsonl", ["c.jsonl"]),
        (["memory://in/b.txt", "memory://in/deep"], ["b.txt", "c.jsonl", "d.jsonl"]),
    ],
)
def test_urls_are_sources(blocking: Any, memory: Any, source: Any, names: list[str]) -> None:
    report = blocking.client().transfers.upload(source, purpose="user_data")
    assert (report.uploaded, report.failed) == (len(names), 0)
    assert blocking.names() == names


def test_filters_and_what_is_not_there(bench: Any, memory: Any) -> None:
    transfers = bench.client().transfers
    report = bench.do(transfers.upload, "memory://in", purpose="user_data", exclude="deep/more", min_size=2)
    assert report.uploaded == 2
    assert bench.contents() == {"b.txt": b"bb", "c.jsonl": b"ccc"}
    assert bench.do(transfers.upload, "memory://in", purpose="user_data", min_age="1h").total == 0
    report = bench.do(transfers.upload, ["memory://gone", "unknown-store://a/b"], purpose="user_data")
    messages = [str(failure.error) for failure in report.failures()]
    assert report.failed == 2
    assert "Cannot read 'memory://gone'" in messages[0]
    assert "unknown-store" in messages[1]


def test_the_journal_knows_urls_and_their_versions(bench: Any, memory: Any, tmp_path: Path) -> None:
    transfers, journal = bench.client().transfers, tmp_path / "journal"
    assert bench.do(transfers.upload, "memory://in", purpose="user_data", journal=journal).uploaded == 4
    bench.requests.clear()
    assert bench.do(transfers.resume, journal).skipped == 4
    assert bench.requests == []
    memory.pipe_file("/in/a.jsonl", b"A")  # of the same size
    report = bench.do(transfers.resume, journal, order_by="-size")
    assert (report.uploaded, report.skipped) == (1, 3)
    assert bench.contents()["a.jsonl"] == b"A"  # of the two, the last


def test_a_folder_of_another_store_is_kept_in_step(bench: Any, memory: Any, tmp_path: Path) -> None:
    transfers = bench.client().transfers
    memory.rm("/in/deep/more", recursive=True)
    report = bench.do(transfers.sync, "memory://in/", purpose="assistants")
    assert (report.uploaded, report.skipped) == (3, 0)
    memory.pipe_file("/in/a.jsonl", b"A")  # of the same size
    memory.pipe_file("/in/new.txt", b"new")
    memory.rm_file("/in/b.txt")
    plan = bench.do(transfers.plan, "memory://in", purpose="assistants", delete=True)
    found = {operation.name: operation.action for operation in plan}
    assert found == {"a.jsonl": "replace", "b.txt": "delete", "c.jsonl": "skip", "new.txt": "upload"}
    plan.save(tmp_path / "plan.jsonl")
    memory.pipe_file("/in/new.txt", b"NEW")  # after the plan was made
    report = bench.do(transfers.apply, tmp_path / "plan.jsonl")
    assert (report.uploaded, report.replaced, report.deleted, report.failed) == (1, 1, 0, 1)
    assert isinstance(next(report.failures()).error, SourceChangedError)
    report = bench.do(transfers.sync, "memory://in", purpose="assistants", delete=True)
    assert (report.uploaded, report.skipped, report.deleted) == (1, 2, 1)
    assert bench.contents() == {"a.jsonl": b"A", "c.jsonl": b"ccc", "new.txt": b"NEW"}


def test_a_plan_asks_a_store_for_folders_rather_than_for_files(
    bench: Any, memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        memory.pipe_file(f"/in/many/{number:02}.txt", b"old")
    transfers = bench.client().transfers
    plan = bench.do(transfers.plan, "memory://in", purpose="assistants")
    memory.pipe_file("/in/many/07.txt", b"newer")
    memory.rm_file("/in/many/08.txt")
    asked: list[str] = []
    for name in ("found_at", "found_in"):
        function = getattr(stored, name)
        monkeypatch.setattr(
            stored, name, lambda url, _own=function, **options: (asked.append(url), _own(url, **options))[1]
        )
    report = bench.do(transfers.apply, plan)
    assert (report.uploaded, report.failed) == (22, 2)
    errors = {each.path.rpartition("/")[2]: type(each.error).__name__ for each in report.failures()}
    assert errors == {"07.txt": "SourceChangedError", "08.txt": "SourceNotFoundError"}
    # Those of the crowded folder by its listing, and again the two of it that are not as they were.
    many = [url for url in asked if "/many" in url]
    assert many == ["memory://in/many", "memory://in/many/07.txt", "memory://in/many/08.txt"]
    assert len(asked) == len(many) + len(FILES)


def test_what_is_not_a_folder_of_a_store_deletes_nothing(bench: Any, memory: Any) -> None:
    transfers = bench.client().transfers
    bench.do(transfers.upload, "memory://in", purpose="assistants")
    for url, error in [
        ("memory://gone", SourceError),
        ("memory://in/a.jsonl", SourceError),
        ("memory://in/*", ConfigurationError),
    ]:
        with pytest.raises(error):
            bench.do(transfers.sync, url, purpose="assistants", delete=True)
    assert len(bench.names()) == 4


def test_a_manifest_names_urls(blocking: Any, memory: Any, tmp_path: Path) -> None:
    (tmp_path / "list").write_text('memory://in/b.txt\n{"path": "memory://in/a.jsonl", "name": "other.jsonl"}\n')
    blocking.client().transfers.upload(Manifest(tmp_path / "list"), purpose="user_data")
    assert blocking.contents() == {"b.txt": b"bb", "other.jsonl": b"a"}


def test_a_folder_of_another_store_is_a_destination(bench: Any, memory: Any) -> None:
    transfers = bench.client().transfers
    bench.do(transfers.upload, "memory://in", purpose="user_data")
    report = bench.do(transfers.download, "memory://out/deep", dry_run=True)
    assert report.planned == 4
    report = bench.do(transfers.download, "memory://out/deep/")
    assert (report.downloaded, report.failed) == (4, 0)
    found = {path.rpartition("/")[2]: memory.cat_file(path) for path in memory.find("/out")}
    assert found == {"a.jsonl": b"a", "b.txt": b"bb", "c.jsonl": b"ccc", "d.jsonl": b"dddd"}
    memory.pipe_file("/out/deep/a.jsonl", b"longer")
    report = bench.do(transfers.download, "memory://out/deep")
    assert (report.downloaded, report.skipped) == (1, 3)
    assert memory.cat_file("/out/deep/a.jsonl") == b"a"
