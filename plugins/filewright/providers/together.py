"""Together AI: its own form of upload, and lists and batches as plain arrays."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, WHOLE, Expiry, Paging, Provider, Purpose
from .ways import Parts, Steps

GB = 1024 * MB
_SOURCE = "github.com/togethercomputer/openapi: openapi.yaml, 2026-04-28"
_PARTS = "github.com/togethercomputer/together-py: src/together/lib/resources/files.py and constants.py, 3.1.1"
_LARGEST = Limit(int(50.1 * GB), (".jsonl", ".parquet", ".csv"), _PARTS, SPLIT)

PROVIDER = Provider(
    name="together",
    title="Together AI",
    checked="2026-11-27",
    sources=(_SOURCE, _PARTS, "https://docs.together.ai/docs/inference/batch/tutorial"),
    base_url="https://api.together.ai/v1",
    hosts=("api.together.ai", "api.together.xyz"),
    key_variables=("TOGETHER_API_KEY",),
    purposes={
        **{name: Purpose(limit=_LARGEST) for name in ("fine-tune", "eval", "batch-api")},
        **{name: Purpose(uploads=False) for name in ("eval-sample", "eval-output", "eval-summary", "batch-generated")},
    },
    absent={"uploads": WHOLE},
    expiry=Expiry(form="none"),
    purpose_names={"batch": "batch-api"},
    paths={"create_file": "POST /files/upload"},
    form={"file_name": "{filename}"},
    steps=Steps(
        path="POST /files",
        body={"purpose": "{purpose}", "file_name": "{filename}", "file_type": "{suffix}"},
        form=True,
        status=302,
        location="location",
        identity="x-together-file-id",
        method="PUT",
        finish="POST /files/{id}/preprocess",
        from_bytes=100 * MB,
    ),
    parts=Parts(
        path="POST /files/multipart/initiate",
        body={
            "file_name": "{filename}",
            "file_size": "{bytes}",
            "num_parts": "{count}",
            "purpose": "{purpose}",
            "file_type": "{suffix}",
        },
        numbers=frozenset({"file_size", "num_parts"}),
        keep=("upload_id", "file_id"),
        complete="POST /files/multipart/complete",
        abort="POST /files/multipart/abort",
        within="file",
        from_bytes=5 * GB,
        part_bytes=250 * MB,
        max_parts=250,
    ),
    paging=Paging(kind="whole", size=None, filters=frozenset()),
    has_status=False,
    batch_times="iso",
    file_extra={"FileType": "jsonl", "Processed": True},
    statuses={"create_batch": 201},
    capitals=True,
    bare_lists=frozenset({"list_batches"}),
    envelopes={"create_batch": "job"},
    batch={"model": "model_id"},
    purpose_default="fine-tune",
    notes="The purpose of files for batches is batch-api; lines need custom_id (up to 64 characters) and body. Files of"
    " 100 MB and more go to a URL that Together names, as its own client sends them; those of more"
    " than 5 GB go in parts.",
)
