"""An upload of a folder, or a download into one, to be killed: run as a script by test_kills."""

from __future__ import annotations

import sys

import anyio
from filewright import AsyncOpenAI, OpenAI
from filewright.transfers import settling

settling.SETTLE_SECONDS = 0.1
KIND, BASE_URL, KEY, FOLDER, JOURNAL, OP = sys.argv[1:]
OPTIONS = {"purpose": "user_data", "journal": JOURNAL, "concurrency": 6}
if OP == "download":
    OPTIONS["skip_existing"] = False


async def main() -> None:
    async with AsyncOpenAI(base_url=BASE_URL, api_key=KEY) as client:
        print(await getattr(client.transfers, OP)(FOLDER, **OPTIONS))


if KIND == "sync":
    with OpenAI(base_url=BASE_URL, api_key=KEY) as client:
        print(getattr(client.transfers, OP)(FOLDER, **OPTIONS))
else:
    anyio.run(main, backend=KIND)
