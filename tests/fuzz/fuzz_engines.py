"""The engines: each feeds a target with so many inputs, counts them, and goes on after a finding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from fuzz_core import Finding, Target, judge, write_finding
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import HypothesisException, HypothesisWarning

warnings.filterwarnings("ignore", category=HypothesisWarning)  # of long reprs

BATCH = 1000
"""Inputs that Hypothesis makes before it begins anew: it remembers each of them."""

HERE = Path(__file__).parent


class Found(NamedTuple):
    """A finding, and the file that its input is kept in."""

    signature: str
    problem: str
    path: str


class Report(NamedTuple):
    """What an engine did with a target. `corpus`: inputs that reached something new, where the engine keeps such."""

    target: str
    engine: str
    inputs: int
    outcomes: dict[str, int]
    corpus: int | None
    seconds: float
    found: list[Found]


class Tally:
    """Counts what is tried, and keeps what is found."""

    def __init__(self, target: Target, engine: str, folder: Path) -> None:
        self.target = target
        self.engine = engine
        self.inputs = 0
        self.outcomes: Counter[str] = Counter()
        self.found: dict[str, Found] = {}
        self._folder = folder
        self._begun = time.perf_counter()

    def attempt(self, given: Any) -> Finding | None:
        """Try an input; a finding, if it is one that was not kept before."""
        self.inputs += 1
        try:
            self.outcomes[judge(self.target, given)] += 1
        except Finding as finding:
            self.outcomes[f"finding: {finding.signature}"] += 1
            return None if finding.signature in self.found else finding
        return None

    def keep(self, finding: Finding, given: Any) -> None:
        path = write_finding(self._folder, self.target.name, given, finding.signature, self.engine)
        self.found[finding.signature] = Found(finding.signature, finding.problem, str(path))

    def report(self, corpus: int | None = None) -> Report:
        seconds = time.perf_counter() - self._begun
        found = list(self.found.values())
        return Report(self.target.name, self.engine, self.inputs, dict(self.outcomes), corpus, seconds, found)


# Hypothesis, and what is built on it


def run_hypothesis(target: Target, inputs: int, first_seed: int, folder: Path) -> Report:
    """Inputs from the target's strategy; a finding is made as small as Hypothesis can."""
    tally = Tally(target, "hypothesis", folder)
    feed(tally, target.inputs(), inputs, first_seed)
    return tally.report()


def run_schemathesis(target: Target, inputs: int, first_seed: int, folder: Path) -> Report:
    """As `run_hypothesis`: the target's strategy is what schemathesis makes of the contract."""
    tally = Tally(target, "schemathesis", folder)
    feed(tally, target.inputs(), inputs, first_seed)
    return tally.report()


def feed(
    tally: Tally, strategy: Any, inputs: int, number: int, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)
) -> None:
    """Feed a tally with this many inputs of a strategy, in batches that each have a seed of their own."""
    while tally.inputs < inputs:
        _feed_batch(tally, strategy, min(BATCH, inputs - tally.inputs), number, phases)
        number += 1


def _feed_batch(tally: Tally, strategy: Any, size: int, number: int, phases: tuple[Phase, ...]) -> None:
    latest: list[Any] = []

    @seed(number)
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=phases,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(strategy)
    def batch(given: Any) -> None:
        finding = tally.attempt(given)
        if finding is not None:
            latest[:] = [given]
            raise finding

    try:
        batch()
    except Finding as finding:
        tally.keep(finding, latest[0])
    except HypothesisException as error:  # what failed once did not fail again
        tally.keep(Finding(f"not the same twice: {type(error).__name__}", str(error)), latest[0])


# Coverage-guided


def run_atheris(target: Target, inputs: int, first_seed: int, folder: Path, corpus: Path | None = None) -> Report:
    """Bytes that libFuzzer mutates towards new coverage, in a process of its own: it ends the one that it runs in."""
    with tempfile.TemporaryDirectory(prefix="filewright-fuzz-") as scratch:
        response = Path(scratch, "report.json")
        kept = corpus / target.name if corpus is not None else Path(scratch, "corpus")
        kept.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(HERE / "fuzz_coverage.py"), target.name, str(inputs), str(first_seed)]
        run = subprocess.run(
            [*command, str(kept), str(folder), str(response)],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            env={**os.environ, "TMPDIR": scratch},
        )
        if not response.exists():
            raise RuntimeError(f"atheris ended before its time (exit code {run.returncode}):\n{run.stderr[-4000:]}")
        fields = json.loads(response.read_text(encoding="utf-8"))
    return Report(**{**fields, "found": [Found(*found) for found in fields["found"]]})


def write_report(report: Report, path: Path) -> None:
    """Hand a report to the process that waits for it."""
    path.write_text(json.dumps(report._asdict()), encoding="utf-8")


class Engine(NamedTuple):
    """An engine: the package that it needs, and what runs it."""

    package: str
    run: Callable[[Target, int, int, Path], Report]

    @property
    def is_there(self) -> bool:
        return find_spec(self.package) is not None


ENGINES = {
    "hypothesis": Engine("hypothesis", run_hypothesis),
    "atheris": Engine("atheris", run_atheris),
    "schemathesis": Engine("schemathesis", run_schemathesis),
}
