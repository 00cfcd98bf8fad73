"""llm-d's batch gateway: pages by number of the first item, batch files stored in another order."""

from __future__ import annotations

from ..limits import Limit
from .table import SPLIT, WHOLE, Paging, Provider, Purpose

_SOURCE = "github.com/llm-d/llm-d-batch-gateway: internal/apiserver/file/file_handler.go"
_OFFSET = Paging(kind="offset")

PROVIDER = Provider(
    name="llm-d",
    title="llm-d batch gateway",
    checked="2026-11-25",
    sources=(_SOURCE,),
    base_url="http://localhost:8000/v1",
    needs_key=False,
    purposes={"batch": Purpose(limit=Limit(209_715_200, (), _SOURCE, SPLIT))},
    more_purposes=True,
    absent={"uploads": WHOLE},
    paging=_OFFSET,
    content_is_original=False,
    notes="Files are kept 90 days by default. The tenant goes in default_headers={'X-MaaS-Username': ...}.",
)
