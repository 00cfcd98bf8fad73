"""Misspelt names, and streams that take nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")

from filewright.cli import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("files lsit", "unknown command 'lsit'; did you mean 'list'?"),
        ("fiels list", "unknown command 'fiels'; did you mean 'files'?"),
        ("batches cancel-jbo x", "unknown command 'cancel-jbo'; did you mean 'cancel-job'?"),
        ("files list --limti 3", "unknown option '--limti'; did you mean '--limit'?"),
        ("xyzzy", "unknown command 'xyzzy'; --help lists those that exist."),
        ("files list --xyzzy", "unknown option '--xyzzy'; --help lists those that exist."),
        ("serve --folder x", "unknown option '--folder'; --help lists those that exist."),
        ("files list --format json", "unknown option '--format'; --help lists those that exist."),
        ("files list --provder x", "unknown option '--provder'; did you mean '--provider'?"),
        ("files wait x --time-out 3", "unknown option '--time-out'; did you mean '--timeout'?"),
        ("serve --dri x", "unknown option '--dri'; did you mean '--dir'?"),
        ("files list --Max 3", "unknown option '--Max'; did you mean '--max'?"),
        ("serve store", "unexpected argument 'store'; --help lists those that exist, and the options."),
        ("delete *.jsonl", "IDS has '*.jsonl', which is a pattern of names; pass --match '*.jsonl'."),
        ("upload . -p batch --rate 900", "--rate is '900'; add a unit, such as '900/min'."),
        ("upload . -p batch --max-size big", "--max-size is 'big'; pass a number of bytes, or a text such as '10MiB'."),
        ("delete -p batch --older-than 30", "--older-than is '30'; add a unit, such as '30d'."),
    ],
)
def test_a_mistake_is_said_with_what_is_right(
    arguments: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    assert run(arguments.split()) == 2
    assert capsys.readouterr().err == f"filewright: error: {said}\n"


@pytest.mark.long
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_streams_that_take_nothing_end_without_a_traceback() -> None:
    def ended(stream: str, *arguments: str) -> tuple[int, bytes]:
        command = [sys.executable, "-m", "filewright.cli", *arguments]
        with open("/dev/full", "wb") as full:
            streams: dict[str, int] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full.fileno()}
            done = subprocess.run(command, check=False, env={**os.environ}, timeout=250, **streams)  # type: ignore[call-overload]
        return done.returncode, (done.stdout or b"") + (done.stderr or b"")

    failed = b"filewright: error: Cannot write to standard output: No space left on device.\n"
    for arguments in (["--help"], ["files", "list", "--help"], ["--version"], ["--show-completion", "bash"]):
        assert ended("stdout", *arguments) == (2, failed)
    assert ended("stderr", "files", "lsit") == (2, b"")
    assert ended("stderr", "files") == (2, b"")
