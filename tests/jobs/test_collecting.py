"""Batches that somebody else began: their results are put together with the requests."""

from __future__ import annotations

import json
from pathlib import Path

import anyio
import pytest
from filewright import errors
from filewright.jobs import collecting

from .conftest import End, answered, refused, requests


@pytest.fixture
def begun(server):
    """Two batches of three requests each, made without a job."""
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in requests(6)))
    server.script = lambda given, number: (
        End([answered(each) for each in reversed(given)], looks=1)
        if number == 0
        else End([answered(given[0])], [refused(given[1])], "expired", looks=2)
    )
    with server.client() as client:
        for part in (requests(6)[:3], requests(6)[3:]):
            data = "".join(json.dumps(each) + "\n" for each in part).encode()
            file = client.files.create(file=("in.jsonl", data), purpose="batch")
            client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions")
    return server


def rows():
    return [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]


def test_batches_are_waited_for_and_joined(begun):
    with begun.client() as client:
        report = client.batches.collect(["batch_0", "batch_1"], "in.jsonl", "out.jsonl", poll_interval=0)
    assert [row["status"] for row in rows()] == ["ok"] * 4 + ["expired"] * 2
    assert [row["batch_id"] for row in rows()] == ["batch_0"] * 3 + ["batch_1"] * 2 + [None]
    assert report.batches == {"batch_0": "completed", "batch_1": "expired"}
    assert (report.ok, report.failed) == (4, 2)
    assert Path(report.retry_file).read_text().splitlines() == [json.dumps(each) for each in requests(6)[4:]]


def test_it_is_the_same_async_and_with_ids_on_disk(begun, monkeypatch):
    monkeypatch.setattr(collecting, "MAX_IDS_IN_MEMORY", 2)

    async def main():
        async with begun.async_client() as client:
            return await client.batches.collect("batch_0", "in.jsonl", "out.jsonl", poll_interval=0)

    report = anyio.run(main)
    assert report.counts["ok"] == 3
    assert report.counts["missing"] == 3


def test_ids_on_disk_are_found_as_in_memory(server, monkeypatch):
    given = requests(1_200)
    ends = [answered(each) for each in reversed(given[:-1])]
    strays = [json.dumps(answered({"custom_id": name})).encode() for name in ("id-1200", "id-'", "id-\ud800")]
    server.script = lambda *_: End([*ends[:600], *strays, ends[0], *ends[600:]])
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in given))
    server.keep("in.jsonl", Path("in.jsonl").read_bytes())
    server.create({"input_file_id": "file-0", "endpoint": "/v1/chat/completions", "completion_window": "24h"})
    reports = []
    for most in (1_000_000, 2):
        monkeypatch.setattr(collecting, "MAX_IDS_IN_MEMORY", most)
        with server.client() as client:
            reports.append(client.batches.collect("batch_0", "in.jsonl", f"{most}.jsonl", poll_interval=0))
        assert (reports[-1].counts["ok"], reports[-1].counts["missing"]) == (1_199, 1)
        assert (reports[-1].strays, reports[-1].doubled) == (3, 1)
    assert Path("2.jsonl").read_bytes() == Path("1000000.jsonl").read_bytes()


def test_a_batch_that_has_not_ended_is_told(begun):
    with begun.client() as client, pytest.raises(errors.PollTimeoutError, match="batch_0 is in_progress"):
        client.batches.collect("batch_0", "in.jsonl", "out.jsonl", wait=False)
    assert not Path("out.jsonl").exists()


def test_mistakes_are_told(begun):
    with begun.client() as client:
        with pytest.raises(errors.ConfigurationError, match="batch_ids is"):
            client.batches.collect([], "in.jsonl", "out.jsonl")
        with pytest.raises(errors.NotFoundError):
            client.batches.collect("batch_9", "in.jsonl", "out.jsonl")
        with pytest.raises(errors.SourceNotFoundError):
            client.batches.collect("batch_0", "none.jsonl", "out.jsonl")
