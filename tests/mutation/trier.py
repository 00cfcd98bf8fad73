"""Try mutants, one a line of the input: `python trier.py FOLDER PACKAGE TESTS...` copies the package into FOLDER.

A server imports the package and collects the tests once. A mutant in the body of a function is tried in a fork of it,
where the function gets the changed code. One that acts while modules are imported is tried in a fork that has imported
everything but the package; so is one whose function cannot take the code.
"""

from __future__ import annotations

import compileall
import contextlib
import importlib
import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import pytest
from forks import Outcome, Teller, forked
from hypothesis import Phase, settings
from swapping import Swapper

NEEDED = (
    *("anyio._backends._asyncio", "anyio._backends._trio", "attrs", "fastapi", "fsspec", "httpx", "hypothesis"),
    *("hypothesis.strategies", "msgspec", "numpy", "openai", "pluggy", "pydantic", "pytest_timeout"),
    *("starlette.applications", "trio", "truststore", "typer", "uvicorn", "vcr", "werkzeug"),
)
# Nobody reads how a test failed, and to tell it takes seconds. Plugins of pytest's were imported before it could
# rewrite them.
QUIET = ["-q", "--tb=native", "-p", "no:cacheprovider", "-m", "not long"]
QUIET += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
IMPORTING = 300.0
"""Seconds for importing the package and collecting the tests anew, before the first of them begins."""

Task = dict[str, Any]


def copied(folder: Path, package: Path) -> Path:
    """The copy, compiled, since forks write no bytecode."""
    place = folder / package.name
    shutil.copytree(package, place, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(place, quiet=2)
    return place


@contextlib.contextmanager
def changed(place: Path, task: Task) -> Any:
    """The copy with the task's change, for what is imported or started later."""
    if task["path"] is None:
        yield
        return
    path = place / task["path"]
    before = path.read_text(encoding="utf-8")
    path.write_text(task["text"], encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


class Unshrunk:
    """A pytest plugin: an input that fails is enough, and need not be the smallest one."""

    def pytest_sessionstart(self) -> None:
        """Make it the default of the tests that are collected."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", parent=settings(), database=None, phases=phases)
        settings.load_profile("mutants")


class Server:
    """A pytest plugin that runs tests as it is asked to, instead of all that were collected."""

    def __init__(self, place: Path, requests: TextIO, responses: TextIO) -> None:
        self._place = place
        self._requests = requests
        self._responses = responses

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Respond to each task."""
        items = {item.nodeid: item for item in session.items}
        swapper = Swapper(self._place)
        print("ready", file=self._responses, flush=True)
        for line in self._requests:
            task = json.loads(line)
            chosen = [items[name] for name in task["tests"] if name in items]
            before = task["path"] and (self._place / task["path"]).read_text(encoding="utf-8")
            with changed(self._place, task):
                outcome = forked(self._run(swapper, session, chosen, task, before), task["limits"])
            print(json.dumps(outcome), file=self._responses, flush=True)
        return True

    def _run(
        self, swapper: Swapper, session: pytest.Session, chosen: list[pytest.Item], task: Task, before: str | None
    ) -> Callable[[int], int]:
        """What the fork does: run the tests, up to the first that fails where there is a change."""

        def run(descriptor: int) -> int:
            if before is not None and not swapper.swap(task["path"], before, task["text"]):
                os.write(descriptor, b"cannot\n")
                return 0
            teller = Teller(descriptor)
            session.config.pluginmanager.register(teller)
            for item, following in zip(chosen, [*chosen[1:], None], strict=False):
                session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if teller.failed and before is not None:
                    break
            return int(teller.failed)

        return run


def serve(place: Path, tests: list[str], requests: TextIO, responses: TextIO) -> int:
    """Collect the tests with the package imported, and respond until there are no more tasks."""
    server = Server(place, requests, responses)
    return int(pytest.main([*QUIET, f"--basetemp={place.parent / 'tmp'}", *tests], plugins=[server, Unshrunk()]))


class Collected:
    """The server, in a fork."""

    def __init__(self, place: Path, tests: list[str]) -> None:
        for_it, asked = os.pipe()
        told, from_it = os.pipe()
        self._child = os.fork()
        if not self._child:
            code = 70
            try:
                os.close(asked)
                os.close(told)
                code = serve(place, tests, os.fdopen(for_it), os.fdopen(from_it, "w"))
            finally:
                os._exit(code)
        os.close(for_it)
        os.close(from_it)
        self._asked = os.fdopen(asked, "w")
        self._told = os.fdopen(told)
        # Nothing is changed on disk before it has imported everything.
        if self._told.readline() != "ready\n":
            raise SystemExit("the tests cannot be collected")

    def ask(self, line: str) -> Outcome:
        """What comes of a task."""
        self._asked.write(line)
        self._asked.flush()
        told = self._told.readline()
        if not told:
            raise SystemExit("the tests cannot be collected")
        return json.loads(told)  # type: ignore[no-any-return]

    def close(self) -> None:
        """End it."""
        self._asked.close()
        os.waitpid(self._child, 0)


def anew(place: Path, task: Task) -> Outcome:
    """What comes of a task in a fork that imports the package itself."""

    def run(descriptor: int) -> int:
        options = [*QUIET, f"--basetemp={place.parent / 'tmp'}", "-x"]
        return int(pytest.main([*options, *task["tests"]], plugins=[Teller(descriptor), Unshrunk()]))

    first, *further = task["limits"]
    with changed(place, task):
        return forked(run, [IMPORTING + first, *further])


def main() -> None:
    """Try what is asked for, until there is no more."""
    folder = Path(sys.argv[1])
    place = copied(folder, Path(sys.argv[2]))
    sys.path.insert(0, str(folder))
    requests, responses = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    for name in NEEDED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    importlib.invalidate_caches()  # the folder was not there when Python looked first
    found = importlib.util.find_spec(place.name)
    if place.name in sys.modules or found is None or found.origin != str(place / "__init__.py"):
        raise SystemExit(f"the tests would not use the copy in {place}")
    collected = Collected(place, sys.argv[3:])
    for line in requests:
        task = json.loads(line)
        outcome = anew(place, task) if task["anew"] else collected.ask(line)
        if outcome["cannot"]:
            outcome = anew(place, task)
        print(json.dumps(outcome), file=responses, flush=True)
    collected.close()


if __name__ == "__main__":
    main()
