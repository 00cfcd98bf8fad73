"""Uploads by real clusters on this machine, Dask's and Ray's: workers are killed, and all keep to one rate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import ConfigurationError
from filewright.transfers.buckets import BucketOwner

sys.path.insert(0, str(Path(__file__).parent))
import engine_workers

# They leave threads, sockets and event loops to the end of the process.
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]

ALL = sorted([f"file-{number:02}.txt" for number in range(18)] + ["same.txt"] * 2)
PACKAGES = {"dask": "distributed", "ray": "ray"}


@pytest.fixture(params=PACKAGES)
def engine(request: pytest.FixtureRequest, server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    pytest.importorskip(PACKAGES[request.param], reason=f"{request.param} is not installed (nox -s engines has it)")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setattr("filewright.transfers.sharding.SHARD_FILES", 5)
    return str(request.param)


def upload(bench: Any, source: Any, **options: Any) -> Any:
    client = bench.client(http_client=None, plugins=[])
    with client:
        return client.transfers.upload(source, purpose="user_data", workers=2, **options)


def test_each_file_is_sent_once(blocking: Any, folder: Path, engine: str) -> None:
    report = upload(blocking, folder, engine=engine)
    assert (report.uploaded, report.total) == (20, 20)
    assert blocking.names() == ALL


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_is_killed_costs_no_file_and_doubles_none(
    blocking: Any, folder: Path, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    lives = tmp_path / "lives"
    lives.mkdir()
    (lives / "1").touch()
    monkeypatch.setenv("LIVES", str(lives))
    monkeypatch.setenv("DIES", when)
    report = upload(blocking, folder, engine=engine, worker_client=engine_workers.mortal)
    assert not list(lives.iterdir()), "no worker was killed"
    assert (report.failed, report.unknown, report.total) == (0, 0, 20)
    assert blocking.names() == ALL


def test_a_worker_that_is_killed_after_a_response_costs_no_download(
    blocking: Any, folder: Path, tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with blocking.client(http_client=None, plugins=[]) as client:
        client.transfers.upload(folder, purpose="user_data", exclude="*same*")
        lives = tmp_path / "lives"
        lives.mkdir()
        (lives / "1").touch()
        monkeypatch.setenv("LIVES", str(lives))
        monkeypatch.setenv("DIES", "after")
        report = client.transfers.download(
            tmp_path / "into", engine=engine, workers=2, worker_client=engine_workers.mortal
        )
    assert not list(lives.iterdir()), "no worker was killed"
    assert (report.failed, report.total) == (0, 18)
    saved = {path.name: path.read_bytes() for path in (tmp_path / "into").iterdir() if path.suffix == ".txt"}
    assert saved == blocking.contents()


def test_workers_delete_what_is_chosen(blocking: Any, folder: Path, engine: str) -> None:
    with blocking.client(http_client=None, plugins=[]) as client:
        client.transfers.upload(folder, purpose="user_data")
        report = client.transfers.delete(match="file-*", engine=engine, workers=2, rate="500/s")
    assert (report.deleted, report.total) == (18, 18)
    assert blocking.names() == ["same.txt"] * 2


def test_all_workers_keep_to_one_rate(blocking: Any, tmp_path: Path, engine: str) -> None:
    """In every window, up to the rate times its length and a burst."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(90):
        (folder / f"{number}.txt").write_bytes(b"x")
    begun = time.time()
    report = upload(blocking, folder, engine=engine, rate="20/s")
    assert report.uploaded == 90
    assert time.time() - begun >= (90 - 20) / 20


def test_the_files_of_a_batch_job_are_uploaded_once(blocking: Any, tmp_path: Path, engine: str) -> None:
    line = {"method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": []}}
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"custom_id": f"id-{number}", **line}) + "\n" for number in range(4)))
    options = {"output": tmp_path / "out.jsonl", "max_lines": 1, "poll_interval": 0.05, "engine": engine, "workers": 2}
    with blocking.client(http_client=None, plugins=[]) as client:
        assert client.batches.run(path, **options).ok == 4
    sent = [name for name in blocking.names() if name.startswith("filewright-")]
    assert len(sent) == len(set(sent)) == 4


def test_a_scheduler_that_does_not_respond_is_told(blocking: Any, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="distributed is not installed (nox -s engines has it)")
    import dask

    with (
        dask.config.set({"distributed.comm.timeouts.connect": "100ms"}),
        blocking.client(http_client=None, plugins=[]) as client,
        pytest.raises(ConfigurationError, match=r"The Dask scheduler at '127\.0\.0\.1:9' cannot be used"),
    ):
        client.transfers.upload(tmp_path, purpose="batch", engine="dask://127.0.0.1:9")


@pytest.fixture
def machines(tmp_path: Path, server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A Dask cluster of two machines: workers in processes of their own, each with a state of its own."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed (nox -s engines has it)")
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setattr("filewright.transfers.sharding.SHARD_FILES", 10)
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, "--nthreads", "1"],
                env={**os.environ, "FILEWRIGHT_STATE": str(tmp_path / f"machine-{number}")},
                stderr=subprocess.DEVNULL,
            )
            for number in range(2)
        ]
        with distributed.Client(cluster, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            yield client
        for process in processes:
            process.terminate()
            process.wait(30)


def test_machines_that_share_no_file_share_the_rate_of_the_scheduler(
    blocking: Any, tmp_path: Path, machines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserved: list[int] = []  # at the scheduler, which is in this process
    reserve = BucketOwner.reserve

    def counted(owner: BucketOwner, count: int, interval: float, burst: float) -> float:
        reserved.append(count)
        return reserve(owner, count, interval, burst)

    monkeypatch.setattr(BucketOwner, "reserve", counted)
    address = machines.scheduler.address.removeprefix("tcp://")
    for engine in (f"dask://{address}", machines.get_executor()):
        folder = tmp_path / type(engine).__name__
        folder.mkdir()
        for number in range(40):
            (folder / f"{folder.name}-{number}.txt").write_bytes(b"x")
        begun = time.time()
        with blocking.client(http_client=None, plugins=[]) as client:
            report = client.transfers.upload(folder, purpose="user_data", engine=engine, rate="10/s")
        assert report.uploaded == 40
        assert time.time() - begun >= (40 - 10) / 10
    assert sum(reserved) >= 80
