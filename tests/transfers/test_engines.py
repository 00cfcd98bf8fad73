"""Uploads that are sent by the workers of an engine: each file once, whatever happens to a worker."""

from __future__ import annotations

import pickle
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import AuthenticationError, ConfigurationError, MissingExtraError, OpenAI
from filewright.transfers.buckets import Bucket, OwnedBucket
from filewright.transfers.engines import engine_of
from filewright.transfers.sharded_uploads import UploadShard
from filewright.transfers.shards import Shard, client_maker, run_shard

sys.path.insert(0, str(Path(__file__).parent))
import engine_workers


@pytest.fixture
def environment(server: Any, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """What workers find in theirs."""
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr("filewright.transfers.sharding.SHARD_FILES", 5)
    return monkeypatch


def upload(bench: Any, folder: Path, **options: Any) -> Any:
    client = bench.client(http_client=None, plugins=[])
    try:
        return bench.do(client.transfers.upload, folder, purpose="user_data", **options)
    finally:
        bench.do(client.close)


ALL = sorted([f"file-{number:02}.txt" for number in range(18)] + ["same.txt"] * 2)


@pytest.mark.usefixtures("environment")
def test_threads_send_each_file_once(bench: Any, folder: Path) -> None:
    seen: list[Any] = []
    report = upload(bench, folder, engine="threads", workers=2, on_result=seen.append)
    assert (report.uploaded, report.total, report.stopped) == (20, 20, None)
    assert len(seen) == 20
    assert report.bytes_on_wire > report.bytes > 0
    assert bench.names() == ALL
    again = upload(bench, folder, engine="threads", journal=report.journal)
    assert (again.uploaded, again.skipped) == (0, 20)


@pytest.mark.usefixtures("environment")
def test_an_executor_is_taken_and_stays_open(blocking: Any, folder: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        assert upload(blocking, folder, engine=executor).uploaded == 20
        assert executor.submit(int, "5").result() == 5


@pytest.mark.usefixtures("environment")
def test_processes_send_each_file_once(blocking: Any, folder: Path) -> None:
    report = upload(blocking, folder, engine="processes", workers=2)
    assert report.uploaded == 20
    assert blocking.names() == ALL


@pytest.mark.long
@pytest.mark.parametrize(("when", "times"), [("before", 2), ("after", 1)])
def test_a_worker_that_is_killed_costs_no_file_and_doubles_none(
    blocking: Any, folder: Path, tmp_path: Path, environment: pytest.MonkeyPatch, when: str, times: int
) -> None:
    lives = tmp_path / "lives"
    lives.mkdir()
    for number in range(times):
        (lives / str(number)).touch()
    environment.setenv("LIVES", str(lives))
    environment.setenv("DIES", when)
    report = upload(blocking, folder, engine="processes", workers=2, worker_client=engine_workers.mortal)
    assert not list(lives.iterdir()), "no worker was killed"
    assert (report.failed, report.unknown, report.total) == (0, 0, 20)
    assert blocking.names() == ALL


@pytest.mark.long
def test_workers_that_are_always_killed_end_in_files_of_which_it_is_not_known(
    blocking: Any, folder: Path, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    lives = tmp_path / "lives"
    lives.mkdir()
    for number in range(50):
        (lives / str(number)).touch()
    environment.setenv("LIVES", str(lives))
    environment.setenv("DIES", "before")
    report = upload(blocking, folder, engine="processes", workers=1, worker_client=engine_workers.mortal)
    assert 0 < report.unknown <= 10
    assert report.uploaded + report.skipped + report.unknown == 20
    assert "workers were lost with shard" in str(next(report.failures()).error)
    environment.setenv("DIES", "never")
    again = upload(blocking, folder, engine="processes", workers=1, journal=report.journal)
    assert again.is_complete
    assert blocking.names() == ALL


@pytest.mark.usefixtures("environment")
def test_a_worker_without_a_key_says_so_at_once(blocking: Any, folder: Path) -> None:
    with pytest.raises(AuthenticationError, match="The API key is missing"):
        upload(blocking, folder, engine="processes", workers=1, worker_client=engine_workers.keyless)
    assert blocking.names() == []


def test_a_worker_whose_key_is_refused_ends_the_job(
    blocking: Any, folder: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("OPENAI_API_KEY", "another")
    with pytest.raises(AuthenticationError):
        upload(blocking, folder, engine="threads", workers=1)
    assert blocking.names() == []


def test_a_worker_of_another_version_says_so(server: Any) -> None:
    shard = Shard(number=1, make_client=OpenAI, concurrency=1, rate=None, shared=None, budget=None, version="0.0.1")
    with pytest.raises(ConfigurationError, match=r"the job is of 0\.0\.1; install the same version"):
        run_shard(shard)


class _Journal:
    """A journal that knows one id."""

    def ids_like(self, entries: Any) -> list[str]:
        return ["file-known"]


def test_a_shard_is_told_what_is_stored_where_it_has_to_look_first() -> None:
    common: Any = {"number": 1, "make_client": OpenAI, "concurrency": 1, "rate": None, "shared": None, "budget": None}
    first = UploadShard(**common, entries=(), arguments={}, destination="", since=0.0)
    assert first.knowing(_Journal()).known == ()
    again = first.again()
    assert (again.attempt, again.knowing(_Journal()).known) == (2, ("file-known",))


def test_a_shard_holds_no_key() -> None:
    with OpenAI(api_key="sk-secret", base_url="https://files.test/v1", timeout=5) as client:
        made = pickle.dumps(client_maker(client, None))
        assert b"sk-secret" not in made
        assert b"files.test" in made
    with OpenAI(api_key="x", default_headers={"x-secret": "y"}) as client:
        with pytest.raises(ConfigurationError, match="default_headers of the client may hold secrets"):
            client_maker(client, None)
        with pytest.raises(ConfigurationError, match="worker_client cannot be sent"):
            client_maker(client, lambda: None)


@pytest.mark.usefixtures("environment")
def test_contents_cannot_be_sent_by_workers(blocking: Any, folder: Path) -> None:
    report = upload(blocking, [folder / "logs", ("a.txt", b"1")], engine="threads")
    assert (report.uploaded, report.failed) == (7, 1)
    assert "workers read files by their paths" in str(next(report.failures()).error)


@pytest.mark.parametrize("engine", ["spark", "threads://here", 5])
def test_what_is_no_engine_is_refused(blocking: Any, folder: Path, engine: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass 'threads', 'processes', 'dask', 'ray', an address"):
        upload(blocking, folder, engine=engine)
    with pytest.raises(ConfigurationError, match="are for an engine"):
        upload(blocking, folder, workers=2)


def test_an_engine_that_is_not_installed_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ray", "distributed"):
        monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.delitem(sys.modules, f"filewright.transfers.engines.{name.replace('distributed', 'dask')}", False)
    for kind in ("ray", "dask"):
        with pytest.raises(MissingExtraError, match=rf"needs the extra `{kind}`"):
            engine_of(kind, None)


@pytest.mark.parametrize("method", ["upload", "download", "delete"])
def test_a_dry_run_starts_no_engine_but_tells_what_is_wrong_with_it(
    blocking: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Before it looks at anything else."""
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr("filewright.transfers.engines.engine_of", None)
    (tmp_path / "folder").mkdir()
    with blocking.client(http_client=None, plugins=[]) as client:
        places = {"upload": "sources", "download": "into", "delete": "ids"}
        run = partial(getattr(client.transfers, method), purpose="batch")
        place = {} if method == "delete" else {places[method]: tmp_path / "folder"}
        assert run(**place, engine="threads", dry_run=True).total == 0
        nowhere: dict[str, Any] = {places[method]: 5}
        for dry_run in (True, False):
            with pytest.raises(ConfigurationError, match="pass 'threads', 'processes'"):
                run(**nowhere, engine="spark", dry_run=dry_run)
            with pytest.raises(MissingExtraError, match="needs the extra `ray`"):
                run(**nowhere, engine="ray://host:10001", dry_run=dry_run)
            with pytest.raises(ConfigurationError, match="worker_client cannot be sent"):
                run(**nowhere, engine="threads", worker_client=lambda: None, dry_run=dry_run)
    assert not (tmp_path / "state" / "transfers").exists(), "a journal was begun"


class Asked:
    """An owner that remembers which threads asked it."""

    def __init__(self) -> None:
        self.threads: dict[str, set[int]] = {}
        self.paused = 0.0

    def _called(self, method: str) -> None:
        self.threads.setdefault(method, set()).add(threading.get_ident())

    def reserve(self, count: int, interval: float, burst: float) -> float:
        self._called("reserve")
        return 0.0

    def pause(self, seconds: float) -> None:
        self._called("pause")
        self.paused = time.monotonic() + seconds

    def paused_for(self) -> float:
        self._called("paused_for")
        return self.paused - time.monotonic()

    def close(self) -> None:
        pass


def test_an_event_loop_does_not_wait_for_the_owner_of_a_budget(bench: Any, folder: Path) -> None:
    owner = Asked()
    refused = [httpx.Response(429, json={}, headers={"retry-after": "0.01"})]
    bench.failing = lambda request: refused.pop() if refused and request.method == "POST" else None
    loop = bench.do(threading.get_ident)
    report = bench.do(bench.client().transfers.upload, folder, purpose="user_data", rate="900/s", budget=owner)
    assert report.uploaded == 20
    assert set(owner.threads) == {"reserve", "pause", "paused_for"}
    if loop != threading.get_ident():
        assert not any(loop in threads for threads in owner.threads.values())


def test_machines_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("filewright.transfers.buckets.time.monotonic", lambda: clock[0])
    owner = Bucket()

    class Owner:
        def reserve(self, count: int, interval: float, burst: float) -> float:
            return owner.reserve(count, interval, burst) - clock[0]

        def pause(self, seconds: float) -> None:
            owner.pause(clock[0] + seconds)

        def paused_for(self) -> float:
            return max(owner.paused_until() - clock[0], 0.0)

    one, other = OwnedBucket(Owner()), OwnedBucket(Owner())
    dues = [bucket.reserve(2, 0.5, 1.0) for bucket in (one, other, one)]
    assert dues == [100.0, 101.0, 102.0]
    one.pause(110.0)
    clock[0] += 1
    assert (one.paused_until(), other.paused_until()) == (110.0, 110.0)
