"""Taking a body in from an event loop: blocks are gathered there, and used in worker threads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeAlias

from anyio import (
    BrokenResourceError,
    CancelScope,
    create_memory_object_stream,
    create_task_group,
    to_thread,
)

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

    from filewright.embedded.api.exchanges import Exchange
    from filewright.embedded.api.responses import Response
    from filewright.embedded.http.groups import Groups

__all__ = ["take_body"]

_GATHER_BYTES = 1024 * 1024
"""The bytes that are gathered before they go to a worker thread: a hop costs about as much as 100 KiB."""

_BRIEF_BYTES = 64 * 1024
"""Up to how many bytes of a body a request is carried out together with others."""

_Batch: TypeAlias = list[bytes]


async def take_body(body: AsyncIterable[bytes], exchange: Exchange, groups: Groups | None = None) -> Response:
    """Feed a body to an exchange and return its response; closes the exchange, however it ends.

    While one batch of a long body is hashed and written, the next is received.
    """
    if exchange.refused:
        return exchange.finish()
    try:
        async with aclosing(_batches(body)) as batches:
            first = await anext(batches, None)
            second = await anext(batches, None)
            if first is not None and second is not None:
                await _feed_long(exchange, first, second, batches)
                first = None
        blocks = first or []
        if groups is not None and exchange.brief and sum(map(len, blocks)) <= _BRIEF_BYTES:
            return await groups.carry_out(exchange, blocks)
        return await to_thread.run_sync(exchange.carry_out, blocks)
    except BaseException:
        with CancelScope(shield=True):
            await to_thread.run_sync(exchange.close)
        raise


async def _batches(body: AsyncIterable[bytes]) -> AsyncGenerator[_Batch, None]:
    gathered: _Batch = []
    size = 0
    async for block in body:
        gathered.append(block)
        size += len(block)
        if size >= _GATHER_BYTES:
            yield gathered
            gathered, size = [], 0
    if gathered:
        yield gathered


async def _feed_long(exchange: Exchange, first: _Batch, second: _Batch, rest: AsyncIterator[_Batch]) -> None:
    # Without a buffer, a send waits until the batch before is used up: two batches at most are in memory.
    sender, receiver = create_memory_object_stream["_Batch"](0)
    try:
        async with create_task_group() as tasks:
            tasks.start_soon(_feed_batches, exchange, receiver)
            async with sender:
                await _send_batches(sender, first, second, rest)
    except BaseExceptionGroup as group:
        failures = list(group.exceptions)
        if len(failures) > 1:
            raise
        raise failures[0] from None


async def _send_batches(
    sender: MemoryObjectSendStream[_Batch], first: _Batch, second: _Batch, rest: AsyncIterator[_Batch]
) -> None:
    try:
        await sender.send(first)
        await sender.send(second)
        async for batch in rest:
            await sender.send(batch)
    except BrokenResourceError:
        pass  # The exchange is refused; what follows does not matter.


async def _feed_batches(exchange: Exchange, receiver: MemoryObjectReceiveStream[_Batch]) -> None:
    async with receiver:
        async for batch in receiver:
            await to_thread.run_sync(_feed, exchange, batch)
            if exchange.refused:
                return


def _feed(exchange: Exchange, blocks: _Batch) -> None:
    for block in blocks:
        exchange.feed(block)
