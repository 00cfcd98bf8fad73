"""stdapi.ai: the API over S3 and Bedrock, uploads in parts included."""

from __future__ import annotations

from .table import Provider

PROVIDER = Provider(
    name="stdapi",
    title="stdapi.ai",
    checked="2026-11-25",
    sources=("github.com/stdapi-ai/stdapi.ai: docs/api_openai_files.md, docs/api_openai_batches.md",),
    notes="Parts of an upload have 5 MiB or more, but for the last. A batch has 100 to 50,000 requests.",
)
