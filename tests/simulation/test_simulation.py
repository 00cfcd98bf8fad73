"""Small jobs in the simulation: the budget is kept and used, whatever happens, and no file is lost or doubled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from world import Scenario, simulated

FILES = 6_000


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"life": 0.1},
        {"owner_life": 0.02},
        {"failures": 0.1},
        {"rate": "200/s", "files": 60_000, "workers": 60},
        {"rate": "200/s", "files": 20_000, "workers": 10, "concurrency": 64},
    ],
    ids=str,
)
def test_the_budget_is_kept_and_used(options: dict[str, Any]) -> None:
    scenario = Scenario("", **{"files": FILES, "workers": 20, **options})
    outcome = simulated(scenario)
    assert outcome.stored + outcome.failed + outcome.unknown == scenario.files
    assert outcome.unknown == outcome.doubled == 0
    assert outcome.overrun <= 1, "more requests than the rate and a burst"
    assert outcome.used >= 0.9  # a short job has a long end


def test_a_server_that_allows_less_is_asked_for_little_more() -> None:
    outcome = simulated(Scenario("", FILES, workers=20, allowed="600/min"))
    assert outcome.stored + outcome.failed == FILES
    assert outcome.failed <= FILES / 1_000
    assert outcome.refused <= FILES / 20
    assert outcome.seconds <= 1.4 * FILES / 10


def test_a_simulation_is_the_same_each_time() -> None:
    scenario = Scenario("", 2_000, workers=20, life=0.1, failures=0.01)
    assert simulated(scenario) == simulated(scenario)
