"""Shapes of a gateway, as LiteLLM's proxy gives them: ids, batches and results that are not those of the API."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import httpx
import pytest
from filewright.jobs import outcomes

from .conftest import End, Server, answered, requests


def managed(text: str) -> str:
    """An id of the gateway's own: what it knows of the object, encoded."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class Gateway(Server):
    """A server that gives results another id, drops metadata, and adds members that nobody asked for."""

    def end(self, batch, end):
        super().end(batch, end)
        if batch["output_file_id"]:
            own = managed(f"litellm_proxy:application/json;llm_output_file_id,{batch['output_file_id']};" * 3)
            self.files[own] = self.files.pop(batch["output_file_id"])
            batch["output_file_id"] = own
        batch |= {"metadata": None, "_hidden_params": {"model_id": "7"}, "usage": None, "errors": None}


def dumped(custom_id: str) -> dict:
    """A result as the gateway translates it from another service's."""
    message = {"role": "assistant", "content": "Fine.", "tool_calls": None, "function_call": None}
    body = {
        "id": "chatcmpl-1",
        "created": 1800000000,
        "model": "gemini-2.5-flash",
        "object": "chat.completion",
        "system_fingerprint": None,
        "choices": [{"finish_reason": "stop", "index": 0, "message": message}],
        "usage": {
            "completion_tokens": 2,
            "prompt_tokens": 3,
            "total_tokens": 5,
            "completion_tokens_details": {"text_tokens": 2, "reasoning_tokens": None},
            "prompt_tokens_details": None,
        },
        "vertex_ai_grounding_metadata": [],
    }
    response = {"status_code": 200, "request_id": "", "body": body}
    return {"id": "batch_req_1", "custom_id": custom_id, "response": response, "error": None}


def refused_by(custom_id: str, code: str) -> dict:
    return {"id": "batch_req_2", "custom_id": custom_id, "response": None, "error": {"code": code, "message": "No."}}


UNTRANSLATED = {
    "request": {"contents": [], "labels": {"litellm_custom_id": "id-1"}},
    "status": "",
    "response": {"candidates": [], "modelVersion": "gemini-2.5-flash"},
    "processed_time": "2026-04-13T10:18:18.102004+00:00",
}

SHAPES = {
    "translated": ([dumped(f"id-{number}") for number in range(3)], ["ok"] * 3),
    "refused, in the output": (
        [dumped("id-0"), refused_by("id-1", "vertex_ai_error"), refused_by("id-2", "transformation_error")],
        ["ok", "http_error", "http_error"],
    ),
    "left as the other service says it": ([UNTRANSLATED] * 3, ["missing"] * 3),
    "ids in lower case": ([dumped("id-0"), dumped("unknown"), dumped("ID_1")], ["ok", "missing", "missing"]),
    "no status": (
        [
            {"custom_id": "id-0", "response": {"status_code": 0, "body": None, "error": "timeout"}},
            {"custom_id": "id-1", "response": {"status_code": 500, "body": {"error": "timeout"}}},
            {"custom_id": "id-2", "error": "timeout"},
        ],
        ["http_error"] * 3,
    ),
    "a status as text": (
        [{**answered({"custom_id": "id-0"}, status="200")}, dumped("id-1")],
        ["http_error", "ok", "missing"],
    ),
}


@pytest.mark.parametrize("fast", [True, False])
def test_bodies_that_are_the_text_of_an_object_are_read(fast, monkeypatch):
    if not fast:
        monkeypatch.setattr(outcomes, "fast_module", lambda: None)
    server = Gateway()
    lines = [dumped(f"id-{number}") for number in range(2)]
    odd = [json.dumps({"error": {"code": "x"}}), 'no "body":"object"']
    for line, body in zip(lines, [json.dumps(lines[0]["response"]["body"]), *odd], strict=False):
        line["response"]["body"] = body
    lines.append({**dumped("id-2"), "response": {"status_code": 200, "body": odd[1]}})
    server.script = lambda *_: End([b"\n".join(json.dumps(each).encode() for each in lines)])
    report = run(server)
    assert statuses() == ["ok", "http_error", "ok"]
    assert report.usage == {"gemini-2.5-flash": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}
    rows = [json.loads(line)["response"]["body"] for line in Path("out.jsonl").read_text().splitlines()]
    assert rows == [dumped("id-0")["response"]["body"], {"error": {"code": "x"}}, odd[1]]


def run(server, **options):
    with server.client() as client:
        return client.batches.run(requests(3), output="out.jsonl", poll_interval=0, **options)


def statuses():
    return [json.loads(line)["status"] for line in Path("out.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("name", SHAPES)
def test_results_of_a_gateway_are_told_apart(name):
    lines, expected = SHAPES[name]
    server = Gateway()
    server.script = lambda *_: End([b"\n".join(json.dumps(each).encode() for each in lines)])
    report = run(server)
    assert statuses() == expected
    if name.startswith("left"):
        assert report.unattributed == 3
    if name.startswith("ids"):
        assert report.strays == 2
    if name == "translated":
        assert report.usage == {"gemini-2.5-flash": {"prompt_tokens": 9, "completion_tokens": 6, "total_tokens": 15}}


def test_a_job_goes_on_where_the_list_is_refused_or_forgets_metadata():
    server = Gateway()
    server.script = lambda given, _: End([dumped(each["custom_id"]) for each in given], looks=1)

    def refuse(request):
        if request.method == "GET" and request.url.path == "/v1/batches":
            error = {"message": "Filtering by 'provider' is not supported when using managed batches.", "code": "400"}
            return httpx.Response(400, json={"error": error})
        return None

    server.before = refuse
    assert run(server, max_lines=1).ok == 3
