"""A job against the embedded server, whose batches go wrong in the ways that it can be told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright import OpenAI

from .conftest import requests


def run(files_server, **options):
    with OpenAI(base_url=files_server.base_url, api_key=files_server.api_key) as client:
        return client.batches.run(requests(40), **{"output": "out.jsonl", "poll_interval": 0.01, **options})


def test_what_goes_wrong_once_is_put_right(files_server):
    batches = files_server.batches
    batches.expire = "40% once"
    batches.line_errors = ["id-1? 429 once", "id-2? server_error once"]
    batches.missing = ["id-30 once"]
    batches.garbled = ["id-31 once"]
    batches.shuffled = True
    report = run(files_server, max_lines=10, retries=3)
    assert (report.ok, report.failed) == (40, 0)
    assert report.rounds >= 2
    assert "expired" in report.batches.values()
    ids = [json.loads(line)["custom_id"] for line in Path("out.jsonl").read_text().splitlines()]
    assert ids == [f"id-{number}" for number in range(40)]


def test_what_goes_on_going_wrong_is_told(files_server):
    files_server.batches.line_errors = ["id-0 400", "id-1 503"]
    files_server.batches.missing = ["id-2"]
    report = run(files_server, retries=1)
    assert (report.counts["http_error"], report.counts["missing"], report.ok) == (2, 1, 37)
    retried = [json.loads(line)["custom_id"] for line in Path(report.retry_file).read_text().splitlines()]
    assert retried == ["id-1", "id-2"]


def test_a_limit_of_tokens_is_lived_with(files_server):
    size = len(json.dumps(requests(1)[0], separators=(",", ":"))) + 2
    files_server.batches.seconds = 0.2
    files_server.batches.token_limit = size * 10 // 4 * 2
    report = run(files_server, max_lines=10)
    assert report.ok == 40
    assert list(report.batches.values()).count("completed") == 4
    assert "failed" in report.batches.values()
