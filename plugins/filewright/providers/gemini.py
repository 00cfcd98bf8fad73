"""Google Gemini: files by the native API, which announces uploads; batches by the layer for OpenAI clients."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import WHOLE, Expiry, Paging, Provider, Purpose
from .ways import Steps

_SOURCE = "github.com/googleapis/python-genai: google/genai/files.py and _api_client.py"
_LIMITS = "https://ai.google.dev/gemini-api/docs/files"

PROVIDER = Provider(
    name="gemini",
    title="Google Gemini",
    checked="2026-11-26",
    sources=(_SOURCE, "https://ai.google.dev/gemini-api/docs/openai"),
    base_url="https://generativelanguage.googleapis.com/v1beta/openai",
    key_variables=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    file_auth="x-goog-api-key",
    purposes={"batch": Purpose(limit=Limit(2048 * MB, (), _LIMITS), downloads=False)},
    limit=Limit(2048 * MB, (), _LIMITS),
    more_purposes=True,
    purpose_default="batch",
    absent={"uploads": WHOLE},
    expiry=Expiry(form="none", instead="rely on the 48 hours that files are kept"),
    steps=Steps(
        path="POST /../../upload/v1beta/files",
        body={"file": {"displayName": "{filename}", "mimeType": "{content_type}"}},
        headers={
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-command": "start",
            "x-goog-upload-header-content-length": "{bytes}",
            "x-goog-upload-header-content-type": "{content_type}",
        },
        location="x-goog-upload-url",
        then={"x-goog-upload-offset": "0", "x-goog-upload-command": "upload, finalize"},
    ),
    file_prefix="files/",
    form={"purpose": None},
    paths={
        "list_files": "GET /../files",
        "retrieve_file": "GET /../files/{file_id}",
        "delete_file": "DELETE /../files/{file_id}",
        "download_file": "GET /../files/{file_id}:download?alt=media",
    },
    envelopes={"create_file": "file"},
    items="files",
    paging=Paging(kind="token", parameter="pageToken", size="pageSize", token="nextPageToken", filters=frozenset()),
    batch_paging=Paging(),
    file={
        "id": "name",
        "filename": "displayName",
        "bytes": "sizeBytes",
        "created_at": "createTime",
        "expires_at": "expirationTime",
        "status": "state",
        "status_details": "error.message",
    },
    file_statuses={"PROCESSING": "uploaded", "ACTIVE": "processed", "FAILED": "error"},
    times="iso",
    numbers="text",
    notes="Files are kept 48 hours. What was uploaded cannot be downloaded; the output of a batch can.",
)
