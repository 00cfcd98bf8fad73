"""The recordings, replayed by both clients, without a connection."""

from __future__ import annotations

import importlib.util
import re
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("vcr", reason="recordings are replayed by vcrpy")

INTEROP = Path(__file__).parents[1] / "interop"


def _load(name: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, INTEROP / f"{name}.py")
        assert spec
        assert spec.loader
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


scenarios = _load("scenarios")
cassettes = _load("cassettes")

RECORDINGS = sorted(path.relative_to(cassettes.FOLDER) for path in cassettes.FOLDER.glob("*/*.yaml"))


@pytest.fixture(autouse=True)
def no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError(f"a replay tried to connect to {arguments[-1]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    # What is recorded is not waited for again.
    monkeypatch.setattr("filewright.wire.blocking.time.sleep", lambda seconds: None)


def test_each_scenario_of_a_server_was_recorded() -> None:
    recorded = {str(path.with_suffix("")) for path in RECORDINGS}
    wanted = {f"{server}/{name}" for server, named in scenarios.SERVERS.items() for name in named}
    assert {name for name in wanted if not name.startswith("openai/")} <= recorded <= wanted


@pytest.mark.parametrize("backend", [None, "asyncio", "trio"], ids=["sync", "asyncio", "trio"])
@pytest.mark.parametrize("recording", RECORDINGS, ids=str)
def test_a_replay(recording: Path, backend: str | None, tmp_path: Path) -> None:
    scenario = scenarios.SERVERS[recording.parent.name][recording.stem]
    with cassettes.recorder("none").use_cassette(str(recording)) as cassette:
        scenarios.perform(scenario, tmp_path, backend, base_url="http://127.0.0.1:9/v1", api_key="none")
    assert cassette.all_played


@pytest.mark.row(102)
def test_a_call_that_no_recording_holds_fails_at_once(tmp_path: Path) -> None:
    from vcr.errors import CannotOverwriteExistingCassetteException

    def strange() -> Any:
        yield lambda do: do.files.retrieve("file-never-recorded")

    recording = cassettes.recorder("none").use_cassette("ogx/expiry.yaml")
    with recording, pytest.raises(CannotOverwriteExistingCassetteException):
        scenarios.perform(strange, tmp_path, base_url="http://127.0.0.1:9/v1", api_key="none")


def test_a_field_that_changes_is_noticed(tmp_path: Path) -> None:
    from vcr.errors import CannotOverwriteExistingCassetteException

    def other_purpose() -> Any:
        yield lambda do: do.files.create(file=("a.txt", b"x"), purpose="user_data", expires_after=7200)

    recording = cassettes.recorder("none").use_cassette("ogx/expiry.yaml")
    with recording, pytest.raises(CannotOverwriteExistingCassetteException):
        scenarios.perform(other_purpose, tmp_path, base_url="http://127.0.0.1:9/v1", api_key="none")


SECRETS = [
    r"(?i)authorization",
    r"(?i)api-key",
    r"(?i)cookie",
    r"(?i)openai-(organization|project)",
    r"sk-\w+",
    r"Bearer",
]


@pytest.mark.parametrize("recording", RECORDINGS, ids=str)
@pytest.mark.row(100)
def test_no_recording_holds_a_secret_or_a_content(recording: Path) -> None:
    text = (cassettes.FOLDER / recording).read_text(encoding="utf-8")
    for secret in SECRETS:
        assert not re.search(secret, text), secret
    for content in scenarios.CONTENTS.values():
        line = content.splitlines()[0].decode() if content.strip() else ""
        assert len(line) < 5 or line not in text
    assert "127.0.0.1" not in text
    assert str(Path.home()) not in text
    assert "/tmp/" not in text


@pytest.mark.row(100)
def test_the_scan_finds_what_it_looks_for() -> None:
    assert all(
        any(re.search(secret, sample) for secret in SECRETS)
        for sample in ("Authorization: x", "api-key", "Set-Cookie", "OpenAI-Organization", "sk-abc", "Bearer x")
    )
