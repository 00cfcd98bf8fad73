"""Zhipu (Z.ai): files cannot be looked at one by one."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, WHOLE, Expiry, Provider, Purpose

_SOURCE = "https://docs.bigmodel.cn"

PROVIDER = Provider(
    name="zhipu",
    title="Zhipu (Z.ai)",
    checked="2026-11-25",
    sources=(_SOURCE, "the file management of the vendor's SDK"),
    base_url="https://open.bigmodel.cn/api/paas/v4",
    hosts=("open.bigmodel.cn", "api.z.ai"),
    url_variable="ZAI_BASE_URL",
    key_variables=("ZAI_API_KEY",),
    purposes={
        "batch": Purpose(limit=Limit(100 * MB, (".jsonl",), _SOURCE, SPLIT)),
        "code-interpreter": Purpose(limit=Limit(20 * MB, (), _SOURCE)),
        "agent": Purpose(limit=Limit(20 * MB, (), _SOURCE)),
        "voice-clone-input": Purpose(limit=Limit(None, (".mp3", ".wav"), _SOURCE)),
    },
    more_purposes=True,
    absent={
        "uploads": WHOLE,
        "retrieve_file": "look for the file with client.files.list()",
    },
    expiry=Expiry(form="none"),
    has_status=False,
    notes="A batch deletes its input file unless extra_body={'auto_delete_input_file': False} says otherwise.",
)
