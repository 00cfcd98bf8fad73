"""Batch jobs whose files are uploaded by the workers of an engine: each file once, whatever happens to a worker."""

from __future__ import annotations

import json
import sys
from array import array
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from filewright import AuthenticationError, ConfigurationError
from filewright.jobs.options import RunOptions
from filewright.jobs.shards import JobShard
from filewright.jobs.workers import Workers
from filewright.jsonl.splitting import Shard
from filewright.transfers.engines.executors import QUEUED

sys.path.insert(0, str(Path(__file__).parent))
import engine_workers

LINES = 6


@pytest.fixture
def requests(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of requests, and what workers find in their environment."""
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    path = tmp_path / "in.jsonl"
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    line = {"method": "POST", "url": "/v1/chat/completions", "body": body}
    path.write_text("".join(json.dumps({"custom_id": f"id-{n}", **line}) + "\n" for n in range(LINES)))
    return path


def run(bench: Any, path: Path, **options: Any) -> Any:
    client = bench.client(http_client=None, plugins=[])
    output = path.with_name("out.jsonl")
    try:
        return bench.do(client.batches.run, path, output=output, max_lines=1, poll_interval=0.01, **options)
    finally:
        bench.do(client.close)


def check_whole(bench: Any, server: Any, path: Path) -> None:
    rows = [json.loads(line) for line in path.with_name("out.jsonl").read_text().splitlines()]
    assert [(row["custom_id"], row["status"]) for row in rows] == [(f"id-{n}", "ok") for n in range(LINES)]
    sent = [name for name in bench.names() if name.startswith("filewright-")]
    assert len(sent) == len(set(sent)) == LINES
    assert len(server.store.batches.page(after=None, limit=100)) == LINES


def test_threads_upload_the_files_of_a_job(bench: Any, server: Any, requests: Path) -> None:
    report = run(bench, requests, engine="threads", workers=2)
    assert (report.ok, len(report.batches)) == (LINES, LINES)
    check_whole(bench, server, requests)


class Idle(Executor):
    """An executor that never comes to its work."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        return Future()


def test_workers_get_no_more_than_they_and_their_queue_take(blocking: Any, server: Any, requests: Path) -> None:
    client = blocking.client(http_client=None, plugins=[])
    workers = Workers(client, RunOptions(output="out.jsonl", engine=Idle(), workers=2))
    room: list[bool] = []
    for number in range(2 * QUEUED):
        room.append(workers.has_room())
        shard = JobShard(0, Shard(number, "/v1/embeddings", "m"), array("i", [number]))
        workers.send(shard, requests, {"purpose": "batch"})
    assert room == [True] * (2 * QUEUED)
    assert not workers.has_room()
    client.close()


@pytest.mark.long
@pytest.mark.parametrize(("when", "times"), [("before", 2), ("after", 1)])
def test_a_worker_that_is_killed_costs_no_file_and_doubles_none(
    blocking: Any, server: Any, requests: Path, monkeypatch: pytest.MonkeyPatch, when: str, times: int
) -> None:
    lives = requests.with_name("lives")
    lives.mkdir()
    for number in range(times):
        (lives / str(number)).touch()
    for name, value in {"LIVES": str(lives), "DIES": when, "VICTIM": "filewright-"}.items():
        monkeypatch.setenv(name, value)
    report = run(blocking, requests, engine="processes", workers=2, worker_client=engine_workers.mortal)
    assert not list(lives.iterdir()), "no worker was killed"
    assert report.ok == LINES
    check_whole(blocking, server, requests)


def test_a_job_that_ended_with_its_workers_goes_on_here(blocking: Any, server: Any, requests: Path) -> None:
    with pytest.raises(AuthenticationError, match="The API key is missing"):
        run(blocking, requests, engine="threads", workers=1, worker_client=engine_workers.without_key)
    assert [name for name in blocking.names() if name.startswith("filewright-")] == []
    assert run(blocking, requests).ok == LINES
    check_whole(blocking, server, requests)


def test_what_cannot_be_an_engine_is_refused_before_anything_is_sent(blocking: Any, requests: Path) -> None:
    with pytest.raises(ConfigurationError, match="pass 'threads', 'processes', 'dask', 'ray', an address"):
        run(blocking, requests, engine="spark")
    with pytest.raises(ConfigurationError, match="are for an engine"):
        run(blocking, requests, workers=2)
    assert blocking.names() == []
