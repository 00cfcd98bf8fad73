"""What the logger `filewright` is told, and what not."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from filewright.builtin.logs import LOGGER

KEY = "sk-very-secret-key"


@pytest.fixture(autouse=True)
def level_as_before() -> Iterator[None]:
    before = LOGGER.level
    yield
    LOGGER.setLevel(before)


def test_each_attempt_is_told(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    api.responses = [(503, {}), (200, api.file)]
    with caplog.at_level("INFO", logger="filewright"):
        api.client(api_key=KEY).files.retrieve("file-1", extra_query={"signature": "hidden"})
    lines = [record.getMessage() for record in caplog.records if record.name == "filewright"]
    assert [line.split(": ")[-1][:3] for line in lines] == ["503", "200"]
    assert all("/files/file-1" in line for line in lines)
    assert "hidden" not in caplog.text


def test_headers_are_told_to_who_debugs_and_no_secret_is(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="filewright"):
        api.client(api_key=KEY).files.retrieve("file-1", extra_headers={"api-key": KEY, "x-plain": "shown"})
    assert "x-plain" in caplog.text
    assert "[masked]" in caplog.text
    assert KEY not in caplog.text


def test_nothing_is_told_unasked(api: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING"):
        api.client().files.retrieve("file-1")
    assert caplog.records == []


LEVELS = {"info": 20, "DEBUG": 10, "": 0, "loud": 0}
TURNING_ON = """
import logging, os, sys, filewright
for variable in ("FILEWRIGHT_LOG", "OPENAI_LOG"):
    for value in sys.argv[1:]:
        os.environ[variable] = value
        filewright.OpenAI(api_key="x", base_url="http://127.0.0.1:9/v1").close()
        print(logging.getLogger("filewright").level, bool(logging.getLogger().handlers))
        logging.getLogger("filewright").setLevel(logging.NOTSET)
        logging.getLogger().handlers.clear()
    del os.environ[variable]
"""


def test_the_environment_turns_it_on() -> None:
    environment = {name: text for name, text in os.environ.items() if not name.endswith("_LOG")}
    command = [sys.executable, "-c", TURNING_ON, *LEVELS]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [f"{level} {level > 0}" for level in LEVELS.values()] * 2


def test_a_level_that_was_chosen_in_code_stays(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_LOG", "debug")
    LOGGER.setLevel(logging.ERROR)
    api.client()
    assert LOGGER.level == logging.ERROR
