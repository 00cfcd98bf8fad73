"""The responses of LiteLLM's proxy to the calls of a batch job, recorded for tests/cassettes/test_gateway.py.

The batch has four made-up requests: id-1 fails, and id-2 is in neither file of results.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from filewright.embedded import BatchTrials, Processing, running_server

PATH = Path(__file__).parents[2] / "cassettes" / "gateway.jsonl"
_BODY = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
_LINE = {"method": "POST", "url": "/v1/chat/completions", "body": _BODY}
REQUESTS = "".join(json.dumps({"custom_id": f"id-{number}", **_LINE}) + "\n" for number in range(4))
_ENDED = ("completed", "failed", "expired", "cancelled")
_SECONDS = 60


@contextmanager
def server_behind() -> Iterator[str]:
    """The base URL of a server with the outcomes of these requests."""
    with running_server(processing=Processing(0, ["id-1"]), batches=BatchTrials(missing=["id-2"])) as server:
        yield server.base_url


def record(base_url: str, key: str) -> int:
    """Keep what the gateway responds, instead of what was recorded before; the number of responses."""
    lines = [
        json.dumps(
            {
                "name": name,
                "status": response.status_code,
                "type": response.headers["content-type"],
                "text": response.text,
            }
        )
        for name, response in _responses(base_url, key)
    ]
    text = "\n".join(lines) + "\n"
    if key in text:
        raise RuntimeError("The gateway repeats the key in a response; nothing was recorded.")
    PATH.write_text(text, encoding="utf-8")
    return len(lines)


def _responses(base_url: str, key: str) -> Iterator[tuple[str, httpx.Response]]:
    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=base_url, headers=headers, trust_env=False, timeout=_SECONDS) as http:
        sent = {"file": ("in.jsonl", REQUESTS.encode(), "application/jsonl")}
        file = http.post("/files", files=sent, data={"purpose": "batch"}).raise_for_status().json()
        wanted = {"endpoint": "/v1/chat/completions", "completion_window": "24h"}
        job = {"input_file_id": file["id"], **wanted, "metadata": {"filewright_job": "j"}}
        created = http.post("/batches", json=job)
        yield "create", created
        path = f"/batches/{created.raise_for_status().json()['id']}"
        ended = _ended(http, path)
        batch = ended.json()
        yield "retrieve", ended
        yield "list", http.get("/batches")
        yield "output", http.get(f"/files/{batch['output_file_id']}/content")
        yield "errors", http.get(f"/files/{batch['error_file_id']}/content")
        yield "missing batch", http.get("/batches/batch_none")
        yield "missing file", http.get("/files/file-none/content")
        yield "bad create", http.post("/batches", json={"input_file_id": "file-none", **wanted})
        yield "cancel ended", http.post(f"{path}/cancel")


def _ended(http: httpx.Client, path: str) -> httpx.Response:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        response = http.get(path).raise_for_status()
        if response.json()["status"] in _ENDED:
            return response
        time.sleep(0.1)
    raise RuntimeError(f"The batch {path} did not end within {_SECONDS} s.")
