"""The kit, live, against servers that we did not write: ogx, and LiteLLM's proxy with ours behind it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import AsyncOpenAI, OpenAI, jsonl
from filewright.embedded import running_server

sys.path.insert(0, str(Path(__file__).parent))
from kits import outcomes_of
from servers import LITELLM, LITELLM_KEY, OGX_MODEL, has_ogx, running_litellm, running_ogx


@pytest.mark.skipif(not has_ogx(), reason="ogx is not installed: run `nox -s interop`")
def test_ogx_passes_and_runs_batch_jobs(tmp_path: Path) -> None:
    told = ["Hello", "fail", "Goodbye"]
    requests = [
        jsonl.request("chat", custom_id=str(number), model=OGX_MODEL, messages=text) for number, text in enumerate(told)
    ]
    with running_ogx(tmp_path) as base_url:
        outcomes = outcomes_of("ogx", httpx.HTTPTransport(), base_url=base_url, api_key="none")
        assert [outcome for outcome in outcomes if outcome.result == "failed"] == []
        options: dict[str, Any] = {"provider": "ogx", "base_url": base_url}
        with OpenAI(**options) as client:
            report = client.batches.run(requests, output=tmp_path / "blocking.jsonl", poll_interval=0.1)

        async def run() -> Any:
            async with AsyncOpenAI(**options) as client:
                return await client.batches.run(requests, output=tmp_path / "async.jsonl", poll_interval=0.1)

        for each in (report, anyio.run(run)):
            assert (each.ok, each.failed) == (2, 1)
            assert each.usage[OGX_MODEL]["total_tokens"] == 6
    rows = [json.loads(line) for line in (tmp_path / "async.jsonl").read_text().splitlines()]
    said = [row["response"] and row["response"]["body"]["choices"][0]["message"]["content"] for row in rows]
    assert said == ["Hello", None, "Goodbye"]


@pytest.mark.skipif(LITELLM is None, reason="LiteLLM is not installed: run `nox -s interop`")
def test_litellm_passes_and_runs_batch_jobs(tmp_path: Path) -> None:
    with running_server() as server, running_litellm(tmp_path, server.base_url) as base_url:
        outcomes = outcomes_of("litellm", httpx.HTTPTransport(), base_url=base_url, api_key=LITELLM_KEY)
        assert [outcome for outcome in outcomes if outcome.result == "failed"] == []
        requests = [jsonl.request("chat", custom_id=each, model="m", messages="Hello") for each in "abc"]
        options: dict[str, Any] = {"provider": "litellm", "base_url": base_url, "api_key": LITELLM_KEY}
        with OpenAI(**options) as client:
            report = client.batches.run(requests, output=tmp_path / "blocking.jsonl", poll_interval=0.1)
        assert report.ok == 3

        async def run() -> int:
            async with AsyncOpenAI(**options) as client:
                return (await client.batches.run(requests, output=tmp_path / "async.jsonl", poll_interval=0.1)).ok

        assert anyio.run(run) == 3
