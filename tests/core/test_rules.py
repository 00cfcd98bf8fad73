"""Facts that flows and plugins both go by, at the values where they turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from filewright import ConfigurationError
from filewright.rules.likeness import ALIKE, SAME, Window, likeness_of_names
from filewright.rules.quantities import Rate, age_of, bytes_of, count_of, rate_of, shown_bytes, shown_seconds
from filewright.settings import checked_large_files


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (1023, "1,023 B"),
        (1024, "1.0 KiB"),
        (1536, "1.5 KiB"),
        (1 << 20, "1.0 MiB"),
        (5 << 30, "5.0 GiB"),
        (3 << 40, "3.0 TiB"),
        (2000 << 40, "2,000.0 TiB"),
    ],
)
def test_a_size_is_shown_in_the_unit_that_fits(size: int, shown: str) -> None:
    assert shown_bytes(size) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.25, "0.2 s"),
        (10, "10 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (5399, "90 min"),
        (5400, "1.5 h"),
        (60_000, "16.7 h"),
    ],
)
def test_a_time_is_shown_in_the_unit_that_fits(seconds: float, shown: str) -> None:
    assert shown_seconds(seconds) == shown


def test_options_for_large_files_are_taken_over_as_they_were_checked() -> None:
    options = checked_large_files({"threshold": 5, "part_size": 1, "concurrency": 1, "journal": False})
    assert (options.threshold, options.part_size, options.concurrency, options.journal) == (5, 1, 1, False)
    assert checked_large_files(options) is options
    assert checked_large_files(options._asdict()) == options
    assert checked_large_files(True) == checked_large_files({})
    assert checked_large_files(False) == checked_large_files(None)
    assert checked_large_files(None).threshold is None


def test_quantities_at_their_edges() -> None:
    assert age_of(timedelta(minutes=1), "age") == 60.0
    assert [age_of(text, "age") for text in ("2s", "2m", "2 h", "2d", "2w")] == [2, 120, 7200, 172_800, 1_209_600]
    assert age_of(0, "age") == 0.0
    assert bytes_of(0, "size") == 0
    assert [bytes_of(f"2{unit}", "size") for unit in ("B", "kB", "M", "gb", "Ki", "MiB", "gib", "TiB")] == [
        *(2, 2000, 2_000_000, 2_000_000_000, 2 << 10, 2 << 20, 2 << 30, 2 << 40)
    ]
    assert count_of(1, "most") == 1
    assert count_of(None, "most") is None
    assert [str(rate_of(each)) for each in ("60/min", "3000/s", 0.5)] == ["1/s", "3,000/s", "0.5/s"]
    assert rate_of(rate := Rate(1, 2.0)) is rate


@pytest.mark.parametrize(
    ("read", "value"),
    [(read, value) for read in (age_of, bytes_of, count_of) for value in (-1, True, "x", [1])]
    + [(age_of, float("inf")), (rate_of, float("inf")), (bytes_of, 1.5), (count_of, 0), (count_of, 1.0)],
)
def test_what_is_no_quantity_is_refused(read: Any, value: Any) -> None:
    with pytest.raises(ConfigurationError, match="value is"):
        read(value, "value")


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("a.txt", "a.txt", SAME),
        ("A%20b.TXT", "a b.txt", SAME),
        ("b.txt", "folder/b.txt", SAME),
        ("b.txt", r"folder\b.txt", SAME),
        ("uuid_a_b.txt", "a b.txt", ALIKE),
        ("a_b_uuid.txt", "a b.txt", ALIKE),
        ("a_b.txt_1", "a b.txt", ALIKE),
        ("a.txt", "a b.txt", 0),
        ("a_c.txt", "a b.txt", 0),
        ("x", "...", 0),
    ],
)
def test_likeness_of_names(theirs: str, ours: str, expected: int) -> None:
    assert likeness_of_names(theirs, ours) == expected


@pytest.mark.parametrize(
    ("moment", "certain", "expected"),
    [
        (None, True, True),
        (1_001_000.0, True, True),
        (999_990.0, True, False),
        (999_990.0, False, False),
        (1_000_000.0 - 900, False, True),
        (1_000_010.0 - 900, False, True),
        (1_000_011.0 - 900, False, False),
        (1_000_000.0 - 14 * 3600, False, True),
        (1_000_000.0 - 14 * 3600 - 900, False, False),
    ],
)
def test_a_clock_may_be_wrong_by_time_zones(moment: float | None, certain: bool, expected: bool) -> None:
    assert Window(1_000_000.0, 1_000_010.0, certain).may_hold(moment) is expected
