"""Anthropic: files without a purpose, not given back where they were uploaded; batches of requests, not of files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..limits import MB, Limit
from .table import WHOLE, Expiry, Inline, Paging, Provider, Purpose, Results

_SOURCE = "github.com/anthropics/anthropic-sdk-python: src/anthropic/resources/beta/files.py, 2026-08-07"
_UPLOADS = "https://platform.claude.com/docs/en/api/beta/files/upload"
_BATCHES = "github.com/anthropics/anthropic-sdk-python: src/anthropic/types/messages/message_batch.py"
_COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")


def read_batch(batch: Mapping[str, Any]) -> dict[str, Any]:
    """A batch with the counts that the contract has; one that was cancelled says so."""
    counts: dict[str, Any] = batch.get("request_counts") or {}
    found = {name: int(counts.get(name) or 0) for name in _COUNTS}
    failed = found["errored"] + found["canceled"] + found["expired"]
    total = {"total": sum(found.values()), "completed": found["succeeded"], "failed": failed}
    made = {**batch, "request_counts": {**counts, **total}}
    if batch.get("processing_status") == "ended" and batch.get("cancel_initiated_at"):
        made["processing_status"] = "cancelled"
    return made


def play_batch(batch: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a batch from the contract's terms to the service's; counts are reported at its end."""
    has_ended = batch["processing_status"] == "ended"
    counts = batch["request_counts"]
    done, failed = counts["completed"] if has_ended else 0, counts["failed"] if has_ended else 0
    left = counts["total"] - done - failed
    ended = dict.fromkeys(_COUNTS, 0) | {"succeeded": done, "errored": failed}
    ended["canceled" if has_ended and batch.get("cancel_initiated_at") else "processing"] = left
    names = ("id", "processing_status", "created_at", "expires_at", "ended_at", "cancel_initiated_at")
    known = {name: batch.get(name) for name in names}
    return {"type": "message_batch", **known, "results_url": None, "archived_at": None, "request_counts": ended}


PROVIDER = Provider(
    name="anthropic",
    title="Anthropic",
    checked="2026-11-26",
    sources=(_SOURCE, _UPLOADS, _BATCHES),
    base_url="https://api.anthropic.com/v1",
    key_variables=("ANTHROPIC_API_KEY",),
    auth="x-api-key",
    headers={"anthropic-version": "2023-06-01", "anthropic-beta": "files-api-2025-04-14"},
    purposes={"user_data": Purpose(downloads=False)},
    more_purposes=True,
    limit=Limit(500 * MB, (), "a report of 2026-11-02"),
    absent={"uploads": WHOLE},
    expiry=Expiry(form="seconds", field="expires_in_seconds", bounds={"*": (3600, 7_776_000)}),
    form={"purpose": None},
    file_extra={"type": "file", "mime_type": "application/octet-stream"},
    deleted_extra={"type": "file_deleted"},
    file={"bytes": "size_bytes"},
    error={"type": "error", "error": {"type": "{type}", "message": "{message}"}, "request_id": "req_played"},
    has_status=False,
    times="iso",
    batch_times="iso",
    paging=Paging(parameter="after_id", filters=frozenset()),
    batch_path="/messages/batches",
    inline=Inline(endpoint="/v1/messages"),
    results=Results(
        path="GET /messages/batches/{batch_id}/results",
        body="result.message",
        error="result.error.error",
        code="type",
        outcome="result.type",
        good="succeeded",
        bad="errored",
        codes={"expired": "batch_expired", "canceled": "batch_cancelled"},
        statuses={
            "invalid_request_error": 400,
            "authentication_error": 401,
            "permission_error": 403,
            "not_found_error": 404,
            "request_too_large": 413,
            "rate_limit_error": 429,
            "api_error": 500,
            "overloaded_error": 529,
        },
    ),
    batch={
        "status": "processing_status",
        "completed_at": "ended_at",
        "cancelling_at": "cancel_initiated_at",
    },
    batch_statuses={"canceling": "cancelling", "ended": "completed"},
    batch_unsaid={
        "validating": "in_progress",
        "finalizing": "in_progress",
        **dict.fromkeys(("failed", "expired", "cancelled"), "ended"),
    },
    adapt_batch=read_batch,
    play_batch=play_batch,
)
