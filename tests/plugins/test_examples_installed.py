"""The example packages, installed as a person would, are found by their entry points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ["acme", "audit-log", "gateway", "opentelemetry"]

SCRIPT = """
import json, sys
import httpx
from filewright import OpenAI

def respond(request):
    seen.append([str(request.url), request.headers.get("api-key"), request.headers.get("authorization")])
    return httpx.Response(200, json={"object": "list", "data": [], "has_more": False})

seen = []
with httpx.Client(transport=httpx.MockTransport(respond)) as http:
    client = OpenAI(http_client=http, block=json.loads(sys.argv[1]))
    client.files.list()
print(json.dumps({"plugins": client.plugins, "seen": seen, "modules": sorted(sys.modules)}))
"""


def run(site: Path, *block: str, **environment: str) -> dict[str, Any]:
    """What a process says that has the examples on its path and nothing else told."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("FILEWRIGHT", "OPENAI"))}
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    told = {"PYTHONPATH": path, "OPENAI_API_KEY": "sk-canary-0123456789abcdef", **environment}
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(block)],
        env={**inherited, **told},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def site(examples_site: Path) -> Path:
    pytest.importorskip("opentelemetry", reason="one of them is a plugin for it")
    return examples_site


def test_all_are_found_and_do_nothing_before_they_are_told_to(site: Path) -> None:
    found = run(site, OPENAI_BASE_URL="https://files.test/v1")
    strangers = [info for info in found["plugins"] if info[1] != "built-in"]
    assert [info[:3] for info in strangers] == [[name, f"filewright-{name}", "0.1.0"] for name in NAMES]
    assert found["seen"] == [["https://files.test/v1/files", None, "Bearer sk-canary-0123456789abcdef"]]


def test_they_are_configured_by_the_environment(site: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls.jsonl"
    url = "https://gateway.test/openai"
    found = run(
        site,
        OPENAI_BASE_URL=url,
        FILEWRIGHT_GATEWAY_URL=url,
        FILEWRIGHT_GATEWAY_API_VERSION="2025-01-01",
        FILEWRIGHT_AUDIT_LOG=str(log),
    )
    assert found["seen"] == [[f"{url}/files?api-version=2025-01-01", "sk-canary-0123456789abcdef", None]]
    assert json.loads(log.read_text())["operation"] == "list_files"


@pytest.mark.parametrize("name", NAMES)
def test_a_blocked_one_is_never_imported(name: str, site: Path) -> None:
    found = run(site, name, OPENAI_BASE_URL="https://files.test/v1")
    module = f"filewright_{name.replace('-', '_')}"
    assert name not in [info[0] for info in found["plugins"]]
    assert module not in found["modules"]
    assert all(f"filewright_{other.replace('-', '_')}" in found["modules"] for other in NAMES if other != name)


def test_they_are_typed_and_have_what_a_package_has() -> None:
    packages = sorted((ROOT / "examples" / "plugins").iterdir())
    assert [package.name for package in packages] == [f"filewright-{name}" for name in NAMES]
    for package in packages:
        assert (package / "README.md").exists()
        assert (package / "src" / package.name.replace("-", "_") / "py.typed").exists()
