"""Record cassettes/ anew: `nox -s record`. Each scenario runs once, with the blocking client, against its server."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import gateways
from filewright.embedded import Processing, running_server
from kits import record as record_kit
from scenarios import SERVERS, perform
from servers import LITELLM, LITELLM_KEY, has_ogx, running_litellm, running_ogx

from cassettes import FOLDER, recorder


def record(server: str, **settings: Any) -> None:
    """Record the scenarios of a server, instead of what was recorded before."""
    shutil.rmtree(FOLDER / server, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, scenario in SERVERS[server].items():
            with recorder("all").use_cassette(f"{server}/{name}.yaml") as cassette:
                perform(scenario, Path(folder), **settings)
            print(f"{server}/{name}: {len(cassette)} exchanges")


def record_litellm() -> None:
    """Record the kit, and the calls of a batch job, against LiteLLM's proxy, with the embedded server behind it."""
    if LITELLM is None:
        raise SystemExit("LiteLLM is not installed: run `nox -s record`")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server() as server,
        running_litellm(Path(folder), server.base_url) as base_url,
    ):
        tell("litellm", record_kit("litellm", base_url, LITELLM_KEY))
    with (
        tempfile.TemporaryDirectory() as folder,
        gateways.server_behind() as behind,
        running_litellm(Path(folder), behind) as base_url,
    ):
        print(f"gateway: {gateways.record(base_url, LITELLM_KEY)} responses")


def tell(server: str, outcomes: list[Any]) -> None:
    """Print how the scenarios of the kit ended."""
    for outcome in outcomes:
        print(f"kit/{server}: {outcome.result} {outcome.name} {outcome.detail}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if not has_ogx():
            raise SystemExit("ogx is not installed: run `nox -s record`")
        with running_ogx(Path(folder)) as base_url:
            record("ogx", base_url=base_url, api_key="none")
            tell("ogx", record_kit("ogx", base_url, "none"))
    record_litellm()
    with running_server(processing=Processing(0.6, ["broken*"])) as server:
        record("embedded", base_url=server.base_url, api_key="none")
    if os.environ.get("OPENAI_API_KEY"):
        record("openai", base_url="https://api.openai.com/v1")
    else:
        print("openai: not recorded, as OPENAI_API_KEY is not set")


if __name__ == "__main__":
    main()
