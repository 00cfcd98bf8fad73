"""Moonshot (Kimi): the content of a document is its text."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, WHOLE, Expiry, Paging, Provider, Purpose

_SOURCE = "https://platform.kimi.ai/docs/api/files-upload"
_LARGEST = Limit(100 * MB, (), _SOURCE)

PROVIDER = Provider(
    name="moonshot",
    title="Moonshot (Kimi)",
    checked="2026-11-25",
    sources=(_SOURCE, "github.com/tryAGI/Moonshot: src/libs/Moonshot/openapi.yaml"),
    base_url="https://api.moonshot.ai/v1",
    hosts=("api.moonshot.ai", "api.moonshot.cn"),
    key_variables=("MOONSHOT_API_KEY",),
    purposes={
        **{name: Purpose(limit=_LARGEST) for name in ("file-extract", "image", "video")},
        "batch": Purpose(limit=Limit(100 * MB, (".jsonl",), _SOURCE, SPLIT)),
    },
    absent={"uploads": WHOLE},
    expiry=Expiry(form="none"),
    paging=Paging(kind="whole", size=None, filters=frozenset()),
    batch_paging=Paging(filters=frozenset()),
    content_is_original=False,
    rates="1,000 files and 10 GB a user",
    notes="The content of a file for file-extract is its text. Windows of batches are 12h to 7d.",
)
