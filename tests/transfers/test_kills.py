"""A job that is killed at any point goes on: no file is sent twice, and none is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from filewright.wire.saving import Destination

SCRIPT = Path(__file__).with_name("killed.py")
KILLS = int(os.environ.get("FILEWRIGHT_KILLS", "12"))
"""How often, over all kinds; `nox -s kills` has hundreds."""
FILES = 60


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Files, of which each tenth has the same name and size as nine others, in folders of their own."""
    for number in range(FILES):
        place = tmp_path / "many" / f"{number % 10}"
        place.mkdir(parents=True, exist_ok=True)
        name = "same.bin" if number < 10 else f"file-{number}.bin"
        (place / name).write_bytes(f"{number:05}".encode() * 200)
    return tmp_path / "many"


def started(kind: str, server: Any, folder: Path, journal: Path, op: str = "upload") -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), kind, server.base_url, server.token, str(folder), str(journal), op]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_after(process: subprocess.Popen[str], server: Any, more: int, chance: random.Random) -> bool:
    """Kill a process when the server has some files more; whether it was still running."""
    wanted = len(server.store.files(descending=False)) + more
    while process.poll() is None and len(server.store.files(descending=False)) < wanted:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.01)
    process.kill()
    process.communicate()
    return process.returncode < 0


@pytest.mark.long
@pytest.mark.timeout(120 + 5 * KILLS)
@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_killed_at_random(kind: str, server: Any, files: Path, tmp_path: Path) -> None:
    seed = int(os.environ.get("FILEWRIGHT_SEED", "0")) or random.randrange(10**6)
    chance = random.Random(seed)
    kills = job = 0
    while kills < (KILLS + 2) // 3:
        job += 1
        journal = tmp_path / f"journal-{job}"
        while killed_after(started(kind, server, files, journal), server, chance.randrange(30), chance):
            kills += 1
        process = started(kind, server, files, journal)
        output, errors = process.communicate()
        assert process.returncode == 0, errors
        assert f"{FILES} skipped" in output, f"{output} with seed {seed}"
        assert_each_is_there_once(files, server, seed)
        for record in server.store.files(descending=False):
            server.store.delete_file(record.id)


def assert_each_is_there_once(files: Path, server: Any, seed: int) -> None:
    ours = Counter(path.read_bytes() for path in files.rglob("*.bin"))
    theirs: Counter[bytes] = Counter()
    for record in server.store.files(descending=False):
        with open(server.store.contents.open(record), "rb") as blob:
            theirs[blob.read()] += 1
    assert theirs == ours, f"with seed {seed}"


@pytest.mark.long
@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_a_download_that_is_killed_goes_on(kind: str, server: Any, tmp_path: Path) -> None:
    """What was put in place and written down before is not fetched again, although the call says to replace files."""
    for number in range(300):
        with server.store.incoming() as incoming:
            incoming.write(f"{number:05}".encode() * 200)
            server.store.add_file(incoming, f"file-{number}.bin", "user_data")
    into, journal = tmp_path / "into", tmp_path / "journal"
    process = started(kind, server, into, journal, "download")
    while process.poll() is None and (not into.exists() or len(list(into.glob("*.bin"))) < 200):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert process.returncode < 0
    in_use = Destination(into / "of-another.bin")  # of a living process
    process = started(kind, server, into, journal, "download")
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    skipped = int(output.partition(" skipped")[0].rpartition(" ")[2])
    assert 64 <= skipped <= 299, output
    assert {path.read_bytes() for path in into.glob("*.bin")} == {f"{n:05}".encode() * 200 for n in range(300)}
    in_use.commit()
    (into / "of-another.bin").unlink()
    assert len(list(into.iterdir())) == 300, "nothing is left of what was under way"


LEAVING = """
import os, sys
from filewright.wire.saving import Destination
Destination(sys.argv[1]).write(b"half of it")
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_download_left_is_removed_and_nothing_else(blocking: Any, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    subprocess.run([sys.executable, "-c", LEAVING, str(into / "a.bin")], check=False)
    assert [path.suffix for path in into.iterdir()] == [".part"]
    kept = [into / ".a.bin.part", into / ".a.bin.part.record", into / "a.0123456789abcdef.part"]
    for path in kept:
        path.write_bytes(b"somebody's")
    in_use = Destination(into / "b.bin")
    try:
        blocking.client().transfers.download(into)
        assert {*into.iterdir()} > {*kept}
        assert len(list(into.iterdir())) == len(kept) + 1
    finally:
        in_use.discard()
