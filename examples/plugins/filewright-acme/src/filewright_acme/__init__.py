"""A provider of one's own: Acme, whose files have other names, whose lists come by token, and whose key goes elsewhere.

`OpenAI(provider="acme")` once this package is installed; `filewright check-provider --provider acme --played` tries it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filewright.limits import MB, Limit
from filewright.providers import Expiry, Field, Paging, Provider, ProviderPlugin, Purpose

if TYPE_CHECKING:
    from filewright import Call

SOURCE = "https://acme.example/docs/files"


def mark_archived(body: Any, call: Call) -> Any:
    """The behaviour that a table cannot describe: Acme marks archived files by their folder."""
    file = body.get("file", body) if isinstance(body, dict) else {}
    if file.get("folder") == "archive":
        file["state"] = "stored"
    return body


ACME = Provider(
    name="acme",
    title="Acme",
    checked="2026-11-26",
    sources=(SOURCE,),
    base_url="https://api.acme.example/v1",
    hosts=("api.acme.example",),
    key_variables=("ACME_API_KEY",),
    auth="x-acme-key",
    headers={"x-acme-version": "2026-11"},
    paths={"download_file": "GET /files/{file_id}/bytes"},
    purposes={"batch": Purpose(limit=Limit(50 * MB, (".jsonl",), SOURCE)), "report": Purpose(uploads=False)},
    file={"bytes": Field("sizeBytes"), "created_at": Field("meta.createdAt"), "status": Field("state")},
    file_statuses={"stored": "processed", "waiting": "uploaded", "broken": "error"},
    envelopes={"retrieve_file": "file", "create_file": "file"},
    times="iso",
    numbers="text",
    paging=Paging(kind="token", parameter="pageToken", size="pageSize", token="nextPageToken", filters=frozenset()),
    expiry=Expiry(form="seconds", field="ttl", bounds={"*": (3600, 604_800)}),
    absent={"uploads": "send the file whole, with client.files.create(...)"},
    adapt_response=mark_archived,
)

PLUGIN = ProviderPlugin(ACME)
