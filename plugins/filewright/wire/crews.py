"""Threads that run several flows of one blocking call at the same time, and what ends them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, copy_context
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from ..effects import FlowStopped, Gather, Outcome
from ..ground.systems import INTERRUPTIBLE_SECONDS
from .watchdog import Watch

if TYPE_CHECKING:
    from types import TracebackType

    from ..effects import Flow


class Halt:
    """Ends what runs in other threads: those that sleep wake up, and what others wait for is broken off.

    Until `end` is called, its cost is negligible beside that of a request.
    """

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._breakers: dict[object, Callable[[], None]] = {}

    def is_ended(self) -> bool:
        """Return whether all shall end."""
        return self._ended.is_set()

    def check(self) -> None:
        """Raise FlowStopped where all shall end."""
        if self.is_ended():
            raise FlowStopped

    def sleep(self, seconds: float) -> None:
        """Wait, in seconds, or until all shall end."""
        if self._ended.wait(seconds):
            raise FlowStopped

    @contextmanager
    def ending(self, break_off: Callable[[], None]) -> Generator[None, None, None]:
        """Call `break_off` from the thread that ends all, should that happen while the block runs.

        Raises:
            FlowStopped: all shall end; in place of the error that breaking off led to.
        """
        key = object()
        self._breakers[key] = break_off
        try:
            self.check()
            yield
        except Exception as error:  # it is another one's doing
            if self.is_ended():
                raise FlowStopped from error
            raise
        finally:
            del self._breakers[key]

    def end(self) -> None:
        """End all, from any thread."""
        self._ended.set()
        for break_off in list(self._breakers.values()):
            break_off()


class _Job(NamedTuple):
    number: int
    flow: Flow[Any]
    context: Context


class _Ended(NamedTuple):
    number: int
    value: Any
    error: BaseException | None


class Crew:
    """The threads of one `Gather`; at the end of its block, all of them have ended.

    Args:
        effect: what is gathered.
        work: runs a flow in a thread of the crew, and heeds `halt`.
    """

    def __init__(self, effect: Gather, work: Callable[[Flow[Any]], Any]) -> None:
        self._effect = effect
        self._work = work
        self._flows = enumerate(iter(effect.flows))
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._ended: SimpleQueue[_Ended | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running = 0
        self.halt = Halt()

    def __enter__(self) -> Crew:
        return self

    def outcomes(self) -> Iterator[Outcome]:
        """The outcomes of the flows, in the order they end; the next flows start as outcomes are asked for."""
        with self.halt.ending(lambda: self._ended.put(None)):
            while self._start_more():
                yield self._outcome(self._next_ended())
                self._running -= 1

    def _next_ended(self) -> _Ended:
        while True:
            with suppress(Empty):
                ended = self._ended.get(timeout=INTERRUPTIBLE_SECONDS)
                self.halt.check()
                assert ended is not None
                return ended

    def _start_more(self) -> bool:
        """Start flows until as many run as may, and return whether there are any."""
        while self._running < self._effect.limit:
            numbered = next(self._flows, None)
            if numbered is None:
                break
            self._jobs.put(_Job(*numbered, copy_context()))
            self._running += 1
            if len(self._threads) < self._running:
                self._add_thread()
        return self._running > 0

    def _add_thread(self) -> None:
        thread = threading.Thread(target=self._run, name=f"filewright-worker-{len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._ended.put(self._done(job))
            del job  # what it held is let go of before the next one comes

    def _done(self, job: _Job) -> _Ended:
        if self.halt.is_ended():
            job.flow.close()
            return _Ended(job.number, None, FlowStopped())
        try:
            return _Ended(job.number, job.context.run(self._work, job.flow), None)
        except BaseException as error:  # raised in the thread that gathers
            return _Ended(job.number, None, error)

    def _outcome(self, ended: _Ended) -> Outcome:
        error = ended.error
        if error is not None and not (self._effect.keep_going and isinstance(error, Exception)):
            raise error
        return Outcome(ended.number, ended.value, error)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.halt.end()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        close = getattr(self._effect.flows, "close", None)
        if close is not None:
            close()


def shut_down(response: httpx.Response) -> None:
    """Shut down the connection that a response comes from."""
    stream = response.extensions.get("network_stream")
    if stream is not None:
        watch = Watch()
        watch.show(stream.get_extra_info("socket"))
        watch.shut()
