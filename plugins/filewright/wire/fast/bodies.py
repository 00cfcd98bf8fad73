"""The body of a request on its way to pyreqwest, which asks for a block when it can take one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Generator, Iterator
from typing import Any
from weakref import WeakSet

import httpx

from .pace import Pace


class Awaited:
    """Blocks that need not be waited for, as those who wait for blocks ask for them."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks

    def __aiter__(self) -> Awaited:
        return self

    async def __anext__(self) -> bytes:
        for block in self._blocks:
            return block
        raise StopAsyncIteration


class Held:
    """A body that is in memory in one piece. It is taken on a connection, in the thread of pyreqwest's."""

    def __init__(self, body: bytes, pace: Pace) -> None:
        self._blocks = iter((body,))
        self._pace = pace

    def __iter__(self) -> Held:
        return self

    def __next__(self) -> bytes:
        block = next(self._blocks)
        self._pace.since = time.monotonic()
        return block


ABANDONED: WeakSet[Outgoing] = WeakSet()
"""Bodies that were given up, and that pyreqwest has not let go of yet."""


class _GivenUp:
    """Stands for a block of a request that was given up.

    It is asked for when nobody may run a coroutine any more, so it is none; and not raised at once, as `anext` of
    Python 3.11 crashes on that.
    """

    def __await__(self) -> Generator[Any, None, bytes]:
        yield from ()
        raise httpx.WriteError("the request was given up")


class Outgoing:
    """The blocks of a body, and how long the server may take for each.

    The next block is read before one is handed out: nobody asks for more once the announced length is reached, and
    whoever gives the blocks must know by then that the body is out.
    """

    def __init__(self, blocks: AsyncIterator[bytes], pace: Pace) -> None:
        self._blocks = blocks
        self._pace = pace
        self._ahead: bytes | None = None
        self._has_begun = False
        self._is_over = False
        self._task: asyncio.Task[Any] | None = None

    def abandon(self) -> None:
        """Hand out no more."""
        self._is_over = True
        ABANDONED.add(self)

    def __aiter__(self) -> Outgoing:
        return self

    def __anext__(self) -> Awaitable[bytes]:
        return _GivenUp() if self._is_over else self._next()

    async def _next(self) -> bytes:
        self._pace.rest()
        if not self._has_begun:
            self._has_begun = True
            self._ahead = await anext(self._blocks, None)
        block = self._ahead
        if block is None:
            raise StopAsyncIteration
        self._ahead = await anext(self._blocks, None)
        if self._ahead is not None:
            self._pace.writing()
        return block


class AsyncOutgoing(Outgoing):
    """As `Outgoing`, in an event loop, where a block may be on its way when the request is given up."""

    async def _next(self) -> bytes:
        self._task = asyncio.current_task()
        try:
            return await super()._next()
        finally:
            self._task = None

    async def give_up(self) -> None:
        """Hand out no more, and wait until nobody reads."""
        self.abandon()
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
