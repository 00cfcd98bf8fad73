"""Change the code a little, again and again, and see whether a test fails: the share that is noticed is the score.

Tests run on a copy of the package, so that the checkout stays as it is. Which tests reach which line is measured first,
by coverage; a mutant is tried with these, the quickest first. `nox -s mutate -- --modules flows rules --mutants 60`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGE = ROOT / "plugins" / "filewright"
TESTS = ("tests/core", "tests/plugins", "tests/resources", "tests/faults")
MODULES = ("flows", "rules", "builtin", "wire", "sources")
MOST_TESTS = 150
"""Tests that a mutant is tried with; where more reach its line, these are spread over all of them."""
SECONDS = 300
"""For the tests of one mutant; one that takes longer is noticed."""

sys.path.insert(0, str(HERE))
from mutants import Mutant, sample  # noqa: E402  # found beside this file


def sources(modules: Sequence[str]) -> dict[Path, str]:
    """The files of rooms and modules of the package, by their paths within it."""
    found: dict[Path, str] = {}
    for name in modules:
        place = PACKAGE / name.replace(".", "/")
        paths = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        missing = [str(path) for path in paths if not path.exists()]
        if missing or not paths:
            raise SystemExit(f"there is no module or room {name!r} in {PACKAGE}")
        found |= {path.relative_to(PACKAGE): path.read_text(encoding="utf-8") for path in paths}
    return found


def measured(tests: Sequence[str], folder: Path) -> dict[Path, dict[int, list[str]]]:
    """For each line of the package, the tests that reach it."""
    import coverage

    data = folder / "coverage"
    command = [sys.executable, "-m", "coverage", "run", f"--data-file={data}", "-m"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(PACKAGE.parent)])}
    options = ["-q", "-p", "which_tests", "-p", "no:cacheprovider", "-m", "not long", *tests]
    done = subprocess.run([*command, "pytest", *options], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        raise SystemExit("the tests fail without any change")
    subprocess.run([*command[:3], "combine", "--quiet", f"--data-file={data}", str(folder)], cwd=ROOT, check=True)
    found = coverage.CoverageData(str(data))
    found.read()
    return {
        Path(path).relative_to(PACKAGE): {
            line: [name for name in names if "::" in name] for line, names in found.contexts_by_lineno(path).items()
        }
        for path in found.measured_files()
        if Path(path).is_relative_to(PACKAGE)
    }


def spread(tests: Sequence[str], most: int) -> list[str]:
    """Up to `most` of the tests, from all over the list; those without an event loop, which are quick, first."""
    ordered = sorted(tests, key=lambda name: ("tests/faults" in name, "asyncio" in name or "trio" in name, name))
    step = max(1.0, len(ordered) / most)
    return [ordered[int(place * step)] for place in range(min(most, len(ordered)))]


def is_noticed(mutant: Mutant, source: str, tests: Sequence[str], folder: Path) -> bool:
    """Whether a test fails on a copy of the package that has the change."""
    place = folder / "filewright" / mutant.path
    place.write_text(mutant.apply(source), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *spread(tests, MOST_TESTS)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(source, encoding="utf-8")
    return done.returncode != 0


def report(outcomes: Mapping[Mutant, bool]) -> str:
    """The score, and what nothing noticed."""
    survivors = [str(mutant) for mutant, noticed in outcomes.items() if not noticed]
    score = f"{sum(outcomes.values())} of {len(outcomes)} mutants are noticed"
    share = f" ({sum(outcomes.values()) / len(outcomes):.1%})" if outcomes else ""
    return "\n".join([score + share, *(f"  lives: {line}" for line in survivors)])


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", nargs="+", default=MODULES, help=f"rooms or modules; default: {' '.join(MODULES)}")
    parser.add_argument("--mutants", type=int, default=60, help="how many; default: 60")
    parser.add_argument("--seed", type=int, default=1, help="other mutants with another number; default: 1")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="the tests that may notice")
    options = parser.parse_args()
    files = sources(options.modules)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reached = measured(options.tests, folder)
        shutil.copytree(PACKAGE, folder / "filewright")
        outcomes: dict[Mutant, bool] = {}
        for mutant in sample(files, reached, options.mutants, options.seed):
            outcomes[mutant] = is_noticed(mutant, files[mutant.path], reached[mutant.path][mutant.line], folder)
            print("noticed" if outcomes[mutant] else "LIVES", mutant, flush=True)
    print(report(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
