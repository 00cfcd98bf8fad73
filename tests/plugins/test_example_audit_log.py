from __future__ import annotations

import json
import logging
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from filewright import APIConnectionError, ConfigurationError, NotFoundError, hookimpl


@pytest.fixture
def audit(installed_examples: Path, tmp_path: Path) -> Any:
    import filewright_audit_log  # type: ignore[import-not-found]

    class Audit:
        path = tmp_path / "calls.jsonl"
        plugin = filewright_audit_log.AuditLog(path)
        module = filewright_audit_log

        def records(self) -> list[dict[str, Any]]:
            return [json.loads(line) for line in self.path.read_text().splitlines()]

    return Audit()


def test_a_call_is_one_record(api: Any, audit: Any) -> None:
    api.responses = [
        (503, {}, {"x-request-id": "req-1"}),
        (200, api.page()),
        (200, api.file, {"x-request-id": "req-2"}),
    ]
    client = api.client(audit.plugin)
    client.files.create(file=("secret-name.txt", b"secret-content"), purpose="user_data")
    recovery, create = audit.records()
    assert recovery["operation"] == "list_files"
    begun = datetime.fromisoformat(create.pop("time"))
    assert datetime.now(UTC) - begun < timedelta(minutes=1)
    assert 0 < create.pop("duration_ms") < 60_000
    assert create == {
        "operation": "create_file",
        "purpose": "user_data",
        "bytes_sent": 14,
        "id": "file-1",
        "bytes": 5,
        "outcome": "ok",
        "status": 200,
        "attempts": 2,
        "request_id": "req-2",
    }
    assert "secret" not in audit.path.read_text()
    assert stat.S_IMODE(audit.path.stat().st_mode) == 0o600


def test_lists_contents_and_failures_have_what_there_is_of_them(api: Any, audit: Any) -> None:
    client = api.client(audit.plugin, max_retries=0)
    api.responses = [(200, api.page("a", "b"))]
    client.files.list()
    api.responses = [(200, b"content")]
    client.files.content("file-7").read()
    api.responses = [(404, {"error": {"message": "no such file", "code": "not_found"}}, {"x-request-id": "req-3"})]
    with pytest.raises(NotFoundError):
        client.files.retrieve("file-8")
    api.responses = [httpx.ConnectError("refused")]
    with pytest.raises(APIConnectionError, match="could not be reached"):
        client.files.retrieve("file-9")
    with pytest.raises(ConfigurationError):
        client.files.retrieve("")

    kept = [{k: v for k, v in r.items() if k not in {"time", "duration_ms"}} for r in audit.records()]
    assert kept == [
        {"operation": "list_files", "items": 2, "outcome": "ok", "status": 200, "attempts": 1},
        {"operation": "download_file", "file_id": "file-7", "bytes": 7, "outcome": "ok", "status": 200, "attempts": 1},
        {
            "operation": "retrieve_file",
            "file_id": "file-8",
            "outcome": "NotFoundError",
            "status": 404,
            "code": "not_found",
            "attempts": 1,
            "request_id": "req-3",
        },
        {"operation": "retrieve_file", "file_id": "file-9", "outcome": "APIConnectionError", "attempts": 1},
        {"operation": "retrieve_file", "file_id": "", "outcome": "ArgumentsError", "attempts": 0},
    ]


def test_a_record_is_of_the_last_attempt(api: Any, audit: Any) -> None:
    api.responses = [(503, {}, {"x-request-id": "req-1"}), httpx.ConnectError("refused")]
    with pytest.raises(APIConnectionError):
        api.client(audit.plugin, max_retries=1).files.retrieve("file-1")
    (record,) = audit.records()
    assert record["attempts"] == 2
    assert not {"status", "request_id"} & set(record)


def test_no_key_is_written_whoever_says_it(api: Any, audit: Any) -> None:
    api.responses = [(200, {**api.file, "id": f"echo-{api.key}"}, {"x-request-id": api.key})]
    api.client(audit.plugin).files.retrieve(api.key)
    assert api.key not in audit.path.read_text()
    assert audit.records()[0]["id"] == "echo-[masked]"


def test_what_a_server_says_cannot_break_a_line_or_fill_the_disk(api: Any, audit: Any) -> None:
    api.responses = [(200, {**api.file, "id": "a\nb" + "x" * 100_000})]
    api.client(audit.plugin).files.retrieve("file-1")
    assert len(audit.path.read_bytes()) < 1000
    assert audit.records()[0]["id"].startswith("a\nb")


def test_a_cancelled_call_is_written(api: Any, audit: Any) -> None:
    scopes: list[anyio.CancelScope] = []

    async def hang(request: httpx.Request) -> httpx.Response:
        scopes[0].cancel()
        await anyio.sleep_forever()
        raise AssertionError

    async def cancelled() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(hang)) as http:
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await api.async_client(audit.plugin, http_client=http).files.retrieve("file-1")

    anyio.run(cancelled)
    (record,) = audit.records()
    assert (record["outcome"], record["attempts"]) == ("cancelled", 1)


def test_a_call_that_another_plugin_refuses_is_written(api: Any, audit: Any) -> None:
    class Refuse:
        @hookimpl
        def before_call_encoded(self) -> None:
            raise ConfigurationError("not on Sundays")

    with pytest.raises(ConfigurationError):
        api.client(audit.plugin, Refuse()).files.list()
    assert audit.records()[0]["outcome"] == "ConfigurationError"


def test_threads_share_a_file(api: Any, audit: Any) -> None:
    client = api.client(audit.plugin)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: client.files.retrieve(f"file-{n}"), range(200)))
    assert sorted(record["file_id"] for record in audit.records()) == sorted(f"file-{n}" for n in range(200))


def test_the_file_may_be_rotated(api: Any, audit: Any) -> None:
    client = api.client(audit.plugin)
    client.files.retrieve("file-1")
    audit.path.rename(audit.path.with_suffix(".1"))
    client.files.retrieve("file-2")
    assert [record["file_id"] for record in audit.records()] == ["file-2"]


def test_a_record_that_cannot_be_written_is_logged_and_the_call_goes_on(
    api: Any, audit: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plugin = audit.module.AuditLog(tmp_path / "no" / "such" / "folder.jsonl")
    with caplog.at_level(logging.ERROR, "filewright_audit_log"):
        assert api.client(plugin).files.retrieve("file-1").id == "file-1"
    assert "No such file or directory" in caplog.text
    assert '"file_id": "file-1"' in caplog.text


def test_the_environment_names_the_file_and_without_it_nothing_is_written(
    api: Any, audit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    api.client(audit.module.AuditLog()).files.retrieve("file-1")
    assert list(tmp_path.glob("*.jsonl")) == []
    monkeypatch.setenv("FILEWRIGHT_AUDIT_LOG", "told.jsonl")
    api.client(audit.module.AuditLog()).files.retrieve("file-1")
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["told.jsonl"]
    assert "filewright_audit_log" in sys.modules
