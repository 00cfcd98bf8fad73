"""Processes that are killed in the middle of an upload, and others that go on with it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filewright import OpenAI

PARTS = 10
CONCURRENCY = 3
MOMENTS = [("uploads", 1), ("parts", 1), ("parts", PARTS), ("complete", 1)]
PATIENCE = 60.0

_UPLOAD = """
import sys
from filewright import OpenAI

url, path, journal = sys.argv[1:]
large_files = {"threshold": 1, "part_size": 100_000, "concurrency": 3, "journal": journal}
with OpenAI(api_key="sk-x", base_url=url, large_files=large_files, max_retries=0) as client:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        print(client.files.create(file=path, purpose="assistants").id, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""

pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL"),
    pytest.mark.timeout(600),  # each starts processes, on a machine that may be busy
]


class Process:
    """A process that uploads, and that the server may kill."""

    def __init__(self, server: Any, path: Path, journal: Path) -> None:
        command = [sys.executable, "-c", _UPLOAD, server.url, str(path), str(journal)]
        self.running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.running.stdout is not None
        assert self.running.stdout.readline() == "ready\n"

    def kill(self, number: int) -> None:
        os.kill(self.running.pid, number)
        if number == signal.SIGKILL:
            self.running.wait(PATIENCE)

    def upload(self) -> str:
        """What it printed; nothing where it was killed."""
        return self.running.communicate("go\n", timeout=PATIENCE)[0].strip()


def go_on(server: Any, path: Path, journal: Path) -> str:
    """Upload as another process would: this one is another than the one that was killed."""
    large_files = {"threshold": 1, "part_size": 100_000, "concurrency": CONCURRENCY, "journal": journal}
    with OpenAI(api_key="sk-x", base_url=server.url, large_files=large_files, max_retries=0) as client:
        return client.files.create(file=path, purpose="assistants").id


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journals"


def killing(process: Process, when: tuple[str, int], number: int) -> Callable[[str, int], Any]:
    def kill(operation: str, count: int) -> Any:
        if (operation, count) == when:
            process.kill(number)
            return 0, {}
        return None

    return kill


@pytest.mark.row(122)
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("when", [("parts", 5), *(pytest.param(each, marks=pytest.mark.long) for each in MOMENTS)])
def test_a_killed_upload_goes_on(
    server: Any, path: Path, content: bytes, journal: Path, when: tuple[str, int], moment: str
) -> None:
    process = Process(server, path, journal)
    setattr(server, moment, killing(process, when, signal.SIGKILL))
    assert process.upload() == ""
    server.before = server.after = lambda operation, number: None
    arrived = len(server.parts)
    assert go_on(server, path, journal) == "file-1"
    assert [whole for _, whole in server.files] == [content]
    assert server.count("uploads") == (2 if when[0] == "uploads" else 1)
    # What had arrived was not sent again, but for the parts of which the process had not heard any more.
    assert len(server.parts) - arrived <= PARTS - arrived + CONCURRENCY
    assert list(journal.iterdir()) == []


@pytest.mark.long
@pytest.mark.row(122)
def test_an_upload_that_is_killed_again_and_again_ends_as_one_file(
    server: Any, path: Path, content: bytes, journal: Path
) -> None:
    chance = random.Random(122)
    kills = 0
    while not server.files and kills < 30:
        process = Process(server, path, journal)
        victim = (chance.choice(["parts", "parts", "parts", "complete"]), chance.choice(["before", "after"]))

        def kill(operation: str, number: int, victim: Any = victim, process: Process = process) -> Any:
            if operation == victim[0] and chance.random() < 0.5:
                process.kill(signal.SIGKILL)
                return 0, {}
            return None

        setattr(server, victim[1], kill)
        kills += process.upload() == ""
        server.before = server.after = lambda operation, number: None
    assert kills > 1
    # The last one may have died after the file was made: another finds it.
    if list(journal.iterdir()):
        assert go_on(server, path, journal) == "file-1"
    assert [whole for _, whole in server.files] == [content]
    assert server.count("uploads") == 1


@pytest.mark.row(87)
def test_an_interrupted_upload_goes_on(server: Any, path: Path, content: bytes, journal: Path) -> None:
    process = Process(server, path, journal)
    server.before = killing(process, ("parts", 5), signal.SIGINT)
    assert process.upload() == "interrupted"
    assert "cancel" not in server.calls
    server.before = lambda operation, number: None
    assert go_on(server, path, journal) == "file-1"
    assert [whole for _, whole in server.files] == [content]
    assert server.count("uploads") == 1


@pytest.mark.row(125)
def test_the_second_process_is_refused(server: Any, path: Path, content: bytes, journal: Path) -> None:
    second = Process(server, path, journal)
    printed: list[str] = []

    def start_second(operation: str, number: int) -> None:
        if (operation, number) == ("parts", 2):
            printed.append(second.upload())

    server.before = start_second
    first = Process(server, path, journal)
    assert first.upload() == "file-1"
    assert printed == [""]
    assert second.running.returncode == 1
    assert (len(server.files), server.count("uploads")) == (1, 1)
