"""An upload of a folder for the soak; ends with 0 where all of it is there."""

from __future__ import annotations

import sys

import anyio
from filewright import AsyncOpenAI, OpenAI

KIND, BASE_URL, KEY, FOLDER, JOURNAL = sys.argv[1:]
OPTIONS = {"purpose": "user_data", "journal": JOURNAL, "concurrency": 6}


async def upload() -> bool:
    async with AsyncOpenAI(base_url=BASE_URL, api_key=KEY) as client:
        return (await client.transfers.upload(FOLDER, **OPTIONS)).is_complete


if KIND == "sync":
    with OpenAI(base_url=BASE_URL, api_key=KEY) as client:
        complete = client.transfers.upload(FOLDER, **OPTIONS).is_complete
else:
    complete = anyio.run(upload, backend=KIND)
sys.exit(0 if complete else 1)
