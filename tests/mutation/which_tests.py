"""A pytest plugin: coverage notes which tests reach which line, and how long each took. `pytest -p which_tests`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

SECONDS: dict[str, float] = {}
FAILED: set[str] = set()
IMPORTING = "importing"
"""What runs before the first test, and is not run again in a fork."""


def pytest_configure() -> None:
    """Give what is run before the tests a name; only processes that tests start have none."""
    measuring = coverage.Coverage.current()
    if measuring:
        measuring.switch_context(IMPORTING)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Give what follows the test's name."""
    measuring = coverage.Coverage.current()
    if measuring:
        measuring.switch_context(item.nodeid)
    yield


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what the test took; one that fails without any change can notice none."""
    SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration
    if report.outcome != "passed":
        FAILED.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the seconds of each test that passed; the workers of xdist report to the process that writes."""
    if hasattr(session.config, "workerinput"):
        return
    passed = {name: seconds for name, seconds in SECONDS.items() if name not in FAILED}
    Path(os.environ["WHICH_TESTS_SECONDS"]).write_text(json.dumps(passed), encoding="utf-8")
