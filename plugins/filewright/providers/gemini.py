"""Google Gemini, by its layer for OpenAI clients: batches; files go through the native API."""

from __future__ import annotations

from .table import Provider

_NATIVE = "use the native API (google-genai), and name the file that it returns in client.batches.create(...)"

PROVIDER = Provider(
    name="gemini",
    title="Google Gemini",
    checked="2026-11-25",
    sources=("https://ai.google.dev/gemini-api/docs/batch-api",),
    base_url="https://generativelanguage.googleapis.com/v1beta/openai",
    key_variables=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    absent={"files": _NATIVE, "uploads": _NATIVE},
)
