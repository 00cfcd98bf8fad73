"""Fireworks: datasets in the place of files."""

from __future__ import annotations

from .table import Provider

_DATASETS = "use the vendor's datasets (fireworks-ai), which take several calls for a file"

PROVIDER = Provider(
    name="fireworks",
    title="Fireworks",
    checked="2026-11-25",
    sources=("github.com/fw-ai-external/python-sdk", "https://docs.fireworks.ai/guides/batch-inference"),
    base_url="https://api.fireworks.ai/v1",
    key_variables=("FIREWORKS_API_KEY",),
    absent={"files": _DATASETS, "uploads": _DATASETS, "batches": "use the vendor's batchInferenceJobs"},
)
