"""The official SDK's objects: in requests, in the lines of results, and in batches that it began."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filewright import OpenAI, errors, jsonl

from .conftest import End, requests

openai = pytest.importorskip("openai", reason="the official SDK (openai) is not installed")
pytest.importorskip("starlette", reason="the embedded server needs the extra `server`")
types = pytest.importorskip("openai.types")
chat = pytest.importorskip("openai.types.chat")
responses = pytest.importorskip("openai.types.responses")

# The official SDK leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
CHAT = chat.ChatCompletion.model_validate(
    {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Fine."}}],
        "usage": USAGE,
    }
)
RESPONSE = responses.Response.model_validate(
    {
        "id": "r",
        "object": "response",
        "created_at": 1,
        "model": "m",
        "output": [
            {
                "type": "message",
                "id": "o",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "Fine.", "annotations": []}],
            }
        ],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 3,
            "output_tokens": 2,
            "total_tokens": 5,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    }
)
EMBEDDING = types.CreateEmbeddingResponse.model_validate(
    {
        "object": "list",
        "model": "m",
        "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
        "usage": {"prompt_tokens": 3, "total_tokens": 3},
    }
)


@pytest.mark.parametrize("dump", ["model_dump_json", "to_json", "model_dump", "to_dict"])
@pytest.mark.parametrize("model", [CHAT, RESPONSE, EMBEDDING], ids=["chat", "response", "embedding"])
def test_results_that_are_written_with_its_models_are_read(server, model, dump):
    body = getattr(model, dump)()
    body = json.loads(body) if isinstance(body, str) else body

    def script(given, _):
        response = {"status_code": 200, "request_id": "r", "body": body}
        return End([{"id": "x", "custom_id": each["custom_id"], "response": response, "error": None} for each in given])

    server.script = script
    rows = []
    with server.client() as client:
        report = client.batches.run(requests(2), output="out.jsonl", poll_interval=0, on_result=rows.append)
    assert report.ok == 2
    assert report.usage["m"]["total_tokens"] == 2 * model.usage.total_tokens
    assert [row["text"] for row in rows] == [None if model is EMBEDDING else "Fine."] * 2
    for row in rows:
        assert type(model).model_validate(row["response"]["body"]).model_dump() == model.model_dump()


def test_requests_may_have_its_messages(server):
    history = [{"role": "user", "content": "Hello"}, chat.ChatCompletionMessage(role="assistant", content="Fine.")]
    request = jsonl.request("chat", model="m", messages=[*history, {"role": "user", "content": "More"}])
    with server.client() as client:
        assert client.batches.run([request], output="out.jsonl", poll_interval=0).ok == 1
    (sent,) = [content for name, content in server.files.values() if name.startswith("filewright-")]
    message = json.loads(sent)["body"]["messages"][1]
    assert message == {"role": "assistant", "content": "Fine."}


def test_batches_that_it_began_are_collected(files_server):
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in requests(4)))
    settings = {"base_url": files_server.base_url, "api_key": files_server.api_key}
    with openai.OpenAI(**settings) as sdk, open("in.jsonl", "rb") as content:
        file = sdk.files.create(file=content, purpose="batch")
        batch = sdk.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
    with OpenAI(**settings) as client:
        report = client.batches.collect(batch, "in.jsonl", "out.jsonl", poll_interval=0.01)
        assert report.ok == 4
        assert client.batches.collect([batch, batch.id], "in.jsonl", "again.jsonl").batches == report.batches
        with pytest.raises(errors.ConfigurationError, match="pass the ids of batches"):
            client.batches.collect([file.purpose, 5], "in.jsonl", "out.jsonl")
