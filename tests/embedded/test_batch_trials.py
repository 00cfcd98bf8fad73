"""What batches can be made to do, so that a client's way with it can be tried without a model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from filewright.embedded import BatchTrials, Service
from filewright.errors import ConfigurationError

CREATED = 1_700_000_000
ENDPOINT = "/v1/embeddings"


@pytest.fixture
def trials(api: Any, store: Any, processing: Any) -> BatchTrials:
    trials = BatchTrials()
    api.service = Service(store, processing, batches=trials)
    return trials


def lines(*custom_ids: str) -> bytes:
    requests = ({"custom_id": each, "method": "POST", "url": ENDPOINT, "body": {"n": each}} for each in custom_ids)
    return b"".join(json.dumps(request).encode() + b"\n" for request in requests)


TEN = lines(*(f"r{number}" for number in range(10)))


def begin(api: Any, content: bytes = TEN) -> Any:
    file = api.create(content, "requests.jsonl", "batch")
    body = {"input_file_id": file["id"], "endpoint": ENDPOINT, "completion_window": "24h"}
    reply = api("POST", "/v1/batches", json=body)
    assert reply.status == 200, reply
    return reply.json


def look(api: Any, batch: Any) -> Any:
    return api("GET", f"/v1/batches/{batch['id']}").json


def cancel(api: Any, batch: Any) -> Any:
    reply = api("POST", f"/v1/batches/{batch['id']}/cancel")
    assert reply.status == 200, reply
    return reply.json


def raw(api: Any, file_id: str | None) -> list[bytes]:
    return [] if file_id is None else api("GET", f"/v1/files/{file_id}/content").content.splitlines()


def results(api: Any, batch: Any) -> tuple[list[str], list[str]]:
    """The ids in the output, and those among the errors."""
    found = (raw(api, batch[name]) for name in ("output_file_id", "error_file_id"))
    output, errors = ([json.loads(line)["custom_id"] for line in each] for each in found)
    return output, errors


def test_a_batch_has_a_duration_of_its_own_and_its_counts_grow(api, trials, processing, clock):
    processing.seconds = 1
    trials.seconds = 100
    made = begin(api)
    assert made["request_counts"] == {"total": 0, "completed": 0, "failed": 0}
    clock.advance(30.5)
    half = look(api, made)
    assert (half["status"], half["request_counts"]) == ("in_progress", {"total": 10, "completed": 3, "failed": 0})
    clock.advance(70)
    done = look(api, made)
    assert (done["status"], done["completed_at"]) == ("completed", CREATED + 100)
    assert done["request_counts"] == {"total": 10, "completed": 10, "failed": 0}


def test_one_batch_expires_with_a_part_of_its_requests_done(api, trials):
    trials.expire = "40% once"
    expired = look(api, begin(api))
    assert (expired["status"], expired["expired_at"], expired["completed_at"]) == ("expired", CREATED, None)
    assert expired["request_counts"] == {"total": 10, "completed": 4, "failed": 6}
    assert results(api, expired) == (["r0", "r1", "r2", "r3"], ["r4", "r5", "r6", "r7", "r8", "r9"])
    last = json.loads(raw(api, expired["error_file_id"])[-1])
    assert (last["response"], last["error"]["code"]) == (None, "batch_expired")
    assert look(api, begin(api))["status"] == "completed"
    assert look(api, expired) == expired


def test_a_batch_that_expires_with_nothing_done_has_no_output(api, trials):
    trials.expire = "0%"
    expired = look(api, begin(api))
    assert (expired["output_file_id"], len(results(api, expired)[1])) == (None, 10)


def test_requests_fail_with_a_status_or_with_a_code(api, trials):
    trials.line_errors = ["r1 429 once", "r2 server_error", "r[5-9] 400 40%"]
    done = look(api, begin(api))
    assert (done["status"], done["request_counts"]) == ("completed", {"total": 10, "completed": 6, "failed": 4})
    assert results(api, done)[1] == ["r1", "r2", "r7", "r9"]
    errors = [json.loads(line) for line in raw(api, done["error_file_id"])]
    assert [each["response"] and each["response"]["status_code"] for each in errors] == [429, None, 400, 400]
    assert [each["error"] and each["error"]["code"] for each in errors] == [None, "server_error", None, None]
    assert errors[0]["response"]["body"]["error"]["code"] == "told_to_fail"
    again = look(api, begin(api, lines("r1", "r2")))
    assert results(api, again) == (["r1"], ["r2"])


def test_requests_are_missing_and_lines_are_not_json(api, trials):
    trials.missing = ["r1", "r8"]
    trials.garbled = "r2 once"
    trials.line_errors = "r8 500"
    done = look(api, begin(api))
    assert done["error_file_id"] is None
    assert done["request_counts"] == {"total": 10, "completed": 9, "failed": 1}
    output = raw(api, done["output_file_id"])
    assert len(output) == 8
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(output[1])
    assert [json.loads(line)["custom_id"] for line in output if line != output[1]] == [
        f"r{number}" for number in (0, 3, 4, 5, 6, 7, 9)
    ]


def test_results_come_in_another_order_and_each_once(api, trials):
    trials.shuffled = True
    trials.line_errors = "* 500 50%"
    orders = [results(api, look(api, begin(api))) for _ in range(2)]
    assert orders[0] == orders[1]
    output, errors = orders[0]
    assert output != sorted(output)
    assert sorted(output + errors) == [f"r{number}" for number in range(10)]


def test_a_batch_over_the_token_limit_fails_until_others_have_ended(api, trials, clock):
    trials.seconds = 10
    trials.token_limit = len(TEN) // 4 * 2
    first, second, third = (begin(api) for _ in range(3))
    assert third["status"] == "validating"
    assert [look(api, each)["status"] for each in (first, second, third)] == ["in_progress", "in_progress", "failed"]
    (error,) = look(api, third)["errors"]["data"]
    assert error["code"] == "token_limit_exceeded"
    assert "enqueued" in error["message"]
    assert look(api, third)["request_counts"] == {"total": 0, "completed": 0, "failed": 0}
    clock.advance(10)
    fourth = begin(api)
    assert [look(api, each)["status"] for each in (first, fourth)] == ["completed", "in_progress"]
    cancel(api, fourth)
    assert look(api, begin(api))["status"] == "in_progress"


def test_a_cancelled_batch_is_cancelling_for_a_while_and_keeps_what_was_done(api, trials, clock):
    trials.seconds = 100
    trials.cancelling_seconds = 20
    made = begin(api)
    clock.advance(50)
    cancelling = cancel(api, made)
    assert (cancelling["status"], cancelling["cancelling_at"], cancelling["cancelled_at"]) == (
        "cancelling",
        CREATED + 50,
        None,
    )
    clock.advance(15)
    assert cancel(api, made) == cancelling == look(api, made)
    clock.advance(10)
    done = look(api, made)
    assert (done["status"], done["cancelling_at"], done["cancelled_at"]) == ("cancelled", CREATED + 50, CREATED + 70)
    assert results(api, done) == ([f"r{number}" for number in range(5)], [])
    assert done["request_counts"] == {"total": 10, "completed": 5, "failed": 0}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("seconds", -1, "-1"),
        ("seconds", "soon", "soon"),
        ("expire", "40", "40"),
        ("expire", "101%", "101%"),
        ("expire", "40% twice", "twice"),
        ("expire", "40% once more", "40% once more"),
        ("line_errors", "r1", "r1"),
        ("line_errors", "r1 200", "200"),
        ("line_errors", "r1 500 once more", "more"),
        ("missing", "", "''"),
        ("missing", "r1 0x", "0x"),
        ("garbled", ["a", "b c d"], "b c d"),
        ("token_limit", -5, "-5"),
        ("token_limit", 1.5, "1.5"),
        ("cancelling_seconds", None, "None"),
    ],
)
def test_a_value_that_cannot_be_read_is_told(name, value, shown):
    with pytest.raises(ConfigurationError, match=shown):
        BatchTrials(**{name: value})


def test_a_name_that_is_no_option_is_told():
    with pytest.raises(AttributeError, match="shuffled"):
        BatchTrials().shuffle = True
