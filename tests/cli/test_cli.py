"""The command, as people and programs use it: in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright.cli import exits
from filewright.cli.output import human_size, iso
from filewright.errors import OpenAIError

COMMAND = [sys.executable, "-m", "filewright.cli"]
LINES = b'{"custom_id": "1"}\n' * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.jsonl").write_bytes(LINES)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Any:
    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        known = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store", "PYTHONWARNINGS": "error", **environment}
        return subprocess.run(
            [*COMMAND, *arguments], cwd=folder, env=known, input=stdin, capture_output=True, timeout=60, check=False
        )

    return run


@pytest.fixture
def create(run: Any) -> Any:
    def create(*arguments: str) -> dict[str, Any]:
        result = run("files", "create", "data.jsonl", "-p", "batch", "--json", *arguments)
        assert result.returncode == 0, result.stderr
        file: dict[str, Any] = json.loads(result.stdout)
        return file

    return create


def failure(result: subprocess.CompletedProcess[bytes], code: int) -> str:
    """The one line that a failure prints."""
    assert result.returncode == code, result.stderr
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("filewright: error: ")
    return lines[0]


def test_a_file_from_beginning_to_end(run: Any, create: Any, folder: Path) -> None:
    file = create("--expires-after", "1d")
    assert (file["filename"], file["bytes"]) == ("data.jsonl", len(LINES))
    assert file["expires_at"] - file["created_at"] == 86400
    assert [json.loads(line)["id"] for line in run("files", "list", "--json").stdout.splitlines()] == [file["id"]]
    assert run("files", "retrieve", file["id"]).stdout.decode().split("\t")[0] == file["id"]
    assert json.loads(run("files", "wait", file["id"], "--json").stdout)["status"] == "processed"
    assert run("files", "content", file["id"]).stdout == LINES
    assert run("files", "content", file["id"], "-o", "copy.jsonl").returncode == 0
    assert (folder / "copy.jsonl").read_bytes() == LINES
    assert json.loads(run("files", "delete", file["id"], "--json").stdout)["deleted"] is True
    assert run("files", "list").stdout == b""


def test_standard_input(run: Any) -> None:
    result = run("files", "create", "-", "--name", "piped.jsonl", "-p", "batch", "--json", stdin=LINES)
    assert json.loads(result.stdout)["filename"] == "piped.jsonl"
    assert json.loads(result.stdout)["bytes"] == len(LINES)


def test_several_files_and_a_limit(run: Any, folder: Path) -> None:
    for name in "abc":
        (folder / f"{name}.txt").write_text(name)
    assert len(run("files", "create", "a.txt", "b.txt", "c.txt", "-p", "user_data").stdout.splitlines()) == 3
    listed = run("files", "list", "--limit", "1", "--order", "asc").stdout.decode().splitlines()
    assert [line.split("\t")[1] for line in listed] == ["a.txt", "b.txt", "c.txt"]
    assert len(run("files", "list", "--max", "2").stdout.splitlines()) == 2


BAD = {
    "no such file to upload": (["files", "create", "missing.jsonl", "-p", "batch"], 2, "missing.jsonl"),
    "wrong suffix": (["files", "create", "-p", "batch", "--name", "a.csv", "data.jsonl"], 2, ".jsonl"),
    "wrong expiry": (["files", "create", "data.jsonl", "-p", "batch", "--expires-after", "soon"], 2, "soon"),
    "two files with one name": (["files", "create", "data.jsonl", "data.jsonl", "-p", "x", "--name", "a"], 2, "--name"),
    "no such file": (["files", "retrieve", "file-nope"], 3, "file-nope"),
    "no such file to download": (["files", "content", "file-nope"], 3, "file-nope"),
    "nobody there": (["--base-url", "http://127.0.0.1:9/v1", "--max-retries", "0", "files", "list"], 4, "reached"),
    "no command": (["nonsense"], 2, "nonsense"),
    "no number": (["files", "list", "--limit", "x"], 2, "'x'"),
    "no purpose": (["files", "create", "data.jsonl"], 2, "purpose"),
    "no URL": (["--base-url", "ftp://a", "files", "list"], 2, "ftp://a"),
    "there already": (["files", "content", "file-nope", "-o", "data.jsonl"], 2, "--force"),
}


@pytest.mark.parametrize(("arguments", "code", "match"), BAD.values(), ids=BAD)
def test_a_failure_is_one_line_and_a_code(run: Any, arguments: list[str], code: int, match: str) -> None:
    assert match in failure(run(*arguments), code)


def test_no_key(run: Any) -> None:
    result = run("files", "list", OPENAI_BASE_URL="https://api.openai.com/v1", OPENAI_API_KEY="")
    assert "OPENAI_API_KEY" in failure(result, 2)


def test_every_error_has_an_exit_code() -> None:
    assert exits.exit_code_of(OpenAIError("x")) == exits.USAGE
    codes = [code for _, code, _ in exits.EXIT_CODES]
    assert len(codes) == len(set(codes))
    assert all(f"{code} {text}" in exits.described() for _, code, text in exits.EXIT_CODES)


def test_help_and_version(run: Any) -> None:
    assert b"Exit codes: 0 all went well" in b" ".join(run("--help").stdout.split())
    assert run("--version").stdout.startswith(b"filewright 0.")
    for command in ("create", "list", "retrieve", "delete", "content", "wait"):
        assert run("files", command, "--help").returncode == 0


def test_help_imports_no_http(run: Any) -> None:
    code = "import sys; sys.argv = ['filewright', '--version']; from filewright.cli import run; run(['--version']); "
    result = subprocess.run([sys.executable, "-c", code + "assert 'httpx' not in sys.modules"], check=False)
    assert result.returncode == 0


def test_completion(run: Any) -> None:
    result = run("--show-completion", "bash")
    assert result.returncode == 0
    assert b"complete" in result.stdout


def test_plugins(run: Any) -> None:
    names = [line.split()[0] for line in run("plugins").stdout.decode().splitlines()]
    assert {"multipart", "pagination", "polling", "expiry", "retries", "checks", "transport"} <= set(names)
    assert all("hooks" in json.loads(line) for line in run("plugins", "--json").stdout.splitlines())


def test_a_reader_that_has_enough(run: Any, create: Any, folder: Path) -> None:
    (folder / "data.jsonl").write_bytes(LINES * 2000)
    file = create()
    command = f"{sys.executable} -m filewright.cli files content {file['id']} | head -c 10"
    environment = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"}
    result = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, timeout=60, check=False)
    assert result.stdout == LINES[:10]
    assert result.stderr == b""


def on_a_terminal(arguments: list[str], folder: Path, **environment: str) -> str:
    """What a person would see."""
    seen = b""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        settings = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store", "TERM": "xterm", "COLUMNS": "140"}
        os.execvpe(sys.executable, [*COMMAND, *arguments], {**settings, **environment})
    while True:
        try:
            block = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not block:
            break
        seen += block
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, seen
    return seen.decode()


def test_a_terminal_gets_a_table(create: Any, folder: Path) -> None:
    create()
    seen = on_a_terminal(["files", "list"], folder)
    assert "NAME" in seen
    assert "1.9 KiB" in seen
    assert "1 file, 1.9 KiB" in seen


def test_a_terminal_gets_a_progress_bar(folder: Path) -> None:
    (folder / "large.bin").write_bytes(b"x" * (40 << 20))
    seen = on_a_terminal(["files", "create", "large.bin", "-p", "user_data"], folder)
    assert "sending large.bin" in seen
    assert "MiB" in seen
    file_id = seen[seen.index("file-") :].split()[0]
    assert "receiving" in on_a_terminal(["files", "content", file_id, "-o", "copy.bin"], folder)
    assert (folder / "copy.bin").stat().st_size == 40 << 20


def test_the_server_serves_until_it_is_interrupted(run: Any, folder: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--dir", "served", "--processing-seconds", "0.2", "--fail", "*.bad"],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        base_url = server.stdout.readline().split(" at ")[1].strip()
        (folder / "a.bad").write_text("x")
        good = run("files", "create", "data.jsonl", "-p", "batch", "--wait", OPENAI_BASE_URL=base_url)
        assert good.returncode == 0, good.stderr
        assert b"processed" in good.stdout
        bad = run("files", "create", "a.bad", "-p", "user_data", "--wait", OPENAI_BASE_URL=base_url)
        assert "could not be processed" in failure(bad, 5)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=15) == 0


def test_ctrl_c(folder: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        [*COMMAND, "files", "create", "-", "--name", "a.txt", "-p", "user_data"],
        cwd=folder,
        stdin=reading,
        stderr=subprocess.PIPE,
        env={**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"},
    ) as process:
        time.sleep(1.0)  # it now waits for its standard input
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == exits.INTERRUPTED
        assert process.stderr
        assert process.stderr.read() == b"filewright: interrupted\n"
    os.close(reading)
    os.close(writing)


def test_how_sizes_and_times_are_shown() -> None:
    assert [human_size(size) for size in (0, 1023, 1024, 1 << 20, 5 << 40, None)] == [
        "0 B",
        "1023 B",
        "1.0 KiB",
        "1.0 MiB",
        "5.0 TiB",
        "",
    ]
    assert iso(0) == "1970-01-01T00:00:00Z"
    assert iso(10**20) == str(10**20)
