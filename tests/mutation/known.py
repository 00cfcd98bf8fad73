"""What is known of the code before mutants are tried: its files, which tests reach which line, how long each takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mutants import Mutant
from which_tests import IMPORTING

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PACKAGE = ROOT / "plugins" / "filewright"


def sources(modules: Sequence[str], without: Sequence[str] = ()) -> dict[Path, str]:
    """The files of rooms and modules of the package, by their paths within it."""
    left_out = sources(without) if without else {}
    found: dict[Path, str] = {}
    for name in modules:
        place = PACKAGE / name.replace(".", "/")
        paths = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
        missing = [str(path) for path in paths if not path.exists()]
        if missing or not paths:
            raise SystemExit(f"there is no module or room {name!r} in {PACKAGE}")
        found |= {path.relative_to(PACKAGE): path.read_text(encoding="utf-8") for path in paths}
    return {path: text for path, text in found.items() if path not in left_out}


class Map:
    """Which tests reach which line, and how long each takes."""

    def __init__(self, folder: Path, files: Mapping[Path, str]) -> None:
        import coverage

        self._data = coverage.CoverageData(str(folder / "coverage"))
        self._data.read()
        self.seconds: dict[str, float] = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
        texts: dict[str, str] = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
        changed = [str(path) for path, text in files.items() if texts.get(str(path)) != text]
        if changed:
            raise SystemExit(f"measure again, into another folder: {', '.join(changed)} changed since")
        self._lines = {path: self._reached(path) for path in files}

    def _reached(self, path: Path) -> dict[int, set[str]]:
        """The tests by line, of one file; all of them at once take minutes."""
        found = self._data.contexts_by_lineno(str(PACKAGE / path))
        return {line: set(names) for line, names in found.items()}

    def at_import(self, mutant: Mutant) -> bool:
        """Whether the mutant acts before any test begins, or only in processes that tests start, nobody knows which."""
        names = self._lines[mutant.path].get(mutant.line, set())
        return not mutant.inside or IMPORTING in names or names == {""}

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests that reach the mutant's line, or its file where that is run at import.

        The quickest case of each test comes first, as a line that thousands reach is told by few of them.
        """
        lines = self._lines[mutant.path]
        names = set().union(*lines.values()) if self.at_import(mutant) else lines.get(mutant.line, set())
        order: list[tuple[int, float, str]] = []
        cases: Counter[str] = Counter()
        for seconds, name in sorted((self.seconds[name], name) for name in names & self.seconds.keys()):
            test = name.partition("[")[0]
            order.append((cases[test], seconds, name))
            cases[test] += 1
        return [name for _, _, name in sorted(order)]

    def tried(self, mutant: Mutant, most: float) -> list[str]:
        """As many of them as take up to `most` seconds, and one in any case."""
        names: list[str] = []
        total = 0.0
        for name in self.tests(mutant):
            total += self.seconds[name]
            if names and total > most:
                break
            names.append(name)
        return names


def measure(tests: Iterable[str], folder: Path, workers: int) -> None:
    """Run tests once, and note which reach which line."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "coverage"
    coverage = [sys.executable, "-m", "coverage"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE), str(PACKAGE.parent)]),
        "WHICH_TESTS_SECONDS": str(folder / "seconds.json"),
    }
    options = ["-q", "-p", "which_tests", "-p", "no:cacheprovider", "-m", "not long", "-n", str(workers)]
    command = [*coverage, "run", f"--data-file={data}", "-m", "pytest", *options, *tests]
    texts = {str(path): text for path, text in sources([""]).items()}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit("the tests cannot be run")
    subprocess.run([*coverage, "combine", "--quiet", f"--data-file={data}", str(folder)], cwd=ROOT, check=True)
    (folder / "sources.json").write_text(json.dumps(texts), encoding="utf-8")
