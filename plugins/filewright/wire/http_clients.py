"""httpx clients to pass as `http_client`, with the timeouts and limits that a client of ours has by itself."""

from __future__ import annotations

from typing import Any

import httpx

from ..settings import DEFAULT_TIMEOUT as _PHASES
from .connections import MAX_CONNECTIONS, MAX_IDLE

DEFAULT_TIMEOUT = httpx.Timeout(**_PHASES)
DEFAULT_CONNECTION_LIMITS = httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_IDLE)


def _with_defaults(options: dict[str, Any]) -> dict[str, Any]:
    return {"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_CONNECTION_LIMITS, **options}


class DefaultHttpxClient(httpx.Client):
    """An httpx.Client with our defaults; its options are httpx's: proxy, verify, cert, transport ..."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_with_defaults(options))


class DefaultAsyncHttpxClient(httpx.AsyncClient):
    """Like `DefaultHttpxClient`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**_with_defaults(options))
