"""Simulate uploads by many machines, and write down what limits what.

    python tests/simulation/run.py [--files 10_000_000] [--write]

With --write, docs/scale.md gets the table.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from world import Outcome, Scenario, simulated

PAGE = Path(__file__).parents[2] / "docs/scale.md"
MARKS = "<!-- simulated -->", "<!-- /simulated -->"
HEAD = """| | took | of the rate used | more than the rate allows | responses of 429 | machines lost | lost, doubled |
|---|---|---|---|---|---|---|"""


def scenarios(files: int) -> list[Scenario]:
    """All of them have 100 machines that send 8 files each at once, where they do not say another number."""
    few = max(files // 100, 1_000)
    return [
        Scenario(f"{files:,} files at 1,000/min; machines live a day", files, life=24.0, owner_life=24.0),
        Scenario(f"{few:,} files at 1,000/min", few),
        Scenario("machines live an hour", few, life=1.0),
        Scenario("the owner of the budget lives 12 minutes", few, owner_life=0.2),
        Scenario("5 % of the requests fail", few, failures=0.05),
        Scenario("the server allows 600/min", few, allowed="600/min"),
        Scenario("1 machine, 8 files at once", few, workers=1),
        Scenario("1 machine, 32 files at once", few, workers=1, concurrency=32),
        Scenario("200/s", few, rate="200/s"),
        Scenario("1,000/s", few, rate="1000/s"),
    ]


def row(scenario: Scenario, outcome: Outcome) -> str:
    """A row of the table."""
    hours, minutes = divmod(round(outcome.seconds / 60), 60)
    lost = scenario.files - outcome.stored - outcome.failed - outcome.unknown
    cells = [
        scenario.name,
        f"{hours} h {minutes:02} min",
        f"{outcome.used:.1%}",
        f"{outcome.overrun:.0f}",
        f"{outcome.refused:,}",
        f"{outcome.deaths:,}",
        f"{lost}, {outcome.doubled}",
    ]
    return f"| {' | '.join(cells)} |"


def rows(files: int) -> Iterator[str]:
    for scenario in scenarios(files):
        begun = time.perf_counter()
        found = row(scenario, simulated(scenario))
        print(f"{found} {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        yield found


def main() -> int:
    parser = argparse.ArgumentParser(description="Simulates uploads by many machines.")
    parser.add_argument("--files", type=int, default=10_000_000)
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.name}")
    options = parser.parse_args()
    table = "\n".join([HEAD, *rows(options.files)])
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        pattern = re.compile("(?<={})(.*)(?={})".format(*map(re.escape, MARKS)), re.DOTALL)
        PAGE.write_text(pattern.sub(lambda _: f"\n\n{table}\n\n", text), encoding="utf-8")
    else:
        print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
