"""Modules that an async client imports when it is made, so that the first call does not hold up the event loop."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import asyncio, sys
import httpx
from filewright import AsyncOpenAI

FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a", "purpose": "batch"}

async def main():
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=FILE))
    client = AsyncOpenAI(api_key="x", base_url="http://server.test", http_client=httpx.AsyncClient(transport=transport))
    before = set(sys.modules)
    assert (await client.files.retrieve("file-1")).id == "file-1"
    print(*(name for name in set(sys.modules) - before if name.startswith("anyio")))

asyncio.run(main())
"""


def test_the_first_call_of_an_async_client_imports_nothing_large() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
