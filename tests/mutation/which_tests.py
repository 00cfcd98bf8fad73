"""A pytest plugin: coverage notes for each line which tests reach it. `pytest -p which_tests` under `coverage run`."""

from __future__ import annotations

from collections.abc import Iterator

import coverage
import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Give what follows the test's name."""
    measuring = coverage.Coverage.current()
    if measuring:
        measuring.switch_context(item.nodeid)
    yield
