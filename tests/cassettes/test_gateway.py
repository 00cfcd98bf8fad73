"""Batch jobs with what LiteLLM's proxy was recorded to respond: results, an error, and refusals."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import OpenAI, errors

FOLDER = Path(__file__).parents[2] / "cassettes"


@pytest.fixture
def said() -> dict[str, httpx.Response]:
    recorded = map(json.loads, (FOLDER / "gateway.jsonl").read_text(encoding="utf-8").splitlines())
    return {
        each["name"]: httpx.Response(each["status"], headers={"content-type": each["type"]}, text=each["text"])
        for each in recorded
    }


def client_of(said: dict[str, httpx.Response]) -> OpenAI:
    batch = said["retrieve"].json()
    paths = {
        f"GET /v1/batches/{batch['id']}": "retrieve",
        f"GET /v1/files/{batch['output_file_id']}/content": "output",
        f"GET /v1/files/{batch['error_file_id']}/content": "errors",
        "GET /v1/batches": "list",
        "GET /v1/batches/batch_none": "missing batch",
        "POST /v1/batches": "bad create",
        f"POST /v1/batches/{batch['id']}/cancel": "cancel ended",
        "GET /v1/files/file-none/content": "missing file",
    }

    def handle(request: httpx.Request) -> httpx.Response:
        found = said[paths[f"{request.method} {request.url.path}"]]
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    http = httpx.Client(transport=httpx.MockTransport(handle))
    return OpenAI(base_url="https://gateway.invalid/v1", api_key="sk-test", http_client=http, max_retries=0)


def test_its_results_are_joined(said: dict[str, httpx.Response], tmp_path: Path) -> None:
    body: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    line = {"method": "POST", "url": "/v1/chat/completions", "body": body}
    inputs, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    inputs.write_text("".join(json.dumps({"custom_id": f"id-{number}", **line}) + "\n" for number in range(4)))
    batch_id = said["retrieve"].json()["id"]
    with client_of(said) as client:
        report = client.batches.collect([batch_id], inputs, output)
        assert [batch.id for batch in client.batches.list()] == [batch_id]
    assert {name: count for name, count in report.counts.items() if count} == {"ok": 2, "http_error": 1, "missing": 1}
    rows = [json.loads(row) for row in output.read_text().splitlines()]
    assert [row["status"] for row in rows] == ["ok", "http_error", "missing", "ok"]
    assert rows[1]["response"]["body"]["error"]["code"] == "told_to_fail"


def test_its_refusals_are_errors_of_their_status(said: dict[str, httpx.Response]) -> None:
    batch_id = said["retrieve"].json()["id"]
    with client_of(said) as client:
        with pytest.raises(errors.NotFoundError, match="No such File object"):
            client.files.content("file-none")
        for call in (
            lambda: client.batches.retrieve("batch_none"),
            lambda: client.batches.cancel(batch_id),
            lambda: client.batches.create(input_file_id="file-none", endpoint="/v1/chat/completions"),
        ):
            with pytest.raises(errors.APIError):
                call()


@pytest.mark.row(100)
def test_its_recording_holds_no_secret(said: dict[str, httpx.Response]) -> None:
    text = (FOLDER / "gateway.jsonl").read_text(encoding="utf-8")
    for secret in (
        r"(?i)authorization",
        r"(?i)api[_-]?key",
        r"(?i)cookie",
        r"sk-\w+",
        r"Bearer",
        r"127\.0\.0\.1",
        "/tmp/",
    ):
        assert not re.search(secret, text), secret
    assert len(said) == 9
