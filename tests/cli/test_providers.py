"""The command with providers and profiles."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("typer", reason="the command needs the extra `cli`")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")

COMMAND = [sys.executable, "-m", "filewright.cli"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "FILEWRIGHT"))}
    return {**kept, "FILEWRIGHT_CONFIG": str(tmp_path / "config" / "config.toml"), "FILEWRIGHT_PLUGINS": ""}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path, forks: Any) -> Any:
    def run(*arguments: str, code: int = 0, **more: str) -> str:
        result = forks.run(arguments, cwd=tmp_path, env={**environment, **more})
        assert result.returncode == code, result.stderr
        told: bytes = result.stdout if code == 0 else result.stderr
        return told.decode()

    return run


def test_providers_are_listed_without_a_key(run: Any) -> None:
    lines = run("providers").splitlines()
    assert len(lines) >= 23
    assert any(line.startswith("mistral ") for line in lines)
    found = {each["name"]: each for each in map(json.loads, run("providers", "--json").splitlines())}
    assert found["groq"]["purposes"]["batch"]["max_bytes"] == 100 << 20
    assert "uploads" in found["groq"]["lacks"]
    assert found["anthropic"]["purposes"]["user_data"]["max_bytes"] == 500 << 20, "the limit of all purposes"
    assert len(found) == len(lines)


def test_a_provider_is_tried_while_it_is_played(run: Any) -> None:
    told = run("check-provider", "--provider", "together", "--played", "--json")
    outcomes = [json.loads(line) for line in told.splitlines()]
    assert len(outcomes) == 20
    assert {each["result"] for each in outcomes} <= {"ok", "skipped"}
    assert "No provider was given" in run("check-provider", "--played", "--base-url", "http://127.0.0.1:1", code=2)


def test_a_provider_is_tried_against_a_recorded_server(run: Any, tmp_path: Path) -> None:
    cassette = Path(__file__).parents[2] / "cassettes" / "kit" / "litellm.jsonl"
    told = run("check-provider", "--provider", "litellm", "--recorded", str(cassette), "--json")
    outcomes = [json.loads(line) for line in told.splitlines()]
    assert len(outcomes) == 20
    assert {each["result"] for each in outcomes} <= {"ok", "skipped"}
    both = ("--played", "--recorded", str(cassette))
    assert "Pass one of --played, --record and --recorded" in run("check-provider", *both, code=2)
    missing = run("check-provider", "--provider", "litellm", "--recorded", str(tmp_path / "none"), code=2)
    assert "Cannot read" in missing


def test_the_server_plays_a_provider(run: Any, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")
    command = [*COMMAND, "serve", "--as", "mistral", "--port", "0", "--dir", str(tmp_path / "store")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = re.findall(r"http://\S+", server.stdout.readline())[0]
            server.stdout.readline()
            assert server.stdout.readline().strip() == "export FILEWRIGHT_PROVIDER=mistral"
            by_environment = {"OPENAI_BASE_URL": url, "FILEWRIGHT_PROVIDER": "mistral"}
            made = json.loads(run("files", "create", "a.jsonl", "-p", "ocr", "--json", **by_environment))
            assert (made["bytes"], made["purpose"]) == (3, "ocr")
            assert "takes no --expires-after" in run(
                "files", "create", "a.jsonl", "-p", "ocr", "--expires-after", "1d", code=2, **by_environment
            )
            run("config", "set", "mine", "--provider", "mistral", "--base-url", url)
            listed = run("files", "list", "--json", "--profile", "mine")
            assert json.loads(listed)["id"] == made["id"]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
    assert "Unknown provider 'mistrial'" in run("serve", "--as", "mistrial", code=2)


def test_profiles_name_the_variable_of_a_key_and_never_hold_one(run: Any, environment: dict[str, str]) -> None:
    assert run("config", "list") == ""
    run("config", "set", "work", "--provider", "groq", "--key-variable", "WORK_KEY")
    run("config", "set", 'odd "name"', "--base-url", "http://127.0.0.1:9/v1")
    assert [json.loads(line) for line in run("config", "list", "--json").splitlines()] == [
        {"name": 'odd "name"', "base_url": "http://127.0.0.1:9/v1"},
        {"name": "work", "provider": "groq", "key_variable": "WORK_KEY"},
    ]
    assert run("config", "path").strip() == environment["FILEWRIGHT_CONFIG"]
    assert "from WORK_KEY, which is not set" in run("files", "list", "--profile", "work", code=2)
    assert "did you mean 'groq'?" in run("config", "set", "bad", "--provider", "gorq", code=2)
    refused = run("config", "set", "bad", "--key-variable", "sk-abc-123", code=2)
    assert "Do not write the key itself" in refused
    assert "sk-abc-123" not in refused
    run("config", "delete", "work")
    assert "Unknown profile 'work'" in run("files", "list", code=2, FILEWRIGHT_PROFILE="work")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[profiles", "cannot be read"),
        ("profiles = 3", "no tables"),
        ("[profiles.a]\napi_key = 'sk-abc-123'", "'a' has 'api_key', which is not a field of profiles"),
        ("[profiles.a]\nprovider = 3", "provider of the profile 'a' is 3; write text"),
        ("[profiles]\na = 3", "'a' is not a table"),
    ],
)
def test_a_file_that_is_wrong_is_told(content: str, told: str, run: Any, environment: dict[str, str]) -> None:
    path = Path(environment["FILEWRIGHT_CONFIG"])
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    error = run("files", "list", "--profile", "a", code=2)
    assert told in error
    assert "sk-abc-123" not in error
