"""Anthropic: files without a purpose; what was uploaded is not given back."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import Expiry, Field, Paging, Provider, Purpose

_SOURCE = "github.com/anthropics/anthropic-sdk-python: src/anthropic/resources/beta/files.py, 2026-08-07"

PROVIDER = Provider(
    name="anthropic",
    title="Anthropic",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="https://api.anthropic.com/v1",
    hosts=("api.anthropic.com",),
    key_variables=("ANTHROPIC_API_KEY",),
    auth="x-api-key",
    headers={"anthropic-version": "2023-06-01", "anthropic-beta": "files-api-2025-04-14"},
    purposes={"user_data": Purpose(downloads=False)},
    more_purposes=True,
    limit=Limit(500 * MB, (), "a report of 2026-11-02"),
    absent={
        "uploads": "send the file whole, with client.files.create(...)",
        "batches": "send the requests themselves to /v1/messages/batches",
    },
    expiry=Expiry(form="none"),
    form={"purpose": None},
    file_extra={"type": "file", "mime_type": "application/octet-stream"},
    deleted_extra={"type": "file_deleted"},
    file={"bytes": Field("size_bytes")},
    error={"type": "error", "error": {"type": "{type}", "message": "{message}"}},
    has_status=False,
    times="iso",
    paging=Paging(parameter="after_id", filters=frozenset()),
)
