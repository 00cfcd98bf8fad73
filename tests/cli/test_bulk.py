"""The commands for many files, as people and programs use them: in a process of their own."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

COMMAND = [sys.executable, "-m", "filewright.cli"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("logs/a.jsonl", "logs/b.jsonl", "logs/sub/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "OPENAI_BASE_URL": f"file://{folder}/store",
        "FILEWRIGHT_STATE": str(folder / "state"),
        "TERM": "xterm",
        "CI": "",
    }


@pytest.fixture
def run(folder: Path, environment: dict[str, str], forks: Any) -> Any:
    def run(*arguments: str, stdin: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
        result: subprocess.CompletedProcess[bytes] = forks.run(arguments, cwd=folder, env=environment, input=stdin)
        assert result.returncode == code, result.stderr
        return result

    return run


def lines(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def names(run: Any) -> list[str]:
    return sorted(line["filename"] for line in lines(run("ls", "--json")))


def test_a_folder_up_and_down(run: Any, folder: Path) -> None:
    *results, summary = lines(run("upload", "logs", "-p", "user_data", "--json"))
    assert {result["status"] for result in results} == {"uploaded"}
    assert (summary["op"], summary["uploaded"], summary["resume"]) == ("summary", 3, None)
    assert names(run) == ["a.jsonl", "b.jsonl", "c.txt"]
    result = run("download", "--into", "out", "--match", "*.jsonl")
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a.jsonl", "b.jsonl"]
    rows = [line.split("\t") for line in result.stdout.decode().splitlines()]
    assert {row[0] for row in rows} == {"downloaded"}
    assert result.stderr.decode().startswith("filewright: 2 downloaded, 24 B in ")
    assert run("download", "--into", "out", "--match", "*.jsonl", "--error-on-no-transfer", code=9)


def test_lists_of_paths(run: Any, folder: Path) -> None:
    run("upload", "-", "-p", "user_data", "--quiet", stdin=b"logs/a.jsonl\n")
    run("upload", "-", "-0", "-p", "user_data", "--quiet", stdin=b"logs/b.jsonl\0logs/sub/c.txt\0")
    assert names(run) == ["a.jsonl", "b.jsonl", "c.txt"]
    (folder / "list").write_text("logs/a.jsonl\n")
    assert run("upload", "--files-from", "list", "-p", "batch", "-q").stderr == b""
    assert len(names(run)) == 4


def test_the_workers_of_an_engine_send(run: Any) -> None:
    first = run("upload", "logs", "-p", "batch", "--include", "*.jsonl", "--engine", "threads", "--workers", "2")
    assert b"2 uploaded" in first.stderr
    assert b"pass 'threads', 'processes'" in run("upload", "logs", "-p", "batch", "--engine", "spark", code=2).stderr
    assert b"are for an engine" in run("upload", "logs", "-p", "batch", "--workers", "2", code=2).stderr
    deleted = run("delete", "--all", "--yes", "--engine", "threads", "--workers", "2", "--journal", "j", "--json")
    *_, summary = lines(deleted)
    assert (summary["deleted"], Path(summary["journal"]).name) == (2, "j")


def test_some_fail_and_the_summary_says_how_to_go_on(run: Any, folder: Path) -> None:
    (folder / "logs" / "broken").symlink_to("gone")
    result = run("upload", "logs", "-p", "user_data", code=8)
    failed, summary, advice = result.stderr.decode().splitlines()
    assert "broken" in failed
    assert summary.startswith("filewright: 3 uploaded, 1 failed, ")
    (folder / "logs" / "broken").unlink()
    command = advice.removeprefix("filewright: go on with: filewright ").split()
    assert run(*command).stderr.decode().startswith("filewright: 3 skipped in ")
    assert len(names(run)) == 3


def test_a_download_goes_on_by_its_journal(run: Any, folder: Path) -> None:
    run("upload", "logs", "-p", "user_data", "-q")
    *_, summary = lines(run("download", "--into", "out", "--max-files", "2", "--json", code=10))
    assert (summary["of"], summary["downloaded"]) == ("download", 2)
    result = run(*summary["resume"].split()[1:])
    assert result.stderr.decode().startswith("filewright: 1 downloaded, 2 skipped, ")
    assert len(list((folder / "out").iterdir())) == 3


def test_limits_stop_with_a_code_of_their_own(run: Any) -> None:
    assert (
        b"stopped: --max-files is reached"
        in run("upload", "logs", "-p", "user_data", "--max-files", "2", code=10).stderr
    )
    assert len(names(run)) == 2
    run("upload", "logs", "-p", "user_data")
    assert len(names(run)) == 3
    run("delete", "--all", "--yes", "--max-delete", "1", code=10)
    assert len(names(run)) == 2


def test_a_dry_run_says_what_would_be_sent(run: Any) -> None:
    result = run("upload", "logs/*.jsonl", "-p", "batch", "--dry-run", "--order-by", "name")
    assert [line.split("\t")[0] for line in result.stdout.decode().splitlines()] == ["planned", "planned"]
    assert names(run) == []


def test_deleting_asks_and_needs_a_choice(run: Any) -> None:
    run("upload", "logs", "-p", "user_data", "-q")
    assert b"there is no terminal for the confirmation. Pass --yes" in run("delete", "-p", "user_data", code=2).stderr
    assert b"No files to delete were selected" in run("delete", "--yes", code=2).stderr
    assert run("delete", "--older-than", "30d", "--yes").stderr.startswith(b"filewright: nothing to do in ")
    assert len(names(run)) == 3
    run("delete", "--match", "*.jsonl", "--newer-than", "1h", "--yes")
    assert names(run) == ["c.txt"]


def test_plan_apply_and_sync(run: Any, folder: Path) -> None:
    run("plan", "logs", "-p", "assistants", "-o", "plan.jsonl", "--exit-code", "-q", code=1)
    assert run("apply", "plan.jsonl").stderr.decode().startswith("filewright: 3 uploaded")
    (folder / "logs" / "a.jsonl").unlink()
    (folder / "logs" / "b.jsonl").write_bytes(b"longer than it was")
    header, *operations = lines(run("plan", "logs", "-p", "assistants", "--delete", "--json"))
    assert header["summary"]["delete"] == 1
    assert sorted(each["action"] for each in operations) == ["delete", "replace", "skip"]
    assert b"Pass --yes" in run("sync", "logs", "-p", "assistants", "--delete", code=2).stderr
    *_, summary = lines(run("sync", "logs", "-p", "assistants", "--delete", "--yes", "--json"))
    assert (summary["uploaded"], summary["replaced"], summary["deleted"], summary["skipped"]) == (1, 1, 1, 1)
    assert names(run) == ["b.jsonl", "c.txt"]


def test_du_adds_up(run: Any) -> None:
    run("upload", "logs", "-p", "user_data", "-q")
    run("upload", "logs/*.jsonl", "-p", "batch", "-q")
    assert run("du").stdout.decode().splitlines() == ["user_data\t3\t38", "batch\t2\t24"]
    usage = json.loads(run("du", "--by", "purpose", "--by", "age", "--json").stdout)
    assert usage["shares"][0] == {"purpose": "user_data", "age": "up to a day", "files": 3, "bytes": 38, "unsized": 0}


def test_ls_finds_what_is_there_twice(run: Any) -> None:
    for _ in range(2):
        run("upload", "logs/a.jsonl", "-p", "user_data", "-q", "--no-journal")
    run("upload", "logs/b.jsonl", "-p", "user_data", "-q")
    assert [line["filename"] for line in lines(run("ls", "--duplicates", "--json"))] == ["a.jsonl", "a.jsonl"]
    assert [line["filename"] for line in lines(run("ls", "b*", "--json"))] == ["b.jsonl"]


def test_an_id_that_is_not_there(run: Any) -> None:
    assert run("download", "file-missing", "--into", "out", code=3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["upload", "logs"], "--purpose"),
        (["upload", "-p", "batch"], "Nothing to upload"),
        (["upload", "logs", "-p", "batch", "--rate", "fast"], "--rate is 'fast'"),
        (["upload", "logs", "-p", "batch", "--shard", "3/2"], "--shard is '3/2'"),
        (["upload", "logs", "-p", "batch", "--older-than", "soon"], "--older-than is 'soon'"),
        (["resume", "missing"], "does not exist"),
        (["apply", "missing"], "No such file"),
    ],
)
def test_misuse_is_told_in_a_line(run: Any, arguments: list[str], message: str) -> None:
    (line,) = run(*arguments, code=2).stderr.decode().splitlines()
    assert message in line


def test_a_person_sees_a_bar_and_a_summary(folder: Path, environment: dict[str, str]) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "upload", "logs", "-p", "user_data"], cwd=folder, env=environment, stdout=follower, stderr=follower
    )
    os.close(follower)
    shown = b""
    while block := read(leader):
        shown += block
    os.close(leader)
    assert process.wait(60) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert "upload" in text
    assert "filewright: 3 uploaded, 38 B in " in text
    assert "a.jsonl" not in text


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""
