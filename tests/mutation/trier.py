"""Try mutants, one a line of the input: `python trier.py FOLDER PACKAGE`, with FOLDER for a copy of the package.

All that tests need, but the package itself, is imported once; each mutant is tried in a fork, which saves seconds.
"""

from __future__ import annotations

import compileall
import contextlib
import importlib
import importlib.util
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

NEEDED = (
    *("anyio._backends._asyncio", "anyio._backends._trio", "attrs", "fastapi", "fsspec", "httpx", "hypothesis"),
    *("hypothesis.strategies", "msgspec", "numpy", "openai", "pluggy", "pydantic", "pytest_timeout"),
    *("starlette.applications", "trio", "truststore", "typer", "uvicorn", "vcr", "werkzeug"),
)


def copied(folder: Path, package: Path) -> Path:
    """The copy, compiled, since forks write no bytecode."""
    place = folder / package.name
    shutil.copytree(package, place, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(place, quiet=2)
    return place


class Noter:
    """A pytest plugin that notes the tests that fail, those that cannot even be collected too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            with self._path.open("a", encoding="utf-8") as file:
                print(report.nodeid, file=file)


def run(tests: list[str], note: Path, options: list[str]) -> int:
    """Run tests in this process, a fork, without a word."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    # Plugins of pytest's were imported before it could rewrite them.
    quiet = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*quiet, *options, *tests], plugins=[Noter(note)]))


def tried(tests: list[str], seconds: float, note: Path, options: list[str]) -> dict[str, object]:
    """The exit code of the tests, None where they did not end, and those that failed."""
    note.write_text("", encoding="utf-8")
    child = os.fork()
    if not child:
        code = 70
        try:
            code = run(tests, note, options)
        finally:
            os._exit(code)
    code = ended(child, seconds)
    return {"code": code, "failed": note.read_text(encoding="utf-8").splitlines()}


def ended(child: int, seconds: float) -> int | None:
    """The exit code of a fork; None where it did not end in time, and was killed with all that it started."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def respond(folder: Path, place: Path, task: dict[str, Any]) -> dict[str, object]:
    """What comes of the tests: with a change, up to the first that fails; without one, of all."""
    note = folder / "failed.txt"
    if task["path"] is None:
        return tried(task["tests"], task["seconds"], note, [])
    path = place / task["path"]
    before = path.read_text(encoding="utf-8")
    path.write_text(task["text"], encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()
    try:
        return tried(task["tests"], task["seconds"], note, ["-x"])
    finally:
        path.write_text(before, encoding="utf-8")


def main() -> None:
    """Try what is asked for, until there is no more."""
    folder = Path(sys.argv[1])
    place = copied(folder, Path(sys.argv[2]))
    sys.path.insert(0, str(folder))
    for name in NEEDED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    importlib.invalidate_caches()  # the folder was not there when Python looked first
    found = importlib.util.find_spec(place.name)
    if place.name in sys.modules or found is None or found.origin != str(place / "__init__.py"):
        raise SystemExit(f"the tests would not use the copy in {place}")
    for line in sys.stdin:
        print(json.dumps(respond(folder, place, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
