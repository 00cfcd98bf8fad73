"""Saving in a folder: the names that files get there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright.cli import run
from filewright.cli.saving import place_for, safe_name
from filewright.errors import ConfigurationError, DestinationError

NAMES = {
    "data.jsonl": "data.jsonl",
    "../../etc/passwd": "passwd",
    "C:\\users\\x.txt": "x.txt",
    "/": "file-1",
    "..": "file-1",
    "": "file-1",
    ".bashrc": "bashrc",
    "a:b?.txt": "a_b_.txt",
    "a\x1b[31m\n.txt": "a_[31m_.txt",
    "nul.txt": "_nul.txt",
    "x" * 300 + ".jsonl": "x" * 249 + ".jsonl",
    "\u65e5" * 100 + ".txt": "\u65e5" * 83 + ".txt",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_made_safe(name: str) -> None:
    assert safe_name(name, "file-1") == NAMES[name]


@given(st.text())
def test_no_name_leaves_the_folder(name: str) -> None:
    safe = safe_name(name, "file-1")
    assert Path("folder", safe).resolve().parent == Path("folder").resolve()
    assert safe.isprintable()
    assert len(safe.encode("utf-8")) <= 255


def test_a_name_that_has_nothing_to_use_is_told() -> None:
    with pytest.raises(ConfigurationError, match="--output"):
        safe_name("..", "..")


def test_a_file_is_saved_in_a_folder(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", f"file://{tmp_path}/store")
    Path("a.txt").write_text("content")
    assert run(["files", "create", "a.txt", "-p", "user_data", "--name", "b.txt", "--json"]) == 0
    file_id = json.loads(capsys.readouterr().out)["id"]
    Path("there").mkdir()
    for output, place in {"there": "there/b.txt", "new/deep/": "new/deep/b.txt", "named": "named"}.items():
        assert run(["files", "content", file_id, "-o", output]) == 0
        assert Path(place).read_text() == "content"
        assert run(["files", "content", file_id, "-o", output]) == 2
        assert "--force" in capsys.readouterr().err
        assert run(["files", "content", file_id, "-o", output, "--force"]) == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DestinationError, match="Cannot make the folder"):
        place_for(f"{tmp_path}/file/sub/", lambda: "a", "b", force=False)
