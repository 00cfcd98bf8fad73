"""Change the code a little, again and again, and see whether a test fails: the share that is noticed is the score.

Tests run on a copy of the package, so that the checkout stays as it is. Which tests reach which line, and how long each
takes, is measured first, by coverage (`--map FOLDER` keeps that for the next run); a mutant is tried with these, one
case of each first, up to the first that fails. `--results FILE` keeps what came of each: a run that was stopped goes
on, and later ones try only what lived. `nox -s mutate -- --modules flows rules --mutants 60`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from known import HERE, PACKAGE, ROOT, Map, measure, sources  # found beside this file
from mutants import Mutant, mutants
from results import Result, Results, digest, judged, no_longer_there, report

ROOMS = ("core", "plugins", "resources", "faults", "jsonl", "parts", "providers", "transfers", "jobs")
TESTS = tuple(f"tests/{room}" for room in ROOMS)
MODULES = (
    *("builtin", "clients", "errors", "flows", "host", "jobs", "jsonl", "parts", "responses", "rules", "settings"),
    *("sources", "transfers", "wire"),
)
SECONDS = 40.0
"""Of measured time, for the tests of one mutant."""
ANEW = 4
"""How many times less of it for one that acts at import: all tests of its file are meant, and have to be collected."""
SLOWER = 4
"""How many times as long a test may take, on a busy machine, before the mutant is taken to hang."""
GRACE = 20.0
"""Seconds that each test may take in any case."""
NOTHING: dict[str, Any] = {"code": 0, "failed": [], "ended": 0, "cpu": 0.0, "wall": 0.0}
"""What comes of no tests."""


class Trier:
    """A process that tries mutants on a copy of the package of its own: see trier.py."""

    def __init__(self, folder: Path, tests: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "trier.py"), str(folder), str(PACKAGE), *tests],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={
                **os.environ,
                "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "hypothesis"),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": os.pathsep.join([str(folder), str(HERE)]),
            },
        )

    def ask(self, task: dict[str, Any]) -> dict[str, Any]:
        """What comes of a task."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(task), file=self._process.stdin, flush=True)
        told = self._process.stdout.readline()
        if not told:
            raise SystemExit("no mutant can be tried")
        return json.loads(told)  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


class Trying:
    """Mutants are tried, several at a time."""

    def __init__(self, files: Mapping[Path, str], known: Map, options: argparse.Namespace, folder: Path) -> None:
        self._files = files
        self._known = known
        self._options = options
        self._results = Results(options.results)
        self._judged = judged()
        self._triers: SimpleQueue[Trier] = SimpleQueue()
        self._every = [Trier(folder / str(number), options.tests) for number in range(options.workers)]
        for trier in self._every:
            self._triers.put(trier)

    def results(self, chosen: Sequence[Mutant]) -> Iterator[tuple[Mutant, Result]]:
        """Each mutant with what came of it; again, those that only a test noticed that fails in any case."""
        noticing: dict[str, list[Mutant]] = {}
        with ThreadPoolExecutor(self._options.workers) as pool:
            for mutant, result in zip(chosen, pool.map(self._result, chosen), strict=True):
                yield mutant, result
                if result.by in self._known.seconds:
                    noticing.setdefault(result.by, []).append(mutant)
        unreliable = self._ask(None, list(noticing))["failed"] if noticing else []
        for name in unreliable:
            print(f"fails without any change: {name}")
            del self._known.seconds[name]
        again = [mutant for name in unreliable for mutant in noticing[name]]
        if again:
            self._results = Results(None)
            yield from self.results(again)

    def _result(self, mutant: Mutant) -> Result:
        text = self._files[mutant.path]
        kept = self._results.noticed(mutant, text)
        if kept:
            return kept
        if mutant.name in self._judged:
            return Result(mutant.name, mutant.line, digest(text), noticed=False, by="judged")
        seconds = self._options.seconds / (ANEW if self._known.at_import(mutant) else 1)
        tests = self._known.tried(mutant, seconds)
        told = self._ask(mutant, tests) if tests else NOTHING
        by = "" if told["code"] == 0 else "too long" if told["code"] is None else f"exit {told['code']}"
        result = Result(
            name=mutant.name,
            line=mutant.line,
            digest=digest(text),
            noticed=told["code"] != 0,
            by=told["failed"][0] if told["failed"] else by,
            tried=told["ended"],
            reached=len(self._known.tests(mutant)),
            wall=round(told["wall"], 2),
            cpu=round(told["cpu"], 2),
        )
        self._results.keep(result)
        return result

    def _ask(self, mutant: Mutant | None, tests: Sequence[str]) -> dict[str, Any]:
        anew = mutant is not None and self._known.at_import(mutant)
        limits = [GRACE + SLOWER * self._known.seconds.get(name, 1.0) for name in tests]
        task = {
            "path": str(mutant.path) if mutant else None,
            "text": mutant.apply(self._files[mutant.path]) if mutant else None,
            "tests": list(tests),
            "anew": anew,
            "limits": limits,
        }
        trier = self._triers.get()
        try:
            return trier.ask(task)
        finally:
            self._triers.put(trier)

    def close(self) -> None:
        """End the processes."""
        for trier in self._every:
            trier.close()


def sample(files: Mapping[Path, str], options: argparse.Namespace) -> list[Mutant]:
    """The mutants that were asked for, or so many by chance, the same with each run."""
    found = [mutant for path, source in sorted(files.items()) for mutant in mutants(path, source)]
    for name in no_longer_there(files, (mutant.name for mutant in found)):
        print(f"judged, but not there any more: {name}")
    if options.at:
        return [mutant for mutant in found if f"{mutant.path}:{mutant.line}" in options.at]
    return sorted(found, key=lambda mutant: mutant.order(options.seed))[: options.mutants]


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", nargs="+", default=MODULES, help=f"rooms or modules; default: {' '.join(MODULES)}")
    parser.add_argument("--without", nargs="+", default=[], metavar="MODULE", help="rooms or modules to leave out")
    parser.add_argument("--mutants", type=int, default=60, help="how many; default: 60")
    parser.add_argument("--each", action="store_true", help="that many of each of the modules")
    parser.add_argument("--at", nargs="+", default=[], metavar="FILE:LINE", help="only mutants of these lines")
    parser.add_argument("--seed", type=int, default=1, help="other mutants with another number; default: 1")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="the tests that may notice")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of tests, for each mutant")
    parser.add_argument("--workers", type=int, default=1, help="mutants that are tried at a time; default: 1")
    parser.add_argument("--map", type=Path, help="a folder with what was measured before, or for it")
    parser.add_argument("--results", type=Path, help="a file to keep results in: what was noticed is not tried again")
    return parser.parse_args()


def main() -> int:
    """Run the command."""
    options = parsed()
    with tempfile.TemporaryDirectory() as name:
        folder = options.map or Path(name) / "map"
        if not (folder / "seconds.json").exists():
            measure(options.tests, folder, options.workers)
        groups = [[module] for module in options.modules] if options.each else [options.modules]
        files = [sources(group, options.without) for group in groups]
        every = {path: text for each in files for path, text in each.items()}
        chosen = [mutant for each in files for mutant in sample(each, options)]
        found: dict[Mutant, Result] = {}
        trying = Trying(every, Map(folder, every), options, Path(name))
        for mutant, result in trying.results(chosen):
            found[mutant] = result
            print("noticed" if result.noticed else "LIVES", mutant, flush=True)
        trying.close()
    print(report(found, judged()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
