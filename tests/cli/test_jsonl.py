"""`filewright jsonl`: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")

from filewright.cli import run


def line(number: int, model: str = "m") -> str:
    body = {"model": model, "input": "x"}
    return json.dumps({"custom_id": str(number), "method": "POST", "url": "/v1/responses", "body": body})


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.jsonl"
    path.write_text("".join(f"{line(number)}\n" for number in range(3)))
    return path


def test_a_good_file_is_counted(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["jsonl", "check", str(good)]) == 0
    assert capsys.readouterr().out.startswith("batch: 3 lines, ")


def test_problems_are_lines_of_their_own_and_the_code_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{line(1)}\n{line(1)}\n\x1b[31m\n")
    assert run(["jsonl", "check", str(path), "--kind", "batch"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(f"{path}:2: line 2, byte ")
    assert "duplicate_custom_id" in lines[1]
    assert "invalid_json_line" in lines[2]
    assert "\x1b" not in lines[2]
    assert run(["jsonl", "check", str(path), "--kind", "batch", "--json", "--max-problems", "1"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["errors"], len(report["problems"])) == (2, 1)


def test_a_mixture_is_right_where_the_file_is_split(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_text(f"{line(1)}\n{line(2, 'other')}\n")
    assert run(["jsonl", "check", str(path)]) == 1
    assert run(["jsonl", "check", str(path), "--to-split"]) == 0


def test_a_file_is_split(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["jsonl", "split", str(good), "--into", str(tmp_path / "out"), "--max-lines", "2"]) == 0
    rows = [each.split("\t") for each in capsys.readouterr().out.splitlines()]
    assert [row[1] for row in rows] == ["2", "1"]
    assert "".join(Path(row[0]).read_text() for row in rows) == good.read_text()
    assert run(["jsonl", "split", str(good), "--into", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"] == 3


def test_a_table_becomes_requests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, path = tmp_path / "t.csv", tmp_path / "requests.jsonl"
    table.write_text("id,text\n7,hello\n")
    options = ["--model", "m", "--prompt", "Say {text}", "--id", "{id}", "--body", "temperature=0", "--body", "user=me"]
    assert run(["jsonl", "convert", str(table), "-o", str(path), *options]) == 0
    assert capsys.readouterr().out == f"1 requests in {path}\n"
    made = json.loads(path.read_text())
    assert made["custom_id"] == "7"
    expected = {"model": "m", "messages": [{"role": "user", "content": "Say hello"}], "temperature": 0, "user": "me"}
    assert made["body"] == expected


def test_mistakes_have_the_code_of_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["jsonl", "check", str(tmp_path / "none.jsonl")]) == 2
    assert "Cannot read" in capsys.readouterr().err
    assert run(["jsonl", "check", str(tmp_path / "none.jsonl"), "--kind", "other"]) == 2
    (tmp_path / "t.csv").write_text("a\n1\n")
    command = ["jsonl", "convert", str(tmp_path / "t.csv"), "-o", str(tmp_path / "o"), "--model", "m", "--prompt"]
    assert run([*command, "{b}"]) == 2
    assert "there is no column 'b'" in capsys.readouterr().err
    assert run([*command, "{a}", "--body", "temperature"]) == 2
