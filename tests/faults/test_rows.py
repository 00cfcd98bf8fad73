"""Every row of the table is tested, or said not to be; and the report is not of other tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fault_rows import NOT_YET, ROWS

FAULTS = Path(__file__).parent
ROOT = FAULTS.parents[1]

# The tests of many files are collected, which takes minutes on a busy machine.
pytestmark = [pytest.mark.timeout(1800), pytest.mark.long]


@pytest.fixture(scope="module")
def covered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """By row, the numbers of the tests that cover it."""
    path = tmp_path_factory.mktemp("tally") / "tally.json"
    tests = [(each, each.read_text(encoding="utf-8")) for each in (ROOT / "tests").rglob("test_*.py")]
    files = [str(each) for each, text in tests if "mark.row(" in text]
    command = [sys.executable, "-m", "pytest", "-p", "tally", "--tally", str(path), "--collect-only", "-q"]
    found = os.pathsep.join([str(FAULTS), os.environ.get("PYTHONPATH", "")])
    result = subprocess.run(
        [*command, *files],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": found},
        capture_output=True,
        text=True,
        timeout=1700,
        check=False,
    )
    assert path.exists(), result.stdout + result.stderr
    tally: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tally


def test_every_row_is_covered_or_stands_in_not_yet(covered: dict[str, Any]) -> None:
    tested = {int(row) for row in covered if row}
    assert tested <= set(ROWS), "markers name rows that are in no table"
    assert tested & set(NOT_YET) == set(), "rows are tested and yet said not to be"
    assert tested | set(NOT_YET) == set(ROWS), "rows that no test covers"


def test_tests_of_both_faces_count_for_each(covered: dict[str, Any]) -> None:
    assert covered["4"]["sync"] == covered["4"]["asyncio"] == covered["4"]["trio"]
    assert covered["22"]["sync"] == {"collected": 2}, "of the cases of a test, only those of the row"
    assert covered["113"]["sync"], "tests in other folders count"
