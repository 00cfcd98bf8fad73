"""A job that dies, wherever that is, goes on: nothing is lost, nothing is doubled, no batch is made twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filewright import OpenAI, errors

from .conftest import End, Server, answered, refused, requests


class DiedError(BaseException):
    """Ends a process, as far as a test can: nothing handles it."""


OPTIONS = {"output": "out.jsonl", "poll_interval": 0, "max_lines": 2, "retries": 1}


def script(given, number):
    """Batches take a look or two; of the first, a request is left for the second round."""
    end = End([answered(each) for each in given], looks=number % 3)
    return End(end.output[1:], [refused(given[0])], "expired", looks=1) if number == 0 else end


def begin(server, given, **more):
    with server.client(max_retries=0) as client:
        return client.batches.run(given, **OPTIONS, **more)


def resume(server, **more):
    with server.client(max_retries=0) as client:
        return client.batches.resume("out.jsonl.journal", **more)


def dying(server, point, *, after):
    """Die at the request of this number: before it is sent, or before its response is there."""
    count = 0

    def die(*_):
        nonlocal count
        count += 1
        if count == point:
            raise DiedError

    name = "after" if after else "before"
    setattr(server, name, die)
    return name


def check_whole(server, count):
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [(row["custom_id"], row["status"]) for row in rows] == [(f"id-{n}", "ok") for n in range(count)]
    shards = [each["metadata"]["filewright_shard"] for each in server.created]
    assert len(set(shards)) == len(shards)
    sent = [json.loads(line) for each in server.created for line in server.files[each["input_file_id"]][1].splitlines()]
    assert len(sent) == count + 1  # the one that expired was sent again


def number_of_requests():
    server = Server()
    server.script = script
    begin(server, requests(9))
    check_whole(server, 9)
    os.unlink("out.jsonl.journal")
    return len(server.calls)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_job_that_dies_at_any_request_goes_on(after):
    for point in range(1, number_of_requests() + 1):
        server = Server()
        server.script = script
        name = dying(server, point, after=after)
        with pytest.raises(DiedError):
            begin(server, requests(9))
        setattr(server, name, lambda *_: None)
        report = resume(server)
        assert report.ok == 9
        check_whole(server, 9)
        os.unlink("out.jsonl.journal")


def test_a_job_that_dies_again_and_again_goes_on():
    server = Server()
    server.script = script
    for attempt in range(200):
        name = dying(server, 3, after=attempt % 2 == 0)
        try:
            begin(server, requests(9))
            break
        except DiedError:
            setattr(server, name, lambda *_: None)
    assert attempt > 5
    check_whole(server, 9)


@pytest.mark.parametrize("point", [2, 4, 6, 9])
def test_a_job_goes_on_on_another_machine(point, tmp_path, monkeypatch):
    server = Server()
    server.script = script
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in requests(9)))
    name = dying(server, point, after=True)
    with pytest.raises(DiedError):
        begin(server, "in.jsonl")
    setattr(server, name, lambda *_: None)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy("out.jsonl.journal", other)
    shutil.copy("in.jsonl", other)
    monkeypatch.chdir(other)
    assert resume(server).ok == 9
    check_whole(server, 9)


def test_results_that_were_fetched_are_not_fetched_again():
    server = Server()
    name = dying(server, 6, after=False)
    with pytest.raises(DiedError):
        begin(server, requests(4), concurrency=1)  # of two at once, both could be under way
    setattr(server, name, lambda *_: None)
    assert server.calls[-1].endswith("/content")
    fetched = server.calls.count(server.calls[-2])
    resume(server)
    assert server.calls.count(server.calls[-2]) <= fetched + 2
    contents = [call for call in server.calls if call.endswith("/content")]
    assert len(contents) == len(set(contents)) + 1  # the one whose response was lost


@pytest.mark.parametrize("point", [2, 4, 5, 7])
@pytest.mark.parametrize("cut", [1, 20])
def test_a_journal_whose_last_line_was_cut_off_is_read(point, cut):
    server = Server()
    server.script = script
    name = dying(server, point, after=True)
    with pytest.raises(DiedError):
        begin(server, requests(9))
    setattr(server, name, lambda *_: None)
    journal = Path("out.jsonl.journal")
    journal.write_bytes(journal.read_bytes()[:-cut])
    assert resume(server).ok == 9
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [row["custom_id"] for row in rows] == [f"id-{n}" for n in range(9)]


def test_a_damaged_journal_is_refused():
    server = Server()
    begin(server, requests(2))
    journal = Path("out.jsonl.journal")
    data = journal.read_bytes()
    journal.write_bytes(data.replace(b"r1-00001", b"r1-00007", 1))
    with pytest.raises(errors.JournalError, match="damaged at byte"):
        resume(server)
    journal.write_bytes(b"")
    with pytest.raises(errors.JournalError, match="empty"):
        resume(server)
    with pytest.raises(errors.JournalError, match=r"journal .* does not exist"), server.client() as client:
        client.batches.resume("none.journal")


def test_a_finished_job_is_not_run_again():
    server = Server()
    report = begin(server, requests(4))
    calls = len(server.calls)
    assert begin(server, requests(4)) == report
    assert resume(server) == report
    assert len(server.calls) == calls
    assert not Path("out.jsonl.journal.d").exists()
    with pytest.raises(errors.JournalError, match="is of other requests"):
        begin(server, requests(5))


def test_a_journal_is_for_one_process_at_a_time():
    server = Server()
    caught = []

    def nested(_request):
        server.before = lambda _: None
        with pytest.raises(errors.JournalError, match="in use by another job") as found:
            resume(server)
        caught.append(found.value)

    server.before = nested
    assert begin(server, requests(2)).ok == 2
    assert len(caught) == 1


def test_a_job_with_a_judge_does_not_go_on_without():
    server = Server()
    name = dying(server, 3, after=False)
    with pytest.raises(DiedError):
        begin(server, requests(4), validate=lambda row: row["custom_id"] != "id-1")
    setattr(server, name, lambda *_: None)
    with pytest.raises(errors.ConfigurationError, match="validate="):
        resume(server)
    assert resume(server, validate=lambda row: row["custom_id"] != "id-1").counts["invalid"] == 1


def test_requests_that_changed_are_told():
    server = Server()
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in requests(4)))
    name = dying(server, 3, after=False)
    with pytest.raises(DiedError):
        begin(server, "in.jsonl")
    setattr(server, name, lambda *_: None)
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in requests(5)))
    with pytest.raises(errors.JournalError, match="is of other requests"):
        resume(server)


def test_ctrl_c_leaves_batches_running_and_says_how_to_go_on():
    server = Server()
    server.script = lambda r, _: End([answered(each) for each in r], looks=5)

    def interrupt(request):
        if request.method == "GET":
            server.before = lambda _: None
            raise KeyboardInterrupt

    server.before = interrupt
    with pytest.raises(KeyboardInterrupt) as caught:
        begin(server, requests(4))
    assert "client.batches.resume('out.jsonl.journal')" in caught.value.__notes__[0]
    assert {each["status"] for each in server.batches.values()} <= {"validating", "in_progress"}
    assert resume(server).ok == 4


def test_a_job_is_ended_on_demand():
    server = Server()

    def until_cancelled(given, number):
        return End([answered(each) for each in (given if not number else given[:1])], looks=0 if not number else 10_000)

    server.script = until_cancelled

    def cancel(request):
        if server.calls.count("GET /batches") == 3:
            server.before = lambda _: None
            with server.client() as client:
                assert "batch_1" in client.batches.cancel_job("out.jsonl.journal")

    server.before = cancel
    report = begin(server, requests(9), max_open_batches=2)
    assert report.counts["ok"] >= 3
    assert report.counts["ok"] + report.counts["cancelled"] == 9
    assert not Path("out.jsonl.journal.cancel").exists()
    assert len(Path(report.retry_file).read_text().splitlines()) == report.counts["cancelled"]


PROGRAM = """
import os, signal, sys
from filewright import OpenAI, hookimpl

class Killer:
    left = int(sys.argv[1])

    @hookimpl
    def before_request_sent(self):
        self.count()

    @hookimpl
    def after_response_received(self):
        self.count()

    def count(self):
        Killer.left -= 1
        if not Killer.left:
            os.kill(os.getpid(), signal.SIGKILL)

with OpenAI(plugins=[Killer()]) as client:
    client.batches.run("in.jsonl", output="out.jsonl", max_lines=1, poll_interval=0.01)
"""


@pytest.mark.parametrize("point", [17, *(pytest.param(each, marks=pytest.mark.long) for each in (3, 10, 30, 44))])
def test_a_process_that_is_killed_goes_on(point):
    pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")
    from filewright.embedded import running_server

    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in requests(8)))
    with running_server(durable=False) as server:
        environment = {**os.environ, "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-test"}
        command = [sys.executable, "-c", PROGRAM, str(point)]
        killed = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        with OpenAI(api_key="sk-test", base_url=server.base_url) as client:
            report = client.batches.run("in.jsonl", output="out.jsonl", max_lines=1, poll_interval=0.01)
        assert report.counts["ok"] == 8
        rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
        assert [row["custom_id"] for row in rows] == [f"id-{n}" for n in range(8)]
        assert len(server.store.batches.page(after=None, limit=100)) == 8
        assert (
            len([each for each in server.store.files(descending=False) if each.filename.startswith("filewright-")]) == 8
        )
