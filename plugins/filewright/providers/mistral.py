"""Mistral AI: pages by number, batches as jobs."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import Expiry, Field, Paging, Provider, Purpose

_SOURCE = "github.com/mistralai/platform-docs-public: public/openapi.yaml, 2026-08-21"

PROVIDER = Provider(
    name="mistral",
    title="Mistral AI",
    checked="2026-11-25",
    sources=(_SOURCE, "https://docs.mistral.ai/capabilities/batch"),
    base_url="https://api.mistral.ai/v1",
    hosts=("api.mistral.ai",),
    key_variables=("MISTRAL_API_KEY",),
    purposes={
        "fine-tune": Purpose(limit=Limit(512 * MB, (".jsonl",), _SOURCE, "Split it into several files")),
        "batch": Purpose(),
        "ocr": Purpose(),
    },
    limit=Limit(512 * MB, (), _SOURCE, "Split it into several files"),
    absent={"uploads": "send the file whole, with client.files.create(...)"},
    expiry=Expiry(form="none", instead="pass extra_body={'expiry': ...} in the unit that Mistral means by it"),
    paging=Paging(kind="number", parameter="page", size="page_size", filters=frozenset({"purpose"})),
    batch_paging=Paging(kind="number", parameter="page", size="page_size", filters=frozenset()),
    has_status=False,
    file_extra={"sample_type": "batch_request", "source": "upload", "deleted": False},
    batch_extra={"completed_requests": Field("request_counts.total"), "errors": []},
    paths={
        "create_batch": "POST /batch/jobs",
        "list_batches": "GET /batch/jobs",
        "retrieve_batch": "GET /batch/jobs/{batch_id}",
        "cancel_batch": "POST /batch/jobs/{batch_id}/cancel",
    },
    batch_request={"input_file_id": Field("input_files", "list"), "completion_window": Field("timeout_hours", "hours")},
    batch_needs=("model",),
    batch={
        "input_file_id": Field("input_files", "list"),
        "completion_window": Field("timeout_hours", "hours"),
        "output_file_id": Field("output_file"),
        "error_file_id": Field("error_file"),
        "errors.data": Field("errors"),
        "request_counts.total": Field("total_requests"),
        "request_counts.completed": Field("succeeded_requests"),
        "request_counts.failed": Field("failed_requests"),
    },
    batch_statuses={
        "queued": "validating",
        "running": "in_progress",
        "success": "completed",
        "timeout_exceeded": "expired",
        "cancellation_requested": "cancelling",
    },
    capitals=True,
    notes="The lines of a batch need only custom_id and body; the model is that of the job.",
)
