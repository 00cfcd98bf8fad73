"""Lines of progress, where there is no terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

from filewright import OpenAI
from filewright.cli import connecting, lines, run
from filewright.cli.lines import ProgressLines


class Clock:
    """Goes on by so many seconds whenever somebody looks."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def said(step: float, tmp_path: Path, capsys: Any) -> list[str]:
    plugin = ProgressLines(every=10.0, clock=Clock(step))
    with OpenAI(base_url=f"file://{tmp_path}/store", plugins=[plugin]) as client:
        (tmp_path / "a.bin").write_bytes(b"x" * (1 << 20))
        file = client.files.create(file=tmp_path / "a.bin", purpose="user_data")
        client.files.content(file.id).stream_to_file(tmp_path / "copy")
        client.files.wait_for_processing(file.id)
        assert file.id in {each.id for each in client.files.list()}
    errors: str = capsys.readouterr().err
    return errors.splitlines()


def test_long_work_says_how_far_it_is(tmp_path: Path, capsys: Any) -> None:
    found = said(10.0, tmp_path, capsys)
    text = "\n".join(found)
    assert re.search(r"^filewright: a\.bin: sent \S+ \S+ of 1\.0 MiB$", text, re.MULTILINE), text
    assert re.search(r"^filewright: file-\w+: received \S+ \S+ of 1\.0 MiB$", text, re.MULTILINE), text
    assert re.search(r"^filewright: file-\w+: waiting, it is processed$", text, re.MULTILINE), text
    assert "filewright: listed 1 so far" in found


def test_at_most_a_line_every_so_often(tmp_path: Path, capsys: Any) -> None:
    often, seldom = said(10.0, tmp_path, capsys), said(2.0, tmp_path, capsys)
    assert 0 < len(seldom) <= len(often) / 4


def test_short_work_says_nothing(tmp_path: Path, capsys: Any) -> None:
    assert said(0.001, tmp_path, capsys) == []


@pytest.mark.parametrize("verb", [["create", "a.txt", "-p", "user_data"], ["list"]], ids=" ".join)
def test_commands_have_them_in_a_pipe(tmp_path: Path, capsys: Any, monkeypatch: Any, verb: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", f"file://{tmp_path}/store")
    monkeypatch.setattr(lines, "ProgressLines", lambda: ProgressLines(every=0.0))
    Path("a.txt").write_text("content")
    assert run(["files", *verb]) == 0
    assert capsys.readouterr().err.startswith("filewright: ")
    with connecting.connected() as client:
        assert "progress-lines" in {plugin.name for plugin in client.plugins}
