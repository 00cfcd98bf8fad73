"""The service as an ASGI application. Disk work runs in worker threads, so that the event loop never waits for it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response as StarletteResponse

from filewright.embedded.api.exchanges import TROUBLES, refusal
from filewright.embedded.api.responses import ApiError, BlobBody, Response
from filewright.embedded.api.service import Service
from filewright.embedded.http.access_log import LogLine, access_line
from filewright.embedded.http.blocks import BrokenContentError, next_block
from filewright.embedded.http.bodies import take_body
from filewright.embedded.http.groups import Groups
from filewright.embedded.store.limits import BODY_STALL_SECONDS

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from filewright.embedded.http.quick import QuickRequest

__all__ = ["App", "Endpoint", "build_app", "server_failure"]

CLEANING_SECONDS = 60.0


def build_app(service: Service, access_log: LogLine | None = None) -> App:
    """Make the application, for uvicorn or any other ASGI server.

    Args:
        service: what responds to requests.
        access_log: is called with a line for each request.
    """

    groups = Groups(service.store)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None, None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_clean, service)
            yield
            tasks.cancel_scope.cancel()
        await to_thread.run_sync(groups.close)

    return App(Starlette(lifespan=lifespan), Endpoint(service, groups, access_log))


class App:
    """The ASGI application: Starlette's for its beginning and end, and a straight way for requests.

    Attributes:
        endpoint: responds to requests.
    """

    def __init__(self, starlette: Starlette, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._starlette = starlette
        self._requests = ServerErrorMiddleware(endpoint, handler=_fault)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._requests(scope, receive, send)
        else:
            await self._starlette(scope, receive, send)


async def _clean(service: Service) -> None:
    # Requests also remove what has expired; this is for a server without requests.
    while True:
        await anyio.sleep(CLEANING_SECONDS)
        try:
            await to_thread.run_sync(service.store.remove_expired)
        except (OSError, sqlite3.Error) as error:
            TROUBLES.tell("removing what has expired", error)


def server_failure() -> Response:
    """The response to a request on which the server failed."""
    return refusal(ApiError(500, "The server failed; its log says why.", type="server_error", code="internal_error"))


async def _fault(_: Request, __: Exception) -> StarletteResponse:
    response = server_failure()
    assert isinstance(response.body, bytes)
    return StarletteResponse(response.body, response.status, dict(response.headers))


class Endpoint:
    """Hands the body of a request to an exchange, and sends the response."""

    def __init__(self, service: Service, groups: Groups, access_log: LogLine | None) -> None:
        self._service = service
        self._access_log = access_log
        self._groups = groups

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.monotonic()
        try:
            response = await self._respond(scope, receive)
        except ClientDisconnect:
            return
        try:
            await _send_response(response, send)
        except (TimeoutError, BrokenContentError):
            return  # Nobody reads it, or it cannot be read; returning half way makes the server close the connection.
        finally:
            response.close()
            self._tell(scope["method"], _target(scope), response.status, began)

    async def respond_to(self, request: QuickRequest, send: Callable[[Response], Awaitable[None]]) -> None:
        """Perform a request that came whole, and send its response."""
        began = time.monotonic()
        exchange = self._service.begin(request.method, request.target, request.headers)
        blocks = [request.body] if request.body else []
        if exchange.refused:
            response = exchange.finish()
        elif exchange.brief:
            response = await self._groups.carry_out(exchange, blocks)
        else:
            response = await to_thread.run_sync(exchange.carry_out, blocks)
        try:
            await send(response)
        finally:
            response.close()
            self._tell(request.method, request.target, response.status, began)

    def _tell(self, method: str, target: str, status: int, began: float) -> None:
        if self._access_log is not None:
            self._access_log(access_line(method, target, status, time.monotonic() - began))

    async def _respond(self, scope: Scope, receive: Receive) -> Response:
        exchange = self._service.begin(scope["method"], _target(scope), scope["headers"])
        if exchange.brief and not exchange.refused and not _has_body(scope["headers"]):
            return await self._groups.carry_out(exchange, [])
        try:
            return await take_body(Request(scope, _hurried(receive)).stream(), exchange, self._groups)
        except TimeoutError:
            seconds = BODY_STALL_SECONDS.value
            return refusal(ApiError(408, f"No part of the body came for {seconds} s.", code="body_stalled"))


def _has_body(headers: list[tuple[bytes, bytes]]) -> bool:
    # RFC 9112, section 6: one of these headers signals a body.
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in headers)


async def _send_response(response: Response, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    if isinstance(response.body, BlobBody):
        while block := await to_thread.run_sync(next_block, response.body):
            with anyio.fail_after(BODY_STALL_SECONDS.value):
                await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await send({"type": "http.response.body", "body": response.body, "more_body": False})


def _hurried(receive: Receive) -> Receive:
    async def receive_in_time() -> Message:
        with anyio.fail_after(BODY_STALL_SECONDS.value):
            return await receive()

    return receive_in_time


def _target(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (raw + b"?" + query if query else raw).decode("latin-1")
