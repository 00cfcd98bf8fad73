"""Perplexity: files for batches, kept 30 days."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, Expiry, Provider, Purpose

_SOURCE = "https://docs.perplexity.ai/api-reference/files-create-post"

PROVIDER = Provider(
    name="perplexity",
    title="Perplexity",
    checked="2026-11-25",
    sources=(_SOURCE, "https://docs.perplexity.ai/api-reference/batches-create-post"),
    base_url="https://api.perplexity.ai/v1",
    key_variables=("PERPLEXITY_API_KEY",),
    purposes={"batch": Purpose(limit=Limit(200 * MB, (".jsonl",), _SOURCE, SPLIT))},
    expiry=Expiry(form="none", instead="rely on the 30 days that files are kept"),
    notes="A file has up to 50,000 lines and no blank ones. An Idempotency-Key is known for batches.",
)
