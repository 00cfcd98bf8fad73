"""Failures: what the command says, and the code that it ends with."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filewright
import httpx
import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright.cli import exits, run
from filewright.cli.messages import as_options, say_error, speak_of
from filewright.errors import NotFoundError, OpenAIError, status_error

MISSING = "file-nope"


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: Any, capsys: Any) -> list[str]:
    """Two files that are stored."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", f"file://{tmp_path}/store")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    assert run(["files", "create", "a.txt", "b.txt", "-p", "user_data", "--json"]) == 0
    return [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]


def test_each_file_is_tried(ids: list[str], capsys: Any) -> None:
    assert run(["files", "create", "a.txt", "missing", "b.txt", "-p", "user_data"]) == exits.SOME_FAILED
    said = capsys.readouterr()
    assert [line.split("\t")[1] for line in said.out.splitlines()] == ["a.txt", "b.txt"]
    failed, summary = said.err.splitlines()
    assert failed.startswith("filewright: error: Cannot upload 'missing'")
    assert summary == "filewright: 2 of 3 uploaded, 1 failed"


@pytest.mark.parametrize(("verb", "done"), [(["retrieve"], "found"), (["delete", "--yes"], "deleted")])
def test_each_id_is_tried(ids: list[str], capsys: Any, verb: list[str], done: str) -> None:
    assert run(["files", *verb, ids[0], MISSING, ids[1]]) == exits.SOME_FAILED
    said = capsys.readouterr()
    assert [line.split("\t")[0] for line in said.out.splitlines()] == ids
    assert said.err.splitlines()[-1] == f"filewright: 2 of 3 {done}, 1 failed"
    assert run(["files", *verb, MISSING, "file-none"]) == 3
    assert f"0 of 2 {done}, 2 failed" in capsys.readouterr().err


def test_failures_of_several_kinds_have_the_general_code(ids: list[str], capsys: Any) -> None:
    (Path("c.csv")).write_text("x")
    assert run(["files", "retrieve", "..", MISSING]) == exits.FAILED
    assert "0 of 2 found, 2 failed" in capsys.readouterr().err


def test_what_all_others_would_meet_ends_it(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    for verb in (["files", "retrieve"], ["vector-stores", "retrieve"]):
        assert run([*verb, "one"]) == 7
        assert "pass --api-key" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["files", "delete"], ["vector-stores", "delete"], ["models", "delete"]], ids=" ".join)
def test_nothing_is_deleted_unasked(ids: list[str], capsys: Any, verb: list[str]) -> None:
    assert run([*verb, ids[0]]) == exits.USAGE
    assert "--yes" in capsys.readouterr().err
    assert run(["files", "retrieve", ids[0]]) == 0


def test_a_file_goes_up_in_parts_where_asked(ids: list[str], capsys: Any) -> None:
    with open("large.bin", "wb") as file:
        file.truncate((8 << 30) + 1)
    assert run(["files", "create", "large.bin", "-p", "user_data"]) == exits.USAGE
    assert "Split it into several files, or switch this off with --no-checks." in capsys.readouterr().err
    assert run(["files", "create", "a.txt", "-p", "user_data", "--in-parts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["filename"] == "a.txt"
    assert run(["files", "create", "a.txt", "-p", "user_data", "--in-parts", "--expires-after", "1d", "--json"]) == 0
    stored = json.loads(capsys.readouterr().out)
    assert stored["expires_at"] - stored["created_at"] == 86400


def test_checks_are_left_out_where_asked(ids: list[str], capsys: Any) -> None:
    assert run(["files", "create", "a.txt", "-p", "fine-tune"]) == exits.USAGE
    assert "pass --name, or switch this off with --no-checks." in capsys.readouterr().err
    assert run(["files", "create", "a.txt", "-p", "fine-tune", "--no-checks"]) == 0


def test_a_connection_error_names_host_port_and_path(capsys: Any) -> None:
    arguments = ["--base-url", "http://[::1]:9/v1", "--max-retries", "0"]
    assert run(["files", "retrieve", "file-1", *arguments]) == 4
    assert "[GET [::1]:9/v1/files/file-1]" in capsys.readouterr().err


@pytest.mark.parametrize("body", [{"error": {"message": "no such thing"}}, {}])
def test_the_id_of_the_request_is_shown(body: dict[str, Any], capsys: Any) -> None:
    request = httpx.Request("GET", "http://127.0.0.1/v1/files/x")
    response = httpx.Response(404, headers={"x-request-id": "req_7"}, json=body, request=request)
    detail = "no such thing" if body else None
    error = status_error(response, body, message="Error code: 404", detail=detail)
    assert isinstance(error, NotFoundError)
    say_error(error)
    assert "request req_7)" in capsys.readouterr().err


# The language


class Parameter:
    def __init__(self, name: str, *opts: str, nargs: int = 1) -> None:
        self.name, self.opts, self.metavar, self.nargs = name, opts, None, nargs


@pytest.fixture
def spoken() -> Iterator[None]:
    options = [Parameter("most", "--max", "-m"), Parameter("chunk_size", "--chunk")]
    speak_of([*options, Parameter("file_id", "file_id"), Parameter("part_ids", "part_ids", nargs=-1)])
    yield
    speak_of([])


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("chunk_size is 0; pass a number", "--chunk is 0; pass a number"),
        ("most is 0, at most 5", "--max is 0, at most 5"),
        ("retrieve_file needs file_id; it was given ' '.", "retrieve_file needs FILE_ID; it was given ' '."),
        ("add_part cannot be sent: part_id: expected text, got '..'.", "PART_IDS: expected text, got '..'."),
        (
            "base_url is 'x' with a '?', written %3F, as Path.as_uri() does.",
            "--base-url is 'x' with a '?', written %3F.",
        ),
        ("Write the URL as Path.as_uri() does, such as 'file:///x'.", "Write the URL, such as 'file:///x'."),
        ("Write 'a', or 'b'; Path.as_uri() gives the right one.", "Write 'a', or 'b'."),
        ("in SSL_CERT_FILE, or pass an http_client that trusts it.", "in SSL_CERT_FILE."),
        ("base_url is 'my base_url'; give another", "--base-url is 'my base_url'; give another"),
        ("No response in time: the timeout is over", "No response in time: the timeout is over"),
        ("part_size is 'x'; pass a number from 1, or None for no limit.", "part_size is 'x'; pass a number from 1."),
    ],
)
def test_arguments_are_called_by_their_options(message: str, said: str) -> None:
    assert as_options(message) == said


# What no command leads to: other clients, Python objects as arguments, plugins of a client.
UNREACHABLE = ("clients/azure", "responses/", "handles", "sources", "pytest_plugin", "embedded/", "types/", "cli/")
UNREACHABLE += ("transfers/engines/", "transfers/shards", "transfers/ordering")  # for programs only
PYTHON = re.compile(r"\b[a-z_]+='?[\[{(]|\bclient\.|\bOpenAI\(|\(name, content\)|\bNone\b")


def messages() -> Iterator[str]:
    """The texts that the errors of the library are made with, with {} where a value is, quoted where `!r` is."""
    root = Path(filewright.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).as_posix().startswith(UNREACHABLE):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                yield "".join(map(shown, ast.walk(node.exc.args[0])))


def shown(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.FormattedValue):
        return "'{}'" if node.conversion == ord("r") else "{}"
    return ""


def test_no_message_speaks_python() -> None:
    texts = [text for text in messages() if PYTHON.search(text)]
    assert len(texts) > 3  # the scan finds what it looks for
    assert [text for text in map(as_options, texts) if PYTHON.search(text)] == []


def test_an_error_without_a_response_is_said(capsys: Any) -> None:
    say_error(OpenAIError("bad\x1b thing"), about="a.txt")
    assert capsys.readouterr().err == "filewright: error: a.txt: bad? thing\n"
