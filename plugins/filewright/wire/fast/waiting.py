"""The loop in which a thread waits while pyreqwest works: as much of asyncio's as its coroutines need.

pyreqwest's own blocking calls hold a thread until the server answers: no Ctrl-C, no deadline and no other thread ends
them. Its coroutines can be left at any time. Driving them takes a future, and a queue of calls; no selector, no socket.
"""

from __future__ import annotations

import time
from asyncio import _get_running_loop, _set_running_loop  # which are for those who make event loops
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar, cast

import httpx

from ...ground.systems import INTERRUPTIBLE_SECONDS
from ..watchdog import NEVER
from .pace import Pace

T = TypeVar("T")


class _Future:
    """The future that a coroutine of pyreqwest's waits for."""

    __slots__ = ("_is_done",)

    def __init__(self) -> None:
        self._is_done = False

    def done(self) -> bool:
        return self._is_done

    def set_result(self, _: None) -> None:
        self._is_done = True

    def __iter__(self) -> Any:
        yield self


class _Task:
    """The reading of a block of a body, which does not wait for anything but a disk, and so is done at once."""

    def __init__(self, coroutine: Any, call_soon: Callable[..., None]) -> None:
        self._call_soon = call_soon
        self._value: Any = None
        self._error: BaseException | None = None
        try:
            coroutine.send(None)
        except StopIteration as stop:
            self._value = stop.value
        except BaseException as error:  # raised by `result`, in the flow that sends
            self._error = error

    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value

    def add_done_callback(self, callback: Callable[[Any], Any]) -> None:
        # Not here: whoever asks holds a lock that the callback takes.
        self._call_soon(callback, self)


class _Turn(NamedTuple):
    callback: Callable[..., Any]
    arguments: tuple[Any, ...]
    context: Context | None


class Waiting:
    """Runs the coroutines of one exchange, one after the other, in the threads that ask for it.

    Args:
        pace: how long the exchange may take to go on.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._turns: SimpleQueue[_Turn | None] = SimpleQueue()
        self._is_over = False

    # What pyreqwest asks of a loop of asyncio's.

    def create_future(self) -> _Future:
        """A future that `call_soon_threadsafe` is told of."""
        return _Future()

    def call_soon_threadsafe(
        self, callback: Callable[..., Any], *arguments: Any, context: Context | None = None
    ) -> None:
        """Have the thread that waits call a function."""
        if self._is_over:
            raise RuntimeError("the exchange was ended")
        self._turns.put(_Turn(callback, arguments, context))

    def create_task(self, coroutine: Any) -> _Task:
        """Run a coroutine that reads a block."""
        if self._is_over:
            coroutine.close()
            raise RuntimeError("the exchange was ended")
        return _Task(coroutine, self.call_soon_threadsafe)

    def is_closed(self) -> bool:
        """True if nothing is run any more."""
        return self._is_over

    # What others ask of it.

    def shutdown(self, _: int = 0) -> None:
        """End the exchange, from any thread, as a socket is shut down: whoever waits gets an error at once."""
        self._is_over = True
        self._turns.put(None)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end and return what it returns.

        Raises:
            httpx.ReadError: the exchange was ended meanwhile.
            httpx.TimeoutException: it did not go on in time.
        """
        try:
            while True:
                future = self._step(coroutine)
                while not (future is None or future.done()):
                    self._take_turn()
        except StopIteration as stop:
            return cast(T, stop.value)
        except BaseException:
            self._leave(coroutine)
            raise

    def _step(self, coroutine: Coroutine[Any, Any, Any]) -> _Future | None:
        # A thread that runs a loop of asyncio's may use a blocking client all the same.
        outer = _get_running_loop()
        _set_running_loop(cast(Any, self))
        try:
            return cast("_Future | None", coroutine.send(None))
        finally:
            _set_running_loop(outer)

    def _take_turn(self) -> None:
        due = self._pace.due
        left = INTERRUPTIBLE_SECONDS if due == NEVER else due - time.monotonic()
        try:
            turn = self._turns.get(timeout=max(0.0, min(left, INTERRUPTIBLE_SECONDS)))
        except Empty:
            if time.monotonic() >= self._pace.due:
                self._pace.pass_by()
            return
        if self._is_over or turn is None:
            raise httpx.ReadError("the exchange was ended")
        _call(turn)

    def _leave(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Let go of a coroutine, and of what the other side waits for, which ends with an error there."""
        self._is_over = True
        coroutine.close()
        while not self._turns.empty():
            turn = self._turns.get()
            if turn is not None:
                with suppress(RuntimeError):  # what `create_task` says, once more
                    _call(turn)


def _call(turn: _Turn) -> None:
    callback, arguments, context = turn
    if context is None:
        callback(*arguments)
    else:
        context.run(callback, *arguments)
