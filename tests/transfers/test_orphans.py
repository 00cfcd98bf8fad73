"""The workers of a process that was killed end, too."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

KILLED = """
import os, signal
from operator import attrgetter
from types import SimpleNamespace
from filewright.transfers.engines.executors import made

engine = made("processes", "", 1)
engine.run = attrgetter("number")
engine.submit(SimpleNamespace(number=1))
print(engine.next_done(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.posix
def test_workers_end_with_a_process_that_was_killed() -> None:
    # They have its standard output, which is read to its end.
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == "(1, 1)\n"
