"""How many retries a client makes over all its calls, while nothing goes well."""

from __future__ import annotations

import contextlib
import inspect
from typing import Any

import pytest
from filewright import InternalServerError

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 1,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "processed",
}


def calls(number: int) -> Any:
    """The action that retrieves so often, whatever comes of it."""

    async def awaited(first: Any, client: Any) -> None:
        with contextlib.suppress(InternalServerError):
            await first
        for _ in range(number - 1):
            with contextlib.suppress(InternalServerError):
                await client.files.retrieve("file-1")

    def action(client: Any) -> Any:
        for made in range(number):
            with contextlib.suppress(InternalServerError):
                result = client.files.retrieve("file-1")
                if inspect.isawaitable(result):
                    return awaited(result, client)
                assert made < number
        return None

    return action


def down(exchange: Any) -> None:
    exchange.respond(503, {"error": {"message": "down"}})


@pytest.mark.row(14)
def test_a_server_that_is_down_is_not_asked_three_times_as_often(variant: Any, serve: Any) -> None:
    server = serve(down)
    variant.run(calls(30), base_url=server.base_url)
    assert len(server.requests) == 10 * 3 + 20, "ten calls spend the budget of twenty retries"


@pytest.mark.row(14)
def test_without_a_budget_each_call_is_retried(variant: Any, serve: Any) -> None:
    server = serve(down)
    variant.run(calls(12), base_url=server.base_url, retry_budget=None)
    assert len(server.requests) == 12 * 3


@pytest.mark.row(14)
def test_calls_that_go_well_give_retries_back(variant: Any, serve: Any) -> None:
    def script(exchange: Any) -> None:
        if exchange.number < 4 or exchange.number >= 6:
            down(exchange)
        else:
            exchange.respond(200, FILE)

    server = serve(script)
    variant.run(calls(6), base_url=server.base_url, retry_budget=2)
    # Three attempts spend the budget, and one is made without it; two calls go well; three attempts, and the last.
    assert len(server.requests) == 3 + 1 + 2 + 3 + 1


@pytest.mark.row(14)
def test_copies_share_the_budget(variant: Any, serve: Any) -> None:
    server = serve(down)

    def through_copies(client: Any) -> Any:
        calls_of_one = calls(1)
        results = [calls_of_one(client.with_options(timeout=10.0)) for _ in range(3)]
        if not inspect.isawaitable(results[0]):
            return None

        async def all_of_them() -> None:
            for result in results:
                await result

        return all_of_them()

    variant.run(through_copies, base_url=server.base_url, retry_budget=2)
    assert len(server.requests) == 3 + 1 + 1
