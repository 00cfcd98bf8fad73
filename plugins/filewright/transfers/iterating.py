"""The results of a job, one by one, while it is running."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from contextvars import copy_context
from functools import partial
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any, TypeAlias

from ..effects import Invoke, gather, perform
from ..errors import ConfigurationError
from ..ground.systems import INTERRUPTIBLE_SECONDS
from .telling import Teller

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from types import TracebackType

    from anyio.abc import TaskGroup

    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .results import Report, Result

MAX_WAITING = 1_000
"""Results that wait to be taken before the job waits for the loop; more than the transfers that run at once."""

Begin: TypeAlias = "Callable[[Mapping[str, Any], Teller], AbstractContextManager[Flow[Report]]]"
"""Starts a job with its options and with callbacks for its results."""

_OUTSIDE = "Results are read in a block: `with client.transfers.with_results.upload(...) as results:`."


class _ClosedError(Exception):
    """The block was left before the job was over."""


class _Job:
    """The base of blocking and async results: a job that is begun, its report, and its error at the end."""

    def __init__(self, op: str, begin: Begin, options: Mapping[str, Any]) -> None:
        self._begin = partial(begin, options)
        self._teller = Teller(op, options["on_result"], self._put)
        self._error: BaseException | None = None
        self.report = self._teller.report

    def _put(self, result: Result) -> Any:
        raise NotImplementedError

    def _raise(self) -> None:
        error, self._error = self._error, None
        if error is not None:
            raise error


class Results(_Job):
    """The results of a job, one by one, while it is running.

    The job lasts as long as the `with` block. Where the block is left before all results were taken, what is under way
    is broken off, and `report.stopped` is "closed"; the journal lets the same call go on later.

        with client.transfers.with_results.upload("logs", purpose="batch") as results:
            for result in results:
                print(result.status, result.path)
        print(results.report)

    Attributes:
        report: the report of the job, which counts as results come.
    """

    def __init__(self, client: FlowCaller, op: str, begin: Begin, options: Mapping[str, Any]) -> None:
        super().__init__(op, begin, options)
        self._client = client
        self._waiting: Queue[Result | None] = Queue(MAX_WAITING)
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Results:
        begun = self._begin(self._teller)
        flow = begun.__enter__()
        work = partial(copy_context().run, self._work, begun, flow)
        self._thread = threading.Thread(target=work, name="filewright-results", daemon=True)
        self._thread.start()
        return self

    def _work(self, begun: AbstractContextManager[Any], flow: Flow[Report]) -> None:
        try:
            with ExitStack() as stack:
                stack.push(begun)
                self._client.run(_ended_by(self._ending, flow))
        except _ClosedError:
            self.report.stopped = "closed"
        except BaseException as error:  # raised where the results are taken
            self._error = error
        finally:
            self._waiting.put(None)

    def _put(self, result: Result) -> None:
        if not self._ending.is_set():
            self._waiting.put(result)

    def __iter__(self) -> Results:
        return self

    def __next__(self) -> Result:
        if self._thread is None:
            raise ConfigurationError(_OUTSIDE)
        result = self._next()
        if result is not None:
            return result
        self._waiting.put(None)
        self._thread.join()
        self._raise()
        raise StopIteration

    def _next(self) -> Result | None:
        while True:
            with suppress(Empty):
                return self._waiting.get(timeout=INTERRUPTIBLE_SECONDS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._thread is not None
        self._ending.set()
        with suppress(Empty):
            while True:  # makes room for those who wait to put one
                self._waiting.get_nowait()
        self._thread.join()
        if error is None:
            self._raise()


def _ended_by(ending: threading.Event, flow: Flow[Report]) -> Flow[Report]:
    """A flow that fails with _ClosedError when an event is set."""
    is_over = False

    def job() -> Flow[Report]:
        nonlocal is_over
        try:
            return (yield from flow)
        finally:
            is_over = True
            ending.set()

    def watch() -> Flow[None]:
        yield from perform(Invoke(ending.wait))
        if not is_over:
            raise _ClosedError

    report, _ = yield from gather([job(), watch()], 2)
    assert report is not None
    return report


class AsyncResults(_Job):
    """The results of a job, one by one, while it is running; see `Results`.

    async with client.transfers.with_results.upload("logs", purpose="batch") as results:
        async for result in results:
            print(result.status, result.path)
    print(results.report)

    Attributes:
        report: the report of the job, which counts as results come.
    """

    def __init__(self, client: AsyncFlowCaller, op: str, begin: Begin, options: Mapping[str, Any]) -> None:
        super().__init__(op, begin, options)
        self._client = client
        self._group: TaskGroup | None = None

    async def __aenter__(self) -> AsyncResults:
        import anyio

        begun = self._begin(self._teller)
        flow = begun.__enter__()
        self._sending, self._waiting = anyio.create_memory_object_stream["Result"](MAX_WAITING)
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        self._group.start_soon(self._work, begun, flow)
        return self

    async def _work(self, begun: AbstractContextManager[Any], flow: Flow[Report]) -> None:
        import anyio

        try:
            with ExitStack() as stack:
                stack.push(begun)
                await self._client.run(flow)
        except anyio.get_cancelled_exc_class():
            self.report.stopped = "closed"
            raise
        except BaseException as error:  # raised where the results are taken
            self._error = error
        finally:
            self._sending.close()

    async def _put(self, result: Result) -> None:
        await self._sending.send(result)

    def __aiter__(self) -> AsyncResults:
        return self

    async def __anext__(self) -> Result:
        import anyio

        if self._group is None:
            raise ConfigurationError(_OUTSIDE)
        try:
            return await self._waiting.receive()
        except anyio.EndOfStream:
            self._raise()
            raise StopAsyncIteration from None

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._group is not None
        self._group.cancel_scope.cancel()
        try:
            await self._group.__aexit__(kind, error, trace)
        except BaseExceptionGroup:
            if error is None:
                raise  # else it is in there, and is raised by itself
        finally:
            self._waiting.close()
        if error is None:
            self._raise()
