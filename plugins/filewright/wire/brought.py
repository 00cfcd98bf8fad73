"""HTTP clients that a caller brings: of httpx, or of httpx2, its successor, whose classes are other ones."""

from __future__ import annotations

import sys
from typing import Any

LIBRARIES = ("httpx", "httpx2")
"""The libraries whose `Client` and `AsyncClient` are taken. Of what was not imported, nobody can have brought one."""


def is_http_client(brought: object, *, asynchronous: bool) -> bool:
    """Return True for an HTTP client of the blocking or of the async kind."""
    name = "AsyncClient" if asynchronous else "Client"
    return any(isinstance(brought, getattr(sys.modules.get(each), name, ())) for each in LIBRARIES)


def sender_of(brought: Any) -> Any:
    """Return what a driver sends with: an httpx client itself, or what speaks to another one as if it were one."""
    import httpx

    if isinstance(brought, (httpx.Client, httpx.AsyncClient)):
        return brought
    from .httpx2_clients import AsyncHttpx2Sender, Httpx2Sender

    return Httpx2Sender(brought) if is_http_client(brought, asynchronous=False) else AsyncHttpx2Sender(brought)
