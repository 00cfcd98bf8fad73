from __future__ import annotations

import ssl
import time
from email.utils import formatdate
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from filewright import APIConnectionError, APITimeoutError, InternalServerError, SourceError
from filewright.builtin.retries import Retries
from filewright.rules import retrying
from filewright.rules.retrying import asked_delay, backoff

GET = httpx.Request("GET", "http://127.0.0.1/v1/files")


def calling(budget: int | None = None) -> Any:
    return SimpleNamespace(settings=SimpleNamespace(retry_budget=budget), state={})


def delay(outcome: Any, attempt: int = 0) -> Any:
    return Retries().retry_delay(calling(), attempt, outcome)


def test_a_budget_is_spent_by_what_comes_to_nothing_and_given_back_by_what_goes_well() -> None:
    policy, failed = Retries(), InternalServerError("", response=httpx.Response(500, request=GET), body=None)

    def retried(outcome: Any, headers: dict[str, str] | None = None) -> bool:
        call = calling(2)
        delay = policy.retry_delay(call, 0, httpx.Response(503, headers=headers))
        policy.after_call_finished(call, outcome)
        return delay is not False

    assert [retried(failed) for _ in range(4)] == [True, True, False, False]
    assert retried(failed, {"retry-after": "1"}), "a server that asks for it is believed"
    assert [retried({"id": "file-1"}), retried(failed), retried(failed)] == [False, True, False]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert 0.375 <= delay(httpx.Response(status)) <= 0.5
    assert delay(httpx.Response(status, headers={"x-should-retry": "false"})) is False


@pytest.mark.parametrize("status", [301, 304, 400, 401, 403, 404, 413, 422, 501, 505])
def test_what_will_not_pass_is_not(status: int) -> None:
    assert delay(httpx.Response(status)) is False
    assert delay(httpx.Response(status, headers={"x-should-retry": " TRUE "})) > 0


def test_delays_double_up_to_a_limit_and_scatter() -> None:
    spread = [[backoff(attempt) for _ in range(200)] for attempt in (0, 1, 2, 3, 4, 50)]
    for delays, most in zip(spread, (0.5, 1, 2, 4, 8, 8), strict=True):
        assert 0.75 * most <= min(delays) < max(delays) <= most


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "3", "retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "3"}, 3),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        ({"retry-after": "Wed, 99 Oct 9999999 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_server_may_ask_for_a_delay(headers: dict[str, str], seconds: Any) -> None:
    assert asked_delay(httpx.Response(429, headers=headers)) == seconds


def test_a_date_is_a_delay_too() -> None:
    date = formatdate(time.time() + 10, usegmt=True)
    assert 8 <= asked_delay(httpx.Response(429, headers={"retry-after": date})) <= 10  # type: ignore[operator]


def test_a_server_that_asks_for_too_much_is_not_waited_for() -> None:
    assert delay(httpx.Response(429, headers={"retry-after": "120"})) == 120
    assert delay(httpx.Response(429, headers={"retry-after": "121"})) is False
    assert delay(httpx.Response(429, headers={"retry-after": "1e400"})) is False


def test_lost_connections_are_tried_again_but_not_what_another_try_cannot_fix() -> None:
    assert delay(APIConnectionError()) > 0
    assert delay(APITimeoutError()) > 0
    assert delay(SourceError("gone")) is False
    refused = APIConnectionError()
    refused.__cause__ = httpx.ConnectError("certificate")
    refused.__cause__.__context__ = ssl.SSLCertVerificationError("self-signed")
    assert delay(refused) is False


def test_blocked_nothing_is_tried_again(api: Any) -> None:
    api.responses = [(503, {})]
    for block, requests in (([], 3), (["retries"], 1)):
        api.requests.clear()
        with pytest.raises(InternalServerError, match="503"):
            api.client(block=block).files.list()
        assert len(api.requests) == requests


def test_the_figures_are_those_that_are_documented() -> None:
    assert (retrying.MAX_DELAY, retrying.MAX_ASKED_DELAY) == (8.0, 120.0)
