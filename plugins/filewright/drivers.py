"""What performs effects: `Driver` blocks, `AsyncDriver` awaits (on asyncio and on trio, through anyio).

The only place where requests are sent and time passes. A driver runs a flow: it hands the outcome of each effect back,
throws failures into the flow, and closes it in any case. What both drivers share is here once, as functions of plain
values; what is different is how they wait.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
from contextlib import aclosing, closing, suppress
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx

from . import effects
from .disk import BLOCK_SIZE, THREAD_BLOCK_SIZE, SourceReader, prepare
from .effects import DeadlinePassed, too_large
from .errors import APIResponseValidationError, ClientClosedError
from .gzips import AsyncWholeGzip, WholeGzip, is_gzip
from .redaction import mask_errors, mask_response
from .saving import open_destination
from .watchdog import NEVER, WATCH, Watch, watchdog

if TYPE_CHECKING:
    from anyio import CancelScope, CapacityLimiter
    from anyio.lowlevel import RunVar
    from anyio.streams.memory import MemoryObjectReceiveStream

    from .effects import Body, Effect, Flow
    from .saving import Destination

T = TypeVar("T")


# What both drivers share


def _bounded(timeout: dict[str, float | None] | None, deadline: float | None) -> dict[str, float | None]:
    """The phases of a timeout, none longer than what is left until the deadline."""
    phases = timeout or dict.fromkeys(("connect", "read", "write", "pool"))
    if deadline is None:
        return phases
    left = _left(deadline)
    return {phase: left if seconds is None else min(seconds, left) for phase, seconds in phases.items()}


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlinePassed
    return left


def _overdue(deadline: float | None) -> httpx.ReadTimeout:
    """What an exchange failed with that was ended: it had no time left, or the head of its answer never ended."""
    if deadline is not None and time.monotonic() >= deadline:
        return DeadlinePassed()
    return httpx.ReadTimeout("the head of the answer did not end")


def _is_enough(response: httpx.Response, size: int, limit: int | None) -> bool:
    """Whether no more of an answer needs to be read: of an error, `limit` bytes are enough.

    Raises:
        ResponseTooLargeError: it is no error, and has more than is read of one.
    """
    if limit is None or size < limit or (size == limit and response.status_code < 300):
        return False
    if response.status_code >= 300:
        return True
    raise too_large(response, limit)


class _NothingToSend(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The empty body, for both drivers; it is asked for when the head of the request is out."""

    def __init__(self, sent: Callable[[], None]) -> None:
        self._sent = sent

    def __iter__(self) -> Iterator[bytes]:
        self._sent()
        return iter(())

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        self._sent()
        raise StopAsyncIteration


def _undecodable(response: httpx.Response, error: httpx.DecodingError) -> APIResponseValidationError:
    mask_response(response)
    mask_errors(error, response.request)
    return APIResponseValidationError(response, message=f"The answer could not be decoded: {error}.")


def _unreadable(error: UnicodeError) -> httpx.RemoteProtocolError:
    """What stands for the raw error of a caller's httpx client, which looks at redirects that it does not follow."""
    return httpx.RemoteProtocolError(f"a header of the answer cannot be read: {error}")


def _keep(response: httpx.Response, body: BytesIO) -> httpx.Response:
    # httpx keeps a body that it read itself here, and every accessor of the answer looks for it here.
    response._content = body.getvalue()
    return response


# Blocking


class _BodyStream(httpx.SyncByteStream):
    """A body on its way: opens the sources one after the other, counts what it hands out, and tells when it is out."""

    def __init__(self, body: Body, sent: Callable[[], None]) -> None:
        self._body = body
        self._sent = sent
        self._running: Generator[bytes, None, None] | None = None

    def __iter__(self) -> Iterator[bytes]:
        self._running = self._blocks()
        return self._running

    def _blocks(self) -> Generator[bytes, None, None]:
        body = self._body
        body.sent = 0
        for segment in body.segments:
            with closing(_segment_blocks(segment)) as blocks:
                for block in blocks:
                    yield block
                    body.sent += len(block)
                    if body.progress is not None:
                        body.progress(body.sent)
        self._sent()

    def close(self) -> None:
        """Let go of the file that is open, where the body did not go out whole: httpx does not."""
        if self._running is not None:
            self._running.close()


def _segment_blocks(source: Any) -> Generator[bytes, None, None]:
    if isinstance(source, bytes):
        yield source
        return
    if source.data is not None:
        yield from _view_blocks(source.data)
        return
    reader = SourceReader(source)
    try:
        while block := reader.read():
            yield block
    finally:
        reader.close()


def _view_blocks(view: memoryview) -> Iterator[bytes]:
    for start in range(0, len(view), BLOCK_SIZE):
        yield bytes(view[start : start + BLOCK_SIZE])


def _content_blocks(response: httpx.Response) -> Iterator[bytes]:
    """A body as it comes, or as it was read; only a coded one has to be decoded."""
    if hasattr(response, "_content") or "content-encoding" in response.headers:
        return response.iter_bytes()
    return response.iter_raw()


class Driver:
    """Performs effects in the calling thread.

    Args:
        http: the httpx client that sends; it is closed with the driver if `owned`.
    """

    def __init__(self, http: httpx.Client, *, owned: bool) -> None:
        self.http = http
        self.owned = owned

    def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return what it returns."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = _PERFORM[type(effect)](self, effect)
                except BaseException as error:  # the flow decides what becomes of it; raised again where it does not
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            return cast(T, stop.value)
        finally:
            flow.close()

    def _send(self, effect: effects.Send) -> httpx.Response:
        if self.http.is_closed:
            raise ClientClosedError("The client is closed; make a new one.")
        request = effect.request
        request.extensions["timeout"] = phases = _bounded(effect.timeout, effect.deadline)
        watch = request.extensions[WATCH] = Watch()
        if effect.deadline is not None:
            watchdog().limit(watch, effect.deadline)
        try:
            response = self._head(request, effect.body, watch, phases["read"])
            if is_gzip(response):
                response.stream = WholeGzip(cast(httpx.SyncByteStream, response.stream))
            if effect.stream:
                return response
            watch.deadline = NEVER if effect.deadline is None else effect.deadline
            return self._read(response, effect.limit_of(response))
        except httpx.RequestError as error:
            if watch.passed:
                raise _overdue(effect.deadline) from error
            raise
        finally:
            watchdog().end(watch)

    def _head(self, request: httpx.Request, body: Body | None, watch: Watch, seconds: float | None) -> httpx.Response:
        """Send a request; the head of its answer is there so many seconds after it was sent, however it trickles."""

        def sent() -> None:
            if seconds is not None:
                watchdog().limit(watch, time.monotonic() + seconds)

        request.stream = stream = _NothingToSend(sent) if body is None else _BodyStream(body, sent)
        try:
            return self.http.send(request, stream=True, follow_redirects=False)
        except UnicodeError as error:
            raise _unreadable(error) from error
        finally:
            stream.close()

    def _read_body(self, effect: effects.ReadBody) -> httpx.Response:
        return self._read(effect.response, effect.limit)

    def _read(self, response: httpx.Response, limit: int | None) -> httpx.Response:
        body = BytesIO()
        try:
            for block in _content_blocks(response):
                body.write(block)
                if _is_enough(response, body.tell(), limit):
                    break
        except httpx.DecodingError as error:
            raise _undecodable(response, error) from error
        finally:
            response.close()
        return _keep(response, body)

    def _open_destination(self, effect: effects.OpenDestination) -> Destination:
        return open_destination(effect.path)

    def _append_body(self, effect: effects.AppendBody) -> None:
        destination = effect.destination
        try:
            if effect.afresh:
                destination.restart()
            for block in _content_blocks(effect.response):
                destination.write(block)
                effect.moved()
        finally:
            effect.response.close()

    def _commit(self, effect: effects.CommitDestination) -> None:
        effect.destination.commit()

    def _prepare(self, effect: effects.PrepareSource) -> None:
        prepare(effect.source)

    def _close_response(self, effect: effects.CloseResponse) -> None:
        effect.response.close()

    def _sleep(self, effect: effects.Sleep) -> None:
        time.sleep(effect.seconds)

    def _now(self, effect: effects.Now) -> float:
        return time.monotonic()

    def _invoke(self, effect: effects.Invoke) -> Any:
        return effect.function()

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self.owned:
            self.http.close()


_PERFORM: dict[type[Effect], Callable[[Driver, Any], Any]] = {
    effects.Send: Driver._send,
    effects.ReadBody: Driver._read_body,
    effects.OpenDestination: Driver._open_destination,
    effects.AppendBody: Driver._append_body,
    effects.CommitDestination: Driver._commit,
    effects.PrepareSource: Driver._prepare,
    effects.CloseResponse: Driver._close_response,
    effects.Sleep: Driver._sleep,
    effects.Now: Driver._now,
    effects.Invoke: Driver._invoke,
}


def run_here(flow: Flow[T]) -> T:
    """Run a flow that sends nothing in the calling thread."""
    return Driver(cast(httpx.Client, None), owned=False).run(flow)


# Async


class _AsyncBodyStream(httpx.AsyncByteStream):
    """As `_BodyStream`; what is not in memory is read in worker threads."""

    def __init__(self, body: Body, sent: Callable[[], None]) -> None:
        self._body = body
        self._sent = sent
        self._running: AsyncGenerator[bytes, None] | None = None

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
        """As `_BodyStream.close`."""
        if self._running is not None:
            await self._running.aclose()


async def _async_segment_blocks(segment: Any) -> AsyncGenerator[bytes, None]:
    if isinstance(segment, bytes):
        yield segment
        return
    if segment.data is not None:
        for block in _view_blocks(segment.data):
            yield block
        return
    reader = await in_thread(SourceReader, segment, THREAD_BLOCK_SIZE)
    try:
        while block := reader.read_cached() or await in_thread(reader.read):
            yield block
    finally:
        reader.close()


def _async_content_blocks(response: httpx.Response) -> AsyncIterator[bytes]:
    if hasattr(response, "_content") or "content-encoding" in response.headers:
        return response.aiter_bytes()
    return response.aiter_raw()


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
            await in_thread(effect.destination.write_all, batch)
            effect.moved()


def _first_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The failure that the others of a group followed from."""
    first = failures.exceptions[0]
    return _first_of(cast("BaseExceptionGroup[BaseException]", first)) if hasattr(first, "exceptions") else first


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


class AsyncDriver:
    """Performs effects in an event loop; blocking file work goes to worker threads.

    Args:
        http: the httpx client that sends; it is closed with the driver if `owned`.
    """

    def __init__(self, http: httpx.AsyncClient, *, owned: bool) -> None:
        self.http = http
        self.owned = owned

    async def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return what it returns."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = await _PERFORM_ASYNC[type(effect)](self, effect)
                except BaseException as error:  # the flow decides what becomes of it; raised again where it does not
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            return cast(T, stop.value)
        finally:
            flow.close()

    async def _send(self, effect: effects.Send) -> httpx.Response:
        if self.http.is_closed:
            raise ClientClosedError("The client is closed; make a new one.")
        import anyio

        request = effect.request
        request.extensions["timeout"] = phases = _bounded(effect.timeout, effect.deadline)
        # The clock of an event loop need not be the one of `Now`.
        ends = NEVER if effect.deadline is None else anyio.current_time() + _left(effect.deadline)
        with anyio.CancelScope(deadline=ends) as scope:
            response = await self._head(request, effect.body, scope, phases["read"])
            scope.deadline = ends
            if is_gzip(response):
                response.stream = AsyncWholeGzip(cast(httpx.AsyncByteStream, response.stream))
            return response if effect.stream else await self._read(response, effect.limit_of(response))
        raise _overdue(effect.deadline)

    async def _head(
        self, request: httpx.Request, body: Body | None, scope: CancelScope, seconds: float | None
    ) -> httpx.Response:
        """As `Driver._head`."""
        import anyio

        def sent() -> None:
            if seconds is not None:
                scope.deadline = min(scope.deadline, anyio.current_time() + seconds)

        request.stream = stream = _NothingToSend(sent) if body is None else _AsyncBodyStream(body, sent)
        try:
            return await self.http.send(request, stream=True, follow_redirects=False)
        except UnicodeError as error:
            raise _unreadable(error) from error
        finally:
            await stream.aclose()

    async def _read_body(self, effect: effects.ReadBody) -> httpx.Response:
        return await self._read(effect.response, effect.limit)

    async def _read(self, response: httpx.Response, limit: int | None) -> httpx.Response:
        body = BytesIO()
        try:
            async for block in _async_content_blocks(response):
                body.write(block)
                if _is_enough(response, body.tell(), limit):
                    break
        except httpx.DecodingError as error:
            raise _undecodable(response, error) from error
        finally:
            await response.aclose()
        return _keep(response, body)

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

    async def _append_body(self, effect: effects.AppendBody) -> None:
        """Write what arrived in a worker thread, while the next blocks arrive."""
        import anyio

        try:
            if effect.afresh:
                await in_thread(effect.destination.restart)
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
            await in_thread(prepare, source, slots=_path_slots() if source.kind == "path" else None)

    async def _close_response(self, effect: effects.CloseResponse) -> None:
        await effect.response.aclose()

    async def _sleep(self, effect: effects.Sleep) -> None:
        import anyio

        await anyio.sleep(effect.seconds)

    async def _now(self, effect: effects.Now) -> float:
        return time.monotonic()

    async def _invoke(self, effect: effects.Invoke) -> Any:
        import inspect

        function = effect.function
        is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(type(function).__call__)
        result = function() if is_async else await in_thread(function)
        return await result if inspect.isawaitable(result) else result

    async def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self.owned:
            await self.http.aclose()


_PERFORM_ASYNC: dict[type[Effect], Callable[[AsyncDriver, Any], Any]] = {
    effects.Send: AsyncDriver._send,
    effects.ReadBody: AsyncDriver._read_body,
    effects.OpenDestination: AsyncDriver._open_destination,
    effects.AppendBody: AsyncDriver._append_body,
    effects.CommitDestination: AsyncDriver._commit,
    effects.PrepareSource: AsyncDriver._prepare,
    effects.ReadAhead: AsyncDriver._read_ahead,
    effects.CloseResponse: AsyncDriver._close_response,
    effects.Sleep: AsyncDriver._sleep,
    effects.Now: AsyncDriver._now,
    effects.Invoke: AsyncDriver._invoke,
}
