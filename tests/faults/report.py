"""Run the fault tests, do the same to the official SDK, and write docs/reliability.md from what came of both.

`python tests/faults/report.py` writes the page; with `--check` it only says whether the page is as it would be written.
Either way it fails when a test does. What else is given goes to pytest.
"""

from __future__ import annotations

import argparse
import difflib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import official
from rows import NOT_YET, ROWS, Row
from tally import FAST_VARIANTS, VARIANTS

FAULTS = Path(__file__).parent
ROOT = FAULTS.parents[1]
PAGE = ROOT / "docs" / "reliability.md"

INTRODUCTION = """\
# Reliability

The behaviour of Filewright when servers, networks, disks and callers fail, compared with that of the official SDK.
`nox -s faults` provokes each of these faults on this machine with a server of raw sockets (`tests/faults` in the
repository), runs the tests, measures both clients, and writes this page.

- **Tests**: tests passed, of tests run; in parentheses those of the blocking client (or of none), of the async client
  on asyncio, and of the async client on trio.
- **Observed**: a measurement in a process of its own, with the blocking client unless stated otherwise. An exception
  is `raw` if it is not one of the client's own classes, so that code that catches those misses it. Delays between
  attempts are shortened for both clients; memory is rounded down.
- The section [With pyreqwest](#with-pyreqwest) has the same with `transport="pyreqwest"`: the tests, and each row in
  which something else was observed.
- After each test the API key is searched for in all that was printed, logged, raised, pickled and written, and in all
  of each request but the one header that is there for it.
"""


def run_tests(arguments: list[str]) -> tuple[int, dict[str, Any]]:
    """Run the fault tests: pytest's exit code, and what came of them by row and variant."""
    with tempfile.TemporaryDirectory(prefix="tally-") as folder:
        path = Path(folder) / "tally.json"
        command = [sys.executable, "-m", "pytest", "-p", "tally", "--tally", str(path), "-q", "tests"]
        found = os.pathsep.join([str(FAULTS), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [*command, "--ignore=tests/codegen", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": found},
            check=False,
        )
        if not path.exists():
            raise SystemExit(f"pytest wrote no results; its exit code is {done.returncode}.")
        return done.returncode, added(json.loads(each.read_text(encoding="utf-8")) for each in path.parent.iterdir())


def added(tallies: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What came of the tests of all workers."""
    total: dict[str, Any] = {}
    for tally in tallies:
        for row, variants in tally.items():
            for variant, outcomes in variants.items():
                counts = total.setdefault(row, {}).setdefault(variant, {})
                for outcome, number in outcomes.items():
                    counts[outcome] = counts.get(outcome, 0) + number
    return total


def measured(sdk: str, rows: Iterable[int], transport: str | None = None) -> dict[int, str]:
    """What one client does, by row."""
    words: dict[int, str] = {}
    for number in rows:
        if number in official.ROWS:
            try:
                words[number] = official.measure(sdk, number, transport)
            except SystemExit as failure:
                if transport is None:
                    raise
                words[number] = "fails: " + str(failure).splitlines()[-1]  # such as what a transport refuses
            print(f"{sdk} {transport or ''} {number}: {words[number]}", flush=True)
    return words


def passed(variants: dict[str, dict[str, int]], names: tuple[str, ...] = VARIANTS) -> str:
    """`9 of 9 (3 + 3 + 3)`."""
    good = [variants.get(variant, {}).get("passed", 0) for variant in names]
    bad = sum(variants.get(variant, {}).get("failed", 0) for variant in names)
    if not sum(good) + bad:
        return "none ran"
    each = f" ({' + '.join(map(str, good))})" if any(good[1:]) else ""
    return f"{sum(good)} of {sum(good) + bad}{each}"


def line(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def table(rows: Iterable[Row], tally: dict[str, Any], ours: dict[int, str], theirs: dict[int, str]) -> list[str]:
    """The table of a group."""
    version = importlib.metadata.version("openai")
    title = ["#", "Stimulus", "Filewright", "Tests", "Observed: Filewright", f"Observed: openai {version}"]
    lines = [line(title), line(["--:", "---", "---", "---", "---", "---"])]
    for row in rows:
        tests = "not yet" if row.number in NOT_YET else passed(tally.get(str(row.number), {}))
        seen = [words.get(row.number, "-") for words in (ours, theirs)]
        lines.append(line([str(row.number or "-"), row.stimulus, row.outcome, tests, *seen]))
    return lines


def with_pyreqwest(tally: dict[str, Any], ours: dict[int, str], fast: dict[int, str]) -> list[str]:
    """The section on the other transport: how many tests passed, which rows had failures, and which differ."""
    failed = [
        row
        for row, variants in tally.items()
        if any(variants.get(variant, {}).get("failed") for variant in FAST_VARIANTS)
    ]
    total = added({"": variants} for variants in tally.values())
    tests = f"Tests, of the blocking client and on asyncio: {passed(total.get('', {}), FAST_VARIANTS)} passed"
    tests += f"; failures in the rows {', '.join(row or '-' for row in failed)}." if failed else "."
    lines = ["## With pyreqwest", "", f"{tests} A test counts once for each row that it covers.", ""]
    different = [number for number in fast if fast[number] != ours.get(number)]
    lines += [f"Rows observed: {len(fast)}. The same was observed in {len(fast) - len(different)} of them."]
    if different:
        title = ["#", "Stimulus", "Observed: with httpx", "Observed: with pyreqwest"]
        lines += ["", line(title), line(["--:", "---", "---", "---"])]
    lines += [line([str(each), ROWS[each].stimulus, ours.get(each, "-"), fast[each]]) for each in different]
    return [*lines, ""]


def page(tally: dict[str, Any], ours: dict[int, str], theirs: dict[int, str], fast: dict[int, str]) -> str:
    """The whole page."""
    lines = [INTRODUCTION]
    for group in dict.fromkeys(row.group for row in ROWS.values()):
        rows = [row for row in ROWS.values() if row.group == group]
        lines += [f"## {group}", "", *table(rows, tally, ours, theirs), ""]
        reasons = dict.fromkeys(NOT_YET[row.number] for row in rows if row.number in NOT_YET)
        lines += [part for reason in reasons for part in (f"Not yet: {reason}.", "")]
    lines += with_pyreqwest(tally, ours, fast)
    neighbours = passed(tally.get("", {}))
    lines += ["## Neighbours", "", f"Tests of cases that stand in no table: {neighbours} passed."]
    return "\n".join(lines).rstrip() + "\n"


def tell_difference(text: str) -> None:
    """Say in which lines the page is not as it would be written."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    difference = list(difflib.unified_diff(old.splitlines(), text.splitlines(), str(PAGE), "now", lineterm="", n=0))
    print("\n".join(difference) if difference else f"{PAGE}: as it would be written")


def main() -> int:
    """Run everything; the exit code is pytest's."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, and tell what would change")
    parser.add_argument("--rows", type=int, nargs="+", help="measure these rows only; with --check")
    options, arguments = parser.parse_known_args()
    code, tally = run_tests(arguments)
    rows = options.rows or list(ROWS)
    columns = [("filewright", None), ("openai", None), ("filewright", "pyreqwest")]
    text = page(tally, *(measured(sdk, rows, transport) for sdk, transport in columns))
    if options.check or options.rows:
        tell_difference(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"{PAGE}: {len(ROWS)} rows")
    if code:
        print("Tests have failed; see above.", file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
