"""Fireworks: each file is a dataset, which is made before its bytes are sent."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import WHOLE, Expiry, Field, Paging, Provider, Steps

_SOURCE = "https://docs.fireworks.ai/api-reference/upload-dataset-files"
_LIMIT = Limit(150 * MB, (), _SOURCE, "Split it, or upload it with the vendor's firectl")

PROVIDER = Provider(
    name="fireworks",
    title="Fireworks",
    checked="2026-11-26",
    sources=(_SOURCE, "github.com/fw-ai-external/python-sdk: src/fireworks/resources/datasets.py, 2026-07-21"),
    base_url="https://api.fireworks.ai/v1/accounts/{FIREWORKS_ACCOUNT_ID}",
    key_variables=("FIREWORKS_API_KEY",),
    limit=_LIMIT,
    absent={
        "uploads": WHOLE,
        "download_file": "keep your own copy of what you upload, or fetch it with the vendor's firectl",
        "batches": "use the vendor's batchInferenceJobs, with the id of the file as inputDatasetId",
    },
    expiry=Expiry(form="none"),
    steps=Steps(
        path="POST /datasets",
        body={"datasetId": "{id}", "dataset": {"displayName": "{filename}", "userUploaded": {}}},
        undo="DELETE /datasets/{id}",
    ),
    form={"purpose": None},
    paths={
        "create_file": "POST /datasets/{id}:upload",
        "list_files": "GET /datasets",
        "retrieve_file": "GET /datasets/{file_id}",
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
    notes="A file is a dataset with its id; only create tells the size, and the purpose is not kept.",
)
