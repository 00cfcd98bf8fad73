"""Record cassettes/ anew: `nox -s record`. Each scenario runs once, with the blocking client, against its server."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from filewright.embedded import Processing, running_server
from scenarios import SERVERS, perform
from servers import has_ogx, running_ogx

from cassettes import FOLDER, recorder


def record(server: str, **settings: Any) -> None:
    """Record the scenarios of a server, instead of what was recorded before."""
    shutil.rmtree(FOLDER / server, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, scenario in SERVERS[server].items():
            with recorder("all").use_cassette(f"{server}/{name}.yaml") as cassette:
                perform(scenario, Path(folder), **settings)
            print(f"{server}/{name}: {len(cassette)} exchanges")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if not has_ogx():
            raise SystemExit("ogx is not installed: run `nox -s record`")
        with running_ogx(Path(folder)) as base_url:
            record("ogx", base_url=base_url, api_key="none")
    with running_server(processing=Processing(0.6, ["broken*"])) as server:
        record("embedded", base_url=server.base_url, api_key="none")
    if os.environ.get("OPENAI_API_KEY"):
        record("openai", base_url="https://api.openai.com/v1")
    else:
        print("openai: not recorded, as OPENAI_API_KEY is not set")


if __name__ == "__main__":
    main()
