"""Copies of clients, and arguments that would be sent as something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import ConfigurationError, OpenAI, OpenAIError

FILE = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "a", "purpose": "batch"}


@pytest.fixture
def requests() -> list[httpx.Request]:
    return []


@pytest.fixture
def client(requests: list[httpx.Request]) -> OpenAI:
    def respond(request: httpx.Request) -> httpx.Response:
        request.read()
        requests.append(request)
        return httpx.Response(200, json=FILE)

    return OpenAI(
        api_key="sk-x",
        base_url="http://127.0.0.1:9/v1",
        http_client=httpx.Client(transport=httpx.MockTransport(respond)),
    )


def test_a_copy_of_a_copy_goes_where_it_is_told(tmp_path: Path) -> None:
    pytest.importorskip("python_multipart", reason="folders need the extra `server`")
    first, second = (f"file://{tmp_path}/{name}" for name in ("first", "second"))
    with OpenAI(base_url=first) as client:
        client.files.create(file=("a.txt", b"a"), purpose="user_data")
        other = client.with_options(max_retries=1).with_options(base_url=second)
        assert other.files.list().data == []
        other.files.create(file=("b.txt", b"b"), purpose="user_data")
        assert [file.filename for file in client.files.list()] == ["a.txt"]
        other.close()


def test_a_copy_shares_connections_and_has_its_own_settings(client: OpenAI, requests: list[httpx.Request]) -> None:
    copy = client.with_options(default_headers={"x-a": "b"}, max_retries=7)
    assert copy._driver.http is client._driver.http
    assert (client.max_retries, copy.max_retries) == (2, 7)
    copy.files.retrieve("file-1")
    client.files.retrieve("file-1")
    assert [request.headers.get("x-a") for request in requests] == ["b", None]


def test_a_default_authorization_wins_over_the_key(client: OpenAI, requests: list[httpx.Request]) -> None:
    client.with_options(default_headers={"Authorization": "Other"}).files.retrieve("file-1")
    client.files.retrieve("file-1")
    assert [request.headers["authorization"] for request in requests] == ["Other", "Bearer sk-x"]


def test_an_extra_field_stands_instead_of_ours(client: OpenAI, requests: list[httpx.Request]) -> None:
    client.files.create(file=("a.txt", b"a"), purpose="user_data", extra_body={"purpose": "other"})
    assert requests[0].content.count(b'name="purpose"') == 1
    assert b"other" in requests[0].content


BAD = {
    "surrogate in the query": lambda client: client.files.list(purpose="\ud800"),
    "id without end": lambda client: client.files.retrieve("a" * 70_000),
    "part_ids None": lambda client: client.uploads.complete("upload-1", part_ids=None),
    "part_ids text": lambda client: client.uploads.complete("upload-1", part_ids="abc"),
    "part_ids numbers": lambda client: client.uploads.complete("upload-1", part_ids=[1]),
    "bytes text": lambda client: client.uploads.create(bytes="5", filename="a", mime_type="a/b", purpose="batch"),
    "bytes negative": lambda client: client.uploads.create(bytes=-1, filename="a", mime_type="a/b", purpose="batch"),
    "expected bytes text": lambda client: client.files.content("file-1", expected_bytes="5"),
    "expected bytes True": lambda client: client.files.content("file-1", expected_bytes=True),
    "expected bytes negative": lambda client: client.files.content("file-1", expected_bytes=-1),
    "limit text": lambda client: client.files.list(limit="ten"),
    "no headers": lambda client: client.with_options(default_headers=5),
    "no option": lambda client: client.with_options(colour="red"),
    "plugins number": lambda client: OpenAI(api_key="x", plugins=5),
    "block number": lambda client: OpenAI(api_key="x", block=5),
    "expiry without end": lambda client: OpenAI(api_key="x", expiry={"batch": "9" * 5000 + "d"}),
    "an async key in a blocking client": lambda client: OpenAI(api_key=an_async_key),
    "http_client of another kind": lambda client: OpenAI(api_key="x", http_client=httpx.AsyncClient()),
}


LONG = "x" * 100_000
CREATE = {"file": ("a.jsonl", b"{}"), "purpose": "batch"}
UPLOAD = {"filename": "a", "purpose": "batch", "bytes": 1, "mime_type": "a/b"}
LONG_VALUES = {
    "id": lambda client: client.files.retrieve(LONG + "/"),
    "purpose": lambda client: client.files.create(**{**CREATE, "purpose": LONG.encode()}),
    "purpose that is a list": lambda client: client.files.create(file=("a.csv", b""), purpose=[LONG]),
    "expiry": lambda client: client.files.create(**CREATE, expires_after=LONG),
    "expiry number": lambda client: client.files.create(**CREATE, expires_after=10**5000),
    "expiry anchor": lambda client: client.files.create(**CREATE, expires_after={"anchor": LONG, "seconds": 1}),
    "form field": lambda client: client.files.create(**CREATE, extra_body={LONG: object()}),
    "form field's name": lambda client: client.files.create(**CREATE, extra_body={LONG + "\\": "x"}),
    "form text": lambda client: client.files.create(**CREATE, extra_body={"a": "\ud800" + LONG}),
    "JSON member": lambda client: client.uploads.create(**UPLOAD, extra_body={LONG: [LONG.encode()]}),
    "JSON text": lambda client: client.uploads.create(**{**UPLOAD, "filename": "\ud800" + LONG}),
    "bytes": lambda client: client.uploads.create(**{**UPLOAD, "bytes": LONG}),
    "part_ids": lambda client: client.uploads.complete("upload-1", part_ids=LONG),
    "query": lambda client: client.files.list(extra_query={LONG: object()}),
    "query text": lambda client: client.files.list(purpose="\ud800" + LONG),
    "header": lambda client: client.files.list(extra_headers={LONG: "\n"}),
    "header's name": lambda client: client.files.list(extra_headers={LONG + "\n": "x"}),
    "timeout": lambda client: client.files.list(timeout=LONG),
    "expected_bytes": lambda client: client.files.content("file-1", expected_bytes=LONG),
    "poll_interval": lambda client: client.files.wait_for_processing("file-1", poll_interval=LONG),
    "part_size": lambda client: client.uploads.upload_file_chunked(
        file=b"x", mime_type="a/b", purpose="batch", filename="a", part_size=LONG
    ),
    "option": lambda client: client.with_options(**{LONG: 1}),
    "base_url": lambda client: OpenAI(api_key="x", base_url=LONG),
    "base_url query": lambda client: OpenAI(api_key="x", base_url=f"https://a/{LONG}?a=b"),
    "base_url folder": lambda client: OpenAI(api_key="x", base_url=f"file://host/{LONG}"),
    "default expiry": lambda client: OpenAI(api_key="x", expiry={LONG: LONG}),
    "checks": lambda client: OpenAI(api_key="x", checks={LONG: True}),
    "organization": lambda client: OpenAI(api_key="x", organization=LONG + " "),
    "plugin": lambda client: OpenAI(api_key="x", plugins=[LONG]),
}


@pytest.mark.parametrize("action", LONG_VALUES.values(), ids=LONG_VALUES)
def test_a_message_shows_a_short_piece_of_a_value(client: OpenAI, requests: list[httpx.Request], action: Any) -> None:
    with pytest.raises(OpenAIError) as caught:
        action(client)
    assert len(str(caught.value)) < 800
    assert requests == []


async def an_async_key() -> str:
    return "x"


@pytest.mark.parametrize("action", BAD.values(), ids=BAD)
def test_what_is_wrong_is_told_and_not_sent(client: OpenAI, requests: list[httpx.Request], action: Any) -> None:
    with pytest.raises(ConfigurationError):
        action(client)
    assert requests == []
