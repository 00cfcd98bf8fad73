from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "row(*numbers, by_case=False): rows of tests/faults/rows.py that the test covers; by_case: each case covers the"
        " row that its id begins with, such as `22 no JSON`",
    )
