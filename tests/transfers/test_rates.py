"""The rate of requests: turns, pauses after a 429, and processes that share a limit."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import APITimeoutError, ConfigurationError, OpenAI
from filewright.rules.quantities import age_of, bytes_of, rate_of
from filewright.transfers import RateLimit
from filewright.transfers.buckets import Bucket, SharedBucket

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 1,
    "created_at": 1_700_000_000,
    "filename": "a.txt",
    "purpose": "user_data",
}


class Clock:
    """A monotonic clock that is moved by hand, and by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in ("buckets", "rates"):
        monkeypatch.setattr(f"filewright.transfers.{module}.time.monotonic", made.monotonic)
    monkeypatch.setattr("time.sleep", made.sleep)
    return made


@pytest.fixture(params=["memory", "file"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Any:
    made = Bucket() if request.param == "memory" else SharedBucket(str(tmp_path / "rate"))
    yield made
    made.close()


def test_turns_follow_one_another_after_a_burst(bucket: Bucket, clock: Clock) -> None:
    turns = [bucket.reserve(1, 0.5, 3) - clock.now for _ in range(6)]
    assert turns == [-1.0, -0.5, 0.0, 0.5, 1.0, 1.5]


def test_a_rest_gives_no_more_than_the_burst(bucket: Bucket, clock: Clock) -> None:
    bucket.reserve(1, 0.5, 3)
    clock.now += 500
    assert sum(bucket.reserve(1, 0.5, 3) <= clock.now for _ in range(10)) == 3


def test_a_lease_takes_several_turns(bucket: Bucket, clock: Clock) -> None:
    first = bucket.reserve(4, 0.5, 1)
    assert first == clock.now
    assert bucket.reserve(1, 0.5, 1) == clock.now + 2


def test_a_pause_holds_for_all_and_the_rate_comes_back_slowly(bucket: Bucket, clock: Clock) -> None:
    bucket.reserve(1, 1.0, 1)
    bucket.pause(clock.now + 10)
    bucket.pause(clock.now + 10)  # a second refusal of the same moment
    assert bucket.paused_until() == clock.now + 10
    clock.now += 10
    first = bucket.reserve(1, 1.0, 1)
    assert first == clock.now
    assert bucket.reserve(1, 1.0, 1) - first == pytest.approx(1.0)  # a half, and ten times a twentieth
    bucket.pause(clock.now + 1)
    clock.now += 1
    slow = bucket.reserve(1, 1.0, 1)
    assert bucket.reserve(1, 1.0, 1) - slow == pytest.approx(1 / 0.55)


def test_a_shorter_pause_ends_no_longer_one_and_keeps_its_turns(bucket: Bucket, clock: Clock) -> None:
    bucket.pause(clock.now + 10)
    assert bucket.reserve(1, 1.0, 1) == clock.now + 10
    bucket.pause(clock.now + 5)
    assert bucket.paused_until() == clock.now + 10
    assert bucket.reserve(1, 1.0, 1) == clock.now + 12  # at half the rate


def test_a_slow_rate_is_kept_however_many_wait(bucket: Bucket, clock: Clock) -> None:
    turns = [bucket.reserve(1, 60.0, 1) - clock.now for _ in range(256)]
    assert turns == [60.0 * number for number in range(256)]
    bucket.pause(clock.now + 10)
    assert bucket.reserve(1, 60.0, 1) == bucket.paused_until() == clock.now + 10


@pytest.mark.parametrize("tells", [True, False])
def test_a_state_of_before_the_machine_was_started_anew_is_forgotten(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    """The id of the start of the machine tells; without one, a time of writing that lies ahead."""
    monkeypatch.setattr("filewright.transfers.buckets.boot_id", lambda: b"1" * 16 if tells else b"")
    before = SharedBucket(str(tmp_path / "rate"))
    before.pause(clock.now + 60)
    before.reserve(1000, 1.0, 1)
    before.close()
    monkeypatch.setattr("filewright.transfers.buckets.boot_id", lambda: b"2" * 16 if tells else b"")
    clock.now += 1 if tells else -995
    after = SharedBucket(str(tmp_path / "rate"))
    assert after.paused_until() == 0
    assert after.reserve(1, 1.0, 1) <= clock.now
    after.close()


@pytest.mark.parametrize("size", [0, 7, 32, 56, 100])
def test_a_file_that_is_damaged_or_of_an_earlier_version_is_forgotten(tmp_path: Path, clock: Clock, size: int) -> None:
    (tmp_path / "rate").write_bytes(b"\xff" * size)
    buckets = [SharedBucket(str(tmp_path / "rate")) for _ in range(2)]
    assert [bucket.reserve(1, 1.0, 1) - clock.now for bucket in buckets] == [0, 1]
    for bucket in buckets:
        bucket.close()


def test_two_that_share_a_file_share_the_rate(tmp_path: Path, clock: Clock) -> None:
    limits = [RateLimit("10/s", shared=tmp_path / "rate", burst=1) for _ in range(2)]
    turns = sorted(limit.turn() for _ in range(5) for limit in limits)
    assert turns[-1] - turns[0] == pytest.approx(0.9)
    for limit in limits:
        limit.close()


def arrivals(path: str, seconds: float, results: Any) -> None:
    """Take turns for some seconds, in a process of its own."""
    limit = RateLimit("200/s", shared=path, burst=5)
    until = time.monotonic() + seconds
    while (turn := limit.turn()) < until:
        time.sleep(max(0.0, turn - time.monotonic()))
        results.put(turn)


@pytest.mark.long
def test_processes_share_the_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])  # where the new processes find this module
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=arrivals, args=(str(tmp_path / "rate"), 1.0, results)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    turns: list[float] = []
    while not results.empty():
        turns.append(results.get())
    turns.sort()
    # Turns, not arrivals: a busy machine sends late. Leases of 10 turns may be taken ahead.
    assert len(turns) > 20
    for start in range(len(turns)):
        inside = sum(turns[start] <= turn < turns[start] + 0.25 for turn in turns)
        assert inside <= 0.25 * 200 + 5 + 3 * 10


def client_with(limit: RateLimit, responses: list[httpx.Response]) -> OpenAI:
    http = httpx.Client(transport=httpx.MockTransport(lambda _request: responses.pop(0)))
    return OpenAI(api_key="k", base_url="http://127.0.0.1:9/v1", http_client=http, plugins=[limit])


def test_a_client_waits_for_its_turns(clock: Clock) -> None:
    limit = RateLimit("2/s", burst=1)
    client = client_with(limit, [httpx.Response(200, json=FILE) for _ in range(5)])
    begun = clock.now
    for _ in range(5):
        client.files.create(file=("a.txt", b"x"), purpose="user_data")
    assert clock.now - begun == pytest.approx(2.0)
    assert limit.waited == pytest.approx(2.0)


def test_other_operations_have_no_turn(clock: Clock) -> None:
    client = client_with(RateLimit("1/min", burst=1), [httpx.Response(200, json=FILE) for _ in range(5)])
    begun = clock.now
    for _ in range(5):
        client.files.retrieve("file-1")
    assert clock.now == begun


def test_a_retry_takes_a_turn_of_its_own_and_429_pauses_all(clock: Clock) -> None:
    limit = RateLimit("2/s", burst=1)
    refused = httpx.Response(429, json={"error": {"message": "slow down"}}, headers={"retry-after": "7"})
    client = client_with(limit, [refused, httpx.Response(200, json=FILE)])
    begun = clock.now
    client.files.create(file=("a.txt", b"x"), purpose="user_data")
    assert clock.now - begun >= 7
    limit.pause(5)
    assert limit.is_paused


def test_a_deadline_ends_the_wait(clock: Clock) -> None:
    limit = RateLimit("1/min", burst=1)
    limit.turn()
    client = client_with(limit, [httpx.Response(200, json=FILE)]).with_options(total_timeout=2.0, max_retries=0)
    begun = clock.now
    with pytest.raises(APITimeoutError):
        client.files.create(file=("a.txt", b"x"), purpose="user_data")
    assert clock.now - begun <= 3


@pytest.mark.parametrize(
    ("text", "interval"), [("900/min", 1 / 15), ("10/s", 0.1), ("3600/h", 1.0), (4, 0.25), ("86400/day", 1.0)]
)
def test_rates_as_people_write_them(text: Any, interval: float) -> None:
    assert rate_of(text).interval == pytest.approx(interval)


@pytest.mark.parametrize("text", ["0/s", "-1/s", "1/fortnight", 0, -1, float("nan"), None, True])
def test_what_is_no_rate_is_refused(text: Any) -> None:
    with pytest.raises(ConfigurationError, match="rate is"):
        rate_of(text)


@pytest.mark.parametrize(
    ("text", "size"), [("10MiB", 10 << 20), ("10 MB", 10_000_000), ("1.5k", 1500), (7, 7), ("7", 7), (None, None)]
)
def test_sizes_as_people_write_them(text: Any, size: int | None) -> None:
    assert bytes_of(text, "size") == size


@pytest.mark.parametrize(("text", "seconds"), [("30d", 2_592_000), ("1.5h", 5400), (7, 7), (None, None)])
def test_ages_as_people_write_them(text: Any, seconds: float | None) -> None:
    assert age_of(text, "age") == seconds
