"""Fuzz what takes in what others send: responses, uploads, requests.

    python tests/fuzz/run.py [--inputs N] [--targets NAME ...] [--engines NAME ...] [--corpus DIR] [--json FILE]
    python tests/fuzz/run.py --replay FILE ...

Each target is run with each of its engines, one after the other, N inputs each; all that its table shows is counted.
Exit code 1: something was found. 2: an engine is not installed.
A finding's input goes into a file below --findings. Once the fault is fixed, the file belongs in tests/fuzz/findings,
from where tests/fuzz/test_fuzz_short.py tries it whenever the tests run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from functools import partial
from pathlib import Path

from fuzz_core import Finding, Target, judge, read_finding
from fuzz_engines import ENGINES, Report, run_atheris
from fuzz_targets import TARGETS, close_all

COLUMNS = ("target", "engine", "inputs", "outcomes", "new corpus", "seconds", "findings")


def main() -> int:
    options = parsed_options()
    try:
        return replay(options.replay) if options.replay else fuzz(options)
    finally:
        close_all()


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000, help="for each target with each engine (%(default)s)")
    parser.add_argument("--targets", nargs="+", choices=TARGETS, default=list(TARGETS), metavar="NAME")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), metavar="NAME")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other inputs (%(default)s)")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir(), "filewright-fuzz"), metavar="DIR")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="where atheris keeps its corpus, for the next run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the reports there too")
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE", help="try the inputs of findings again")
    return parser.parse_args()


def fuzz(options: argparse.Namespace) -> int:
    missing = sorted({name for name in options.engines if not ENGINES[name].is_there})
    if missing:
        print(f"not installed: {', '.join(missing)}; install it, or leave it out with --engines")
        return 2
    rows = [COLUMNS]
    reports = []
    for target in (TARGETS[name] for name in options.targets):
        for name in (name for name in target.engines if name in options.engines):
            run = partial(run_atheris, corpus=options.corpus) if name == "atheris" else ENGINES[name].run
            reports.append(run(target, target.share(options.inputs), options.seed, options.findings))
            rows.append(row_of(reports[-1]))
            print(*rows[-1], sep="  ", flush=True)
    print_findings(reports)
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([report._asdict() for report in reports], indent=1), encoding="utf-8")
    short = [report for report in reports if report.inputs < TARGETS[report.target].share(options.inputs)]
    return 1 if short or any(report.found for report in reports) else 0


def row_of(report: Report) -> tuple[str, ...]:
    corpus = "-" if report.corpus is None else f"{report.corpus:,}"
    counts = (
        f"{report.inputs:,}",
        f"{len(report.outcomes):,}",
        corpus,
        f"{report.seconds:.1f}",
        str(len(report.found)),
    )
    return (report.target, report.engine, *counts)


def print_findings(reports: list[Report]) -> None:
    for report in reports:
        for found in report.found:
            print(f"\nFOUND in {report.target} by {report.engine}: {found.signature}\n{found.problem}")
            print(f"{Path(found.path).read_text(encoding='utf-8')}")
            print(f"again: python tests/fuzz/run.py --replay {found.path}")


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n" + "\n".join(lines)


def replay(paths: list[Path]) -> int:
    failed = False
    for path in paths:
        name, given = read_finding(path)
        failed |= not is_fixed(path, TARGETS[name], given)
    return int(failed)


def is_fixed(path: Path, target: Target, given: object) -> bool:
    try:
        print(f"{path}: {judge(target, given)}")
    except Finding as finding:
        print(f"{path}: FOUND: {finding.signature}\n{finding.problem}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
