"""Qwen, by the compatible mode of DashScope."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import SPLIT, Expiry, Provider, Purpose

_SOURCE = "https://help.aliyun.com/en/model-studio/openai-file-interface"
_TEXTS = (".txt", ".docx", ".pdf", ".xlsx", ".epub", ".mobi", ".md", ".csv", ".json")
_IMAGES = (".bmp", ".png", ".jpg", ".gif")

PROVIDER = Provider(
    name="qwen",
    title="Qwen (DashScope)",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="https://dashscope.aliyuncs.com/compatible-mode/v1",
    hosts=("dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", "maas.aliyuncs.com"),
    key_variables=("DASHSCOPE_API_KEY",),
    purposes={
        "file-extract": Purpose(limit=Limit(150 * MB, _TEXTS + _IMAGES, _SOURCE)),
        "batch": Purpose(limit=Limit(500 * MB, (".jsonl",), _SOURCE, SPLIT)),
        "fine-tune": Purpose(limit=Limit(300 * MB, (), _SOURCE, SPLIT)),
    },
    expiry=Expiry(form="none"),
    rates="20 uploads a second, which are kept to; 10,000 files and 100 GB in all",
    upload_rate="20/s",
    notes="Keys differ by region; Singapore is dashscope-intl.aliyuncs.com.",
)
