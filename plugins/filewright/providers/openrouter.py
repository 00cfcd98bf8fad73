"""OpenRouter: files without a purpose, and no batches."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import WHOLE, Expiry, Paging, Provider, Purpose

_SOURCE = "github.com/OpenRouterTeam/docs: guides/features/files-api.mdx"

PROVIDER = Provider(
    name="openrouter",
    title="OpenRouter",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="https://openrouter.ai/api/v1",
    key_variables=("OPENROUTER_API_KEY",),
    purposes={"user_data": Purpose(limit=Limit(100 * MB, (), _SOURCE), downloads=False)},
    more_purposes=True,
    limit=Limit(100 * MB, (), _SOURCE),
    absent={
        "uploads": WHOLE,
        "batches": "use a provider that has them, such as provider='together'",
    },
    expiry=Expiry(form="none"),
    form={"purpose": None},
    file_extra={"_shape": "openrouter", "type": "file", "mime_type": "application/octet-stream"},
    page_extra={"_shape": "openrouter", "cursor": None},
    deleted_extra={"_shape": "openrouter", "type": "file_deleted"},
    file={"bytes": "size_bytes"},
    error={"error": {"code": "{status}", "message": "{message}"}},
    has_status=False,
    times="iso",
    paging=Paging(filters=frozenset()),
)
