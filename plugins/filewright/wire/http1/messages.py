"""The bytes of responses on one connection, cut into heads and bodies as they arrive.

Nothing here waits. What gives blocks gives an empty one where more has to be received first.
"""

from __future__ import annotations

import re
from collections.abc import Generator

import httpx

from .heads import CHUNKED, UNTIL_CLOSED, ResponseHead, body_length, parsed_head

MAX_HEAD = 100 << 10
"""Bytes of a response's head, or of what frames a chunk. RFC 9110 sets no bound; servers send up to 16 KiB."""

_HEAD_END = re.compile(rb"\n\r?\n")
_LINE_END = re.compile(rb"\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)

Blocks = Generator[bytes, None, None]


class Incoming:
    """The bytes that arrived and were not taken yet."""

    __slots__ = ("_at", "_held", "_looked", "is_over")

    def __init__(self) -> None:
        self._held: bytes | bytearray = b""
        self._at = 0
        self._looked = 0
        self.is_over = False

    def feed(self, block: bytes) -> None:
        """Add what arrived; an empty block says that the server sends no more."""
        if not block:
            self.is_over = True
        elif self._at == len(self._held):
            self._held, self._at, self._looked = block, 0, 0
        else:
            if self._at or not isinstance(self._held, bytearray):
                self._held = bytearray(memoryview(self._held)[self._at :])
                self._looked -= self._at
                self._at = 0
            self._held += block

    def is_empty(self) -> bool:
        """Return whether all that arrived was taken."""
        return self._at == len(self._held)

    def take(self, limit: int | None = None) -> bytes:
        """Return what arrived, up to `limit` bytes."""
        held = self._held
        end = len(held) if limit is None else min(len(held), self._at + limit)
        taken = bytes(held[self._at : end])
        self._at = self._looked = end
        return taken

    def until(self, end: re.Pattern[bytes]) -> bytes | None:
        """Return what comes before the match of `end`, which is dropped; None where it has not arrived yet."""
        # Of what was looked through, the match may have begun in the last two bytes.
        match = end.search(self._held, max(self._at, self._looked - 2))
        size = (len(self._held) if match is None else match.start()) - self._at
        if size > MAX_HEAD:
            raise httpx.RemoteProtocolError(f"the server sent a head of more than {MAX_HEAD} bytes")
        if match is None:
            self._looked = len(self._held)
            return None
        found = bytes(self._held[self._at : match.start()])
        self._at = self._looked = match.end()
        return found.removesuffix(b"\r")


def next_head(incoming: Incoming) -> ResponseHead | None:
    """Return the head of the response, or None where it has not arrived yet; interim responses are dropped.

    Raises:
        httpx.RemoteProtocolError: it is not HTTP/1, or will never arrive.
    """
    while (block := incoming.until(_HEAD_END)) is not None:
        head = parsed_head(block)
        if not head.is_interim:
            return head
        if head.status == 101:
            raise httpx.RemoteProtocolError("the server switched to another protocol, unasked")
    if incoming.is_over:
        where = "without sending a response" if incoming.is_empty() else "in the middle of the response's head"
        raise httpx.RemoteProtocolError(f"Server disconnected {where}.")
    return None


def body_blocks(incoming: Incoming, head: ResponseHead, method: str) -> tuple[int, Blocks]:
    """Return the length that was announced, as `body_length` has it, and the blocks of a body as they arrive.

    Raises:
        httpx.RemoteProtocolError: the length is not clear; by the blocks: the body does not come whole.
    """
    length = body_length(head, method)
    if length == CHUNKED:
        return length, _chunked(incoming)
    if length == UNTIL_CLOSED:
        return length, _until_closed(incoming)
    return length, _counted(incoming, length)


def _counted(incoming: Incoming, length: int) -> Blocks:
    left = length
    while left:
        block = incoming.take(left)
        if not block:
            _expect_more(incoming, f"after {length - left} of {length} bytes")
        left -= len(block)
        yield block


def _until_closed(incoming: Incoming) -> Blocks:
    while not (incoming.is_over and incoming.is_empty()):
        yield incoming.take()


def _chunked(incoming: Incoming) -> Blocks:
    while size := _size_of_chunk((yield from _line(incoming))):
        yield from _counted(incoming, size)
        if (yield from _line(incoming)):
            raise httpx.RemoteProtocolError("the server sent a chunk that is longer than announced")
    size_of_trailers = 0
    while line := (yield from _line(incoming)):
        size_of_trailers += len(line)
        if size_of_trailers > MAX_HEAD:
            raise httpx.RemoteProtocolError(f"the server sent trailers of more than {MAX_HEAD} bytes")


def _line(incoming: Incoming) -> Generator[bytes, None, bytes]:
    while (line := incoming.until(_LINE_END)) is None:
        _expect_more(incoming, "in the middle of a chunked body")
        yield b""
    return line


def _size_of_chunk(line: bytes) -> int:
    match = _CHUNK_SIZE.fullmatch(line)
    if match is None:
        raise httpx.RemoteProtocolError("the server sent a chunk without a valid size")
    return int(match[1], 16)


def _expect_more(incoming: Incoming, where: str) -> None:
    if incoming.is_over:
        raise httpx.RemoteProtocolError(f"the connection was closed {where}")
