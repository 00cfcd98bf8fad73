"""Mistral AI: pages by number, batches as jobs."""

from ..limits import MB, Limit
from .table import SPLIT, WHOLE, Expiry, Field, Paging, Provider, Purpose

_SOURCE = "github.com/mistralai/platform-docs-public: public/openapi.yaml, 2026-08-21"
_LINES = Purpose(limit=Limit(512 * MB, (".jsonl",), _SOURCE, SPLIT))
_EXPIRY = "delete the file when it is done with, as Mistral has an `expiry` whose unit it does not document"
_JOB = {"input_file_id": Field("input_files", "list"), "completion_window": Field("timeout_hours", "hours")}

PROVIDER = Provider(
    name="mistral",
    title="Mistral AI",
    checked="2026-11-25",
    sources=(_SOURCE, "https://docs.mistral.ai/capabilities/batch"),
    base_url="https://api.mistral.ai/v1",
    key_variables=("MISTRAL_API_KEY",),
    purposes={"fine-tune": _LINES, "batch": Purpose(), "ocr": Purpose()},
    limit=Limit(512 * MB, (), _SOURCE, SPLIT),
    absent={"uploads": WHOLE},
    expiry=Expiry(form="none", instead=_EXPIRY),
    paging=Paging(kind="number", parameter="page", size="page_size", filters=frozenset({"purpose"})),
    has_status=False,
    file_extra={"sample_type": "batch_request", "source": "upload", "deleted": False},
    batch_path="/batch/jobs",
    batch_needs=("model",),
    batch={**_JOB, "output_file_id": "output_file", "error_file_id": "error_file", "errors.data": "errors"},
    batch_counts=("total_requests", "succeeded_requests", "failed_requests"),
    batch_extra={"completed_requests": Field("request_counts.total"), "errors": []},
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
