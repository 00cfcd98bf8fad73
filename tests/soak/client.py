"""An upload of a folder, or a download into one, for the soak; prints the report, and exits with 0 if all is there."""

from __future__ import annotations

import json
import sys

import anyio
from filewright import AsyncOpenAI, OpenAI

KIND, BASE_URL, KEY, FOLDER, JOURNAL, OP = sys.argv[1:]
OPTIONS = {"purpose": "user_data", "journal": JOURNAL, "concurrency": 6}


async def main() -> object:
    async with AsyncOpenAI(base_url=BASE_URL, api_key=KEY) as client:
        return await getattr(client.transfers, OP)(FOLDER, **OPTIONS)


if KIND == "sync":
    with OpenAI(base_url=BASE_URL, api_key=KEY) as client:
        report = getattr(client.transfers, OP)(FOLDER, **OPTIONS)
else:
    report = anyio.run(main, backend=KIND)
failed = [each.id for each in report.failures()]  # type: ignore[attr-defined]
print(json.dumps({**report.to_dict(), "failed_ids": failed}))  # type: ignore[attr-defined]
sys.exit(0 if report.is_complete else 1)  # type: ignore[attr-defined]
