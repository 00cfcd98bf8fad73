"""Groq: files for batches only, and lists in a single page."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, WHOLE, Expiry, Paging, Provider, Purpose

_SOURCE = "github.com/groq/groq-python: src/groq/resources/files.py, 2026-08"

PROVIDER = Provider(
    name="groq",
    title="Groq",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="https://api.groq.com/openai/v1",
    url_variable="GROQ_BASE_URL",
    key_variables=("GROQ_API_KEY",),
    purposes={
        "batch": Purpose(limit=Limit(100 * MB, (".jsonl",), _SOURCE, SPLIT)),
        "batch_output": Purpose(uploads=False),
    },
    absent={"uploads": WHOLE},
    expiry=Expiry(form="none"),
    paging=Paging(kind="whole", size=None, filters=frozenset()),
    purpose_default="batch",
    has_status=False,
    notes="Batches are for /v1/chat/completions alone.",
)
