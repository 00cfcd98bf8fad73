"""ogx (formerly llama-stack): a server of one's own."""

from __future__ import annotations

from .table import WHOLE, Expiry, Provider, Purpose

PROVIDER = Provider(
    name="ogx",
    title="ogx (llama-stack)",
    checked="2026-11-25",
    sources=("github.com/ogx-ai/ogx: client-sdks/stainless/openapi.yml, 2026-05",),
    base_url="http://localhost:8321/v1",
    needs_key=False,
    purposes={"assistants": Purpose(), "batch": Purpose()},
    more_purposes=True,
    absent={"uploads": WHOLE},
    expiry=Expiry(bounds={"*": (3600, 2_592_000)}),
    keeps_names=False,
    error={"error": {"message": "{message}"}},
    file_extra={"status_details": ""},
    notes="The url of each line of a batch must be the batch's endpoint.",
)
