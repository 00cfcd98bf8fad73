"""Our client, live, against a server that we did not write."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from scenarios import ANY_SERVER, Scenario, perform
from servers import has_ogx, running_ogx

pytestmark = pytest.mark.skipif(not has_ogx(), reason="ogx is not installed: run `nox -s interop`")


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_ogx(tmp_path_factory.mktemp("ogx")) as base_url:
        yield base_url


@pytest.mark.parametrize("backend", [None, "asyncio", "trio"], ids=["sync", "asyncio", "trio"])
@pytest.mark.parametrize("scenario", ANY_SERVER.values(), ids=ANY_SERVER)
def test_a_scenario(scenario: Scenario, backend: str | None, base_url: str, tmp_path: Path) -> None:
    perform(scenario, tmp_path, backend, base_url=base_url, api_key="none")
