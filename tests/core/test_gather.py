"""Flows that run at the same time: in threads, and in task groups on asyncio and trio."""

from __future__ import annotations

import contextvars
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from typing import Any, TypeVar

import anyio
import httpx
import pytest
from filewright.effects import Flow, Gather, Invoke, Outcome, ReadBody, Send, Sleep, gather, perform, sleep
from filewright.wire.asynchronous import AsyncDriver
from filewright.wire.blocking import Driver
from filewright.wire.connections import AsyncConnections, AsyncDirectClient, Connections, DirectClient
from filewright.wire.environment import tls_context

T = TypeVar("T")

LONG = 60.0
"""Seconds that no test waits: a flow that waits so long must be ended by something else."""

Run = Callable[[Flow[T]], T]


def run_blocking(flow: Flow[T]) -> T:
    with DirectClient(Connections(tls_context("http://localhost"))) as http:
        return Driver(http, owned=False).run(flow)


def run_async(backend: str) -> Callable[[Flow[T]], T]:
    async def run_with_client(flow: Flow[T]) -> T:
        async with AsyncDirectClient(AsyncConnections(tls_context("http://localhost"))) as http:
            return await AsyncDriver(http, owned=False).run(flow)

    return lambda flow: anyio.run(run_with_client, flow, backend=backend)


@pytest.fixture(params=["threads", "asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Iterator[Run[Any]]:
    yield run_blocking if request.param == "threads" else run_async(request.param)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("filewright-worker")]


class Meter:
    """Counts the flows that run at a time, and what became of them."""

    def __init__(self) -> None:
        self.running = self.highest = 0
        self.begun: list[int] = []
        self.ended: dict[int, str] = {}
        self._lock = threading.Lock()

    def flow(self, number: int, seconds: float = 0.0, error: Exception | None = None) -> Flow[int]:
        with self._lock:
            self.begun.append(number)
            self.running += 1
            self.highest = max(self.highest, self.running)
        try:
            yield from sleep(seconds)
            if error is not None:
                raise error
        except BaseException as raised:
            self.ended[number] = type(raised).__name__
            raise
        finally:
            with self._lock:
                self.running -= 1
        self.ended[number] = "done"
        return number * 10


def test_results_come_in_the_order_of_the_flows(run: Run[list[int]]) -> None:
    meter = Meter()
    flows = [meter.flow(number, seconds) for number, seconds in enumerate([0.05, 0.0, 0.02])]
    assert run(gather(flows, 3)) == [0, 10, 20]
    assert run(gather([], 3)) == []


def test_outcomes_come_as_the_flows_end(run: Run[None]) -> None:
    first_may_end = threading.Event()

    def waits() -> Flow[str]:
        yield from perform(Invoke(lambda: first_may_end.wait(LONG)))
        return "first"

    def ends() -> Flow[str]:
        yield from sleep(0)
        return "second"

    seen: list[Outcome] = []

    def each(outcome: Outcome) -> None:
        seen.append(outcome)
        first_may_end.set()

    run(perform(Gather([waits(), ends()], 2, each)))
    assert seen == [Outcome(1, "second"), Outcome(0, "first")]


def test_no_more_flows_run_than_the_limit_says(run: Run[list[int]]) -> None:
    meter = Meter()
    run(gather((meter.flow(number, 0.002) for number in range(30)), 4))
    assert meter.highest == 4


@pytest.mark.parametrize("slow", [False, True])
def test_flows_are_taken_as_others_end(run: Run[None], slow: bool) -> None:
    taken = handed = ahead = 0

    def flows() -> Iterator[Flow[int]]:
        nonlocal taken, ahead
        for number in range(500):
            taken += 1
            ahead = max(ahead, taken - handed)
            yield Meter().flow(number)

    def each(outcome: Outcome) -> None:
        nonlocal handed
        handed += 1

    run(perform(Gather(flows(), 3, each, slow=slow)))
    assert (taken, handed) == (500, 500)
    assert ahead <= 4


def test_the_first_failure_ends_the_others_and_is_raised(run: Run[Any]) -> None:
    meter = Meter()
    closed = []

    def flows() -> Iterator[Flow[int]]:
        try:
            yield meter.flow(0, LONG)
            yield meter.flow(1, 0.3, ValueError("the first"))
            yield meter.flow(2, LONG)
            yield meter.flow(3)
        finally:
            closed.append(True)

    with pytest.raises(ValueError, match="the first"):
        run(perform(Gather(flows(), 3, lambda outcome: None)))
    assert meter.begun == [0, 1, 2] or sorted(meter.begun) == [0, 1, 2]
    assert meter.ended[1] == "ValueError"
    assert meter.ended[0] == meter.ended[2] in {"FlowStopped", "CancelledError", "Cancelled"}
    assert closed == [True]


def test_every_outcome_is_handed_on_where_that_is_wanted(run: Run[None]) -> None:
    meter = Meter()
    failure = ValueError("one of them")
    seen: dict[int, Outcome] = {}
    flows = [meter.flow(0), meter.flow(1, 0, failure), meter.flow(2)]
    run(perform(Gather(flows, 2, lambda outcome: seen.update({outcome.number: outcome}), keep_going=True)))
    assert seen == {0: Outcome(0, 0), 1: Outcome(1, None, failure), 2: Outcome(2, 20)}


def test_what_is_told_of_an_outcome_may_be_a_flow_itself(run: Run[None]) -> None:
    kept: list[int] = []

    def keep(outcome: Outcome) -> Flow[None]:
        yield from sleep(0.001)
        kept.append(outcome.value)

    run(perform(Gather((Meter().flow(number) for number in range(10)), 3, keep)))
    assert sorted(kept) == [number * 10 for number in range(10)]


@pytest.mark.parametrize("keep_going", [False, True])
def test_a_failure_of_who_is_told_ends_all(run: Run[None], keep_going: bool) -> None:
    meter = Meter()

    def each(outcome: Outcome) -> None:
        raise KeyError(outcome.number)

    with pytest.raises(KeyError):
        run(perform(Gather([meter.flow(0), meter.flow(1, LONG)], 2, each, keep_going=keep_going)))
    assert meter.running == 0
    assert meter.ended.get(1) != "done"  # which may not even have begun


def test_a_failure_of_what_gives_the_flows_ends_all(run: Run[None]) -> None:
    meter = Meter()

    def flows() -> Iterator[Flow[int]]:
        yield meter.flow(0, LONG)
        raise RuntimeError("no more names")

    with pytest.raises(RuntimeError, match="no more names"):
        run(perform(Gather(flows(), 2, lambda outcome: None)))
    assert meter.running == 0


def test_a_flow_that_gathers_can_be_gathered(run: Run[list[list[int]]]) -> None:
    meter = Meter()
    inner = [gather((meter.flow(number) for number in range(3)), 2) for _ in range(3)]
    assert run(gather(inner, 2)) == [[0, 10, 20]] * 3


def test_a_failure_ends_what_others_gather(run: Run[Any]) -> None:
    meter = Meter()
    with pytest.raises(ValueError, match="outer"):
        run(gather([gather([meter.flow(0, LONG)], 1), meter.flow(1, 0.05, ValueError("outer"))], 2))
    assert meter.running == 0


def test_what_a_flow_asks_for_once_it_was_ended_is_refused(run: Run[Any]) -> None:
    tried: list[str] = []

    def stubborn() -> Flow[None]:
        try:
            yield from sleep(LONG)
        except BaseException:
            tried.append("before")
            yield from sleep(LONG)
            tried.append("after")

    with pytest.raises(ValueError, match="now"):
        run(gather([stubborn(), Meter().flow(1, 0.02, ValueError("now"))], 2))
    assert tried == ["before"]


def test_a_flow_sees_the_context_of_who_gathers(run: Run[list[str]]) -> None:
    name = contextvars.ContextVar("name", default="nobody")

    def reads() -> Flow[str]:
        yield from sleep(0)
        return name.get()

    token = name.set("somebody")
    try:
        assert run(gather([reads(), reads()], 2)) == ["somebody", "somebody"]
    finally:
        name.reset(token)


def test_at_least_one_flow_runs_at_a_time() -> None:
    with pytest.raises(ValueError, match="limit is 0"):
        Gather([], 0, lambda outcome: None)


# Connections


@pytest.fixture
def silent() -> Iterator[str]:
    """The URL of a server that takes requests and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def test_a_request_that_waits_for_its_response_is_broken_off(run: Run[Any], silent: str) -> None:
    ended = []

    def asks() -> Flow[None]:
        try:
            yield Send(httpx.Request("GET", silent), timeout=dict.fromkeys(("connect", "read", "write", "pool"), LONG))
        except BaseException as error:
            ended.append(type(error).__name__)
            raise

    with pytest.raises(ValueError, match="enough"):
        run(gather([asks(), asks(), Meter().flow(2, 0.2, ValueError("enough"))], 3))
    assert len(ended) == 2
    assert set(ended) <= {"FlowStopped", "CancelledError", "Cancelled"}


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response that was begun."""

    is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"body"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"body"

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


def test_a_response_whose_body_is_not_read_as_all_were_ended_is_closed(run: Run[Any]) -> None:
    body = Body()

    def reads() -> Flow[None]:
        try:
            yield from sleep(LONG)
        except BaseException:
            yield ReadBody(httpx.Response(500, stream=body))
            raise

    with pytest.raises(ValueError, match="enough"):
        run(gather([reads(), Meter().flow(1, 0.02, ValueError("enough"))], 2))
    assert body.is_closed


# Interruptions


def test_a_cancellation_ends_all() -> None:
    async def main() -> None:
        meter = Meter()
        driver = AsyncDriver(httpx.AsyncClient(), owned=True)
        with anyio.move_on_after(0.05) as scope:
            await driver.run(gather([meter.flow(number, LONG) for number in range(3)], 3))
        assert scope.cancelled_caught
        assert meter.running == 0
        assert len(meter.ended) == 3
        await driver.close()

    for backend in ("asyncio", "trio"):
        anyio.run(main, backend=backend)


_INTERRUPTED = """
import os, signal, sys, threading, time
from filewright.effects import gather, sleep
from filewright.wire.blocking import run_here

ended = []

def waits():
    try:
        yield from sleep(60)
    except BaseException as error:
        ended.append(type(error).__name__)
        raise

threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    run_here(gather([waits() for _ in range(4)], 4))
except KeyboardInterrupt:
    workers = [thread.name for thread in threading.enumerate() if thread.name.startswith("filewright-worker")]
    print(ended, workers)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or sys.platform == "win32", reason="needs signals of POSIX")
def test_ctrl_c_ends_all_with_nothing_left_running() -> None:
    command = [sys.executable, "-c", _INTERRUPTED]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONG)
    assert done.stdout.strip() == str(["FlowStopped"] * 4) + " []", done.stderr


def test_sleeps_are_effects_that_a_test_performs_by_hand() -> None:
    flow = gather([Meter().flow(0), Meter().flow(1)], 2)
    effect = next(flow)
    assert isinstance(effect, Gather)
    for number, each in enumerate(effect.flows):
        assert isinstance(next(each), Sleep)
        with pytest.raises(StopIteration) as stop:
            each.send(None)
        effect.each(Outcome(number, stop.value.value))
    with pytest.raises(StopIteration) as stop:
        flow.send(None)
    assert stop.value.value == [0, 10]
