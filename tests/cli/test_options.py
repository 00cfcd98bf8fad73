"""Options that all commands share, and what the help says."""

from __future__ import annotations

import ast
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")

import filewright
from filewright.cli import run
from filewright.cli.environment import VARIABLES

NOBODY = ["--base-url", "http://127.0.0.1:9/v1"]
ONCE = ["--max-retries", "0"]


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """What -v changes in this process, put back."""
    logger, root = logging.getLogger("filewright"), logging.getLogger()
    level, handlers = logger.level, root.handlers[:]
    yield
    logger.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.parametrize(
    "arguments",
    [
        [*NOBODY, *ONCE, "files", "list"],
        ["files", *NOBODY, *ONCE, "list"],
        ["files", "list", *NOBODY, *ONCE],
        ["files", "retrieve", "file-1", *NOBODY, *ONCE],
        [*NOBODY, "vector-stores", *ONCE, "list"],
        ["fine-tuning", "jobs", "retrieve", "job", *NOBODY, *ONCE],
        ["vector-stores", "files", "list", "vs_1", *NOBODY, *ONCE],
        ["--base-url", "https://127.0.0.1:1/v1", *ONCE, "models", "list", *NOBODY],
    ],
    ids=" ".join,
)
def test_shared_options_stand_anywhere_and_the_last_takes_precedence(arguments: list[str], capsys: Any) -> None:
    assert run(arguments) == 4
    assert "could not be reached" in capsys.readouterr().err


def test_options_of_one_run_are_not_those_of_the_next(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"file://{tmp_path}/store")
    assert run(["files", "list", *NOBODY, *ONCE]) == 4
    assert run(["files", "list"]) == 0


@pytest.mark.parametrize("arguments", [["-V"], ["--version"], ["files", "list", "-V"], ["vector-stores", "-V"]])
def test_the_version(arguments: list[str], capsys: Any) -> None:
    assert run(arguments) == 0
    assert capsys.readouterr().out == f"filewright {filewright.__version__}\n"


@pytest.mark.parametrize("module", ["filewright", "filewright.cli"])
def test_it_is_a_module_too(module: str) -> None:
    ran = subprocess.run([sys.executable, "-m", module, "--version"], capture_output=True, check=True)
    assert ran.stdout.startswith(b"filewright 0.")


def test_requests_are_told_of_where_asked(tmp_path: Path, forks: Any) -> None:
    def told(*flags: str) -> str:
        environment = {**os.environ, "OPENAI_BASE_URL": f"file://{tmp_path}/store"}
        result = forks.run(["files", "list", *flags, "--api-key", "sk-hidden"], cwd=tmp_path, env=environment)
        assert result.returncode == 0
        return str(result.stderr, "utf-8")

    assert told() == ""
    assert told("-v").count("\n") == 1
    assert "filewright: GET file:" in told("-v")
    assert "user-agent" not in told("-v")
    assert "user-agent" in told("-vv")
    assert "sk-hidden" not in told("-vv")


@pytest.mark.parametrize("way", [["files", "create"], ["uploads", "create"]])
def test_the_help_of_a_verb_says_where_the_shared_options_are(way: list[str], capsys: Any) -> None:
    assert run([*way, "--help"]) == 0
    assert "--base-url, --provider" in capsys.readouterr().out


# The command has no client for Azure.
OTHERS = {"AZURE_OPENAI_AD_TOKEN", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "OPENAI_API_VERSION"}
OTHERS |= {"OPENAI_API_TYPE"}  # of the client that the module is


def texts_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def test_the_help_names_every_variable_that_is_read(capsys: Any) -> None:
    root = Path(filewright.__file__).parent
    names = {text for path in root.rglob("*.py") for text in texts_of(path)}
    names = {name for name in names if name.startswith(("OPENAI_", "FILEWRIGHT_", "AZURE_"))}
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert {name for name in names if name not in shown} == OTHERS
    assert [
        name for name in (*VARIABLES, "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_DIR") if name not in shown
    ] == []


@pytest.mark.parametrize("way", [[], ["vector-stores", "search"]], ids=" ".join)
def test_help_is_as_wide_as_the_terminal(way: list[str], capsys: Any, monkeypatch: Any) -> None:
    def widest(columns: int) -> int:
        monkeypatch.setenv("COLUMNS", str(columns))
        assert run([*way, "--help"]) == 0
        return max(map(len, capsys.readouterr().out.splitlines()))

    assert widest(60) <= 60
    assert 80 < widest(120) <= 120
    assert widest(200) <= 200
