"""Deletions by the workers of an engine, and their journals."""

from __future__ import annotations

import sys
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import AuthenticationError, JournalError
from filewright.transfers import RateLimit

sys.path.insert(0, str(Path(__file__).parent))
import engine_workers

NAMES = [f"file-{number:02}.txt" for number in range(12)]


@pytest.fixture(autouse=True)
def environment(server: Any, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Files at the server, and what workers find in their environment."""
    for name in NAMES:
        store(server, name)
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr("filewright.transfers.sharding.SHARD_FILES", 5)
    return monkeypatch


def store(server: Any, name: str) -> str:
    with server.store.incoming() as incoming:
        incoming.write(b"x")
        return str(server.store.add_file(incoming, name, "user_data").id)


def delete(bench: Any, **options: Any) -> Any:
    client = bench.client(http_client=None, plugins=[])
    try:
        return bench.do(client.transfers.delete, **options)
    finally:
        bench.do(client.close)


def test_workers_delete_what_is_chosen(bench: Any) -> None:
    seen: list[Any] = []
    report = delete(bench, match="file-0*", engine="threads", workers=2, on_result=seen.append)
    assert (report.deleted, report.total, len(seen), report.journal) == (10, 10, 10, None)
    assert bench.names() == NAMES[10:]


def test_the_limit_counts_what_workers_delete(blocking: Any) -> None:
    report = delete(blocking, everything=True, engine="threads", workers=2, max_delete=7)
    assert (report.deleted, report.stopped) == (7, "max_delete")
    assert len(blocking.names()) == 5


def test_all_workers_keep_to_the_rate(blocking: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[str] = []
    turn = RateLimit.turn

    def counted(limit: RateLimit) -> float:
        turns.append(str(limit.rate))
        return turn(limit)

    monkeypatch.setattr(RateLimit, "turn", counted)
    assert delete(blocking, everything=True, engine="threads", workers=2, rate="900/s").deleted == 12
    assert turns == ["900/s"] * 12


@pytest.mark.long
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_is_killed_leaves_no_file(
    blocking: Any, tmp_path: Path, environment: pytest.MonkeyPatch, when: str
) -> None:
    lives = tmp_path / "lives"
    lives.mkdir()
    (lives / "1").touch()
    environment.setenv("LIVES", str(lives))
    environment.setenv("DIES", when)
    options: dict[str, Any] = {"workers": 2, "worker_client": engine_workers.mortal}
    report = delete(blocking, everything=True, engine="processes", **options)
    assert not list(lives.iterdir()), "no worker was killed"
    assert (report.failed, report.deleted + report.skipped) == (0, 12)
    assert blocking.names() == []


class Lost(Executor):
    """An executor that loses each worker."""

    def submit(self, work: Any, /, *arguments: Any, **_options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(RuntimeError("lost"))
        return future


def test_a_deletion_goes_on_by_its_journal_with_what_was_chosen(blocking: Any, server: Any, tmp_path: Path) -> None:
    """A file that is stored meanwhile is not deleted."""
    options: dict[str, Any] = {"everything": True, "journal": tmp_path / "journal"}
    report = delete(blocking, **options, engine=Lost(), workers=1)
    assert (report.failed, report.deleted) == (12, 0)
    assert "4 workers were lost with shard" in str(next(report.failures()).error)
    assert delete(blocking, **options, max_delete=5).stopped == "max_delete"
    store(server, "later.txt")
    with blocking.client(http_client=None, plugins=[]) as client:
        again = client.transfers.resume(report.journal, engine="threads")
        assert (again.deleted, again.skipped, again.is_complete) == (7, 5, True)
        assert blocking.names() == ["later.txt"]
        with pytest.raises(JournalError, match="is finished; nothing is left to be resumed"):
            client.transfers.resume(report.journal)
    assert delete(blocking, **options).deleted == 1, "the same call begins anew"


def test_a_file_that_is_listed_again_is_deleted_again(blocking: Any, tmp_path: Path) -> None:
    client = blocking.client()
    options: dict[str, Any] = {"match": "file-00*", "journal": tmp_path / "journal"}
    replaced = {"id": "file-x", "object": "file", "deleted": True}
    blocking.failing = lambda request: httpx.Response(200, json=replaced) if request.method == "DELETE" else None
    for _ in range(2):
        assert client.transfers.delete(**options).deleted == 1


def test_a_worker_without_a_key_says_so_at_once(blocking: Any) -> None:
    with pytest.raises(AuthenticationError, match="The API key is missing"):
        delete(blocking, everything=True, engine="threads", workers=1, worker_client=engine_workers.without_key)
    assert blocking.names() == NAMES
