"""A rate that several machines share by a Redis server: real processes, and a real server."""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import BudgetError, ConfigurationError, MissingExtraError, OpenAI
from filewright.transfers import RateLimit
from filewright.transfers.budgets import budget_of

sys.path.insert(0, str(Path(__file__).parent))
import redis_servers

BASE = "https://files.test/v1"
TAKER = Path(__file__).with_name("turn_takers.py")


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[redis_servers.Server]:
    pytest.importorskip("redis", reason="redis is not installed (nox -s engines has it)")
    made = redis_servers.Server(tmp_path)
    yield made
    made.kill()


def budget(redis: redis_servers.Server, base_url: str = BASE) -> Any:
    return budget_of(redis.url, base_url)


def begun(owner: Any) -> None:
    """Wait until the pause is over with which a new server begins."""
    while (left := owner.paused_for()) > 0:
        time.sleep(left)


def taker(redis: redis_servers.Server, rate: str, turns: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(TAKER), redis.url, rate, str(turns), BASE]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.long
def test_processes_keep_to_one_rate_and_use_it(redis: redis_servers.Server) -> None:
    """No turn is given twice and none is left out, also where some are killed with their leases."""
    rate, each = 40, 400
    killed = [taker(redis, f"{rate}/s", 1) for _ in range(2)]
    turns = [float(process.stdout.readline()) for process in killed if process.stdout is not None]
    others = [taker(redis, f"{rate}/s", each) for _ in range(3)]
    for process in killed:
        process.kill()
        process.communicate()
    for process in others:
        turns += map(float, process.communicate(timeout=60)[0].split())
    turns.sort()
    assert len(turns) == 3 * each + 2
    with redis.client() as client:
        (key,) = client.keys()
        due, paused = map(float, client.hmget(key, "due", "paused"))
    # Turns are times that nobody waits for here. Each is due after the pause at the beginning, and they end with `due`.
    reserved = (due - paused) * rate
    assert reserved == pytest.approx(round(reserved), abs=0.01)
    assert 0.95 * reserved <= len(turns) <= reserved
    for number, first in enumerate(turns):
        inside = sum(turn < first + 2 for turn in turns[number:])
        assert inside <= 1.5 * 2 * rate  # a busy machine learns late when its turn is


def test_a_pause_is_seen_by_all_and_halves_the_rate(redis: redis_servers.Server) -> None:
    one, other = budget(redis), budget(redis)
    begun(one)
    before = RateLimit("1000/s", budget=other)
    before.turn()
    one.pause(600)
    assert 500 < other.paused_for() <= 600
    until = time.monotonic() + 30
    while not before.is_paused and time.monotonic() < until:
        time.sleep(0.05)
    assert before.is_paused
    assert before.turn() - time.monotonic() > 500
    first, second = (other.reserve(1, 1.0, 1) for _ in range(2))
    assert second - first > 1.2
    assert budget(redis, "https://other.test/v1").paused_for() <= 1  # each server has its own
    for each in (one, other, before):
        each.close()


@pytest.mark.parametrize("keeps", [False, True])
def test_a_server_that_starts_anew_makes_earlier_turns_void(redis: redis_servers.Server, keeps: bool) -> None:
    """It may have lost some of them, so that all who share the rate take theirs anew, after a pause."""
    if keeps:
        redis.kill()
        redis.start(keeps=True)
    owner = budget(redis)
    begun(owner)
    owner.reserve(1_000, 1.0, 1)
    assert owner.paused_for() <= 0
    redis.kill()
    redis.start(keeps=keeps)
    assert owner.paused_for() > 0
    assert (owner.reserve(1, 1.0, 1) > 900) is keeps
    owner.close()


@pytest.mark.long
def test_nothing_is_sent_without_the_server(
    blocking: Any, folder: Path, redis: redis_servers.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filewright.transfers.redis_budget.PATIENCE", 0.1)
    monkeypatch.setenv("OPENAI_API_KEY", "key-of-the-test")
    monkeypatch.setenv("OPENAI_BASE_URL", blocking.server.base_url)
    options: dict[str, Any] = {"purpose": "user_data", "rate": "1000/s", "budget": redis.url}
    with blocking.client(http_client=None, plugins=[]) as client:
        assert client.transfers.upload(folder / "logs", engine="processes", workers=1, **options).uploaded == 7
        with redis.client() as kept:
            (key,) = kept.keys()
            assert b"key-of-the-test" not in key + b"".join(kept.hvals(key))
        redis.kill()
        for engine in (None, "threads"):
            with pytest.raises(BudgetError, match=rf"Redis at redis://127.0.0.1:{redis.port}/0.*did not respond"):
                client.transfers.upload(folder / "data", engine=engine, **options)
    assert len(blocking.names()) == 7


def test_a_password_is_not_sent_to_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("redis", reason="redis is not installed (nox -s engines has it)")
    server = redis_servers.Server(tmp_path, password="sesame")
    try:
        url = server.url.replace("redis://", "redis://:sesame@")
        owner = budget_of(url, BASE)
        assert owner is not None
        begun(owner)
        sent = pickle.dumps(owner)
        assert b"sesame" not in sent + repr(owner).encode()
        with pytest.raises(BudgetError, match="set REDIS_PASSWORD here and where workers run"):
            pickle.loads(sent).paused_for()
        monkeypatch.setenv("REDIS_PASSWORD", "sesame")
        received = pickle.loads(sent)
        assert received.paused_for() < 0
        for each in (owner, received):
            each.close()
    finally:
        server.kill()


@pytest.mark.parametrize("choice", ["memcached://host", "host:6379", 5, "http://:secret@host"])
def test_what_is_no_budget_is_refused(choice: Any) -> None:
    with OpenAI(api_key="k", base_url=BASE) as client, pytest.raises(ConfigurationError) as caught:
        client.transfers.upload("x", purpose="batch", budget=choice)
    assert "pass the URL of a Redis server" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_redis_that_is_not_installed_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    monkeypatch.delitem(sys.modules, "filewright.transfers.redis_budget", False)
    with pytest.raises(MissingExtraError, match="needs the extra `redis`"):
        budget_of("redis://host", BASE)
