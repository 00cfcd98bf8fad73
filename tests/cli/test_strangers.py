"""Commands that other packages add, found by their entry points."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")

MODULE = '''
import os
from filewright.cli.connecting import connected

def report(purpose: str, loud: bool = False) -> None:
    """Count the files of a purpose. This is its second sentence."""
    with connected() as client:
        count = sum(1 for _ in client.files.list(purpose=purpose))
        print("FILES" if loud else "files", count)

def one() -> None:
    """Print one."""
    print(1)

group = {"one": one}
number = 5
'''
ENTRIES = """
[filewright.commands]
report = strangers_commands:report
some-group = strangers_commands:group
files.report = strangers_commands:report
files.list = strangers_commands:one
serve = strangers_commands:one
broken = strangers_missing:report
wrong = strangers_commands:number
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "strangers_commands.py").write_text(MODULE)
    info = tmp_path / "strangers-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strangers\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(ENTRIES)
    return tmp_path


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(site), "OPENAI_BASE_URL": (site / "f").as_uri()}
    return subprocess.run(
        [sys.executable, "-m", "filewright", *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_they_are_called_by_their_names(site: Path) -> None:
    for way in (["report"], ["files", "report"]):
        result = run(site, *way, "batch", "--loud")
        assert (result.stdout, result.returncode) == ("FILES 0\n", 0), result.stderr
    assert run(site, "some-group", "one").stdout == "1\n"


def test_they_take_the_options_that_all_commands_share(site: Path) -> None:
    for arguments in (["--api-key", "x", "report", "batch"], ["report", "batch", "--api-key", "x"]):
        result = run(site, *arguments)
        assert result.stdout == "files 0\n", result.stderr


def test_the_help_lists_them(site: Path) -> None:
    text = run(site, "--help").stdout
    assert "report      " in text
    assert "Count the files of a purpose." in text
    assert "second sentence" not in text
    assert "Count the files of a purpose." in run(site, "files", "--help").stdout
    assert "second sentence" in run(site, "report", "--help").stdout


def test_what_filewright_has_is_not_replaced(site: Path) -> None:
    assert "Print one" not in run(site, "files", "--help").stdout
    assert run(site, "files", "list").stdout != "1\n"
    assert "folder" in run(site, "serve", "--help").stdout


def test_one_that_cannot_be_loaded_is_told_by_its_package(site: Path) -> None:
    result = run(site, "broken")
    assert result.returncode == 2
    assert "The command 'broken' of strangers 1.2 (strangers_missing:report) cannot be loaded" in result.stderr
    assert "Traceback" not in result.stderr
    assert "is of type int; it must be a function" in run(site, "wrong").stderr
    text = run(site, "--help").stdout
    assert "cannot be loaded" in text
    assert "Print one" not in text.partition("some-group")[0]


def test_nothing_is_imported_for_other_commands(site: Path) -> None:
    (site / "strangers_commands.py").write_text("raise SystemExit('imported')")
    assert run(site, "files", "list").returncode == 0
    assert "imported" in run(site, "report", "batch").stderr
