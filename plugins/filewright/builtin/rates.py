"""The rate of a call: of a limit that its caller gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    import httpx

    from ..calls import Call
    from ..effects import Flow


class Rates:
    """Makes a call wait for `call.limit`, and passes the server's responses to that limit.

    A limit for all calls of a client is a plugin of its own, see `filewright.transfers.RateLimit`.
    """

    @hookimpl
    def request_delay(self, call: Call, attempt: int) -> float | Flow[float | None] | None:
        return None if call.limit is None else call.limit.request_delay(call, attempt)

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call) -> Flow[None] | None:
        return None if call.limit is None else call.limit.after_response_received(response, call)
