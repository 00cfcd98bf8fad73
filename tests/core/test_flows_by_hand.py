"""The core without I/O: flows are driven by hand, effect by effect."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from filewright import APIStatusError, InternalServerError, OpenAI, PollTimeoutError
from filewright.effects import Effect, Flow, Now, PrepareSource, Send, Sleep
from filewright.flows.call import perform_call
from filewright.flows.parsing import collection_paused
from filewright.flows.waits import wait_until_done
from filewright.flows.walks import following_page
from filewright_api.operations import CREATE_FILE, LIST_FILES, RETRIEVE_FILE

FILE = {
    "id": "file-1",
    "object": "file",
    "bytes": 3,
    "created_at": 1,
    "filename": "a",
    "purpose": "batch",
    "status": "x",
}


class Hand:
    """Performs effects from a script of responses, and keeps what was asked for."""

    def __init__(self, *responses: Any, step: float = 0.0) -> None:
        self.responses = list(responses)
        self.asked: list[Effect] = []
        self.clock = 0.0
        self.step = step

    def run(self, flow: Flow[Any]) -> Any:
        outcome: Any = None
        error: BaseException | None = None
        while True:
            try:
                effect = flow.throw(error) if error is not None else flow.send(outcome)
            except StopIteration as stop:
                return stop.value
            self.asked.append(effect)
            outcome, error = None, None
            try:
                outcome = self.perform(effect)
            except httpx.HTTPError as failure:
                error = failure

    def perform(self, effect: Effect) -> Any:
        if isinstance(effect, Sleep):
            self.clock += effect.seconds
        elif isinstance(effect, Now):
            return self.clock
        elif isinstance(effect, PrepareSource):
            effect.source.size = effect.source.size or 0
        elif isinstance(effect, Send):
            self.clock += self.step
            return self.respond(effect)
        else:
            raise AssertionError(effect)
        return None

    def respond(self, effect: Send) -> httpx.Response:
        response = self.responses.pop(0)
        if effect.body is not None:
            effect.body.sent = effect.body.length
        if isinstance(response, Exception):
            raise response
        status, body, headers = (*response, {})[:3] if isinstance(response, tuple) else (200, response, {})
        return httpx.Response(status, json=body, headers=headers, request=effect.request)

    @property
    def sleeps(self) -> list[float]:
        return [effect.seconds for effect in self.asked if isinstance(effect, Sleep)]

    @property
    def requests(self) -> list[str]:
        return [f"{e.request.method} {e.request.url.raw_path.decode()}" for e in self.asked if isinstance(e, Send)]


@pytest.fixture
def client() -> OpenAI:
    return OpenAI(api_key="sk-x", base_url="http://127.0.0.1:9/v1")


@pytest.fixture
def call(client: OpenAI) -> Callable[..., Flow[Any]]:
    def call(operation: Any, **arguments: Any) -> Flow[Any]:
        return perform_call(client.hooks, client.new_call(operation, arguments))

    return call


def test_a_call_is_one_send(call: Any) -> None:
    hand = Hand(FILE)
    assert hand.run(call(RETRIEVE_FILE, file_id="file-1")).id == "file-1"
    (send,) = hand.asked
    assert isinstance(send, Send)
    assert str(send.request.url) == "http://127.0.0.1:9/v1/files/file-1"
    assert send.request.headers["authorization"] == "Bearer sk-x"
    assert send.timeout == {"connect": 5.0, "read": 600.0, "write": 600.0, "pool": 600.0}


def test_an_upload_prepares_then_sends(call: Any) -> None:
    hand = Hand(FILE)
    hand.run(call(CREATE_FILE, file=("a.jsonl", b"abc"), purpose="batch"))
    assert [type(effect) for effect in hand.asked] == [PrepareSource, Send]


def test_delays_double_and_are_never_more_than_the_most(call: Any) -> None:
    hand = Hand(*[(503, {})] * 8)
    with OpenAI(api_key="x", max_retries=7) as patient, pytest.raises(InternalServerError):
        hand.run(perform_call(patient.hooks, patient.new_call(RETRIEVE_FILE, {"file_id": "a"})))
    most = [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]
    assert all(limit * 0.75 <= delay <= limit for delay, limit in zip(hand.sleeps, most, strict=True))


def test_the_servers_delay_is_slept_exactly(call: Any) -> None:
    hand = Hand((429, {}, {"retry-after": "7"}), (429, {}, {"retry-after-ms": "1500"}), FILE)
    hand.run(call(RETRIEVE_FILE, file_id="a"))
    assert hand.sleeps == [7.0, 1.5]


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("no"), httpx.ReadError("no"), httpx.ReadTimeout("no"), httpx.RemoteProtocolError("no")],
)
def test_a_get_is_sent_again_whatever_broke(call: Any, failure: Exception) -> None:
    hand = Hand(failure, FILE)
    assert hand.run(call(RETRIEVE_FILE, file_id="a")).id == "file-1"
    assert len(hand.requests) == 2


def test_a_create_that_could_not_connect_is_sent_again_without_a_look(call: Any) -> None:
    hand = Hand(httpx.ConnectError("no"), FILE)
    hand.run(call(CREATE_FILE, file=("a.jsonl", b"abc"), purpose="batch"))
    assert hand.requests == ["POST /v1/files", "POST /v1/files"]


def test_a_create_whose_response_was_lost_is_looked_for(call: Any) -> None:
    hand = Hand(httpx.ReadError("no"), {"data": [], "has_more": False}, FILE)
    hand.run(call(CREATE_FILE, file=("a.jsonl", b"abc"), purpose="batch"))
    assert hand.requests == ["POST /v1/files", "GET /v1/files?purpose=batch&order=desc", "POST /v1/files"]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (599, "InternalServerError"),
        (418, "APIStatusError"),
        (301, "APIStatusError"),
    ],
)
def test_a_status_has_its_error(call: Any, status: int, name: str) -> None:
    hand = Hand(
        *[(status, {"error": {"message": "m", "code": "c", "param": "p", "type": "t"}}, {"x-request-id": "r"})] * 3
    )
    with pytest.raises(APIStatusError) as caught:
        hand.run(call(RETRIEVE_FILE, file_id="a"))
    error = caught.value
    assert type(error).__name__ == name
    assert (error.status_code, error.request_id, error.code, error.param, error.type) == (status, "r", "c", "p", "t")
    assert error.detail == "m"
    assert error.response.status_code == status


def wait(client: OpenAI, **options: Any) -> Flow[Any]:
    options = {"poll_interval": 5.0, "max_wait_seconds": 1800, "raise_on_error": False, **options}
    return wait_until_done(client.hooks, client.new_call(RETRIEVE_FILE, {"file_id": "file-1"}), **options)


def test_a_wait_goes_on_at_any_status_that_is_not_known(client: OpenAI) -> None:
    states = ["uploaded", "pondering", None, "processed"]
    hand = Hand(*[{**FILE, "status": state} for state in states])
    assert hand.run(wait(client)).status == "processed"
    assert hand.sleeps == [5.0, 5.0, 5.0]


def test_a_wait_ends_at_its_deadline(client: OpenAI) -> None:
    hand = Hand(*[{**FILE, "status": "uploaded"}] * 10)
    with pytest.raises(PollTimeoutError, match="after 12 seconds") as caught:
        hand.run(wait(client, max_wait_seconds=12))
    assert hand.clock == 12
    assert caught.value.last.status == "uploaded"
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, RuntimeError)


def test_a_wait_ends_at_its_deadline_although_a_response_is_slow(client: OpenAI) -> None:
    hand = Hand(httpx.ReadTimeout("slow"), step=100)
    with pytest.raises(PollTimeoutError):
        hand.run(wait(client, max_wait_seconds=60))
    (send,) = (effect for effect in hand.asked if isinstance(effect, Send))
    assert send.deadline == 60


def test_an_error_status_is_returned_or_raised(client: OpenAI) -> None:
    broken = {**FILE, "status": "error", "status_details": "bad line 3"}
    assert Hand(broken).run(wait(client)).status_details == "bad line 3"
    from filewright import APIError, FileProcessingError

    with pytest.raises(FileProcessingError, match="bad line 3") as caught:
        Hand(broken).run(wait(client, raise_on_error=True))
    assert isinstance(caught.value, APIError)
    assert caught.value.file.id == "file-1"


def page(*ids: str, more: bool | None = None) -> dict[str, Any]:
    data = [{**FILE, "id": file_id} for file_id in ids]
    return {"object": "list", "data": data, **({} if more is None else {"has_more": more})}


def walk(client: OpenAI, hand: Hand) -> list[str]:
    call = client.new_call(LIST_FILES, {})
    model = hand.run(perform_call(client.hooks, call))
    found = []
    while True:
        found += [file.id for file in model.data]
        following = hand.run(following_page(client.hooks, call, model))
        if following is None:
            return found
        call, model = following


def test_a_walk_follows_the_cursor(client: OpenAI) -> None:
    hand = Hand(page("a", "b", more=True), page("c", more=False))
    assert walk(client, hand) == ["a", "b", "c"]
    assert hand.requests == ["GET /v1/files", "GET /v1/files?after=b"]


def test_a_walk_ends_at_an_empty_page(client: OpenAI) -> None:
    assert walk(client, Hand(page("a", more=True), page(more=True))) == ["a"]


def test_a_server_that_knows_no_pages_is_asked_once_more_and_gives_nothing_twice(client: OpenAI) -> None:
    assert walk(client, Hand(page("a", "b"), page("a", "b"))) == ["a", "b"]


def test_a_server_that_repeats_itself_is_told_off(client: OpenAI) -> None:
    from filewright import APIError

    for pages in (
        [page("a", more=True), page("a", more=True)],
        [page("a", more=True), page("b", more=True), page("a", more=True)],
    ):
        with pytest.raises(APIError, match="repeats itself"):
            walk(client, Hand(*pages))


def test_what_is_sent_where(call: Any) -> None:
    hand = Hand(FILE)
    body = json.dumps(FILE)
    assert body
    hand.run(call(RETRIEVE_FILE, file_id="a?b=c#d &é"))
    assert hand.requests == ["GET /v1/files/a%3Fb%3Dc%23d%20%26%C3%A9"]


def listed(client: OpenAI, count: int) -> Any:
    many = page(*(f"file-{number}" for number in range(count)), more=False)
    return Hand(many).run(perform_call(client.hooks, client.new_call(LIST_FILES, {}))).data


def is_young(item: object) -> bool:
    return any(each is item for generation in (0, 1) for each in gc.get_objects(generation))


def test_a_large_page_is_parsed_without_the_collector_and_leaves_it_as_it_was(client: OpenAI) -> None:
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        try:
            assert len(listed(client, 3000)) == 3000
            assert gc.isenabled() is enabled
        finally:
            gc.enable()


def test_what_a_large_page_is_made_into_is_old_for_the_collector(client: OpenAI) -> None:
    gc.unfreeze()  # what tests/conftest.py froze
    assert not is_young(listed(client, 3000)[-1])
    assert is_young(listed(client, 3)[-1])


def test_what_a_program_froze_stays_frozen(client: OpenAI) -> None:
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        kept = listed(client, 3000)
        # Some of what was frozen may have been let go meanwhile.
        assert frozen - 100 < gc.get_freeze_count() <= frozen
        assert kept
    finally:
        gc.unfreeze()


def test_the_collector_is_back_after_a_failure() -> None:
    def fail() -> None:
        with collection_paused():
            assert not gc.isenabled()
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert gc.isenabled()
