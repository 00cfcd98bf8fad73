"""What the README and the docs show is so: their snippets run, and the hook reference is that of the code."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright.embedded import running_server

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKES_FILES = re.compile(r"\boutput=|transfers\.download|journal=|report")
"""Snippets about making files leave them."""


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = (line for block in snippets("console") for line in block.splitlines())
    return [line.removeprefix("$ ").split("   #")[0].strip() for line in lines if line.startswith("$ ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(arguments: list[str], folder: Path, base_url: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "OPENAI_BASE_URL": base_url,
        "OPENAI_API_KEY": "sk-of-the-readme",
        "PYTHONWARNINGS": "error",
    }
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=250, check=False
    )


def test_the_readme_has_snippets() -> None:
    assert len(snippets("python")) >= 6
    assert len(commands()) >= 8


@pytest.mark.parametrize("number", range(len(snippets("python"))))
def test_a_python_snippet_runs(number: int, folder: Path) -> None:
    code = snippets("python")[number]
    (folder / "test_snippet.py").write_text(code, encoding="utf-8")
    as_test = "def test_" in code
    arguments = [
        sys.executable,
        *(["-m", "pytest", "-q", "-p", "no:cacheprovider"] if as_test else []),
        "test_snippet.py",
    ]
    with running_server(durable=False) as server:
        result = run(arguments, folder, server.base_url)
    assert result.returncode == 0, result.stdout + result.stderr
    if as_test:
        assert "1 passed" in result.stdout
    left = {path.name for path in folder.iterdir()} - {"examples", "test_snippet.py", "__pycache__"}
    assert not left or MAKES_FILES.search(code), "a snippet that somebody tries in a checkout leaves no files there"


def test_the_tour_leaves_the_file_that_it_uploaded(folder: Path) -> None:
    tour = snippets("python")[0].replace('Path("copy.jsonl").unlink()', "")
    (folder / "tour.py").write_text(tour, encoding="utf-8")
    with running_server(durable=False) as server:
        result = run([sys.executable, "tour.py"], folder, server.base_url)
    assert result.returncode == 0, result.stderr
    assert (folder / "copy.jsonl").read_bytes() == (folder / "examples" / "requests.jsonl").read_bytes()
    assert "file-" in result.stdout


@pytest.mark.parametrize("command", [line for line in commands() if line.startswith("filewright ")])
def test_a_command_runs(command: str, folder: Path) -> None:
    arguments = [sys.executable, "-m", "filewright.cli", *shlex.split(command)[1:]]
    with running_server(durable=False) as server:
        result = run(arguments, folder, server.base_url)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_sessions_that_are_named_exist() -> None:
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    named = [line.split("-s ")[1].split()[0] for line in commands() if line.startswith("python3 noxfile.py")]
    assert named == ["demo", "tests"]
    assert all(f"def {name}(session" in noxfile for name in named)


def test_the_extras_that_are_named_exist() -> None:
    extras = set(importlib.metadata.metadata("filewright").get_all("Provides-Extra") or ())
    named = {extra for line in commands() for group in re.findall(r"\[([\w,]+)\]", line) for extra in group.split(",")}
    assert named
    assert named <= extras


def test_the_hook_reference_is_that_of_the_code() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import make_hooks; print(make_hooks.page(), end='')"],
        cwd=ROOT / "docs",
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8"), "run python docs/make_hooks.py"


def test_the_page_of_providers_is_that_of_the_tables() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "import make_providers; print(make_providers.page(), end='')"],
        cwd=ROOT / "docs",
        capture_output=True,
        text=True,
        check=True,
    )
    made = (ROOT / "docs" / "providers.md").read_text(encoding="utf-8")
    assert result.stdout == made, "run python docs/make_providers.py"


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
