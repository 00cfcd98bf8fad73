"""How tables fit a terminal, without one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("typer", reason="the command needs the extra `cli`")

from filewright.cli.tables import cut_in_the_middle, laid_out, relative

FILES = {"id": 29, "filename": 60, "bytes": 9, "purpose": 9, "status": 9, "created_at": 7, "expires_at": 7}
BATCHES = {"id": 30, "status": 11, "endpoint": 20, "input_file_id": 29, "output_file_id": 29, "created_at": 7}
EVENTS = {"level": 7, "message": 200, "created_at": 7}


def total(layout: Any) -> int:
    return sum(layout.widths.values()) + layout.gap * (len(layout.widths) - 1)


@pytest.mark.parametrize("natural", [FILES, BATCHES, EVENTS])
@pytest.mark.parametrize("available", [60, 80, 120, 200, 500])
def test_a_table_is_as_wide_as_there_is_room(natural: dict[str, int], available: int) -> None:
    layout = laid_out(natural, available)
    assert total(layout) <= available
    assert {"id", "status", "purpose", "created_at"} & set(natural) <= set(layout.widths)
    assert next(iter(natural)) in layout.widths
    assert {*layout.widths, *layout.dropped} == set(natural)


def test_where_there_is_room_nothing_is_cut() -> None:
    layout = laid_out(FILES, 200)
    assert (layout.widths, layout.gap, layout.dropped) == (FILES, 2, [])


def test_names_are_cut_before_ids_and_columns_are_dropped_between() -> None:
    assert laid_out(FILES, 120).widths == {**FILES, "filename": 38}
    at_80 = laid_out(FILES, 80)
    assert at_80.dropped == ["expires_at"]
    assert at_80.widths["id"] == FILES["id"]
    assert laid_out(BATCHES, 80).dropped == ["output_file_id", "input_file_id"]


def test_a_terminal_that_is_far_too_narrow_gets_what_there_is() -> None:
    assert laid_out(FILES, 10).widths["id"] == 7


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("data.jsonl", 10, "data.jsonl"),
        ("corpus-final.jsonl", 11, "corpu…jsonl"),
        ("corpus-final.jsonl", 10, "corpu…sonl"),
        ("abc", 1, "…"),
    ],
)
def test_the_middle_of_a_text_is_cut(text: str, width: int, cut: str) -> None:
    assert cut_in_the_middle(text, width) == cut


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_fits_also_where_characters_are_wide(text: str, width: int) -> None:
    def measure(part: str) -> int:
        return sum(2 if ord(character) > 0x2E80 else 1 for character in part)

    cut = cut_in_the_middle(text, width, measure)
    assert measure(cut) <= width
    assert cut == text or measure(cut) >= width - 2


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1000, "now"),
        (955, "45s ago"),
        (1000 - 119, "1m ago"),
        (1000 - 3 * 3600 - 5, "3h ago"),
        (1000 - 86400 * 45, "45d ago"),
        (1000 - 86400 * 800, "2y ago"),
        (1000 + 86400 * 7 - 3, "in 7d"),
        (10**20, "in 3170979198377y"),
    ],
)
def test_times_are_relative(seconds: int, words: str) -> None:
    assert relative(seconds, 1000) == words
