"""Small requests that came in one piece and leave no doubt: they go past h11 and ASGI, which cost the most."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

import anyio
from anyio import to_thread

from filewright.embedded.api.responses import BlobBody, Response
from filewright.embedded.http.blocks import BrokenContentError, next_block
from filewright.embedded.store.limits import BODY_STALL_SECONDS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

__all__ = ["QuickRequest", "quick_request", "send_response"]

_HEAD = re.compile(rb"(GET|POST|DELETE) (/[!-~]*) HTTP/1\.1\r\n((?:[A-Za-z0-9_-]+:[\t -~]*\r\n)+)\r\n")
MAX_HEAD_BYTES = 8192
MAX_BODY_BYTES = 64 * 1024
_NOT_QUICK = frozenset({b"transfer-encoding", b"expect", b"upgrade", b"te", b"trailer", b"http2-settings"})
"""Headers with a say in how a request is framed, or in what comes after it."""
_ONCE = frozenset({b"host", b"content-length", b"connection"})
_LENGTH = re.compile(rb"[0-9]{1,7}")
_REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}


class QuickRequest(NamedTuple):
    """A whole request; names of headers are in lower case."""

    method: str
    target: str
    headers: list[tuple[bytes, bytes]]
    body: bytes


def quick_request(data: bytes) -> QuickRequest | None:
    """The request that these bytes are; None if they are not exactly one, or one that takes more than a look.

    Only what every parser reads alike is taken: nothing else can come of it than would come of h11.
    """
    head = _HEAD.match(data, 0, MAX_HEAD_BYTES)
    if head is None or len(data) - head.end() > MAX_BODY_BYTES:
        return None
    headers: list[tuple[bytes, bytes]] = []
    singles: dict[bytes, bytes] = {}
    for line in head[3].splitlines():
        raw_name, _, value = line.partition(b":")
        name, value = raw_name.lower(), value.strip(b" \t")
        if name in _NOT_QUICK or name in singles:
            return None
        if name in _ONCE:
            singles[name] = value
        headers.append((name, value))
    body = data[head.end() :]
    if b"host" not in singles or singles.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    length = singles.get(b"content-length", b"0")
    if not _LENGTH.fullmatch(length) or int(length) != len(body):
        return None
    return QuickRequest(head[1].decode(), head[2].decode(), headers, body)


async def send_response(
    response: Response,
    common: Iterable[tuple[bytes, bytes]],
    transport: asyncio.WriteTransport,
    drain: Callable[[], Awaitable[None]],
) -> None:
    """Write a response, with the headers that all responses have. A connection whose client stops reading is closed."""
    lines = [b"HTTP/1.1 %d %s" % (response.status, _REASONS.get(response.status, b""))]
    lines += [b"%s: %s" % header for header in common]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in response.headers]
    head = b"\r\n".join([*lines, b"\r\n"])
    if not isinstance(response.body, BlobBody):
        transport.write(head + response.body)
        return
    transport.write(head)
    with suppress(TimeoutError, BrokenContentError):
        while block := await to_thread.run_sync(next_block, response.body):
            if transport.is_closing():
                return
            transport.write(block)
            with anyio.fail_after(BODY_STALL_SECONDS.value):
                await drain()
        return
    transport.close()
