"""`with_raw_response` and `with_streaming_response`: what goes beyond what the official SDK is compared in."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from filewright import APIResponseValidationError, ConfigurationError, FileObject, NotFoundError

KEY = "sk-1234"


def test_a_response_that_is_not_what_was_promised_is_there_and_parse_tells(variant: Any) -> None:
    variant.server.responses = [httpx.Response(200, text="<html>", headers={"x-request-id": "req-1"})]
    raw = variant.do(variant.client().files.with_raw_response.retrieve, "file-1")
    assert (raw.text, raw.status_code, raw.request_id) == ("<html>", 200, "req-1")
    with pytest.raises(APIResponseValidationError):
        raw.parse()
    with pytest.raises(APIResponseValidationError, match="not JSON"):
        raw.json()


def test_a_status_error_is_raised_as_ever(variant: Any) -> None:
    variant.server.responses = [httpx.Response(404, json={})]
    with pytest.raises(NotFoundError):
        variant.do(variant.client().files.with_raw_response.retrieve, "file-1")


def test_retries_are_counted(variant: Any) -> None:
    variant.server.responses = [httpx.Response(500), httpx.Response(500), variant.server.responses[0]]
    raw = variant.do(variant.client().files.with_raw_response.retrieve, "file-1")
    assert (raw.retries_taken, raw.parse().id) == (2, "file-1")


def test_the_request_is_shown_without_its_key(variant: Any) -> None:
    raw = variant.do(variant.client(api_key=KEY).files.with_raw_response.retrieve, "file-1")
    assert raw.http_request.headers["authorization"] == "[masked]"
    assert raw.http_response.request.headers["authorization"] == "[masked]"
    assert KEY not in repr(raw)


@pytest.mark.parametrize(
    ("to", "kind"), [(str, str), (bytes, bytes), (dict, dict), (object, dict), (FileObject, FileObject)]
)
def test_a_body_is_read_as_what_is_asked_for(variant: Any, to: Any, kind: type) -> None:
    raw = variant.do(variant.client().files.with_raw_response.retrieve, "file-1")
    assert isinstance(raw.parse(to=to), kind)
    with pytest.raises(ConfigurationError, match="to is"):
        raw.parse(to=5)


def test_a_streamed_content_is_not_fetched_before_it_is_asked_for(variant: Any, stream: Any) -> None:
    body = stream(blocks=4)
    variant.server.responses = [httpx.Response(200, stream=body)]
    streamed = variant.client().files.with_streaming_response

    async def half() -> Any:
        async with streamed.content("file-1") as response:
            taken = body.taken
            async for _ in response.iter_bytes():
                break
            return taken

    def blocking_half() -> Any:
        with streamed.content("file-1") as response:
            taken = body.taken
            next(response.iter_bytes())
            return taken

    assert variant.do(half if variant.asynchronous else blocking_half) == 0
    assert body.taken < 4
    assert body.closed


def test_nothing_is_sent_before_the_block_is_entered(variant: Any) -> None:
    variant.client().files.with_streaming_response.retrieve("file-1")
    assert variant.server.requests == []


def test_the_id_of_a_request_is_on_what_came_with_it(variant: Any) -> None:
    fields = variant.server.responses[0]
    variant.server.responses = [httpx.Response(200, json=fields, headers={"x-request-id": "req-7"})]
    file = variant.do(variant.client().files.retrieve, "file-1")
    assert file._request_id == "req-7"
    assert "req-7" not in repr(file)
    assert FileObject.from_dict(fields)._request_id is None
    assert file == FileObject.from_dict(fields)


def is_text_or_told(read: Any) -> bool:
    """Which of the two depends on the encoding and, of punycode, on the Python."""
    try:
        return isinstance(read(), str)
    except APIResponseValidationError as error:
        return "not text in" in str(error)


@pytest.mark.parametrize("charset", ["utf-16", "utf-32", "punycode"])
def test_a_body_that_its_encoding_does_not_fit_is_told(variant: Any, charset: str) -> None:
    response = httpx.Response(
        200, content=b'["\xff"]', headers={"content-type": f"application/json; charset={charset}"}
    )
    variant.server.responses = [response, response]
    raw = variant.do(variant.client().files.with_raw_response.retrieve, "file-1")
    assert raw.parse(to=bytes) == b'["\xff"]'
    assert is_text_or_told(lambda: raw.text)
    assert is_text_or_told(lambda: raw.parse(to=str))
    with pytest.raises(APIResponseValidationError, match="not JSON"):
        raw.parse(to=dict)
    streamed = variant.client().files.with_streaming_response

    async def blocks() -> Any:
        async with streamed.retrieve("file-1") as response:
            return "".join([block async for block in response.iter_text()])

    def blocks_here() -> Any:
        with streamed.retrieve("file-1") as response:
            return "".join(response.iter_text())

    read = blocks if variant.asynchronous else blocks_here
    assert is_text_or_told(lambda: variant.do(read))
    if charset == "utf-16":  # a stream in it has to begin with its mark
        with pytest.raises(APIResponseValidationError, match="not text in"):
            variant.do(read)


def test_blocks_have_a_size(variant: Any) -> None:
    streamed = variant.client().files.with_streaming_response

    async def blocks() -> Any:
        async with streamed.retrieve("file-1") as response:
            return [block async for block in response.iter_bytes(0)]

    def blocks_here() -> Any:
        with streamed.retrieve("file-1") as response:
            return list(response.iter_bytes(0))

    with pytest.raises(ConfigurationError, match="chunk_size"):
        variant.do(blocks if variant.asynchronous else blocks_here)


@pytest.mark.parametrize("verb", ["content", "retrieve"])
def test_a_streamed_response_is_read_whole(variant: Any, verb: str) -> None:
    if verb == "content":
        variant.server.responses = [b'{"id": "file-1"}']

    def blocking(use: Any) -> Any:
        with getattr(variant.client().files.with_streaming_response, verb)("file-1") as streamed:
            return use(streamed)

    async def asynchronous(use: Any) -> Any:
        async with getattr(variant.client().files.with_streaming_response, verb)("file-1") as streamed:
            return await use(streamed)

    def used(use: Any) -> Any:
        return variant.do(asynchronous if variant.asynchronous else blocking, use)

    body = used(lambda streamed: streamed.read())
    assert json.loads(body)["id"] == "file-1"
    assert used(lambda streamed: streamed.text()) == body.decode()
    assert used(lambda streamed: streamed.json()) == json.loads(body)
    assert used(lambda streamed: streamed.parse(to=bytes)) == body
    whole = used(lambda streamed: streamed.parse())
    assert whole == body if verb == "content" else whole.id == "file-1"
