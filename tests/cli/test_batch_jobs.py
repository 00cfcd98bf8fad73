"""`filewright batches run` and what goes with it, against the embedded server in a folder."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright import OpenAI
from filewright.cli import run
from filewright.embedded import running_server


def line(number: int) -> dict[str, Any]:
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    return {"custom_id": f"id-{number}", "method": "POST", "url": "/v1/chat/completions", "body": body}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"file://{tmp_path}/store")
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text("".join(json.dumps(line(number)) + "\n" for number in range(5)))


RUN = ["batches", "run", "in.jsonl", "-o", "out.jsonl", "--max-lines", "2", "--interval", "0.01"]


def test_a_file_is_run_and_the_report_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(RUN) == 0
    captured = capsys.readouterr()
    assert captured.out == "5 requests: 5 ok, 3 batches; results are in out.jsonl\n"
    assert "filewright: done: 3/3 batches, 5/5 requests" in captured.err
    assert [json.loads(each)["status"] for each in Path("out.jsonl").read_text().splitlines()] == ["ok"] * 5


@pytest.mark.long
def test_the_workers_of_an_engine_upload(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with running_server(durable=False) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        assert run([*RUN, "--engine", "processes", "--workers", "2"]) == 0
        names = sorted(file.filename for file in server.store.files() if file.purpose == "batch")
        assert len(server.store.batches.page(after=None, limit=100)) == 3
    captured = capsys.readouterr()
    assert captured.out == "5 requests: 5 ok, 3 batches; results are in out.jsonl\n"
    said = [line.removeprefix("filewright: ") for line in captured.err.splitlines()]
    assert said[0] == "checking"
    assert said[1] == "uploading: 0/3 batches, 3 waiting"
    assert said[-2:] == ["joining: 3/3 batches, 5/5 requests", "done: 3/3 batches, 5/5 requests"]
    assert not [line for line in said if line.startswith("queued: 3/3")]
    assert [name[-14:] for name in names] == [f"r1-0000{number}.jsonl" for number in (1, 2, 3)]
    assert [json.loads(each)["custom_id"] for each in Path("out.jsonl").read_text().splitlines()] == [
        f"id-{number}" for number in range(5)
    ]


def test_an_unknown_engine_and_workers_without_one_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*RUN, "--engine", "spark"]) == 2
    assert "--engine is 'spark'; pass 'threads', 'processes'" in capsys.readouterr().err
    assert run([*RUN, "--workers", "2"]) == 2
    assert "--workers are for an engine; pass --engine, or leave them out." in capsys.readouterr().err


def test_the_report_is_json_and_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*RUN, "--json", "--quiet", "--price", "m=1,2"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["ok"] == 5
    assert captured.err == ""


def test_a_finished_job_is_told_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(RUN) == 0
    first = capsys.readouterr().out
    assert run(["batches", "resume", "out.jsonl.journal", "-q"]) == 0
    assert capsys.readouterr().out == f"{first.rstrip()}; the job had been finished before, and nothing was sent\n"


def test_failures_have_codes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bad = Path("bad.jsonl")
    bad.write_text("no\n")
    assert run(["batches", "run", "bad.jsonl", "-o", "out.jsonl"]) == 2
    assert "invalid_json_line" in capsys.readouterr().err
    assert run(["batches", "resume", "none.journal"]) == 2
    assert run([*RUN, "--price", "m"]) == 2
    assert "MODEL=READ,WRITTEN" in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from filewright.wire import blocking

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    Path("store").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(blocking.time, "sleep", interrupt)
        patched.setattr("filewright.embedded.api.batches.Batches.retrieve", _pending)
        assert run([*RUN, "--max-lines", "50"]) == 130
    assert "to resume the job: filewright batches resume out.jsonl.journal" in capsys.readouterr().err
    assert run(["batches", "resume", "out.jsonl.journal"]) == 0
    assert capsys.readouterr().out.startswith("5 requests: 5 ok, 1 batch")


def test_a_refusal_before_any_batch_was_created_does_not_speak_of_batches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("store").mkdir()
    monkeypatch.setattr("filewright.embedded.api.batches.Batches.create", _refused)
    assert run([*RUN, "--max-lines", "50"]) not in {0, 130}
    said = capsys.readouterr().err
    assert "This model is not served." in said
    assert "resume" not in said


def _refused(self: Any, request: Any, body: Any) -> Any:
    from filewright.embedded.api.responses import json_response

    return json_response(400, {"error": {"message": "This model is not served."}})


def _pending(self: Any, request: Any, body: Any) -> Any:
    from filewright.embedded.api.responses import json_response

    fields = {"id": request.id, "created_at": 1, "endpoint": "/v1/x", "input_file_id": "f"}
    return json_response(200, {**fields, "completion_window": "24h", "status": "in_progress"})


def test_batches_of_others_are_collected(capsys: pytest.CaptureFixture[str]) -> None:
    with OpenAI() as client:
        file = client.files.create(file="in.jsonl", purpose="batch")
        batch = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions")
    assert run(["batches", "collect", batch.id, "-i", "in.jsonl", "-o", "out.csv", "--interval", "0.01"]) == 0
    assert capsys.readouterr().out.startswith("5 requests: 5 ok, 1 batch")
    assert len(Path("out.csv").read_text().splitlines()) == 6


def test_an_estimate_and_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["batches", "estimate", "in.jsonl", "--price", "m=1,1"]) == 0
    assert "(estimated), cost of these" in capsys.readouterr().out
    assert run(RUN) == 0
    assert run(["batches", "cancel-job", "out.jsonl.journal"]) == 0
    assert run(["batches", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "cancel-job" in shown
    assert "retrieve" in shown


@pytest.mark.posix
def test_a_second_ctrl_c_ends_at_once() -> None:
    with running_server(durable=False) as server:
        server.batches.seconds = 1000
        command = [sys.executable, "-m", "filewright.cli", "--base-url", server.base_url, "--api-key", "x", *RUN]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr
            while "in_progress" not in process.stderr.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            assert "filewright batches resume out.jsonl.journal" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
            assert process.wait(timeout=250) in {130, -signal.SIGINT}
    assert "Traceback" not in rest
    assert Path("out.jsonl.journal").exists()
