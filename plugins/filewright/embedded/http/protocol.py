"""uvicorn's protocol of a connection, with a deadline for headers, and a short way for small requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from filewright.embedded.api.exchanges import refusal
from filewright.embedded.api.responses import ApiError, Response
from filewright.embedded.http.app import server_failure
from filewright.embedded.http.quick import QuickRequest, quick_request, send_response

if TYPE_CHECKING:
    from filewright.embedded.http.app import Endpoint

__all__ = ["Protocol"]

_CORKED_BYTES = 64 * 1024


class _Corked(asyncio.Transport):
    """A transport that sends what is written at once, such as a head and its short body, with one call."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: list[bytes] = []

    def write(self, data: Any) -> None:
        if len(data) > _CORKED_BYTES:
            self._flush()
            self._transport.write(data)
            return
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._transport.write(b"".join(waiting))

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def pause_reading(self) -> None:
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._transport.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._transport.set_protocol(protocol)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._transport.set_write_buffer_limits(high, low)


class Protocol(H11Protocol):
    """Closes connections whose request line and headers do not arrive in time, and takes small requests itself.

    uvicorn's own timer covers the pause between two requests only, and any byte ends it.
    """

    header_seconds = 20.0
    endpoint: Endpoint
    _header_timer: asyncio.TimerHandle | None = None
    _quick: asyncio.Task[None] | None = None
    """The request that is carried out without h11."""
    _held = b""
    """Bytes that came meanwhile."""
    _is_responding = False
    _is_last = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = _Corked(transport, self.loop)
        self._start_header_timer()

    def data_received(self, data: bytes) -> None:
        if self._quick is not None:
            self._held += data
            self.flow.pause_reading()
        elif self._is_between_requests() and (request := quick_request(data)) is not None:
            self._carry_out(request)
        else:
            self._received(data)

    def _received(self, data: bytes) -> None:
        super().data_received(data)
        awaiting_headers = self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None
        if not awaiting_headers:
            self._stop_header_timer()
        elif self._header_timer is None:
            self._start_header_timer()

    def _is_between_requests(self) -> bool:
        conn = self.conn
        is_idle = conn.their_state is h11.IDLE and conn.our_state is h11.IDLE and not conn.trailing_data[0]
        return is_idle and (self.cycle is None or self.cycle.response_complete)

    def _carry_out(self, request: QuickRequest) -> None:
        self._stop_header_timer()
        self._unset_keepalive_if_required()
        self._is_responding = False
        self._quick = task = self.loop.create_task(self.endpoint.respond_to(request, self._send))
        self.tasks.add(task)
        task.add_done_callback(self._carried_out)

    async def _send(self, response: Response) -> None:
        self._is_responding = True
        await send_response(response, self.server_state.default_headers, self.transport, self.flow.drain)

    def _carried_out(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self._quick = None
        if task.cancelled():
            self.transport.close()
        elif (error := task.exception()) is not None:
            self._fail(error)
        elif self._is_last:
            self.transport.close()
        else:
            self._go_on()

    def _go_on(self) -> None:
        self.on_response_complete()
        if self._held and not self.transport.is_closing():
            held, self._held = self._held, b""
            self.data_received(held)

    def _fail(self, error: BaseException) -> None:
        """Respond as ASGI servers do to what an application raises."""
        self.logger.error("Exception in a request", exc_info=error)
        if not self._is_responding:
            self.loop.create_task(self._send(server_failure())).add_done_callback(lambda _: self.transport.close())
        else:
            self.transport.close()

    def shutdown(self) -> None:
        if self._quick is None:
            super().shutdown()
        else:
            self._is_last = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_header_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()
            return
        response = refusal(ApiError(400, msg, code="malformed_request"))
        headers = [(name.encode(), value.encode()) for name, value in response.headers]
        body = response.body if isinstance(response.body, bytes) else b""
        for event in (
            h11.Response(status_code=400, headers=[*headers, (b"connection", b"close")], reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _start_header_timer(self) -> None:
        self._header_timer = self.loop.call_later(self.header_seconds, self.transport.close)

    def _stop_header_timer(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None
