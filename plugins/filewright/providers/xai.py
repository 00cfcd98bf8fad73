"""xAI: files without a purpose, and lists by token."""

from __future__ import annotations

from ..limits import MB, Limit
from .table import Expiry, Paging, Provider

_SOURCE = "https://docs.x.ai/developers/rest-api-reference/files/upload"

PROVIDER = Provider(
    name="xai",
    title="xAI",
    checked="2026-11-25",
    sources=(_SOURCE, "github.com/xai-org/xai-proto: proto/xai/api/v1/files.proto"),
    base_url="https://api.x.ai/v1",
    hosts=("api.x.ai",),
    key_variables=("XAI_API_KEY",),
    limit=Limit(50 * MB, (), _SOURCE),
    absent={
        "uploads": "send the file whole, with client.files.create(...)",
        "batches": "use the vendor's own API for batches, whose results come in pages instead of a file",
    },
    expiry=Expiry(form="seconds", bounds={"*": (3600, 2_592_000)}),
    paging=Paging(
        kind="token",
        parameter="pagination_token",
        token="pagination_token",
        filters=frozenset({"order"}),
        query={"order": "desc"},
    ),
    has_status=False,
)
