"""How Azure wants a key: in the header `api-key`. A token of Microsoft Entra ID goes as Bearer, as everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    import httpx

    from ..calls import Call


class Azure:
    """Sends the key of each call as `api-key`; where the caller set that header, or Authorization, theirs is kept."""

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call) -> None:
        if call.api_key is None or request.headers.get("authorization") != f"Bearer {call.api_key}":
            return
        del request.headers["authorization"]
        request.headers.setdefault("api-key", call.api_key)
