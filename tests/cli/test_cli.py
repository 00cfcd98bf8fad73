"""The command, as people and programs use it: in a process of its own."""

from __future__ import annotations

import array
import fcntl
import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright.cli import exits
from filewright.cli.output import human_size, iso, printable
from filewright.errors import OpenAIError

COMMAND = [sys.executable, "-m", "filewright.cli"]
LINES = b'{"custom_id": "1"}\n' * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.jsonl").write_bytes(LINES)
    return tmp_path


@pytest.fixture
def run(folder: Path, forks: Any) -> Any:
    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        known = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store", **environment}
        if any(name.startswith("PYTHON") for name in environment):  # which only a Python that starts looks at
            return subprocess.run([*COMMAND, *arguments], cwd=folder, env=known, capture_output=True, check=False)
        result: subprocess.CompletedProcess[bytes] = forks.run(arguments, cwd=folder, env=known, input=stdin)
        return result

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
    assert run("files", "content", file["id"], "-o", "/dev/fd/1").stdout == (folder / "data.jsonl").read_bytes()
    assert (folder / "copy.jsonl").read_bytes() == LINES
    assert json.loads(run("files", "delete", file["id"], "--json", "--yes").stdout)["deleted"] is True
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
    "fewer than one": (["files", "list", "--max", "-1"], 2, "--max"),
    "no order": (["files", "list", "--order", "sideways"], 2, "sideways"),
    "no number": (["files", "list", "--limit", "x"], 2, "--limit"),
    "no purpose": (["files", "create", "data.jsonl"], 2, "purpose"),
    "no URL": (["--base-url", "ftp://a", "files", "list"], 2, "ftp://a"),
    "no such file to save in a folder": (["files", "content", "file-nope", "-o", "."], 3, "file-nope"),
    "no folder to save to": (["files", "content", "file-nope", "-o", "nowhere/a"], 2, "nowhere"),
    "there already": (["files", "content", "file-nope", "-o", "data.jsonl"], 2, "--force"),
}


@pytest.mark.parametrize(("arguments", "code", "match"), BAD.values(), ids=BAD)
def test_a_failure_is_one_line_and_a_code(run: Any, arguments: list[str], code: int, match: str) -> None:
    assert match in failure(run(*arguments), code)


def test_no_key(run: Any) -> None:
    result = run("files", "list", OPENAI_BASE_URL="https://api.openai.com/v1", OPENAI_API_KEY="")
    assert "pass --api-key, or set the environment variable OPENAI_API_KEY" in failure(result, 7)


def test_every_error_has_an_exit_code() -> None:
    assert exits.exit_code_of(OpenAIError("x")) == exits.USAGE
    assert all(exits.MEANINGS[code] == text for _, code, text in exits.EXIT_CODES)


def test_help_and_version(run: Any) -> None:
    shown = b" ".join(run("--help", COLUMNS="200").stdout.split())
    assert all(f"{code} {words}".encode() in shown for code, words in exits.MEANINGS.items())
    assert run("--version").stdout.startswith(b"filewright 0.")
    for command in ("create", "list", "retrieve", "delete", "content", "wait"):
        assert run("files", command, "--help").returncode == 0


def test_help_imports_only_what_it_shows(run: Any) -> None:
    code = "import sys; from filewright.cli import run; run(['--help']); "
    code += "sys.exit(' '.join({'httpx', 'pluggy', 'rich', 'starlette'} & set(sys.modules)) or 0)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.stderr == b""


@pytest.mark.parametrize(
    ("missing", "arguments", "extra"),
    [
        ("typer", ["--help"], "cli"),
        ("uvicorn", ["serve"], "server"),
        ("python_multipart", ["files", "create", "data.jsonl", "-p", "batch"], "server"),
    ],
)
def test_an_extra_that_is_not_installed(folder: Path, missing: str, arguments: list[str], extra: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from filewright.cli import main; main()"
    environment = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"}
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert f"pip install 'filewright[{extra}]'" in failure(result, 2)


def test_completion(run: Any) -> None:
    # Typer would look for the shell that this runs below, and there may be none.
    result = run("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert result.returncode == 0
    assert b"complete" in result.stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("filewright files c", ["create", "content"]),
        ("filewright files create -p fine-tune", ["fine-tune", "fine-tune-results"]),
        ("filewright files list --order ", ["asc", "desc"]),
    ],
)
def test_what_completion_offers(run: Any, typed: str, offered: list[str]) -> None:
    position = str(len(typed.split(" ")) - 1)
    result = run(_FILEWRIGHT_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=position)
    assert result.stdout.decode().split() == offered


def test_plugins(run: Any) -> None:
    names = [line.split()[0] for line in run("plugins").stdout.decode().splitlines()]
    assert {"multipart", "pagination", "polling", "expiry", "retries", "checks", "transport"} <= set(names)
    assert all("hooks" in json.loads(line) for line in run("plugins", "--json").stdout.splitlines())
    # Nothing is sent, so that a proxy that cannot be used does no harm.
    assert run("--base-url", "https://files.example/v1", "plugins", HTTPS_PROXY="http://proxy:port").returncode == 0


def test_a_reader_that_has_enough(run: Any, create: Any, folder: Path) -> None:
    (folder / "data.jsonl").write_bytes(LINES * 2000)
    file = create()
    command = f"{sys.executable} -m filewright.cli files content {file['id']} | head -c 10"
    environment = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"}
    result = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, timeout=250, check=False)
    assert result.stdout == LINES[:10]
    assert result.stderr == b""


@pytest.fixture
def buffered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python writes to pipes when a buffer is full, as it does for most people."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)


@pytest.mark.usefixtures("buffered")
@pytest.mark.parametrize("command", [["plugins"], ["files", "list"], ["files", "content"], ["--version"]], ids=" ".join)
def test_nobody_reads(create: Any, folder: Path, command: list[str]) -> None:
    file = create()
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [*COMMAND, *command, *([file["id"]] if command[-1] == "content" else [])],
        env={**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (result.returncode, result.stderr) == (exits.OUTPUT_CLOSED, b"")


@pytest.mark.usefixtures("buffered")
@pytest.mark.parametrize("command", ["files list", "files list --json", "plugins", "files content {id}", "--version"])
@pytest.mark.parametrize(("output", "match"), [("> /dev/full", "No space left"), (">&-", "closed")])
def test_output_that_cannot_be_written(create: Any, folder: Path, command: str, output: str, match: str) -> None:
    line = f"{sys.executable} -m filewright.cli {command.format(**create())} {output}"
    environment = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"}
    result = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, check=False)
    assert match in failure(result, 2)


def test_standard_input_that_is_closed(folder: Path) -> None:
    line = f"{sys.executable} -m filewright.cli files create - -p user_data <&-"
    environment = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"}
    result = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, check=False)
    assert "standard input" in failure(result, 2)


def test_a_locale_that_cannot_say_a_name(run: Any) -> None:
    arguments = ["files", "create", "data.jsonl", "-p", "user_data", "--name", "\u00e9\u65e5.txt"]
    as_json = run(*arguments, "--json", PYTHONIOENCODING="ascii")
    assert json.loads(as_json.stdout)["filename"] == "\u00e9\u65e5.txt"
    assert b"\t\\xe9\\u65e5.txt\t" in run(*arguments, PYTHONIOENCODING="ascii").stdout


def test_a_warning_is_one_line(run: Any) -> None:
    result = run(
        "--max-retries", "0", "--api-key", "k", "--base-url", "http://127.0.0.2:9", "plugins", PYTHONWARNINGS=""
    )
    assert result.returncode == 0
    assert result.stderr.startswith(b"filewright: warning: --base-url 'http://127.0.0.2:9' is not encrypted")
    assert result.stderr.count(b"\n") == 1


@contextmanager
def responding(status: int, response: Any) -> Iterator[str]:
    """A server that has one response; its base URL."""
    body = json.dumps(response).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_DELETE = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


# What a terminal obeys: a colour, by ESC and by the one-character CSI; a carriage return; a change of direction.
HOSTILE = "\x1b[31mred\x9b1m\r\u202e"
FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 0, "filename": HOSTILE, "purpose": "batch"}


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_what_a_server_says_is_not_obeyed(run: Any, folder: Path, as_json: list[str]) -> None:
    with responding(200, FILE) as base_url:
        piped = run("files", "retrieve", "file-1", *as_json, OPENAI_BASE_URL=base_url).stdout.decode()
        seen = on_a_terminal(["files", "retrieve", "file-1", *as_json], folder, OPENAI_BASE_URL=base_url)
    assert piped.replace("\t", "").strip("\n").isprintable()
    assert [part for part in ("\x1b[31m", "\x9b", "\u202e") if part in seen] == []
    assert "red" in seen
    if as_json:
        assert json.loads(piped)["filename"] == HOSTILE


def test_what_a_server_says_of_a_failure_is_not_obeyed(run: Any) -> None:
    with responding(400, {"error": {"message": f"bad {HOSTILE} thing"}}) as base_url:
        line = failure(run("files", "retrieve", "file-1", OPENAI_BASE_URL=base_url), 1)
    assert "thing" in line
    assert line.isprintable()


def test_a_file_that_is_still_there(run: Any) -> None:
    with responding(200, {"id": "file-1", "object": "file", "deleted": False}) as base_url:
        result = run("files", "delete", "file-1", "--yes", OPENAI_BASE_URL=base_url)
    assert "file-1 was not deleted" in failure(result, exits.FAILED)


def on_a_terminal(
    arguments: list[str],
    folder: Path,
    *,
    typed: bytes = b"",
    code: int = 0,
    stdout: Path | None = None,
    **environment: str,
) -> str:
    """What a person would see, who types this in advance."""
    seen = b""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        if stdout is not None:
            os.dup2(os.open(stdout, os.O_CREAT | os.O_WRONLY), 1)
        settings = {**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store", "TERM": "xterm", "COLUMNS": "140"}
        os.execvpe(sys.executable, [*COMMAND, *arguments], {**settings, **environment})
    os.write(terminal, typed)
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
    assert os.waitstatus_to_exitcode(status) == code, seen
    return seen.decode()


def test_a_terminal_gets_a_table(create: Any, folder: Path) -> None:
    create()
    seen = on_a_terminal(["files", "list"], folder)
    assert "NAME" in seen
    assert "1.9 KiB" in seen
    assert "1 file, 1.9 KiB" in seen


LONG = "a very long name that nobody would type, of a file, final version (2).jsonl"


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_table_fits_the_terminal(run: Any, folder: Path, columns: int) -> None:
    (folder / LONG).write_bytes(LINES)
    ids = []
    for name in (LONG, "data.jsonl"):
        ids.append(json.loads(run("files", "create", name, "-p", "batch", "--json").stdout)["id"])
    seen = on_a_terminal(["files", "list", "--order", "asc"], folder, COLUMNS=str(columns), NO_COLOR="1")
    first, *rows, last = seen.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[2m", "").splitlines()
    assert first.split()[:6] == ["ID", "NAME", "SIZE", "PURPOSE", "STATUS", "CREATED"]
    assert max(map(len, (first, *rows))) <= columns
    assert all({"1.9 KiB", "batch", "processed"} <= set(re.split(r" (?!KiB|ago)+", row)) for row in rows), rows
    assert all(re.search(r"processed +(\d+s ago|now)", row) for row in rows)
    assert ("EXPIRES" in first) == (columns >= 120)
    assert (LONG in rows[0]) == (columns == 200)
    assert ".jsonl " in rows[0]
    assert (ids[1] in rows[1]) == (columns > 60)
    assert ("ids are cut" in last) == (columns == 60)


def test_a_table_goes_without_the_expiry_before_anything_else(create: Any, folder: Path) -> None:
    create("--expires-after", "1d")
    wide = on_a_terminal(["files", "list"], folder, COLUMNS="120", NO_COLOR="1")
    assert re.search(r"CREATED +EXPIRES", wide)
    assert re.search(r"in (1d|24h)", wide)
    narrow = on_a_terminal(["files", "list"], folder, COLUMNS="70", NO_COLOR="1")
    assert "no room for EXPIRES" in narrow
    assert "CREATED" in narrow


def test_a_terminal_gets_no_binary_content_unasked(run: Any, folder: Path) -> None:
    for name, content in {
        "text": "line\n\u00e9\n".encode(),
        "binary": b"\x89PNG\xff\x00",
        "hostile": b"\x1b[31mred",
    }.items():
        (folder / name).write_bytes(content)
        file_id = json.loads(run("files", "create", name, "-p", "user_data", "--json").stdout)["id"]
        assert run("files", "content", file_id).stdout == content
        if name == "text":
            assert on_a_terminal(["files", "content", file_id], folder) == "line\r\n\u00e9\r\n"
            continue
        refused = on_a_terminal(["files", "content", file_id], folder, code=exits.USAGE)
        assert "pass --force" in refused
        assert "PNG" not in refused
        assert "red" not in refused
    assert "red" in on_a_terminal(["files", "content", file_id, "--force"], folder)


def test_deleting_asks_somebody(create: Any, run: Any, folder: Path) -> None:
    file = create()
    seen = on_a_terminal(["files", "delete", file["id"]], folder, typed=b"n\n", code=exits.FAILED)
    assert f"Delete {file['id']}?" in seen
    assert "nothing was deleted" in seen
    assert run("files", "retrieve", file["id"]).returncode == 0
    on_a_terminal(["files", "delete", file["id"]], folder, typed=b"y\n")
    assert run("files", "retrieve", file["id"]).returncode == 3
    assert "Delete" not in on_a_terminal(["files", "delete", create()["id"], "--yes"], folder)


def test_a_bar_does_not_take_the_output(folder: Path) -> None:
    # rich redirects standard output to the bar's console while a bar is shown, unless it is told not to.
    (folder / "large[bold].bin").write_bytes(b"x" * (40 << 20))
    output = folder / "output"
    seen = on_a_terminal(["files", "create", "large[bold].bin", "-p", "user_data"], folder, stdout=output)
    assert "sending large[bold].bin" in seen
    assert "file-" not in seen
    assert output.read_text().split("\t")[1:3] == ["large[bold].bin", str(40 << 20)]


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
        [*COMMAND, "serve", "--dir", "served", "--port", "0", "--processing-seconds", "0.2", "--fail", "*.bad"],
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
        assert server.wait(timeout=250) == 0


def unread(pipe: int) -> int:
    """The bytes in a pipe that nobody has read yet."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def test_ctrl_c(folder: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        [*COMMAND, "files", "create", "-", "--name", "a.txt", "-p", "user_data"],
        cwd=folder,
        stdin=reading,
        stderr=subprocess.PIPE,
        env={**os.environ, "OPENAI_BASE_URL": f"file://{folder}/store"},
    ) as process:
        os.write(writing, b"x")
        while unread(reading):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=250) == exits.INTERRUPTED
        assert process.stderr
        assert process.stderr.read() == b"filewright: interrupted\n"
    os.close(reading)
    os.close(writing)


def test_how_sizes_and_times_are_shown() -> None:
    assert printable("a b\u00e9\u65e5") == "a b\u00e9\u65e5"
    assert printable("a\tb\x1b\n") == r"a\tb\x1b\n"
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


def test_messages_name_options_rather_than_the_librarys_arguments(run: Any) -> None:
    ran = run("--base-url", "ftp://a", "files", "list")
    assert b"--base-url is 'ftp://a'" in ran.stderr
