"""Downloads that are fetched by the workers of an engine: each file is there once, whatever happens to a worker."""

from __future__ import annotations

import sys
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from filewright import AuthenticationError, ConfigurationError

sys.path.insert(0, str(Path(__file__).parent))
import engine_workers

FILES = {f"file-{number:02}.txt": b"x" * number for number in range(1, 13)}


@pytest.fixture(autouse=True)
def environment(server: Any, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Files at the server, and what workers find in their environment."""
    for name, content in FILES.items():
        with server.store.incoming() as incoming:
            incoming.write(content)
            server.store.add_file(incoming, name, "user_data")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr("filewright.transfers.sharding.SHARD_FILES", 5)
    return monkeypatch


def download(bench: Any, into: Any, **options: Any) -> Any:
    client = bench.client(http_client=None, plugins=[])
    try:
        return bench.do(client.transfers.download, into, **options)
    finally:
        bench.do(client.close)


def contents(folder: Path) -> dict[str, bytes]:
    """What is in place; a worker that was killed may have left the beginning of a file beside it."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}


def test_workers_fetch_each_file_once(bench: Any, tmp_path: Path) -> None:
    seen: list[Any] = []
    options: dict[str, Any] = {"engine": "threads", "workers": 2, "journal": tmp_path / "journal"}
    report = download(bench, tmp_path / "into", **options, on_result=seen.append)
    assert (report.downloaded, report.total, len(seen)) == (12, 12, 12)
    assert report.bytes == report.bytes_on_wire == sum(map(len, FILES.values()))
    assert contents(tmp_path / "into") == FILES
    (tmp_path / "into" / "file-03.txt").unlink()
    again = download(bench, tmp_path / "into", **options)
    assert (again.downloaded, again.skipped) == (1, 11)


def test_workers_save_in_another_store(blocking: Any) -> None:
    fsspec = pytest.importorskip("fsspec")
    assert download(blocking, "memory://by-workers", engine="threads", workers=2).downloaded == 12
    store = fsspec.filesystem("memory")
    assert {path.rpartition("/")[2]: store.cat_file(path) for path in store.find("/by-workers")} == FILES
    store.rm("/by-workers", recursive=True)


@pytest.mark.long
def test_a_worker_that_is_killed_costs_no_file(blocking: Any, tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    lives = tmp_path / "lives"
    lives.mkdir()
    (lives / "1").touch()
    environment.setenv("LIVES", str(lives))
    environment.setenv("DIES", "after")
    options: dict[str, Any] = {"workers": 2, "worker_client": engine_workers.mortal, "skip_existing": False}
    report = download(blocking, tmp_path / "into", engine="processes", **options)
    assert not list(lives.iterdir()), "no worker was killed"
    assert (report.downloaded, report.failed) == (12, 0)
    assert contents(tmp_path / "into") == FILES


class Engine(Executor):
    """An executor that loses each worker some times before it does its work, and then does it twice."""

    def __init__(self, lost: int) -> None:
        self._left = lost

    def submit(self, work: Any, /, *arguments: Any, **_options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self._left:
            self._left -= 1
            future.set_exception(RuntimeError("lost"))
        else:
            work(*arguments)
            future.set_result(work(*arguments))
        return future


def test_a_shard_that_is_fetched_twice_leaves_each_file_once(blocking: Any, tmp_path: Path) -> None:
    report = download(blocking, tmp_path / "into", engine=Engine(3), workers=1, skip_existing=False)
    assert (report.downloaded, report.failed) == (12, 0)
    assert contents(tmp_path / "into") == FILES


def test_a_shard_whose_workers_are_always_lost_has_failed(blocking: Any, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    report = download(blocking, tmp_path / "into", engine=Engine(1_000), workers=1, journal=journal)
    assert report.failed == 12
    assert "4 workers were lost with shard" in str(next(report.failures()).error)
    assert download(blocking, tmp_path / "into", journal=journal).downloaded == 12


def test_a_worker_without_a_key_says_so_at_once(blocking: Any, tmp_path: Path) -> None:
    with pytest.raises(AuthenticationError, match="The API key is missing"):
        download(blocking, tmp_path, engine="threads", workers=1, worker_client=engine_workers.without_key)


def test_what_is_no_engine_is_refused(blocking: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pass 'threads', 'processes', 'dask', 'ray', an address"):
        download(blocking, tmp_path, engine="spark")
    with pytest.raises(ConfigurationError, match="are for an engine"):
        download(blocking, tmp_path, workers=2)


def test_max_files_counts_what_workers_fetch(blocking: Any, tmp_path: Path) -> None:
    options: dict[str, Any] = {"engine": "threads", "workers": 1, "max_files": 4, "journal": False}
    for left in (8, 4, 0):
        report = download(blocking, tmp_path, **options)
        assert (report.downloaded, report.stopped) == (4, "max_files" if left else None)
        assert len(list(tmp_path.glob("*.txt"))) == len(FILES) - left
