"""Forks in which tests run, and what they tell."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import TypedDict

import pytest

ENDING = 60.0
"""Seconds that a fork may take for its end."""
MEMORY = 4 << 30
"""Bytes of data that a fork may have: a loop that never ends may fill a list."""


class Outcome(TypedDict):
    """What came of the tests of a mutant."""

    code: int | None
    """The exit code; None where a test did not end in time."""
    failed: list[str]
    ended: int
    """How many tests came to their end."""
    cannot: bool
    """The function could not take the changed code."""
    cpu: float
    wall: float


class Teller:
    """A pytest plugin that tells of each test that failed or ended."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell which tests failed."""
        if report.failed:
            self.failed = True
            os.write(self._descriptor, f"failed {report.nodeid}\n".encode())

    def pytest_runtest_logfinish(self) -> None:
        """Tell that a test ended."""
        os.write(self._descriptor, b"ended\n")


def forked(run: Callable[[int], int], limits: list[float]) -> Outcome:
    """What comes of `run` in a fork, each of whose tests may take as long as `limits` says."""
    told, descriptor = os.pipe()
    used, begun = _used(), time.monotonic()
    child = os.fork()
    if not child:
        code = 70
        try:
            os.close(told)
            code = _alone(run, descriptor)
        finally:
            os._exit(code)
    os.close(descriptor)
    try:
        lines, ended_with = _followed(child, told, limits)
    finally:
        os.close(told)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
    failed = [line.removeprefix("failed ") for line in lines if line.startswith("failed ")]
    return Outcome(
        code=ended_with,
        failed=failed,
        ended=lines.count("ended"),
        cannot="cannot" in lines,
        cpu=_used() - used,
        wall=time.monotonic() - begun,
    )


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _alone(run: Callable[[int], int], descriptor: int) -> int:
    """Run in a group of its own, without a word."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    return run(descriptor)


def _followed(child: int, told: int, limits: list[float]) -> tuple[list[str], int | None]:
    """The lines that a fork wrote, and its exit code; None where a test did not end in time, and all was killed."""
    written, open_still = b"", True
    left = iter(limits)
    end = time.monotonic() + next(left, ENDING)
    while True:
        if open_still and select.select([told], [], [], 0.1)[0]:
            piece = os.read(told, 65536)
            written, open_still = written + piece, bool(piece)
            for _ in range(piece.count(b"ended\n")):
                end = time.monotonic() + next(left, ENDING)
        elif not open_still:
            time.sleep(0.02)
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return written.decode().splitlines(), os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return written.decode().splitlines(), None
