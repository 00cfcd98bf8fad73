"""Change the code a little, again and again, and see whether a test fails: the share that is noticed is the score.

Tests run on a copy of the package, so that the checkout stays as it is. Which tests reach which line, and how long each
takes, is measured first, by coverage (`--map FOLDER` keeps that for the next run); a mutant is tried with these, one
case of each first. `nox -s mutate -- --modules flows rules --mutants 60`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGE = ROOT / "plugins" / "filewright"
ROOMS = ("core", "plugins", "resources", "faults", "jsonl", "parts", "transfers", "jobs")
TESTS = tuple(f"tests/{room}" for room in ROOMS)
MODULES = (
    *("builtin", "clients", "flows", "host", "jobs", "jsonl", "parts", "responses", "rules", "sources", "transfers"),
    "wire",
)
SECONDS = 40.0
"""Of measured time, for the tests of one mutant."""
SLOWER = 20
"""How many times as long they may take, on a busy machine, before the mutant is taken to hang."""

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


class Map:
    """Which tests reach which line, and how long each takes."""

    def __init__(self, folder: Path, files: Iterable[Path]) -> None:
        import coverage

        self._data = coverage.CoverageData(str(folder / "coverage"))
        self._data.read()
        self.seconds: dict[str, float] = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
        self.lines = {path: self._lines(path) for path in files}

    def _lines(self, path: Path) -> dict[int, list[str]]:
        """The tests by line, of one file; all of them at once take minutes."""
        found = self._data.contexts_by_lineno(str(PACKAGE / path))
        return {line: [name for name in names if name in self.seconds] for line, names in found.items()}

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests that reach the mutant's line, or its file where that is run at import.

        The quickest case of each test comes first, as a line that thousands reach is told by few of them.
        """
        lines = self.lines[mutant.path]
        names = set(lines[mutant.line]) or {name for tests in lines.values() for name in tests}
        order: list[tuple[int, float, str]] = []
        cases: Counter[str] = Counter()
        for seconds, name in sorted((self.seconds[name], name) for name in names & self.seconds.keys()):
            test = name.partition("[")[0]
            order.append((cases[test], seconds, name))
            cases[test] += 1
        return [name for _, _, name in sorted(order)]

    def tried(self, mutant: Mutant, most: float) -> list[str]:
        """As many of them as take up to `most` seconds, and one in any case."""
        names, total = [], 0.0
        for name in self.tests(mutant):
            total += self.seconds[name]
            if names and total > most:
                break
            names.append(name)
        return names


def measure(tests: Sequence[str], folder: Path) -> None:
    """Run the tests once, and note which reach which line."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "coverage"
    command = [sys.executable, "-m", "coverage", "run", f"--data-file={data}", "-m"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE), str(PACKAGE.parent)]),
        "WHICH_TESTS_SECONDS": str(folder / "seconds.json"),
    }
    options = ["-q", "-p", "which_tests", "-p", "no:cacheprovider", "-m", "not long", *tests]
    done = subprocess.run([*command, "pytest", *options], cwd=ROOT, env=environment, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit("the tests cannot be run")
    subprocess.run([*command[:3], "combine", "--quiet", f"--data-file={data}", str(folder)], cwd=ROOT, check=True)


class Outcome(NamedTuple):
    """What came of the tests of a mutant."""

    noticed: bool
    failed: list[str]


class Trier:
    """A process that tries mutants on a copy of the package of its own: see trier.py."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "trier.py"), str(folder), str(PACKAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def ask(self, change: tuple[Path, str] | None, tests: Sequence[str], seconds: float) -> Outcome:
        """What comes of tests on the copy, with a file changed."""
        assert self._process.stdin
        assert self._process.stdout
        path, text = (str(change[0]), change[1]) if change else (None, None)
        task = {"path": path, "text": text, "tests": list(tests), "seconds": seconds}
        print(json.dumps(task), file=self._process.stdin, flush=True)
        told = json.loads(self._process.stdout.readline())
        # Where nothing ran, as with an import that fails, the first of the tests stands for it.
        return Outcome(told["code"] != 0, told["failed"] or list(tests)[: told["code"] not in (0, None)])

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
        self._triers: SimpleQueue[Trier] = SimpleQueue()
        self._every = [Trier(folder / str(number)) for number in range(options.workers)]
        for trier in self._every:
            self._triers.put(trier)

    def outcomes(self, mutants: Sequence[Mutant]) -> Iterator[tuple[Mutant, bool]]:
        """Each mutant, with whether a test notices it; again, those that only a test noticed that fails in any case."""
        noticing: dict[str, list[Mutant]] = {}
        with ThreadPoolExecutor(self._options.workers) as pool:
            for mutant, outcome in zip(mutants, pool.map(self._tried, mutants), strict=True):
                yield mutant, outcome.noticed
                for name in outcome.failed:
                    noticing.setdefault(name, []).append(mutant)
        unreliable = self._ask(None, list(noticing)).failed if noticing else []
        for name in unreliable:
            print(f"fails without any change: {name}")
            del self._known.seconds[name]
        again = [mutant for name in unreliable for mutant in noticing[name]]
        if again:
            yield from self.outcomes(again)

    def _tried(self, mutant: Mutant) -> Outcome:
        tests = self._known.tried(mutant, self._options.seconds)
        return self._ask((mutant.path, mutant.apply(self._files[mutant.path])), tests)

    def _ask(self, change: tuple[Path, str] | None, tests: Sequence[str]) -> Outcome:
        trier = self._triers.get()
        try:
            return trier.ask(change, tests, limit(tests, self._known))
        finally:
            self._triers.put(trier)

    def close(self) -> None:
        """End the processes."""
        for trier in self._every:
            trier.close()


def limit(tests: Sequence[str], known: Map) -> float:
    """The seconds that tests may take."""
    return SLOWER * (1 + sum(known.seconds.get(name, 1.0) for name in tests))


def report(found: Mapping[Mutant, bool]) -> str:
    """The score of each room and of all, and which mutants no test noticed."""
    rooms: dict[str, list[bool]] = {}
    for mutant, noticed in found.items():
        rooms.setdefault(mutant.path.parts[0], []).append(noticed)
    lines = [f"{room}: {sum(each)} of {len(each)}" for room, each in sorted(rooms.items())]
    share = f" ({sum(found.values()) / len(found):.1%})" if found else ""
    lines.append(f"{sum(found.values())} of {len(found)} mutants are noticed{share}")
    return "\n".join([*lines, *(f"  lives: {mutant}" for mutant, noticed in found.items() if not noticed)])


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", nargs="+", default=MODULES, help=f"rooms or modules; default: {' '.join(MODULES)}")
    parser.add_argument("--mutants", type=int, default=60, help="how many; default: 60")
    parser.add_argument("--each", action="store_true", help="that many of each of the modules")
    parser.add_argument("--at", nargs="+", default=[], metavar="FILE:LINE", help="only mutants of these lines")
    parser.add_argument("--seed", type=int, default=1, help="other mutants with another number; default: 1")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="the tests that may notice")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of tests, for each mutant")
    parser.add_argument("--workers", type=int, default=1, help="mutants that are tried at a time; default: 1")
    parser.add_argument("--map", type=Path, help="a folder with what was measured before, or for it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.map or Path(name) / "map"
        if not (folder / "seconds.json").exists():
            measure(options.tests, folder)
        groups = [[module] for module in options.modules] if options.each else [options.modules]
        files = [sources(group) for group in groups]
        known = Map(folder, [path for each in files for path in each])
        chosen = [mutant for each in files for mutant in sample(each, known.lines, options)]
        every = {path: text for each in files for path, text in each.items()}
        found: dict[Mutant, bool] = {}
        trying = Trying(every, known, options, Path(name))
        for mutant, noticed in trying.outcomes(chosen):
            found[mutant] = noticed
            print("noticed" if noticed else "LIVES", mutant, flush=True)
        trying.close()
    print(report(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
