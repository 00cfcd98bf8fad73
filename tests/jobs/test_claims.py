"""One job at a time writes to an output: another is refused before anything is sent, and a killed one blocks nobody."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filewright import errors, jsonl

from .conftest import requests

HOLDING = """
import sys
from filewright.jobs.claims import Claim
with Claim(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def run(server, given, output="out.jsonl", **options):
    with server.client(max_retries=0) as client:
        return client.batches.run(given, output=output, **{"poll_interval": 0, **options})


@pytest.mark.parametrize("other", ["out.jsonl", "./out.jsonl", "out.csv"])
def test_an_output_belongs_to_one_job_at_a_time(server, other):
    Path("in.jsonl").write_text(json.dumps(requests(1)[0]) + "\n")
    found = []

    def try_others(request):
        if request.method == "POST" and request.url.path == "/v1/files" and not found:
            found.append(None)
            before = len(server.calls)
            with server.client() as client:
                for attempt in (
                    lambda: client.batches.run((1 / 0 for _ in range(1)), output=other, journal="b.journal"),
                    lambda: client.batches.collect("batch_0", "in.jsonl", other),
                ):
                    with pytest.raises(errors.DestinationError, match="Another job is writing to") as caught:
                        attempt()
                    assert caught.value.errno == errno.EBUSY
            assert len(server.calls) == before

    server.before = try_others
    assert run(server, requests(2)).ok == 2
    assert found
    assert sorted(os.listdir()) == ["in.jsonl", "out.jsonl", "out.jsonl.journal"]
    assert run(server, requests(2), other, journal="b.journal").ok == 2


def test_a_killed_job_does_not_block_the_next(server):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, "out.jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(errors.DestinationError, match="Another job is writing to"):
            run(server, requests(1))
        assert server.calls == []
        assert os.listdir() == [".out.lock"]
        process.kill()
    assert run(server, requests(1)).ok == 1
    assert sorted(os.listdir()) == ["out.jsonl", "out.jsonl.journal"]


def test_a_file_system_without_locks_is_no_hindrance(server, monkeypatch):
    def no_locks(_path):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("filewright.jobs.claims.open_locked", no_locks)
    assert run(server, requests(1)).ok == 1


def test_requests_may_have_the_name_of_our_own_file(server):
    Path("requests.jsonl.new").write_text(json.dumps(requests(1)[0]) + "\n")
    assert run(server, "requests.jsonl.new").ok == 1
    assert Path("requests.jsonl.new").exists()


def from_a_lost_disk():
    yield requests(1)[0]
    raise OSError(errno.EIO, "lost")


def test_an_error_of_the_callers_own_iterable_is_not_one_of_our_file(server):
    with pytest.raises(OSError, match="lost") as caught:
        run(server, from_a_lost_disk())
    assert type(caught.value) is OSError
    with pytest.raises(OSError, match="lost") as caught:
        jsonl.write(from_a_lost_disk(), "in.jsonl")
    assert type(caught.value) is OSError
    assert server.calls == os.listdir() == []


def test_results_that_are_lost_are_fetched_again_by_resume(server):
    def lose(_row):
        for path in Path("out.jsonl.journal.d").glob("*.output.jsonl"):
            path.unlink()

    with pytest.raises(errors.SourceChangedError, match="cannot be read any more: No such file or directory; resume"):
        run(server, requests(1), on_result=lose)
    with server.client() as client:
        assert client.batches.resume("out.jsonl.journal").ok == 1
