"""Fireworks: each file is a dataset, which is made before its bytes are sent; batches are jobs on datasets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..limits import MB
from ..narrowing import is_dict
from .table import WHOLE, Expiry, Field, Paging, Provider, Results
from .ways import Steps

if TYPE_CHECKING:
    from filewright_api.types import RequestParts

    from ..calls import Call

_UPLOADS = "https://docs.fireworks.ai/api-reference/upload-dataset-files"
_BATCHES = "https://docs.fireworks.ai/guides/batch-inference"
_SDK = (
    "github.com/fw-ai-external/python-sdk: src/fireworks/lib/dataset_upload.py and types/batch_inference_job.py, 1.2.30"
)
_ACCOUNT = re.compile(r"accounts/[^/]+")
_MADE: dict[str, Any] = {
    "path": "POST /datasets",
    # Its count is wanted, and not compared with the lines.
    "body": {
        "datasetId": "{id}",
        "dataset": {"displayName": "{filename}", "exampleCount": "1", "userUploaded": {}},
    },
    "undo": "DELETE /datasets/{id}",
}
_IN_PROGRESS = ("RUNNING", "PENDING", "CREATING", "CREATING_INPUT_DATASET", "RE_QUEUEING", "IDLE", "PAUSED")
_CANCELLED = ("CANCELLED", "DELETING", "DELETING_CLEANING_UP", "DELETED", "ARCHIVED")
_STATES = {
    **dict.fromkeys(("VALIDATING", "UNSPECIFIED"), "validating"),
    **dict.fromkeys(_IN_PROGRESS, "in_progress"),
    **{"WRITING_RESULTS": "finalizing", "COMPLETED": "completed", "FAILED": "failed", "CANCELLING": "cancelling"},
    **dict.fromkeys(("EXPIRED", "EARLY_STOPPED"), "expired"),
    **dict.fromkeys(_CANCELLED, "cancelled"),
}


def name_input(parts: RequestParts, call: Call) -> None:
    """Name the dataset of a batch by its whole path, which has the account of the base URL."""
    account = _ACCOUNT.search(str(call.settings.base_url))
    if call.operation.name == "create_batch" and is_dict(parts.json) and account is not None:
        identity = str(parts.json["inputDatasetId"]).rpartition("/")[2]
        parts.json["inputDatasetId"] = f"{account[0]}/datasets/{identity}"


def read_batch(job: Mapping[str, Any]) -> dict[str, Any]:
    """A job with counts that add up, and with the reason for its failure as an error."""
    progress: dict[str, Any] = job.get("jobProgress") or {}
    total = max(int(progress.get(name) or 0) for name in ("totalInputRequests", "totalProcessedRequests"))
    told: Any = job.get("status")
    errors = [told] if is_dict(told) and told.get("message") else []
    return {
        **job,
        "jobProgress": {**progress, "totalInputRequests": total},
        **({"errors": {"object": "list", "data": errors}} if errors else {}),
    }


def play_batch(job: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a batch from the contract's terms to the service's."""
    made = dict(job)
    told: dict[str, Any] = made.pop("errors", None) or {}
    errors: list[dict[str, Any]] = told.get("data") or [{"code": "OK", "message": ""}]
    name = f"accounts/me/batchInferenceJobs/{made['name']}"
    return {**made, "name": name, "status": {each: errors[0].get(each) for each in ("code", "message")}}


PROVIDER = Provider(
    name="fireworks",
    title="Fireworks",
    checked="2026-11-27",
    sources=(_UPLOADS, _BATCHES, _SDK),
    base_url="https://api.fireworks.ai/v1/accounts/{FIREWORKS_ACCOUNT_ID}",
    key_variables=("FIREWORKS_API_KEY",),
    absent={
        "uploads": WHOLE,
        "cancel_batch": "wait for it to end, or delete the job in the provider's console",
    },
    expiry=Expiry(form="none"),
    steps=Steps(**_MADE),
    larger=Steps(
        **_MADE,
        ask="POST /datasets/{id}:getUploadEndpoint",
        ask_body={"filenameToSize": {"{filename}": "{bytes}"}},
        url="filenameToSignedUrls.*",
        method="PUT",
        then={"content-type": "application/octet-stream", "x-goog-content-length-range": "{bytes},{bytes}"},
        finish="POST /datasets/{id}:validateUpload",
        result="GET /datasets/{id}",
        from_bytes=150 * MB,
    ),
    links="filenameToSignedUrls",
    form={"purpose": None},
    purpose_default="batch",
    paths={
        "create_file": "POST /datasets/{id}:upload",
        "list_files": "GET /datasets",
        "retrieve_file": "GET /datasets/{file_id}",
        "download_file": "GET /datasets/{file_id}:getDownloadEndpoint",
        "delete_file": "DELETE /datasets/{file_id}",
    },
    items="datasets",
    paging=Paging(kind="token", parameter="pageToken", size="pageSize", token="nextPageToken", filters=frozenset()),
    file={
        "id": Field("name", "tail"),
        "filename": "displayName",
        "bytes": Field(""),
        "created_at": "createTime",
        "status": "state",
    },
    file_extra={"userUploaded": {}},
    file_prefix="accounts/me/datasets/",
    plain=frozenset({"create_file"}),
    file_statuses={"UPLOADING": "uploaded", "READY": "processed"},
    times="iso",
    batch_path="/batchInferenceJobs",
    batch_items="batchInferenceJobs",
    batch_needs=("model",),
    batch_times="iso",
    batch={
        "id": Field("name", "tail"),
        "status": "state",
        "input_file_id": Field("inputDatasetId", "tail"),
        "output_file_id": Field("outputDatasetId", "tail"),
        "created_at": "createTime",
        "expires_at": "expireTime",
        "in_progress_at": "lifecycle.runStartTime",
        "completed_at": "lifecycle.endTime",
    },
    batch_request={each: Field("") for each in ("endpoint", "completion_window", "metadata")},
    batch_counts=(
        "jobProgress.totalInputRequests",
        "jobProgress.successfullyProcessedRequests",
        "jobProgress.failedRequests",
    ),
    batch_statuses={f"JOB_STATE_{theirs}": ours for theirs, ours in _STATES.items()},
    results=Results(
        path="GET /datasets/{batch_id}:getDownloadEndpoint", key="output_file_id", body="response", error="error"
    ),
    adapt_request=name_input,
    adapt_batch=read_batch,
    play_batch=play_batch,
    notes="A file is a dataset with its id; only create tells the size, and the purpose is not kept. Files of 150 MB"
    " and more go to a URL that Fireworks signs. The requests of a batch are for chat completions, and for one model.",
)
