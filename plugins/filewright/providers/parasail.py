"""Parasail: OpenAI's format under its own URL."""

from __future__ import annotations

from .table import Provider

PROVIDER = Provider(
    name="parasail",
    title="Parasail",
    checked="2026-11-25",
    sources=("github.com/parasail-ai/openai-batch: openai_batch/providers.py",),
    base_url="https://api.parasail.io/v1",
    key_variables=("PARASAIL_API_KEY",),
)
