"""The driver that awaits, on asyncio and on trio, through anyio. See blocking.py."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import aclosing, suppress
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx

from .. import effects
from ..effects import Outcome
from ..errors import ClientClosedError
from .codings import AsyncDecodedStream, undo_coding
from .common import (
    PHASES,
    STREAMED,
    NothingToSend,
    auth_of,
    bounded,
    is_enough,
    keep,
    overdue,
    settle_content_type,
    time_left,
    undecodable,
    unreadable,
    view_blocks,
)
from .destinations import open_destination, save_read
from .disk import BLOCK_SIZE, THREAD_BLOCK_SIZE, SourceReader, prepare
from .partial import open_partial
from .watchdog import NEVER

if TYPE_CHECKING:
    from anyio import CancelScope, CapacityLimiter
    from anyio.abc import TaskGroup
    from anyio.lowlevel import RunVar
    from anyio.streams.memory import MemoryObjectReceiveStream

    from ..effects import Body, Effect, Flow
    from .partial import PartialFile
    from .saving import Destination

T = TypeVar("T")


class _AsyncBodyStream(httpx.AsyncByteStream):
    """Like `blocking._BodyStream`; what is not in memory is read in worker threads."""

    def __init__(self, body: Body, sent: Callable[[], None]) -> None:
        self._body = body
        self._sent = sent
        self._running: AsyncGenerator[bytes, None] | None = None

    @property
    def whole(self) -> bytes | None:
        """As `_BodyStream.whole`."""
        return self._body.whole

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._running = self._blocks()
        return self._running

    async def _blocks(self) -> AsyncGenerator[bytes, None]:
        body = self._body
        body.sent = 0
        for segment in body.segments:
            async with aclosing(_async_segment_blocks(segment)) as blocks:
                async for block in blocks:
                    yield block
                    body.sent += len(block)
                    if body.progress is not None:
                        body.progress(body.sent)
        self._sent()

    async def aclose(self) -> None:
        """Like `_BodyStream.close`."""
        if self._running is not None:
            await self._running.aclose()


async def _async_segment_blocks(segment: Any) -> AsyncGenerator[bytes, None]:
    if isinstance(segment, bytes):
        yield segment
        return
    if segment.data is not None:
        for block in view_blocks(segment.data):
            yield block
        return
    # Of a file in parts, several are in memory at a time.
    block_size = THREAD_BLOCK_SIZE if segment.start is None else BLOCK_SIZE
    reader = await in_thread(SourceReader, segment, block_size)
    try:
        while block := reader.read_cached() or await in_thread(reader.read):
            yield block
    finally:
        reader.close()


def _async_content_blocks(response: httpx.Response) -> AsyncIterator[bytes]:
    return response.aiter_bytes() if hasattr(response, "_content") else response.aiter_raw()


async def _batches(blocks: AsyncIterator[bytes]) -> AsyncGenerator[list[bytes], None]:
    """Blocks, gathered to what is worth a trip to a worker thread."""
    gathered: list[bytes] = []
    size = 0
    async for block in blocks:
        gathered.append(block)
        size += len(block)
        if size >= BLOCK_SIZE:
            yield gathered
            gathered, size = [], 0
    yield gathered


async def _write_batches(batches: MemoryObjectReceiveStream[list[bytes]], effect: effects.AppendBody) -> None:
    async with batches:
        async for batch in batches:
            await in_thread(effect.write, batch)
            effect.moved()


def _first_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The failure that the others of a group followed from."""
    first = failures.exceptions[0]
    return _first_of(cast("BaseExceptionGroup[BaseException]", first)) if hasattr(first, "exceptions") else first


class _Crew:
    """The tasks of one `Gather`, in a task group that ends them all."""

    def __init__(self, effect: effects.Gather, run: Callable[[Flow[Any]], Coroutine[Any, Any, Any]]) -> None:
        import anyio

        self._effect = effect
        self._run = run
        self._flows = enumerate(iter(effect.flows))
        self._ended, self._outcomes = anyio.create_memory_object_stream[Outcome](effect.limit)
        self._running = 0

    async def outcomes(self, group: TaskGroup) -> AsyncGenerator[Outcome, None]:
        """The outcomes of the flows, in the order they end; the next flows start as outcomes are asked for."""
        while await self._start_more(group):
            yield await self._outcomes.receive()
            self._running -= 1

    async def _start_more(self, group: TaskGroup) -> bool:
        """Like `crews.Crew`."""
        while self._running < self._effect.limit:
            numbered = await in_thread(self._next) if self._effect.slow else self._next()
            if numbered is None:
                break
            group.start_soon(self._work, *numbered)
            self._running += 1
        return self._running > 0

    def _next(self) -> tuple[int, Flow[Any]] | None:
        return next(self._flows, None)

    async def _work(self, number: int, flow: Flow[Any]) -> None:
        try:
            outcome = Outcome(number, await self._run(flow))
        except Exception as error:  # handed on, or raised again
            if not self._effect.keep_going:
                raise
            outcome = Outcome(number, None, error)
        self._ended.send_nowait(outcome)

    def close(self) -> None:
        """Let go of the flows that did not start."""
        self._ended.close()
        self._outcomes.close()
        close = getattr(self._effect.flows, "close", None)
        if close is not None:
            close()


class _ResumedStream(httpx.AsyncByteStream):
    """A stream of which the first blocks were taken out, whole again."""

    def __init__(self, first: list[bytes], rest: AsyncIterator[bytes], stream: httpx.AsyncByteStream) -> None:
        self._first = first
        self._rest = rest
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self._first:
            yield block
        self._first = []
        async for block in self._rest:
            yield block

    async def aclose(self) -> None:
        await self._stream.aclose()


async def in_thread(function: Callable[..., T], *arguments: Any, slots: CapacityLimiter | None = None) -> T:
    """Call what may block in a worker thread."""
    from anyio import to_thread

    return await to_thread.run_sync(function, *arguments, limiter=slots)


_PATH_SLOTS = 2
"""Worker threads that look at paths. More make thousands of small uploads slower, as they compete with the event loop
for the interpreter; with fewer, one slow disk would hold up the rest."""


@cache
def _loop_variable() -> RunVar[CapacityLimiter]:
    from anyio.lowlevel import RunVar

    return RunVar("filewright_path_slots")


def _path_slots() -> CapacityLimiter:
    """The slots of the running event loop."""
    from anyio import CapacityLimiter

    variable = _loop_variable()
    slots = variable.get(None)
    if slots is None:
        slots = CapacityLimiter(_PATH_SLOTS)
        variable.set(slots)
    return slots


_EARLY = ("anyio.abc", "anyio.to_thread", "anyio.streams.memory", "anyio.streams.tls", "anyio._backends._asyncio")
"""Modules that the first call uses, and that take long to import."""


@cache
def _import_early() -> None:
    """Import what would hold up the event loop in the first call."""
    for name in _EARLY:
        with suppress(ImportError):  # where anyio has it elsewhere, the first call imports it
            import_module(name)


class AsyncDriver:
    """Performs effects in an event loop; blocking file work goes to worker threads.

    Args:
        http: the httpx client that sends; it is closed with the driver if `owned`.
    """

    def __init__(self, http: httpx.AsyncClient, *, owned: bool) -> None:
        self.http = http
        self.owned = owned
        _import_early()

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return what it returns."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = await self._performed(effect)
                except BaseException as error:  # the flow decides what becomes of it; raised again where it does not
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            return cast(T, stop.value)
        finally:
            flow.close()

    def _performed(self, effect: Effect) -> Awaitable[Any]:
        performer: Callable[[AsyncDriver, Any], Any] = _PERFORM_ASYNC.get(type(effect), AsyncDriver._own)
        return cast("Awaitable[Any]", performer(self, effect))

    async def _send(self, effect: effects.Send) -> httpx.Response:
        if self.http.is_closed:
            raise ClientClosedError("The client is closed; make a new one.")
        import anyio

        request = effect.request
        request.extensions["timeout"] = phases = bounded(effect.timeout, effect.deadline)
        request.extensions[PHASES] = effect.timeout
        request.extensions[STREAMED] = effect.stream
        # The clock of an event loop need not be the one of `Now`.
        ends = NEVER if effect.deadline is None else anyio.current_time() + time_left(effect.deadline)
        with anyio.CancelScope(deadline=ends) as scope:
            response = await self._head(effect, scope, phases["read"])
            scope.deadline = ends
            settle_content_type(response)
            undo_coding(response, effect.limit_of_stream(response), AsyncDecodedStream)
            if effect.stream:
                return response
            try:
                return await self._read(response, effect.limit_of(response))
            except httpx.DecodingError as error:
                raise undecodable(response, error) from error
        raise overdue(effect.deadline)

    async def _head(self, effect: effects.Send, scope: CancelScope, seconds: float | None) -> httpx.Response:
        """Like `Driver._head`."""
        import anyio

        def sent() -> None:
            if seconds is not None:
                scope.deadline = min(scope.deadline, anyio.current_time() + seconds)

        request, body = effect.request, effect.body
        request.stream = stream = NothingToSend(sent) if body is None else _AsyncBodyStream(body, sent)
        try:
            return await self.http.send(request, stream=True, follow_redirects=False, auth=auth_of(effect))
        except (UnicodeError, httpx.InvalidURL) as error:
            raise unreadable(error) from error
        finally:
            await stream.aclose()

    async def _read_body(self, effect: effects.ReadBody) -> httpx.Response:
        return await self._read(effect.response, effect.limit)

    async def _read(self, response: httpx.Response, limit: int | None) -> httpx.Response:
        body = BytesIO()
        try:
            async for block in _async_content_blocks(response):
                body.write(block)
                if is_enough(response, body.tell(), limit):
                    break
        except httpx.DecodingError:
            if response.status_code < 300:
                raise
        finally:
            await response.aclose()
        return keep(response, body)

    async def _read_ahead(self, effect: effects.ReadAhead) -> httpx.Response:
        response = effect.response
        stream = cast(httpx.AsyncByteStream, response.stream)
        rest = aiter(stream)
        first: list[bytes] = []
        response.stream = _ResumedStream(first, rest, stream)
        size = 0
        try:
            async for block in rest:
                first.append(block)
                size += len(block)
                if size > effect.most:
                    return response
            await response.aread()
        except BaseException:
            await response.aclose()
            raise
        return response

    async def _open_destination(self, effect: effects.OpenDestination) -> Destination:
        return await in_thread(open_destination, effect.path)

    async def _save_read(self, effect: effects.SaveRead) -> int:
        return await in_thread(save_read, effect)

    async def _open_partial(self, effect: effects.OpenPartial) -> PartialFile | None:
        return await in_thread(open_partial, effect)

    async def _append_body(self, effect: effects.AppendBody) -> None:
        """Write what arrived in a worker thread, while the next blocks arrive."""
        import anyio

        try:
            if effect.afresh:
                await in_thread(effect.restart)
            batches, taken = anyio.create_memory_object_stream[list[bytes]](0)
            async with anyio.create_task_group() as group:
                group.start_soon(_write_batches, taken, effect)
                # Where the writer failed, nobody takes batches any more; what it failed with is raised by the group.
                async with batches:
                    with suppress(anyio.BrokenResourceError):
                        async with aclosing(_batches(_async_content_blocks(effect.response))) as gathered:
                            async for batch in gathered:
                                await batches.send(batch)
        except BaseExceptionGroup as failures:
            raise _first_of(failures) from None
        finally:
            await effect.response.aclose()

    async def _commit(self, effect: effects.CommitDestination) -> None:
        await in_thread(effect.destination.commit)

    async def _prepare(self, effect: effects.PrepareSource) -> None:
        source = effect.source
        if source.size is None:
            await in_thread(prepare, source, slots=_path_slots() if source.kind in {"path", "store"} else None)

    async def _feed(self, effect: effects.FeedSource) -> None:
        async with aclosing(_async_segment_blocks(effect.source)) as blocks:
            async for block in blocks:
                await in_thread(effect.feed, block)

    async def _close_response(self, effect: effects.CloseResponse) -> None:
        await effect.response.aclose()

    async def _sleep(self, effect: effects.Sleep) -> None:
        import anyio

        await anyio.sleep(effect.seconds)

    async def _now(self, effect: effects.Now) -> float:
        return time.monotonic()

    async def _own(self, effect: Any) -> Any:
        if not isinstance(effect, effects.OwnEffect):
            raise effects.unknown_effect(effect)
        return await effect.aperform()

    async def _invoke(self, effect: effects.Invoke) -> Any:
        import inspect

        function = effect.function
        is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)
        result = function() if is_async else await in_thread(function)
        return await result if inspect.isawaitable(result) else result

    async def _gather(self, effect: effects.Gather) -> None:
        import anyio

        crew = _Crew(effect, self.run)
        try:
            async with anyio.create_task_group() as group, aclosing(crew.outcomes(group)) as outcomes:
                async for outcome in outcomes:
                    reply = effect.each(outcome)
                    if reply is not None:
                        await self.run(reply)
        except BaseExceptionGroup as failures:
            raise _first_of(failures) from None
        finally:
            crew.close()

    async def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self.owned:
            await self.http.aclose()


_PERFORM_ASYNC: dict[type[Effect], Callable[[AsyncDriver, Any], Any]] = {
    effects.Send: AsyncDriver._send,
    effects.ReadBody: AsyncDriver._read_body,
    effects.OpenDestination: AsyncDriver._open_destination,
    effects.SaveRead: AsyncDriver._save_read,
    effects.OpenPartial: AsyncDriver._open_partial,
    effects.AppendBody: AsyncDriver._append_body,
    effects.CommitDestination: AsyncDriver._commit,
    effects.PrepareSource: AsyncDriver._prepare,
    effects.ReadAhead: AsyncDriver._read_ahead,
    effects.FeedSource: AsyncDriver._feed,
    effects.CloseResponse: AsyncDriver._close_response,
    effects.Sleep: AsyncDriver._sleep,
    effects.Now: AsyncDriver._now,
    effects.Invoke: AsyncDriver._invoke,
    effects.Gather: AsyncDriver._gather,
}
