"""Files of a job: it never overwrites its requests, and a full disk ends it with an error that says so."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from filewright import errors

from .conftest import End, answered, refused, requests

resource = pytest.importorskip("resource", reason="limits of files are those of POSIX")


def write(path, count=4):
    Path(path).write_text("".join(json.dumps(each) + "\n" for each in requests(count)))
    return Path(path).read_bytes()


def run(server, given, output="out.jsonl", **options):
    with server.client(max_retries=0) as client:
        return client.batches.run(given, output=output, **{"poll_interval": 0, "max_lines": 2, **options})


@pytest.mark.parametrize("name", ["out.jsonl", "out.retry.jsonl", "out.jsonl.part", "out.retry.jsonl.part"])
def test_requests_are_not_overwritten(server, name):
    content = write(name)
    os.symlink(name, "link.jsonl")
    batch = server.client().batches
    for given in (name, "link.jsonl"):
        with pytest.raises(errors.ConfigurationError, match="would be overwritten; name another output"):
            run(server, given)
        with pytest.raises(errors.ConfigurationError, match="would be overwritten"):
            batch.collect(["batch_0"], given, "out.jsonl")
    assert Path(name).read_bytes() == content
    assert server.calls == []
    assert sorted(os.listdir()) == sorted([name, "link.jsonl"])


@pytest.mark.parametrize("journal", ["out.jsonl", "./out.retry.jsonl"])
def test_a_journal_is_not_an_output(server, journal):
    with pytest.raises(errors.ConfigurationError, match="which is written with the output"):
        run(server, requests(2), journal=journal)
    assert server.calls == os.listdir() == []


def test_requests_that_change_during_a_run_are_not_sent(server):
    content = write("in.jsonl")

    def change(request):
        if (request.method, request.url.path) == ("POST", "/v1/batches"):
            os.utime("in.jsonl", ns=(1, 1))

    server.before = change
    with pytest.raises(errors.SourceChangedError, match=r"'in.jsonl' has changed since it was checked") as caught:
        run(server, "in.jsonl", concurrency=1)
    assert len(server.created) == 1
    assert any("resume" in note for note in caught.value.__notes__)
    os.unlink("in.jsonl")
    Path("in.jsonl").write_bytes(content)
    server.before = lambda _: None
    assert run(server, "in.jsonl").ok == 4
    assert len(server.created) == 2


def long_answers(given, _):
    output = [answered(each) for each in given[1:]]
    for each in output:
        each["response"]["body"]["reasoning"] = "x" * 3000
    return End(output, [refused(given[0])])


@pytest.mark.parametrize(
    ("limit", "error"),
    [
        (1, errors.JournalError),
        (1000, errors.JournalError),
        (2900, errors.DestinationError),
        (4900, errors.DestinationError),
    ],
    ids=["first step", "later step", "results", "rows"],
)
def test_a_full_disk_ends_a_job_that_can_be_resumed(server, limit, error):
    """No file gets longer than the limit; what is being written when it is reached differs."""
    write("in.jsonl")
    server.script = long_answers
    with file_limit(limit), pytest.raises(error, match="File too large"):
        run(server, "in.jsonl", concurrency=1)
    assert not Path("out.jsonl").exists()
    assert run(server, "in.jsonl").ok == 2
    statuses = [json.loads(line)["status"] for line in Path("out.jsonl").read_text().splitlines()]
    assert statuses == ["expired", "ok"] * 2
    assert len(server.created) == 2
    assert not list(Path().glob("*.part"))


def test_a_full_disk_while_a_file_is_split(server):
    given = requests(2)
    given[0]["body"]["messages"][0]["content"] = "x" * 5000
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in given))
    with file_limit(4000), pytest.raises(errors.DestinationError, match=r"r1-00001.jsonl': File too large"):
        run(server, "in.jsonl")
    assert run(server, "in.jsonl").ok == 2


class file_limit:
    """No file gets larger than this: a write that would is an OSError, as on a full disk."""

    def __init__(self, size):
        self.size = size

    def __enter__(self):
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *_):
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
