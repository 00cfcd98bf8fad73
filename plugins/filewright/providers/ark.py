"""Volcengine Ark: an expiry is a moment, and contents stay there."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import WHOLE, Expiry, Provider, Purpose

_SOURCE = "github.com/volcengine/volcengine-python-sdk: volcenginesdkarkruntime/resources/files.py, 2026-07-23"
_LARGEST = Limit(512 * MB, (), _SOURCE)

PROVIDER = Provider(
    name="ark",
    title="Volcengine Ark",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="https://ark.cn-beijing.volces.com/api/v3",
    hosts=("volces.com",),
    key_variables=("ARK_API_KEY",),
    purposes={name: Purpose(limit=_LARGEST, downloads=False) for name in ("user_data", "agent")},
    absent={
        "uploads": WHOLE,
        "download_file": "keep your own copy of what you upload",
        "batches": "use the vendor's CreateBatchInferenceJob",
    },
    expiry=Expiry(form="timestamp", field="expire_at"),
    file={"expires_at": "expire_at"},
    file_statuses={"processing": "uploaded", "active": "processed", "failed": "error"},
)
