"""xAI: files without a purpose, lists by token, and batches that report counts instead of a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..limits import MB, Limit
from .table import WHOLE, Expiry, Field, Paging, Provider, Results

_SOURCE = "https://docs.x.ai/developers/rest-api-reference/files/upload"
_BATCHES = "https://docs.x.ai/developers/advanced-api-usage/batch-api"
_BY_TOKEN: dict[str, Any] = {"kind": "token", "parameter": "pagination_token", "token": "pagination_token"}
_NAME = Field("name", "json", default="filewright")
"""Batches have a name and no metadata, so that these are the name."""


def read_batch(batch: Mapping[str, Any]) -> dict[str, Any]:
    """A batch with the status that its counts and times amount to."""
    state: dict[str, Any] = batch.get("state") or {}
    total, pending, good = (int(state.get(f"num_{name}") or 0) for name in ("requests", "pending", "success"))
    message = batch.get("cancel_by_xai_message")
    status = "validating" if not total else "in_progress" if pending else "completed"
    if batch.get("cancel_time"):
        status = "failed" if message else "cancelled"
    failed = sum(int(state.get(f"num_{name}") or 0) for name in ("error", "cancelled"))
    made = {**batch, "status": status, "request_counts": {"total": total, "completed": good, "failed": failed}}
    return {**made, "errors": {"object": "list", "data": [{"message": message}]}} if message else made


def play_batch(batch: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a batch from the contract's terms to the service's."""
    status, counts = batch["status"], batch["request_counts"]
    total = 0 if status == "validating" else counts["total"]
    is_over = status in {"completed", "expired"}
    done, failed = (counts["completed"], total - counts["completed"]) if is_over else (0, 0)
    state = {"requests": total, "pending": total - done - failed, "success": done, "error": failed, "cancelled": 0}
    made = {
        "batch_id": batch["batch_id"],
        "name": batch.get("name", ""),
        "create_time": batch["create_time"],
        "input_file_id": batch["input_file_id"],
        "state": {f"num_{name}": count for name, count in state.items()},
    }
    if status == "failed":
        made |= {"cancel_by_xai_message": batch["errors"]["data"][0]["message"]}
    return made | ({"cancel_time": batch["create_time"]} if status in {"failed", "cancelled", "cancelling"} else {})


PROVIDER = Provider(
    name="xai",
    title="xAI",
    checked="2026-11-25",
    sources=(_SOURCE, _BATCHES, "github.com/xai-org/xai-proto: proto/xai/api/v1/files.proto and batch.proto"),
    base_url="https://api.x.ai/v1",
    key_variables=("XAI_API_KEY",),
    limit=Limit(50 * MB, (), _SOURCE),
    absent={"uploads": WHOLE},
    expiry=Expiry(form="seconds", bounds={"*": (3600, 2_592_000)}),
    paging=Paging(**_BY_TOKEN, filters=frozenset({"order"}), query={"order": "desc"}),
    batch_paging=Paging(**_BY_TOKEN, filters=frozenset()),
    batch_items="batches",
    has_status=False,
    batch_times="iso",
    paths={"cancel_batch": "POST /batches/{batch_id}:cancel"},
    results=Results(
        path="GET /batches/{batch_id}/results",
        custom_id="batch_request_id",
        body="batch_result.response.*",
        error="batch_result.error",
        items="results",
        token="pagination_token",
        query={"limit": "1000"},
    ),
    batch_request={"metadata": _NAME, "endpoint": Field(""), "completion_window": Field("")},
    batch={
        "id": "batch_id",
        "metadata": _NAME,
        "created_at": "create_time",
        "expires_at": "expire_time",
        "cancelled_at": "cancel_time",
    },
    adapt_batch=read_batch,
    play_batch=play_batch,
    notes="The lines of a file for a batch may be for several endpoints. Results come in pages, which"
    " files.content(batch.output_file_id) puts together, as OpenAI's lines.",
)
