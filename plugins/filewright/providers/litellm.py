"""LiteLLM's proxy: any URL, any of its providers behind it."""

from __future__ import annotations

from .table import WHOLE, Provider

PROVIDER = Provider(
    name="litellm",
    title="LiteLLM proxy",
    checked="2026-11-25",
    sources=("https://docs.litellm.ai/docs/files_endpoints", "https://docs.litellm.ai/docs/batches"),
    absent={"uploads": WHOLE},
    notes="Choose what is behind it with default_headers={'custom-llm-provider': ...}, with extra_body={'model': ...}"
    " or with extra_body={'target_model_names': ...}; later calls follow the id.",
)
