"""DeepInfra: files go in and batches run; nothing else of files is there."""

from __future__ import annotations

from .table import WHOLE, Expiry, Paging, Provider

_KEEP = "keep the file that create returned"

PROVIDER = Provider(
    name="deepinfra",
    title="DeepInfra",
    checked="2026-11-25",
    sources=("github.com/tryAGI/DeepInfra: src/libs/DeepInfra/openapi.json, 2026-05-20",),
    base_url="https://api.deepinfra.com/v1/openai",
    absent={
        "uploads": WHOLE,
        "retrieve_file": "look for the file with client.files.list()",
        "delete_file": "delete it in the provider's console",
        "download_file": "keep your own copy of what you upload",
        "cancel_batch": "wait for it to end",
    },
    expiry=Expiry(form="none"),
    batch_paging=Paging(query={"after": ""}),
    notes="Batches are for /v1/chat/completions and /v1/completions.",
)
