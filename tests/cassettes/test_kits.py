"""The kit of providers, replayed from what servers of others said, without a connection."""

from __future__ import annotations

import importlib.util
import json
import re
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from filewright.providers.kit import SCENARIOS

INTEROP = Path(__file__).parents[1] / "interop"


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, INTEROP / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules.setdefault(name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


kits = _load("kits")
SERVERS = ["litellm", "ogx"]


@pytest.fixture(autouse=True)
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError(f"a replay tried to connect to {arguments[-1]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("filewright.wire.blocking.time.sleep", lambda seconds: None)
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", "")


@pytest.mark.parametrize("server", SERVERS)
def test_a_recorded_server_passes_the_kit(server: str) -> None:
    outcomes, left = kits.replay(server)
    assert [outcome.name for outcome in outcomes] == list(SCENARIOS)
    assert [outcome for outcome in outcomes if outcome.result == "failed"] == []
    assert sum(outcome.result == "ok" for outcome in outcomes) >= 17
    assert left == 0


def test_what_was_not_recorded_fails_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (kits.FOLDER / "litellm.jsonl").read_text(encoding="utf-8").splitlines()
    changed = {**json.loads(lines[0]), "body": "0000000000000000"}
    (tmp_path / "litellm.jsonl").write_text("\n".join([json.dumps(changed), *lines[1:]]), encoding="utf-8")
    monkeypatch.setattr(kits, "FOLDER", tmp_path)
    outcomes, _ = kits.replay("litellm")
    assert outcomes[0].result == "failed"
    assert (
        "POST '/files' was not recorded here, where the recording has POST /files with the body" in outcomes[0].detail
    )


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.row(100)
def test_no_recording_of_the_kit_holds_a_secret(server: str) -> None:
    text = (kits.FOLDER / f"{server}.jsonl").read_text(encoding="utf-8")
    for secret in (r"(?i)authorization", r"(?i)api-key", r"(?i)cookie", r"sk-\w+", r"Bearer", r"127\.0\.0\.1", "/tmp/"):
        assert not re.search(secret, text), secret
    assert {name for line in text.splitlines() for name in json.loads(line)} == {"method", "target", "body", "response"}
