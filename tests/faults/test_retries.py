"""What is sent again, what is not, and what is looked for first."""

from __future__ import annotations

import socket
import time
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from fault_scripts import (
    accept,
    commit_and_close,
    commit_and_fail,
    commit_and_reset,
    commit_and_stall,
    read_and_close,
    refuse,
    refuse_early,
    reset_midway,
    responding,
)
from filewright import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
    UploadOutcomeUnknownError,
)

FILE = ("requests.jsonl", b'{"a": 1}\n' * 100)
LARGE = ("requests.jsonl", b"x" * (8 << 20))
LISTING = "GET /v1/files?purpose=batch&order=desc"
CREATING = "POST /v1/files"
FIRST_DELAY = 0.005
"""The longest first delay of the built-in backoff, as the tests have it."""


def create(file: Any = FILE, **options: Any) -> Any:
    return lambda client: client.files.create(file=file, purpose="batch", **options)


@pytest.mark.row(1)
def test_a_connection_that_is_reset_midway_is_tried_again(variant: Any, serve: Any) -> None:
    server = serve(responding(reset_midway, accept))
    assert variant.run(create(LARGE), base_url=server.base_url).id == "file-1"
    assert server.requests == [CREATING, CREATING]
    server.close()
    assert max(server.bodies, key=len).count(b"x" * 1000) == (8 << 20) // 1000


@pytest.mark.row(1)
def test_a_connection_that_is_always_reset_midway_fails(variant: Any, serve: Any) -> None:
    server = serve(responding(reset_midway))
    with pytest.raises(APIConnectionError):
        variant.run(create(LARGE), base_url=server.base_url)
    assert server.requests == [CREATING] * 3


@pytest.mark.row(2)
def test_a_failure_after_the_whole_upload_is_looked_into_before_each_new_one(variant: Any, serve: Any) -> None:
    server = serve(responding(refuse(500), refuse(500), accept))
    assert variant.run(create(), base_url=server.base_url).id == "file-1"
    assert server.requests == [CREATING, LISTING, CREATING, LISTING, CREATING]
    server.close()
    first, second, third = (body for body in server.bodies if body)
    assert first == second == third


@pytest.mark.row(3)
def test_a_failure_for_ever_is_told(variant: Any, serve: Any) -> None:
    server = serve(responding(refuse(500)))
    with pytest.raises(InternalServerError):
        variant.run(create(), base_url=server.base_url)
    assert server.requests == [CREATING, LISTING, CREATING, LISTING, CREATING]
    assert server.files == []


@pytest.mark.parametrize("lose", [commit_and_close, commit_and_reset, commit_and_fail])
@pytest.mark.row(4)
def test_a_lost_response_leaves_one_file(variant: Any, serve: Any, lose: Any) -> None:
    server = serve(responding(lose))
    file = variant.run(create(), base_url=server.base_url)
    assert (file.id, file.filename, file.bytes) == ("file-1", "requests.jsonl", 900)
    assert len(server.files) == 1
    assert server.requests == [CREATING, LISTING]


@pytest.mark.row(6)
def test_a_response_that_does_not_come_leaves_one_file(variant: Any, serve: Any) -> None:
    server = serve(responding(commit_and_stall))
    assert variant.run(create(), base_url=server.base_url, timeout=httpx.Timeout(20, read=1.5)).id == "file-1"
    assert len(server.files) == 1


@pytest.mark.row(4)
def test_a_lost_response_of_a_call_that_was_not_carried_out_is_sent_again(variant: Any, serve: Any) -> None:
    server = serve(responding(read_and_close, accept))
    assert variant.run(create(), base_url=server.base_url).id == "file-1"
    assert server.requests == [CREATING, LISTING, CREATING]
    assert len(server.files) == 1


@pytest.mark.row(4)
def test_a_lost_response_with_the_last_attempt_is_still_looked_for(variant: Any, serve: Any) -> None:
    server = serve(responding(commit_and_close))
    assert variant.run(create(), base_url=server.base_url, max_retries=0).id == "file-1"


@pytest.mark.row(4)
def test_files_of_before_are_not_taken_for_the_lost_one(variant: Any, serve: Any) -> None:
    server = serve(responding(read_and_close, accept))
    old = server.store("requests.jsonl", "batch", 900)
    old["created_at"] -= 60
    assert variant.run(create(), base_url=server.base_url).id == "file-2"


@pytest.mark.row(4)
def test_a_file_that_this_client_was_told_of_is_not_the_lost_one(variant: Any, serve: Any) -> None:
    server = serve(responding(accept, read_and_close, accept))

    if variant.backend is None:

        def twice(client: Any) -> Any:
            return [client.files.create(file=FILE, purpose="batch").id for _ in range(2)]
    else:

        async def twice(client: Any) -> Any:
            return [(await client.files.create(file=FILE, purpose="batch")).id for _ in range(2)]

    assert variant.run(twice, base_url=server.base_url) == ["file-1", "file-2"]


@pytest.mark.row(4)
def test_two_files_that_could_be_the_lost_one_are_not_guessed_between(variant: Any, serve: Any) -> None:
    def commit_twice(exchange: Any) -> None:
        exchange.commit()
        commit_and_close(exchange)

    server = serve(responding(commit_twice))
    with pytest.raises(UploadOutcomeUnknownError, match="2 files match: file-2, file-1"):
        variant.run(create(), base_url=server.base_url)
    assert server.requests == [CREATING, LISTING]


@pytest.mark.row(6)
def test_a_list_that_cannot_be_had_leaves_the_outcome_unknown(variant: Any, serve: Any) -> None:
    def script(exchange: Any) -> None:
        if exchange.method == "GET":
            exchange.respond(403, {"error": {"message": "no lists for you"}})
        else:
            commit_and_close(exchange)

    server = serve(script)
    with pytest.raises(UploadOutcomeUnknownError, match="no lists for you"):
        variant.run(create(), base_url=server.base_url)
    assert len(server.files) == 1


@pytest.mark.row(6)
def test_without_the_rule_a_lost_response_is_not_sent_again(variant: Any, serve: Any) -> None:
    server = serve(responding(commit_and_close))
    with pytest.raises(UploadOutcomeUnknownError):
        variant.run(create(), base_url=server.base_url, block=["recovery"])
    assert server.requests == [CREATING]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after_ms": "150"}, 0.15),
        ({"retry_after": "0.12"}, 0.12),
        ({"retry_after_ms": "100", "retry_after": "60"}, 0.1),
    ],
)
@pytest.mark.row(9)
def test_the_server_says_how_long_to_wait(
    variant: Any, serve: Any, waits: list[float], headers: Any, seconds: float
) -> None:
    server = serve(responding(refuse(429, **headers), accept))
    variant.run(create(), base_url=server.base_url)
    assert waits == [pytest.approx(seconds)]


@pytest.mark.row(9)
def test_the_server_says_until_when_to_wait(variant: Any, serve: Any, waits: list[float]) -> None:
    until = int(time.time()) + 100
    server = serve(responding(refuse(429, retry_after=formatdate(until, usegmt=True)), accept))
    variant.run(create(), base_url=server.base_url)
    (waited,) = waits
    assert until - time.time() <= waited <= 100


@pytest.mark.parametrize("header", ["0", "-5", "nan", "inf", "soon", "1, 2", "Mon, 01 Jan 2001 00:00:00 GMT", "\x7f"])
@pytest.mark.row(10)
def test_a_delay_that_makes_no_sense_is_not_waited_for(
    variant: Any, serve: Any, waits: list[float], header: str
) -> None:
    server = serve(responding(refuse(429, retry_after=header), accept))
    variant.run(create(), base_url=server.base_url)
    (waited,) = waits
    assert 0 < waited <= FIRST_DELAY


@pytest.mark.parametrize("header", ["121", "3600", "1e400", "Fri, 31 Dec 9999 23:59:59 GMT"])
@pytest.mark.row(11)
def test_a_delay_that_is_too_long_is_told_instead(variant: Any, serve: Any, header: str) -> None:
    server = serve(responding(refuse(429, retry_after=header)))
    with pytest.raises(RateLimitError, match="asks to wait"):
        variant.run(create(), base_url=server.base_url)
    assert server.requests == [CREATING]


@pytest.mark.parametrize(("told", "attempts"), [("true", 3), ("TRUE", 3), ("false", 1), ("FALSE", 1)])
@pytest.mark.row(12)
def test_the_server_says_whether_to_try_again(variant: Any, serve: Any, told: str, attempts: int) -> None:
    status = 400 if told.lower() == "true" else 503
    server = serve(responding(refuse(status, x_should_retry=told)))
    with pytest.raises(APIStatusError):
        variant.run(create(), base_url=server.base_url)
    assert server.requests.count(CREATING) == attempts


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 422, 451, 501, 505, 600, 999])
@pytest.mark.row(13)
def test_what_will_not_pass_is_not_tried_again(serve: Any, variant: Any, status: int) -> None:
    server = serve(responding(refuse(status)))
    with pytest.raises(APIStatusError) as caught:
        variant.run(create(), base_url=server.base_url)
    assert caught.value.status_code == status
    assert server.requests == [CREATING]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 511, 599])
@pytest.mark.row(13)
def test_what_may_pass_is_tried_again(serve: Any, variant: Any, status: int) -> None:
    server = serve(responding(refuse(status)))
    with pytest.raises(APIStatusError) as caught:
        variant.run(create(), base_url=server.base_url)
    assert caught.value.status_code == status
    assert server.requests.count(CREATING) == 3


@pytest.mark.row(7)
@pytest.mark.parametrize("lose", [commit_and_close, commit_and_reset])
def test_a_lost_response_on_a_connection_that_was_kept_leaves_one_file(variant: Any, serve: Any, lose: Any) -> None:
    server = serve(responding(accept, lose))
    first = ("first.jsonl", b"{}\n")

    if variant.backend is None:

        def twice(client: Any) -> Any:
            return [client.files.create(file=file, purpose="batch").id for file in (first, FILE)]
    else:

        async def twice(client: Any) -> Any:
            return [(await client.files.create(file=file, purpose="batch")).id for file in (first, FILE)]

    assert variant.run(twice, base_url=server.base_url) == ["file-1", "file-2"]
    assert server.requests == [CREATING, CREATING, LISTING]
    assert len(server.files) == 2


STATUSES = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


@pytest.mark.row(13)
def test_each_status_has_its_error(variant: Any, serve: Any) -> None:
    server = serve(lambda exchange: refuse(int(exchange.path.rsplit("-", 1)[1]))(exchange))
    statuses = [*range(400, 512), 599, 600, 999]

    def told(status: int, error: APIStatusError) -> bool:
        kind = STATUSES.get(status, InternalServerError if status >= 500 else APIStatusError)
        return type(error) is kind and error.status_code == status

    if variant.backend is None:

        def ask(client: Any) -> None:
            for status in statuses:
                with pytest.raises(APIStatusError) as caught:
                    client.files.retrieve(f"file-{status}")
                assert told(status, caught.value), repr(caught.value)
    else:

        async def ask(client: Any) -> None:
            for status in statuses:
                with pytest.raises(APIStatusError) as caught:
                    await client.files.retrieve(f"file-{status}")
                assert told(status, caught.value), repr(caught.value)

    variant.run(ask, base_url=server.base_url, max_retries=0)
    assert len(server.requests) == len(statuses)


@pytest.mark.row(16)
def test_a_host_without_an_address(variant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def unknown(host: Any, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(APIConnectionError, match="could not be reached"):
        variant.run(create(), base_url="https://files.invalid/v1")
    asked_per_attempt = 2 if variant.backend == "trio" else int(variant.transport != "pyreqwest")
    assert len(asked) == 3 * asked_per_attempt, "trio asks for a number first, and pyreqwest elsewhere"


@pytest.mark.row(16)
def test_nobody_there(variant: Any, serve: Any) -> None:
    server = serve(responding(accept))
    server.close()
    with pytest.raises(APIConnectionError, match="could not be reached"):
        variant.run(create(), base_url=server.base_url)


@pytest.mark.row(18)
def test_a_refusal_while_the_body_is_still_being_sent(variant: Any, serve: Any) -> None:
    server = serve(responding(refuse_early))
    with pytest.raises(APIStatusError) as caught:
        variant.run(create(("requests.jsonl", b"x" * (30 << 20))), base_url=server.base_url)
    assert caught.value.status_code == 413
    assert server.requests == [CREATING]


@pytest.mark.row(19)
def test_a_server_that_never_reads(variant: Any, serve: Any) -> None:
    server = serve(responding(lambda exchange: exchange.stall()))
    with pytest.raises(APITimeoutError):
        variant.run(create(("requests.jsonl", b"x" * (30 << 20))), base_url=server.base_url, timeout=0.2, max_retries=0)
