"""Counts test results by row and variant: a pytest plugin for the report, loaded with `-p tally`.

`--tally FILE` keeps only the fault tests and the tests elsewhere that are marked with a row, and writes what came of
them as JSON: {row: {variant: {outcome: number}}}; the row is "" for tests of neighbouring cases. Of several workers,
each writes a file of its own, `FILE-gw0.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VARIANTS = ("sync", "asyncio", "trio")
FAST_VARIANTS = ("sync-fast", "asyncio-fast")
"""The same tests again, with `transport="pyreqwest"`."""
FAULTS = Path(__file__).parent
OUTCOMES = pytest.StashKey[dict[str, str]]()


def rows_of(item: pytest.Item) -> set[int]:
    """The rows that a test covers: those that its markers name, or the one that the id of its case begins with."""
    markers = list(item.iter_markers("row"))
    numbers = {number for marker in markers for number in marker.args}
    if any(marker.kwargs.get("by_case") for marker in markers):
        case = item.callspec.id  # type: ignore[attr-defined]  # only parametrised tests have cases
        numbers |= {int(number) for number in re.findall(r"(?:^|-)(\d+) ", case)}
    return numbers


def variant_of(item: pytest.Item) -> str:
    """The variant that a test uses; one that uses neither by name is of the blocking client, or of no client."""
    parameters = getattr(getattr(item, "callspec", None), "params", {})
    variant = parameters.get("variant", parameters.get("backend"))
    backend, transport = variant if isinstance(variant, tuple) else (variant, "httpx")
    backend = backend if backend in VARIANTS else "sync"
    return f"{backend}-fast" if transport == "pyreqwest" else backend


def is_counted(item: pytest.Item) -> bool:
    """Return whether a test is counted: those with a caller's own HTTP client are the same ones again."""
    variant = getattr(getattr(item, "callspec", None), "params", {}).get("variant")
    return not isinstance(variant, tuple) or variant[1] in {"httpx", "pyreqwest"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--tally", metavar="FILE", type=Path, help="write the results of the fault tests by row")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if rows_of(item) or item.path.parent == FAULTS]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    outcomes = item.config.stash.setdefault(OUTCOMES, {})
    worst = ("passed", "skipped", "failed")
    before = outcomes.get(item.nodeid, "passed")
    outcomes[item.nodeid] = max(before, report.outcome, key=worst.index)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    path: Path | None = session.config.getoption("--tally")
    if path is None:
        return
    outcomes = session.config.stash.get(OUTCOMES, {})
    worker: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if worker is not None:
        path = path.with_stem(f"{path.stem}-{worker['workerid']}")
    tally: dict[str, Any] = {}
    for item in filter(is_counted, getattr(session, "items", [])):
        # Where tests are only collected, none of them has an outcome; of several workers, each has those that it ran.
        outcome = outcomes.get(item.nodeid, None if worker else "collected")
        if outcome is None:
            continue
        for row in sorted(rows_of(item)) or [""]:
            counts = tally.setdefault(str(row), {}).setdefault(variant_of(item), {})
            counts[outcome] = counts.get(outcome, 0) + 1
    path.write_text(json.dumps(tally, sort_keys=True, indent=1), encoding="utf-8")
