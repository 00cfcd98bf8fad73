"""Attempts by hand: what is sent again and after how long, what is looked for first, what is let go of at the end."""

from __future__ import annotations

import email.utils
import io
import ssl
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from filewright import (
    APIConnectionError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    ConfigurationError,
    OpenAI,
    UploadOutcomeUnknownError,
    hookimpl,
)
from filewright.calls import CallOptions
from filewright.effects import Invoke, Now, PrepareSource, Send, Sleep
from filewright.flows.call import perform_call
from filewright.wire.disk import prepare
from filewright_api.operations import (
    ADD_UPLOAD_PART,
    CREATE_FILE,
    CREATE_UPLOAD,
    CREATE_VECTOR_STORE,
    DELETE_FILE,
    LIST_FILES,
    RETRIEVE_FILE,
)

FILE = {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a.jsonl", "purpose": "batch"}
UPLOAD = {**FILE, "id": "upload_1", "object": "upload", "status": "pending", "expires_at": 9}
COUNTS = dict.fromkeys(("cancelled", "completed", "failed", "in_progress", "total"), 0)
PART = {"id": "part_1", "object": "upload.part", "created_at": 1, "upload_id": "upload_1"}
KEY = "sk-canary-1"


class Cut:
    """An outcome of an upload that broke off: so many bytes were taken, then came this."""

    def __init__(self, sent: int, outcome: Any) -> None:
        self.sent = sent
        self.outcome = outcome


class Drive:
    """Runs a flow and responds to its sends, one after the other; time passes only by sleeping."""

    def __init__(self, flow: Any, *outcomes: Any) -> None:
        self.outcomes = list(outcomes)
        self.effects: list[Any] = []
        self.bodies: list[bytes] = []
        self.clock = 0.0
        self.result: Any = None
        outcome: Any = None
        failure: BaseException | None = None
        try:
            while True:
                effect = flow.throw(failure) if failure else flow.send(outcome)
                self.effects.append(effect)
                outcome, failure = self.perform(effect)
        except StopIteration as stop:
            self.result = stop.value

    def perform(self, effect: Any) -> tuple[Any, BaseException | None]:
        if isinstance(effect, Send):
            return self.respond(effect)
        if isinstance(effect, Sleep):
            self.clock += effect.seconds
        elif isinstance(effect, PrepareSource):
            prepare(effect.source)
        elif isinstance(effect, Invoke):
            return effect.function(), None
        return self.clock if isinstance(effect, Now) else None, None

    def respond(self, effect: Send) -> tuple[Any, BaseException | None]:
        outcome = self.outcomes.pop(0)
        if effect.body is not None:
            effect.body.sent = outcome.sent if isinstance(outcome, Cut) else effect.body.length
        outcome = outcome.outcome if isinstance(outcome, Cut) else outcome
        if isinstance(outcome, Exception):
            return None, outcome
        status, content, headers = (*outcome, {})[:3] if isinstance(outcome, tuple) else (200, outcome, {})
        body = {"content": content} if isinstance(content, bytes) else {"json": content}
        return httpx.Response(status, headers=headers, request=effect.request, **body), None

    @property
    def sleeps(self) -> list[float]:
        return [effect.seconds for effect in self.effects if isinstance(effect, Sleep)]

    @property
    def sent(self) -> list[str]:
        requests = [effect.request for effect in self.effects if isinstance(effect, Send)]
        return [f"{request.method} {request.url.path}" for request in requests]


@pytest.fixture(autouse=True)
def no_installed_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILEWRIGHT_PLUGINS", "")


@pytest.fixture
def client() -> Iterator[OpenAI]:
    with OpenAI(api_key=KEY, base_url="http://127.0.0.1:9/v1") as client:
        yield client


def flow(client: OpenAI, operation: Any = RETRIEVE_FILE, **arguments: Any) -> Any:
    arguments = arguments or {"file_id": "file-1"}
    return perform_call(client.hooks, client.new_call(operation, arguments))


def creating(client: OpenAI, content: Any = b"abc") -> Any:
    return flow(client, CREATE_FILE, file=("a.jsonl", content), purpose="batch")


CREATING, LISTING = "POST /v1/files", "GET /v1/files"
NOTHING = {"object": "list", "data": [], "has_more": False}
FAILURES = [httpx.ReadError("x"), httpx.WriteError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")]


@pytest.mark.parametrize("outcome", [*FAILURES, (500, {}), (408, {})], ids=repr)
def test_a_body_that_was_not_sent_whole_is_sent_again_without_a_look(client: OpenAI, outcome: Any) -> None:
    assert Drive(creating(client), Cut(5, outcome), FILE).sent == [CREATING, CREATING]


@pytest.mark.parametrize("outcome", [*FAILURES, (500, {}), (502, {}), (408, {}), (409, {})], ids=repr)
def test_a_body_that_was_sent_whole_is_looked_for(client: OpenAI, outcome: Any) -> None:
    drive = Drive(creating(client), outcome, NOTHING, FILE)
    assert drive.sent == [CREATING, LISTING, CREATING]
    assert drive.result.id == "file-1"


@pytest.mark.parametrize("outcome", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), (429, {})], ids=repr)
def test_what_certainly_was_not_carried_out_is_not_looked_for(client: OpenAI, outcome: Any) -> None:
    assert Drive(creating(client), outcome, FILE).sent == [CREATING, CREATING]


def test_what_is_found_is_the_response(client: OpenAI) -> None:
    found = {**FILE, "created_at": int(time.time())}
    drive = Drive(creating(client), httpx.ReadError("x"), {"data": [found], "has_more": False})
    assert (drive.sent, drive.sleeps, drive.result.to_dict()) == ([CREATING, LISTING], [], found)


LEFTOVER = [
    (ADD_UPLOAD_PART, {"upload_id": "upload_1", "data": b"abc"}, PART),
    (
        CREATE_UPLOAD,
        {"bytes": 3, "filename": "a.jsonl", "mime_type": "application/jsonl", "purpose": "batch"},
        UPLOAD,
    ),
]


@pytest.mark.parametrize("failure", [httpx.ReadError("x"), httpx.RemoteProtocolError("x"), (500, {})], ids=repr)
@pytest.mark.parametrize(("operation", "arguments", "response"), LEFTOVER, ids=["part", "upload"])
def test_what_leaves_nothing_but_what_expires_is_sent_again(
    client: OpenAI, operation: Any, arguments: Any, response: Any, failure: Any
) -> None:
    drive = Drive(flow(client, operation, **arguments), failure, response)
    assert len(drive.sent) == 2
    assert drive.result.id == response["id"]


def test_what_cannot_be_looked_for(client: OpenAI) -> None:
    """It is sent again where the server itself said that it failed, and not where its response was lost."""
    store = {"id": "vs_1", "object": "vector_store", "created_at": 1, "status": "completed", "file_counts": COUNTS}
    assert len(Drive(flow(client, CREATE_VECTOR_STORE, name="a"), (500, {}), store).sent) == 2
    with pytest.raises(UploadOutcomeUnknownError) as caught:
        Drive(flow(client, CREATE_VECTOR_STORE, name="a"), httpx.ReadError("x"))
    assert isinstance(caught.value.__cause__, APIConnectionError)
    assert KEY not in repr(vars(caught.value))


SAFE = [
    (RETRIEVE_FILE, {"file_id": "a"}, FILE),
    (LIST_FILES, {"limit": 1}, NOTHING),
    (DELETE_FILE, {"file_id": "a"}, {"id": "a", "object": "file", "deleted": True}),
]


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x"), (500, {})], ids=repr)
@pytest.mark.parametrize(("operation", "arguments", "response"), SAFE, ids=lambda value: getattr(value, "name", ""))
def test_what_is_safe_is_sent_again(
    client: OpenAI, operation: Any, arguments: Any, response: Any, failure: Any
) -> None:
    assert len(Drive(flow(client, operation, **arguments), failure, response).sent) == 2


@pytest.mark.parametrize("status", range(400, 600))
def test_each_status_is_tried_again_or_not(client: OpenAI, status: int) -> None:
    again = status in {408, 409, 429} or (status >= 500 and status not in {501, 505})
    drive = flow(client)
    if again:
        assert Drive(drive, (status, {}), FILE).result.id == "file-1"
    else:
        with pytest.raises(APIStatusError) as caught:
            Drive(drive, (status, {}))
        assert caught.value.status_code == status


def date(seconds: float) -> str:
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


ASKED: dict[str, tuple[dict[str, str], float, float]] = {
    "seconds": ({"retry-after": "3"}, 3, 3),
    "part of a second": ({"retry-after": "0.25"}, 0.25, 0.25),
    "milliseconds": ({"retry-after-ms": "250"}, 0.25, 0.25),
    "milliseconds first": ({"retry-after": "3", "retry-after-ms": "250"}, 0.25, 0.25),
    "nonsense in milliseconds": ({"retry-after": "3", "retry-after-ms": "soon"}, 3, 3),
    "the most": ({"retry-after": "120"}, 120, 120),
    "zero": ({"retry-after": "0"}, 0.375, 0.5),
    "negative": ({"retry-after": "-5"}, 0.375, 0.5),
    "nan": ({"retry-after": "nan"}, 0.375, 0.5),
    "word": ({"retry-after": "soon"}, 0.375, 0.5),
    "two": ({"retry-after": "1, 2"}, 0.375, 0.5),
    "date that is over": ({"retry-after": date(-50)}, 0.375, 0.5),
    "nothing": ({}, 0.375, 0.5),
}


@pytest.mark.parametrize(("headers", "least", "most"), ASKED.values(), ids=ASKED)
def test_how_long_is_slept(client: OpenAI, headers: dict[str, str], least: float, most: float) -> None:
    (slept,) = Drive(flow(client), (429, {}, headers), FILE).sleeps
    assert least <= slept <= most


def test_a_date_is_slept_until(client: OpenAI) -> None:
    (slept,) = Drive(flow(client), (429, {}, {"retry-after": date(20)}), FILE).sleeps
    assert 15 < slept <= 20


@pytest.mark.parametrize(
    "asked", ["120.5", "3600", "1e400", date(10**6)], ids=["seconds", "an hour", "no end", "a date"]
)
def test_a_delay_that_is_too_long_is_told(client: OpenAI, asked: str) -> None:
    with pytest.raises(APIStatusError, match="asks to wait"):
        Drive(flow(client), (429, {}, {"retry-after": asked}))


@pytest.mark.parametrize(("told", "status", "again"), [("true", 400, 2), (" False ", 503, 1), ("perhaps", 503, 2)])
def test_a_server_that_says_whether_to_try_again(client: OpenAI, told: str, status: int, again: int) -> None:
    outcomes = [(status, {}, {"x-should-retry": told}), FILE][:again]
    if again == 1:
        with pytest.raises(APIStatusError):
            Drive(flow(client), *outcomes)
    else:
        assert Drive(flow(client), *outcomes).result.id == "file-1"


def test_a_certificate_that_is_refused_is_not_tried_again(client: OpenAI) -> None:
    failure = httpx.ConnectError("x")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed")
    with pytest.raises(APIConnectionError):
        Drive(flow(client), failure)


@pytest.mark.parametrize(
    ("failure", "cls"),
    [
        (httpx.ConnectTimeout("x"), APITimeoutError),
        (httpx.ReadTimeout("x"), APITimeoutError),
        (httpx.WriteTimeout("x"), APITimeoutError),
        (httpx.PoolTimeout("x"), APITimeoutError),
        (httpx.ProxyError("x"), APIConnectionError),
        (httpx.UnsupportedProtocol("x"), APIConnectionError),
        (httpx.LocalProtocolError("x"), APIConnectionError),
        (httpx.TooManyRedirects("x"), APIConnectionError),
    ],
    ids=repr,
)
def test_each_failure_has_an_error_that_keeps_no_key(client: OpenAI, failure: Any, cls: Any) -> None:
    with pytest.raises(cls) as caught:
        Drive(flow(client), failure, failure, failure)
    assert type(caught.value) is cls
    assert caught.value.__cause__ is failure
    assert failure.request.headers["authorization"] == "[masked]"
    assert caught.value.request is failure.request
    assert "127.0.0.1" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b"<html>"])
def test_a_response_that_is_not_as_promised_is_not_asked_for_again(client: OpenAI, content: bytes) -> None:
    with pytest.raises(APIResponseValidationError, match="retrieve_file") as caught:
        Drive(flow(client), (200, content))
    assert caught.value.request.headers["authorization"] == "[masked]"


def test_a_deadline_is_not_slept_over(client: OpenAI) -> None:
    call = client.new_call(RETRIEVE_FILE, {"file_id": "a"})
    call.until = 5.0
    with pytest.raises(APIStatusError):
        Drive(perform_call(client.hooks, call), (429, {}, {"retry-after": "6"}))
    call = client.new_call(RETRIEVE_FILE, {"file_id": "a"})
    call.until = 5.0
    assert Drive(perform_call(client.hooks, call), (429, {}, {"retry-after": "4"}), FILE).clock == 4


def test_a_key_is_asked_for_by_each_attempt(client: OpenAI) -> None:
    """A token that ran out meanwhile is not sent again."""
    keys = iter(["sk-one", "sk-two"])
    other = client.with_options(api_key=lambda: next(keys))
    drive = Drive(flow(other), (500, {}), FILE)
    sends = [effect.request.headers["authorization"] for effect in drive.effects if isinstance(effect, Send)]
    assert sends == ["Bearer sk-one", "Bearer sk-two"]


def test_a_key_that_cannot_be_sent_is_not(client: OpenAI) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Drive(flow(client.with_options(api_key=lambda: "sk-1234\n")))
    assert "sk-1234" not in str(caught.value)


class Stream(io.BytesIO):
    """A pipe, of which nothing can be had twice."""

    def seekable(self) -> bool:
        return False


class Ends:
    def __init__(self) -> None:
        self.outcomes: list[Any] = []
        self.sources: list[Any] = []

    @hookimpl
    def after_call_finished(self, call: Any, outcome: Any) -> None:
        self.outcomes.append(outcome)
        self.sources.append(call.source)


@pytest.mark.parametrize("end", ["response", "error", "cancelled"])
def test_a_call_lets_go_of_what_it_holds_however_it_ends(end: str) -> None:
    ends = Ends()
    with OpenAI(api_key=KEY, base_url="http://127.0.0.1:9/v1", plugins=[ends]) as client:
        running = creating(client, Stream(b"abc"))
        if end == "response":
            Drive(running, FILE)
        elif end == "error":
            with pytest.raises(APIStatusError):
                Drive(running, (400, {}))
        else:
            prepare(next(running).source)
            assert isinstance(running.send(None), Send)
            running.close()
    (source,) = ends.sources
    assert source.spool.closed
    expected = {"response": "FileObject", "error": "BadRequestError", "cancelled": "GeneratorExit"}
    assert type(ends.outcomes[0]).__name__ == expected[end]


def test_a_stream_is_sent_again_whole(client: OpenAI) -> None:
    drive = Drive(creating(client, Stream(b"abc")), Cut(1, httpx.WriteError("x")), FILE)
    sends = [effect for effect in drive.effects if isinstance(effect, Send)]
    assert len(sends) == 2
    assert sends[0].body is sends[1].body
    assert sends[0].body.length == int(sends[1].request.headers["content-length"])


def test_all_attempts_of_a_call_that_makes_something_have_one_idempotency_key(client: OpenAI) -> None:
    call = client.new_call(CREATE_UPLOAD, {"bytes": 1, "filename": "a", "mime_type": "text/plain", "purpose": "batch"})
    drive = Drive(perform_call(client.hooks, call), (429, {}, {"retry-after": "1"}), UPLOAD)
    keys = [effect.request.headers["idempotency-key"] for effect in drive.effects if isinstance(effect, Send)]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32
    assert client.new_call(RETRIEVE_FILE, {"file_id": "a"}).idempotency_key is None


def test_a_callers_idempotency_key_wins(client: OpenAI) -> None:
    arguments = {"bytes": 1, "filename": "a", "mime_type": "text/plain", "purpose": "batch"}
    call = client.new_call(CREATE_UPLOAD, arguments, CallOptions(extra_headers={"Idempotency-Key": "mine"}))
    drive = Drive(perform_call(client.hooks, call), UPLOAD)
    assert next(e for e in drive.effects if isinstance(e, Send)).request.headers["idempotency-key"] == "mine"
