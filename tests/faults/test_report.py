"""The report says what came of the tests, and what was measured."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_rows import NOT_YET, ROWS

FAULTS = Path(__file__).parent


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The module `report`, which finds its neighbours as a script does."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(FAULTS)
    yield importlib.import_module("report")
    for name in set(sys.modules) - before:
        if str(FAULTS) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("variants", "said"),
    [
        ({"sync": {"passed": 3}, "asyncio": {"passed": 3}, "trio": {"passed": 3}}, "9 of 9 (3 + 3 + 3)"),
        ({"sync": {"passed": 2, "failed": 1}, "trio": {"passed": 3}}, "5 of 6 (2 + 0 + 3)"),
        ({"sync": {"passed": 2, "skipped": 1}}, "2 of 2"),
        ({"sync": {"failed": 1}}, "0 of 1"),
        ({"sync": {"skipped": 1}}, "none ran"),
        ({}, "none ran"),
    ],
)
def test_how_many_passed(report: Any, variants: dict[str, dict[str, int]], said: str) -> None:
    assert report.passed(variants) == said


def test_the_page_has_each_row_with_what_was_seen(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report.importlib.metadata, "version", lambda name: "9.9")
    tally = {"4": {"sync": {"passed": 2, "failed": 1}}, "": {"sync": {"passed": 5}}}
    text = report.page(tally, {4: "one | file"}, {4: "two files"}, {})
    lines = {line.split(" | ")[0].lstrip("| "): line for line in text.splitlines() if line.startswith("| ")}
    assert lines["4"].endswith(r"| 2 of 3 | one \| file | two files |")
    assert "Observed: openai 9.9" in lines["#"]
    assert set(lines) == {"#", "--:"} | {str(number or "-") for number in ROWS}
    assert all(" not yet " in lines[str(number)] for number in NOT_YET)
    assert "in no table: 5 of 5 passed" in text


def test_the_page_says_where_the_other_transport_differs(report: Any) -> None:
    tally = {"4": {"sync-fast": {"passed": 2}, "asyncio-fast": {"failed": 1}}, "": {"sync": {"passed": 5}}}
    said = "\n".join(report.with_pyreqwest(tally, {4: "one file", 6: "none"}, {4: "two files", 6: "none"}))
    assert "2 of 3 passed; failures in the rows 4." in said
    assert "The same was observed in 1 of them." in said
    assert f"| 4 | {ROWS[4].stimulus} | one file | two files |" in said
    assert "| 6 |" not in said


def test_the_other_transport_is_measured(report: Any) -> None:
    assert report.official.measure("filewright", 4, "pyreqwest") == "returns `FileObject`, 1 POST, 1 file on the server"
    assert "no-such-transport" in report.measured("filewright", [4], "no-such-transport")[4]


def test_each_row_that_is_tested_is_measured_where_that_makes_sense(report: Any) -> None:
    not_compared = {number for number in ROWS if ROWS[number].group == "Embedded server and plugins"} | {100, 102}
    # Which bytes of a shared handle go where is a race, and a file that is mounted by itself needs a system of its own.
    not_compared |= {152, 155}
    # The official SDK has no such limit.
    not_compared |= {164}
    assert set(report.official.ROWS) == set(ROWS) - set(NOT_YET) - not_compared


def test_what_several_workers_counted_is_added(report: Any) -> None:
    first = {"4": {"sync": {"passed": 2, "failed": 1}}, "": {"sync": {"passed": 5}}}
    second = {"4": {"sync": {"passed": 1}, "trio": {"passed": 1}}}
    assert report.added([first, second, {}]) == {
        "4": {"sync": {"passed": 3, "failed": 1}, "trio": {"passed": 1}},
        "": {"sync": {"passed": 5}},
    }


def test_what_takes_too_long_is_an_outcome(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    function, _ = report.official.ROWS[104]
    monkeypatch.setitem(report.official.ROWS, 104, (function, 0.05))
    assert report.official.measure("filewright", 104) == "no end within 0.05 seconds"


def test_what_is_measured_is_what_happens(report: Any) -> None:
    assert report.official.measure("filewright", 4) == "returns `FileObject`, 1 POST, 1 file on the server"


def test_what_cannot_be_measured_is_told(report: Any) -> None:
    with pytest.raises(SystemExit, match="Row 4 could not be measured with no_such_sdk"):
        report.official.measure("no_such_sdk", 4)


@pytest.mark.parametrize(("numbers", "said"), [([], "none"), ([408], "408"), ([1, 2, 3, 7, 9, 10], "1-3, 7, 9-10")])
def test_numbers_in_a_row(report: Any, numbers: list[int], said: str) -> None:
    assert report.official.ranges(numbers) == said


def test_cases_that_are_alike_are_told_once(report: Any) -> None:
    assert report.official.by_case({"a": "x", "b": "x"}) == "x"
    assert report.official.by_case({"a": "x", "b": "y", "c": "x"}) == "a, c: x; b: y"
