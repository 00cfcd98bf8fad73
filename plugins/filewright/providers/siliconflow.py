"""SiliconFlow: everything lies in an envelope."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, Expiry, Paging, Provider, Purpose

_SOURCE = "https://docs.siliconflow.cn/docs/api/files-post"

PROVIDER = Provider(
    name="siliconflow",
    title="SiliconFlow",
    checked="2026-11-25",
    sources=(_SOURCE, "https://docs.siliconflow.cn/en/api-reference/batch/get-file-list"),
    base_url="https://api.siliconflow.cn/v1",
    purposes={"batch": Purpose(limit=Limit(1024 * MB, (".jsonl",), _SOURCE, SPLIT))},
    expiry=Expiry(form="none", instead="rely on the month that results are kept"),
    envelopes={"create_file": "data", "list_files": "data"},
    file={"created_at": "createdAt"},
    paging=Paging(kind="whole", size="limit", filters=frozenset({"purpose"}), query={"purpose": "batch"}),
    batch_paging=Paging(),
    error={"code": "{code}", "message": "{message}", "data": None},
    has_status=False,
    notes="A file for a batch has up to 5,000 lines.",
)
