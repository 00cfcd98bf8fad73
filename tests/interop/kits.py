"""The kit of providers against servers of others: live, recorded and replayed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from filewright import OpenAI
from filewright.providers import Provider, built_in_providers
from filewright.providers.kit import Outcome, run_scenarios
from filewright.providers.recording import RecordingTransport, ReplayingTransport

FOLDER = Path(__file__).parents[2] / "cassettes" / "kit"
BASE_PATH = "/v1"


def provider_of(server: str) -> Provider:
    """The table that a server is tried with."""
    return next(each for each in built_in_providers() if each.name == server)


def outcomes_of(server: str, transport: httpx.BaseTransport, **options: Any) -> list[Outcome]:
    """Run the kit against a server."""
    with httpx.Client(transport=transport) as http, OpenAI(provider=server, http_client=http, **options) as client:
        return list(run_scenarios(client, provider_of(server)))


def record(server: str, base_url: str, key: str) -> list[Outcome]:
    """Run the kit against a server that is there, and keep what was said."""
    transport = RecordingTransport(httpx.HTTPTransport(), base_path=BASE_PATH, secrets=[key])
    outcomes = outcomes_of(server, transport, base_url=base_url, api_key=key)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{server}.jsonl").write_text(transport.lines(), encoding="utf-8")
    return outcomes


def replay(server: str) -> tuple[list[Outcome], int]:
    """Run the kit against a recording; the outcomes, and how many exchanges are left."""
    lines = (FOLDER / f"{server}.jsonl").read_text(encoding="utf-8").splitlines()
    transport = ReplayingTransport(lines, base_path=BASE_PATH)
    outcomes = outcomes_of(server, transport, base_url=f"http://127.0.0.1:9{BASE_PATH}", api_key="none")
    return outcomes, transport.left
