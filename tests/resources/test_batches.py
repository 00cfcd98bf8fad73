"""Batches: added by contract alone, so that what is tested here is that the contract says the right thing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from filewright import Batch, ConfigurationError, ExpiresAfter, FileProcessingError, NotFoundError, PollTimeoutError

BATCH: dict[str, Any] = {
    "id": "batch_1",
    "object": "batch",
    "endpoint": "/v1/chat/completions",
    "errors": None,
    "input_file_id": "file-1",
    "completion_window": "24h",
    "status": "validating",
    "output_file_id": None,
    "created_at": 1_700_000_000,
    "request_counts": {"total": 2, "completed": 1, "failed": 0},
    "metadata": {"team": "data"},
}


def page(*ids: str, more: bool) -> dict[str, Any]:
    return {"object": "list", "data": [{**BATCH, "id": each} for each in ids], "has_more": more}


def test_a_batch_is_made(variant: Any) -> None:
    variant.server.responses = [BATCH]
    batch = variant.do(
        variant.client().batches.create,
        input_file_id="file-1",
        endpoint="/v1/chat/completions",
        completion_window="24h",
        metadata={"team": "data"},
        output_expires_after={"anchor": "created_at", "seconds": 3600},
    )
    assert isinstance(batch, Batch)
    assert (batch.id, batch.metadata["team"], batch.request_counts.completed) == ("batch_1", "data", 1)
    assert (variant.server.last.method, variant.server.last.url.path) == ("POST", "/v1/batches")
    assert json.loads(variant.server.last.content) == {
        "input_file_id": "file-1",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "metadata": {"team": "data"},
        "output_expires_after": {"anchor": "created_at", "seconds": 3600},
    }


def test_all_batches_are_walked(variant: Any) -> None:
    variant.server.responses = [page("a", "b", more=True), page("c", more=False)]
    assert [batch.id for batch in variant.walk(variant.client().batches.list(limit=2))] == ["a", "b", "c"]
    assert [str(request.url.query, "ascii") for request in variant.server.requests] == ["limit=2", "limit=2&after=b"]


def test_a_batch_is_cancelled(variant: Any) -> None:
    variant.server.responses = [{**BATCH, "status": "cancelling"}]
    assert variant.do(variant.client().batches.cancel, "batch_1").status == "cancelling"
    assert (variant.server.last.method, variant.server.last.url.path) == ("POST", "/v1/batches/batch_1/cancel")


@pytest.mark.parametrize("end", ["completed", "failed", "expired", "cancelled"])
def test_a_wait_ends(variant: Any, end: str) -> None:
    statuses = ["validating", "in_progress", "a status of its own", "finalizing", end]
    variant.server.responses = [{**BATCH, "status": status} for status in statuses]
    assert variant.do(variant.client().batches.wait, "batch_1", poll_interval=0.001).status == end
    assert len(variant.server.requests) == len(statuses)


def test_a_failure_says_why(variant: Any) -> None:
    errors = {"object": "list", "data": [{"code": "x", "message": "Line 3 is no JSON.", "param": None, "line": 3}]}
    variant.server.responses = [{**BATCH, "status": "failed", "errors": errors}]
    with pytest.raises(
        FileProcessingError, match=r"batch_1 could not be processed \(status failed\): Line 3 is no JSON"
    ):
        variant.do(variant.client().batches.wait, "batch_1", raise_on_error=True)


def test_a_wait_gives_up(variant: Any) -> None:
    variant.server.responses = [BATCH]
    with pytest.raises(PollTimeoutError, match="validating"):
        variant.do(variant.client().batches.wait, "batch_1", poll_interval=0.01, max_wait_seconds=0.03)


def test_what_is_not_there(variant: Any) -> None:
    variant.server.responses = [httpx.Response(404, json={"error": {"message": "no such batch"}})]
    with pytest.raises(NotFoundError):
        variant.do(variant.client().batches.retrieve, "batch_2")


def test_a_batch_whose_response_was_lost_is_looked_for(variant: Any) -> None:
    import time

    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("lost")

    found = {**BATCH, "created_at": int(time.time()) + 1}
    variant.server.responses = [lost, {"object": "list", "data": [found], "has_more": False}]
    batch = variant.do(variant.client().batches.create, input_file_id="file-1", endpoint="/v1/chat/completions")
    assert batch.id == "batch_1"
    assert [request.method for request in variant.server.requests] == ["POST", "GET"]


def test_raw_responses(variant: Any) -> None:
    variant.server.responses = [BATCH]
    assert variant.do(variant.client().batches.with_raw_response.retrieve, "batch_1").parse().id == "batch_1"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (timedelta(days=7), 604_800),
        ("12h", 43_200),
        (3600, 3600),
        ({"seconds": 2_592_000}, 2_592_000),
        (ExpiresAfter(anchor="created_at", seconds=7200), 7200),
        (None, None),
    ],
)
def test_the_expiry_of_results_in_each_spelling(variant: Any, given: Any, sent: int | None) -> None:
    variant.server.responses = [BATCH]
    create = variant.client(expiry={"*": "2d"}).batches.create
    variant.do(create, input_file_id="file-1", endpoint="/v1/responses", output_expires_after=given)
    expiry = json.loads(variant.server.last.content).get("output_expires_after")
    assert expiry == (None if sent is None else {"anchor": "created_at", "seconds": sent})


@pytest.mark.parametrize("given", [5, "soon", timedelta(days=31), {"anchor": "used_at", "seconds": 3600}])
def test_what_is_not_an_expiry_of_results_is_not_sent(variant: Any, given: Any) -> None:
    create = variant.client().batches.create
    with pytest.raises(ConfigurationError, match="output_expires_after"):
        variant.do(create, input_file_id="file-1", endpoint="/v1/responses", output_expires_after=given)
    assert variant.server.requests == []
