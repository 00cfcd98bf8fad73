"""Results one by one while a job goes on, and blocks that are left early."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import AuthenticationError, ConfigurationError
from filewright.transfers import Report, Result

NAMES = sorted([*(f"file-{number:02}.txt" for number in range(18)), "same.txt", "same.txt"])


def taken(bench: Any, results: Any, most: int = 1_000) -> tuple[list[Result], Report]:
    """The first results of a job, whose block is then left."""
    found: list[Result] = []

    async def asynchronous() -> None:
        async with results:
            async for result in results:
                found.append(result)
                if len(found) >= most:
                    break

    def blocking() -> None:
        with results:
            for result in results:
                found.append(result)
                if len(found) >= most:
                    break

    bench.do(asynchronous if hasattr(results, "__aenter__") else blocking)
    return found, results.report


def test_all_results_and_then_the_report(bench: Any, folder: Path) -> None:
    told: list[Result] = []
    transfers = bench.client().transfers
    results, report = taken(bench, transfers.with_results.upload(folder, purpose="user_data", on_result=told.append))
    assert (len(results), report.uploaded, report.is_complete) == (20, 20, True)
    assert sorted(result.name for result in results) == bench.names() == NAMES
    assert {result.id for result in results} == {result.id for result in told}
    results, report = taken(bench, transfers.with_results.delete(purpose="user_data"))
    assert (len(results), report.deleted, report.op) == (20, 20, "delete")


def test_a_block_that_is_left_ends_the_job_and_the_journal_goes_on(bench: Any, folder: Path) -> None:
    client = bench.client()
    results, report = taken(bench, client.transfers.with_results.upload(folder, purpose="user_data", concurrency=2), 3)
    assert (len(results), report.stopped) == (3, "closed")
    assert report.resume == f"filewright resume {report.journal}"
    assert not [each for each in threading.enumerate() if each.name.startswith(("filewright-res", "filewright-work"))]
    results, report = taken(bench, client.transfers.with_results.resume(report.journal))
    assert (len(results), report.is_complete) == (20, True)
    assert bench.names() == NAMES


def test_what_is_under_way_is_broken_off(bench: Any, server: Any, folder: Path) -> None:
    """A response that does not come does not hold up the end."""
    with ExitListener() as listener:
        client = bench.client(base_url=listener.url, http_client=None, max_retries=0)
        contents = ((f"{number}", b"x") for number in range(10))
        unreadable = (path for path in (folder / "gone.txt", *contents))
        results, report = taken(bench, client.transfers.with_results.upload(unreadable, purpose="user_data"), 1)
        bench.do(client.close)
    assert (results[0].status, report.total, report.stopped) == ("failed", 1, "closed")


class ExitListener:
    """A server that takes connections and says nothing."""

    def __enter__(self) -> ExitListener:
        import socket

        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()


def test_what_ends_a_job_is_raised_in_the_loop(bench: Any, folder: Path) -> None:
    wrong = bench.client(api_key="wrong").transfers.with_results
    with pytest.raises(AuthenticationError):
        taken(bench, wrong.upload(folder, purpose="user_data"))
    with pytest.raises(ConfigurationError, match="concurrency is 0"):
        taken(bench, wrong.upload(folder, purpose="user_data", concurrency=0))
    assert bench.names() == []


def test_what_is_raised_in_the_block_is_raised_by_itself(bench: Any, folder: Path) -> None:
    results = bench.client().transfers.with_results.upload(folder, purpose="user_data")

    async def asynchronous() -> None:
        async with results:
            async for _ in results:
                raise KeyError("mine")

    def blocking() -> None:
        with results:
            for _ in results:
                raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        bench.do(asynchronous if hasattr(results, "__aenter__") else blocking)
    assert results.report.stopped == "closed"


def test_a_job_waits_for_a_loop_that_takes_its_time(
    blocking: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filewright.transfers.iterating.MAX_WAITING", 2)
    full = threading.Event()
    arrived: list[httpx.Request] = []

    def counting(request: httpx.Request) -> None:
        arrived.append(request)
        if len(arrived) == 3:
            full.set()

    blocking.failing = counting
    job = blocking.client().transfers.with_results.upload(folder, purpose="user_data", concurrency=1)
    with job as results:
        assert full.wait(30)
        assert not threading.Event().wait(0.1)
        assert len(arrived) == 3  # two wait, one is about to, and the next one is sent when there is room
        assert len(list(results)) == 20


def test_results_are_read_in_a_block(blocking: Any, folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="read in a block"):
        next(blocking.client().transfers.with_results.upload(folder, purpose="user_data"))
