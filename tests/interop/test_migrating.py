"""The page for those who come from the official SDK knows every name, and says what is so."""

from __future__ import annotations

import fnmatch
import sys
from pathlib import Path

import pytest

pytest.importorskip("openai", reason="the official SDK (openai) is not installed")

sys.path.insert(0, str(Path(__file__).parent))

import migrating


def test_every_name_is_known() -> None:
    unknown = [f"{row.group}: {row.name}" for row in migrating.rows() if row.state == "?"]
    assert unknown == [], "say in migrating.py what has become of these"


def test_what_is_said_is_said_of_something() -> None:
    names = {(each.group, each.name, each.here) for each in migrating.names()}
    for table, here in ((migrating.BETTER, True), (migrating.LEFT_OUT, False)):
        for group, pattern in table:
            assert any(g == group and fnmatch.fnmatchcase(n, pattern) and h is here for g, n, h in names), (
                group,
                pattern,
            )


def test_all_of_files_and_uploads_is_here() -> None:
    left_out = {
        f"{row.group}: {row.name}"
        for row in migrating.rows()
        if row.state == "left out"
        and row.group.split(".")[0].split()[0] in {"files", "uploads", "batches", "types", "fields"}
        and row.words not in {migrating.WITHIN, migrating.OTHER_API}
    }
    assert left_out == set()


def test_the_page_is_as_it_would_be_written() -> None:
    assert migrating.PAGE.read_text(encoding="utf-8") == migrating.page(), "run python tests/interop/migrating.py"
