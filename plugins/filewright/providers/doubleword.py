"""Doubleword: files for batches, whose content is written anew."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, Provider, Purpose

_SOURCE = "github.com/doublewordai/control-layer: dwctl/src/api/handlers/files.rs and config.rs, 2026-08-21"

PROVIDER = Provider(
    name="doubleword",
    title="Doubleword",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="https://api.doubleword.ai/v1",
    key_variables=("DOUBLEWORD_API_KEY",),
    purposes={
        "batch": Purpose(limit=Limit(100 * MB, (), f"{_SOURCE}: the default", SPLIT)),
        "batch_output": Purpose(uploads=False),
        "batch_error": Purpose(uploads=False),
    },
    statuses={"create_file": 201},
    has_status=False,
    content_is_original=False,
    notes="Windows are 24h, 1h and background. The output of a batch can be read while it runs.",
)
