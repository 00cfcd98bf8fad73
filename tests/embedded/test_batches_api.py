"""The four operations on batches, called without a server between."""

from __future__ import annotations

import json
from typing import Any

import pytest
from filewright.embedded import Service, Store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CREATED = 1_700_000_000
ENDPOINT = "/v1/chat/completions"


def line(custom_id: Any = "a", **more: Any) -> bytes:
    request = {
        "custom_id": custom_id,
        "method": "POST",
        "url": ENDPOINT,
        "body": {"model": "m", "n": custom_id},
        **more,
    }
    return json.dumps(request).encode() + b"\n"


def begin(api: Any, content: bytes = line(), **more: Any) -> Any:
    """A batch of a file with this content."""
    file = api.create(content, "requests.jsonl", "batch")
    body = {"input_file_id": file["id"], "endpoint": ENDPOINT, "completion_window": "24h", **more}
    reply = api("POST", "/v1/batches", json=body)
    assert reply.status == 200, reply
    return reply.json


def look(api: Any, batch: Any) -> Any:
    reply = api("GET", f"/v1/batches/{batch['id']}")
    assert reply.status == 200, reply
    return reply.json


def answers(api: Any, file_id: str) -> list[Any]:
    return [json.loads(each) for each in api("GET", f"/v1/files/{file_id}/content").content.splitlines()]


def test_each_request_is_answered_with_its_body(api, on_disk):
    made = begin(api, line("a") + b"\n" + line("b"), metadata={"team": "data"})
    assert made == {
        "object": "batch",
        "id": made["id"],
        "endpoint": ENDPOINT,
        "input_file_id": made["input_file_id"],
        "completion_window": "24h",
        "status": "validating",
        "errors": None,
        "output_file_id": None,
        "error_file_id": None,
        "created_at": CREATED,
        "in_progress_at": None,
        "expires_at": CREATED + 86_400,
        "finalizing_at": None,
        "completed_at": None,
        "failed_at": None,
        "expired_at": None,
        "cancelling_at": None,
        "cancelled_at": None,
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "metadata": {"team": "data"},
    }
    done = look(api, made)
    assert (done["status"], done["completed_at"], done["error_file_id"]) == ("completed", CREATED, None)
    assert done["request_counts"] == {"total": 2, "completed": 2, "failed": 0}
    assert look(api, made) == done
    output = api("GET", f"/v1/files/{done['output_file_id']}").json
    assert (output["purpose"], output["filename"]) == ("batch_output", f"{made['id']}_output.jsonl")
    found = answers(api, done["output_file_id"])
    assert [(each["custom_id"], each["error"]) for each in found] == [("a", None), ("b", None)]
    assert [each["response"]["body"] for each in found] == [{"model": "m", "n": "a"}, {"model": "m", "n": "b"}]
    assert {each["response"]["status_code"] for each in found} == {200}
    assert len(on_disk()) == 2  # the requests and the responses, nothing else


def test_a_batch_takes_as_long_as_a_file(api, processing, clock):
    processing.seconds = 10
    made = begin(api)
    assert look(api, made)["status"] == "in_progress"
    clock.advance(9)
    assert look(api, made)["status"] == "in_progress"
    clock.advance(100)
    done = look(api, made)
    assert (done["status"], done["completed_at"]) == ("completed", CREATED + 10)


def test_a_batch_that_takes_longer_than_its_window_expires(api, processing, clock):
    processing.seconds = 100_000
    made = begin(api)
    clock.advance(86_400)
    done = look(api, made)
    assert (done["status"], done["expired_at"], done["output_file_id"]) == ("expired", CREATED + 86_400, None)


def test_a_request_that_is_to_fail_goes_into_the_other_file(api, processing):
    processing.fail = ["bad-*"]
    done = look(api, begin(api, line("a") + line("bad-1") + line("b")))
    assert (done["status"], done["request_counts"]) == ("completed", {"total": 3, "completed": 2, "failed": 1})
    assert [each["custom_id"] for each in answers(api, done["output_file_id"])] == ["a", "b"]
    (failed,) = answers(api, done["error_file_id"])
    assert (failed["custom_id"], failed["response"]["status_code"]) == ("bad-1", 500)
    assert failed["response"]["body"]["error"]["code"] == "told_to_fail"


def test_where_all_fail_there_is_no_output(api, processing):
    processing.fail = ["a"]
    done = look(api, begin(api))
    assert (done["output_file_id"], done["request_counts"]["failed"]) == (None, 1)


def test_a_batch_fails_where_its_file_does(api, processing):
    processing.fail = ["requests.jsonl"]
    done = look(api, begin(api))
    assert (done["status"], done["failed_at"]) == ("failed", CREATED)
    (error,) = done["errors"]["data"]
    assert error["code"] == "invalid_input_file"
    assert "requests.jsonl" in error["message"]


FAULTS: dict[str, tuple[bytes, str, str | None, int | None]] = {
    "no JSON": (line() + b"{", "invalid_json_line", None, 2),
    "no UTF-8": (b'"\xff"', "invalid_json_line", None, 1),
    "NaN": (b'{"custom_id": NaN}', "invalid_json_line", None, 1),
    "nested": (b"[" * 100_000, "invalid_json_line", None, 1),
    "no object": (b"[]", "invalid_request", None, 1),
    "no id": (b"{}", "missing_required_parameter", "custom_id", 1),
    "a number for an id": (line(5), "missing_required_parameter", "custom_id", 1),
    "a list for an id": (line([]), "missing_required_parameter", "custom_id", 1),
    "an id twice": (line() + b"\n\n" + line(), "duplicate_custom_id", "custom_id", 4),
    "another method": (line(method="GET"), "invalid_method", "method", 1),
    "another url": (line(url="/v1/embeddings"), "mismatched_url", "url", 1),
    "no body": (line(body=None), "missing_required_parameter", "body", 1),
    "nothing": (b"", "empty_file", None, None),
    "only empty lines": (b"\n \n", "empty_file", None, None),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_wrong_with_a_request_fails_the_batch(api, on_disk, case):
    content, code, param, number = FAULTS[case]
    made = begin(api, content)
    done = look(api, made)
    assert (done["status"], done["output_file_id"]) == ("failed", None)
    (error,) = done["errors"]["data"]
    assert (error["code"], error["param"], error["line"]) == (code, param, number)
    assert on_disk() == [f"blobs/{made['input_file_id']}"]


@given(
    st.lists(
        st.binary(max_size=40)
        | st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(st.characters(), max_size=5) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["custom_id", "method", "url", "body", "x"]), inner, max_size=5)
            ),
        ).map(lambda value: json.dumps(value).encode())
        | st.builds(
            line, st.text(st.characters(), max_size=3), body=st.dictionaries(st.text(), st.floats(), max_size=2)
        ),
        max_size=6,
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_file_the_batch_ends(api, lines):
    content = b"\n".join(lines)
    done = look(api, begin(api, content))
    if done["status"] == "failed":
        assert done["errors"]["data"]
        return
    sent = [json.loads(each) for each in content.split(b"\n") if each.strip()]
    got = answers(api, done["output_file_id"])
    assert [each["custom_id"] for each in got] == [each["custom_id"] for each in sent]
    assert [each["response"]["body"] for each in got] == [each["body"] for each in sent]


def test_only_so_many_faults_are_told(api):
    done = look(api, begin(api, b"[]\n" * 500))
    assert len(done["errors"]["data"]) == 100
    assert done["errors"]["data"][-1]["line"] == 100


def test_too_many_requests(api, monkeypatch):
    monkeypatch.setattr("filewright.embedded.api.batch_responses.BATCH_REQUESTS", type("Limit", (), {"value": 2}))
    assert look(api, begin(api, line("a") + line("b")))["status"] == "completed"
    done = look(api, begin(api, line("a") + line("b") + line("c")))
    assert [error["code"] for error in done["errors"]["data"]] == ["too_many_requests"]


def test_a_line_that_is_too_long_is_one_fault(api, monkeypatch):
    monkeypatch.setattr("filewright.embedded.api.batch_responses.BATCH_LINE_BYTES", type("Limit", (), {"value": 200}))
    done = look(api, begin(api, line("a") + line("b" * 1000) + b"[]\n"))
    assert [(e["code"], e["line"]) for e in done["errors"]["data"]] == [("line_too_long", 2), ("invalid_request", 3)]


def test_a_file_that_is_too_large(api, monkeypatch):
    monkeypatch.setattr("filewright.embedded.api.batches.BATCH_INPUT_BYTES", type("Limit", (), {"value": 10}))
    assert [error["code"] for error in look(api, begin(api))["errors"]["data"]] == ["file_too_large"]


def test_a_file_that_is_deleted_meanwhile(api, processing):
    processing.seconds = 10
    made = begin(api)
    api("DELETE", f"/v1/files/{made['input_file_id']}")
    assert look(api, made)["errors"]["data"][0]["code"] == "file_not_found"


def test_a_batch_is_cancelled_once(api, processing, clock):
    processing.seconds = 10
    made = begin(api)
    clock.advance(3)
    cancelled = api("POST", f"/v1/batches/{made['id']}/cancel").json
    assert (cancelled["status"], cancelled["cancelled_at"], cancelled["cancelling_at"]) == (
        "cancelled",
        CREATED + 3,
        CREATED + 3,
    )
    clock.advance(10)
    assert look(api, made) == cancelled
    assert api("POST", f"/v1/batches/{made['id']}/cancel").json == cancelled


def test_a_batch_that_is_done_cannot_be_cancelled(api):
    made = begin(api)
    reply = api("POST", f"/v1/batches/{made['id']}/cancel")
    assert (reply.status, reply.error["code"]) == (400, "batch_not_in_progress")
    assert "completed" in reply.error["message"]


def test_a_batch_that_two_carry_out_at_once_has_one_output(api, store, on_disk, monkeypatch):
    made = begin(api)
    incoming = store.incoming
    looks: list[Any] = []

    def look_once_more():
        if not looks:
            looks.append(None)
            looks[0] = look(api, made)
        return incoming()

    monkeypatch.setattr(store, "incoming", look_once_more)
    assert look(api, made) == looks[0]
    assert len(on_disk()) == 2
    assert len(api("GET", "/v1/files").json["data"]) == 2


def test_the_answers_last_as_long_as_was_asked_for(api):
    made = begin(api, output_expires_after={"anchor": "created_at", "seconds": 7200})
    output = api("GET", f"/v1/files/{look(api, made)['output_file_id']}").json
    assert output["expires_at"] == CREATED + 7200


def test_pages_of_batches(api, clock):
    made = []
    for _ in range(5):
        made.append(begin(api)["id"])
        clock.advance(1)
    first = api("GET", "/v1/batches?limit=2").json
    assert [each["id"] for each in first["data"]] == made[:2:-1]
    assert {each["status"] for each in first["data"]} == {"completed"}
    assert (first["has_more"], first["first_id"], first["last_id"]) == (True, made[4], made[3])
    rest = api("GET", f"/v1/batches?after={made[3]}").json
    assert [each["id"] for each in rest["data"]] == made[2::-1]
    assert rest["has_more"] is False
    assert api("GET", "/v1/batches?after=batch_none").error["param"] == "after"
    assert api("GET", "/v1/batches?limit=101").error["param"] == "limit"


REFUSALS: dict[str, tuple[dict[str, Any], int, str]] = {
    "no file": ({"input_file_id": None}, 400, "input_file_id"),
    "a file that is not there": ({"input_file_id": "file-none"}, 404, "input_file_id"),
    "half a surrogate pair": ({"input_file_id": "\ud800"}, 404, "input_file_id"),
    "another endpoint": ({"endpoint": "/v1/files"}, 400, "endpoint"),
    "another window": ({"completion_window": "1h"}, 400, "completion_window"),
    "metadata of numbers": ({"metadata": {"a": 1}}, 400, "metadata"),
    "metadata that is no object": ({"metadata": []}, 400, "metadata"),
    "too much metadata": ({"metadata": {str(n): "" for n in range(17)}}, 400, "metadata"),
    "a long name": ({"metadata": {"n" * 65: ""}}, 400, "metadata"),
    "a long value": ({"metadata": {"n": "v" * 513}}, 400, "metadata"),
    "an expiry that is too short": (
        {"output_expires_after": {"anchor": "created_at", "seconds": 1}},
        400,
        "output_expires_after.seconds",
    ),
    "something else": ({"model": "m"}, 400, "model"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_no_batch_is_made_of(api, case):
    more, status, param = REFUSALS[case]
    file = api.create(line(), "requests.jsonl", "batch")
    body = {"input_file_id": file["id"], "endpoint": ENDPOINT, "completion_window": "24h", **more}
    reply = api("POST", "/v1/batches", content=json.dumps(body), headers={"content-type": "application/json"})
    assert (reply.status, reply.error["param"]) == (status, param)
    assert api("GET", "/v1/batches").json["data"] == []


def test_a_file_for_something_else_makes_no_batch(api):
    file = api.create(line(), "requests.jsonl", "user_data")
    body = {"input_file_id": file["id"], "endpoint": ENDPOINT, "completion_window": "24h"}
    reply = api("POST", "/v1/batches", json=body)
    assert (reply.status, reply.error["param"]) == (400, "input_file_id")
    assert "user_data" in reply.error["message"]


def test_the_same_request_again_makes_no_second_batch(api):
    file = api.create(line(), "requests.jsonl", "batch")
    body = {"input_file_id": file["id"], "endpoint": ENDPOINT, "completion_window": "24h"}
    key = {"idempotency-key": "k"}
    made = [api("POST", "/v1/batches", json=body, headers=key).json for _ in range(2)]
    assert made[0] == made[1]
    done = look(api, made[0])
    assert api("POST", "/v1/batches", json=body, headers=key).json == done
    other = api("POST", "/v1/batches", json={**body, "metadata": {"a": "b"}}, headers=key)
    assert other.status == 422


def test_there_is_no_such_batch(api):
    for method, target in (("GET", "/v1/batches/b"), ("POST", "/v1/batches/b/cancel"), ("GET", "/v1/batches/%0A")):
        reply = api(method, target)
        assert (reply.status, reply.error["code"]) == (404, "not_found")
        assert "Batch" in reply.error["message"]


def test_batches_outlive_the_server(api, folder, clock, store):
    done = look(api, begin(api))
    store.close()
    with Store(folder, durable=False, clock=clock) as opened:
        reply = Service(opened).handle("GET", f"/v1/batches/{done['id']}", [], [])
        assert json.loads(reply.body) == done
