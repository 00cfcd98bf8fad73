"""What came of mutants: kept, so that a run can go on, and counted, without those that no test can notice."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from mutants import Mutant

JUDGED = Path(__file__).with_name("judged.toml")


@dataclass(frozen=True)
class Result:
    """What came of a mutant: a line of the file."""

    name: str
    line: int
    digest: str
    """Of the mutant's file, which tells whether the result still stands."""
    noticed: bool
    by: str
    """The test that noticed it, or why it did not need one."""
    tried: int = 0
    """How many tests ran to their end."""
    reached: int = 0
    """How many tests reach its line."""
    wall: float = 0.0
    cpu: float = 0.0


def digest(text: str) -> str:
    """A short name of a text."""
    return sha256(text.encode()).hexdigest()[:16]


class Results:
    """A file of results, a line each; nothing is kept without one."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept: dict[tuple[str, str], Result] = {}
        if path and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                result = Result(**json.loads(line))
                self._kept[result.name, result.digest] = result

    def noticed(self, mutant: Mutant, text: str) -> Result | None:
        """What came of a mutant of the same file, if it was noticed; one that lived may have a test now."""
        result = self._kept.get((mutant.name, digest(text)))
        return result if result and result.noticed else None

    def keep(self, result: Result) -> None:
        """Add a result to the file."""
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                print(json.dumps(asdict(result)), file=file)


def judged() -> dict[str, str]:
    """Mutants that need no test, with the reason: they change nothing that can be seen, or only tune a figure."""
    return {
        f"{file} {scope}: {change}": reason
        for file, scopes in tomllib.loads(JUDGED.read_text(encoding="utf-8")).items()
        for scope, changes in scopes.items()
        for change, reason in changes.items()
    }


def no_longer_there(files: Iterable[Path], names: Iterable[str]) -> list[str]:
    """Judgements of these files for mutants that do not exist any more."""
    rooms, there = {path.as_posix() for path in files}, set(names)
    return [name for name in judged() if name.partition(" ")[0] in rooms and name not in there]


def report(found: Mapping[Mutant, Result], reasons: Mapping[str, str]) -> str:
    """The score of each room and of all, and which mutants no test noticed."""
    rooms: dict[str, list[Result]] = {}
    for mutant, result in found.items():
        rooms.setdefault(mutant.path.parts[0], []).append(result)
    lines = [f"{room}: {_score(results, reasons)}" for room, results in sorted(rooms.items())]
    lines.append(f"all: {_score(list(found.values()), reasons)}")
    run = [result for result in found.values() if result.tried]
    if run:
        wall, cpu = sum(result.wall for result in run) / len(run), sum(result.cpu for result in run) / len(run)
        lines.append(f"a mutant took {wall:.1f} s, {cpu:.1f} s of processor time")
    lives = (m for m, result in found.items() if not result.noticed and m.name not in reasons)
    return "\n".join([*lines, *(f"  lives: {mutant}" for mutant in lives)])


def _score(results: list[Result], reasons: Mapping[str, str]) -> str:
    """The noticed ones among those that mean something: judged ones count if a test notices them in spite of that."""
    noticed = sum(result.noticed for result in results)
    left_out = sum(not result.noticed and result.name in reasons for result in results)
    meaningful = len(results) - left_out
    share = f" ({noticed / meaningful:.1%})" if meaningful else ""
    return f"{noticed} of {meaningful} are noticed{share}" + (f"; {left_out} need no test" if left_out else "")
