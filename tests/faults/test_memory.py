"""Large uploads in flat memory, measured in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fault_scripts import count_and_respond

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")

UPLOAD = """
import re, sys
from pathlib import Path

def mebibytes(name):
    return int(re.search(name + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024

path, base_url, backend = sys.argv[1:]
options = {"api_key": "x", "base_url": base_url, "timeout": 60.0, "checks": {"size": False}, "large_files": False}
from filewright import AsyncOpenAI, OpenAI

def upload():
    with OpenAI(**options) as client:
        return client.files.create(file=Path(path), purpose="user_data")

async def upload_async():
    async with AsyncOpenAI(**options) as client:
        return await client.files.create(file=Path(path), purpose="user_data")

if backend == "sync":
    run = upload
else:
    import anyio
    run = lambda: anyio.run(upload_async, backend=backend)
before = mebibytes("VmRSS")
sent = run().bytes
print(sent, round(mebibytes("VmHWM") - before))
"""


def upload_of(size: int, serve: Any, folder: Path, backend: str) -> tuple[int, int]:
    """Upload a sparse file of so many bytes: the bytes that came, and how many MiB the client's memory grew."""
    path = folder / "large.bin"
    path.touch()
    os.truncate(path, size)
    arguments = [str(path), serve(count_and_respond).base_url, backend]
    result = subprocess.run(
        [sys.executable, "-c", UPLOAD, *arguments], capture_output=True, text=True, timeout=250, check=False
    )
    path.unlink()
    assert result.returncode == 0, result.stderr
    came, grown = result.stdout.split()
    return int(came), int(grown)


@pytest.mark.long
@pytest.mark.row(74)
@pytest.mark.parametrize("backend", ["sync", "asyncio", "trio"])
def test_a_large_file(serve: Any, tmp_path: Path, backend: str) -> None:
    came, grown = upload_of(512 << 20, serve, tmp_path, backend)
    assert came >= 512 << 20
    assert grown < 48


@pytest.mark.long
@pytest.mark.row(75)
@pytest.mark.parametrize("backend", ["sync", "asyncio"])
def test_a_file_of_more_than_4_gib(serve: Any, tmp_path: Path, backend: str) -> None:
    came, grown = upload_of((4 << 30) + 1, serve, tmp_path, backend)
    assert came > 4 << 30
    assert grown < 48
