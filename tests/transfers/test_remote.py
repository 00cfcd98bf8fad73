"""The files of a listing, among which those that may be a lost one are looked for."""

from __future__ import annotations

import pytest
from filewright.transfers.remote import MAX_ALIKE, Remote, RemoteIndex


@pytest.mark.parametrize(("count", "found"), [(1, 1), (MAX_ALIKE, MAX_ALIKE), (MAX_ALIKE + 1, 0)])
def test_renamed_files_of_one_size_are_compared_up_to_a_number(count: int, found: int) -> None:
    """Beyond it, a common size says too little, and comparing names takes too long."""
    index = RemoteIndex()
    index.put(Remote(f"file-{n}", f"upload_{n}_report 2025 east.jsonl", 5, 100, "batch") for n in range(count))
    assert len(index.alike("report 2025 east.jsonl", 5, 50)) == found
    assert index.alike("report 2025 east.jsonl", 6, 50) == []
    assert index.alike("report 2025 east.jsonl", 5, 150) == []
