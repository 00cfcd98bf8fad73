"""Files, by both clients: what goes out, and what comes back."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import (
    APIConnectionError,
    APIError,
    ConfigurationError,
    ExpiresAfter,
    FileDeleted,
    FileObject,
    FileProcessingError,
    NoNextPageError,
    OpenAIError,
    PollTimeoutError,
    SourceError,
    file_from_path,
)

LINE = b'{"a": 1}\n'


def pipe(path: Path) -> Any:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(LINE)
    return os.fdopen(reading, "rb")


KINDS: dict[str, tuple[Any, str]] = {
    "str path": (str, "data.jsonl"),
    "Path": (lambda path: path, "data.jsonl"),
    "handle": (lambda path: path.open("rb"), "data.jsonl"),
    "BytesIO": (lambda path: io.BytesIO(LINE), "upload"),
    "bytes": (lambda path: LINE, "upload"),
    "bytearray": (lambda path: bytearray(LINE), "upload"),
    "memoryview": (lambda path: memoryview(LINE), "upload"),
    "tuple with bytes": (lambda path: ("b.jsonl", LINE), "b.jsonl"),
    "tuple with a path": (lambda path: ("b.jsonl", path, "text/plain"), "b.jsonl"),
    "tuple without a name": (lambda path: (None, path), "data.jsonl"),
    "pipe": (pipe, "upload"),
    "file_from_path": (lambda path: file_from_path(str(path)), "data.jsonl"),
}


@pytest.mark.parametrize(("make", "name"), KINDS.values(), ids=KINDS)
def test_what_a_file_is_sent_as(variant: Any, server: Any, tmp_path: Path, make: Any, name: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(LINE)
    given = make(path)
    with contextlib.closing(given) if hasattr(given, "close") else contextlib.nullcontext():
        file = variant.do(variant.client().files.create, file=given, purpose="batch")
    assert isinstance(file, FileObject)
    assert (server.last.method, server.last.url.path) == ("POST", "/v1/files")
    assert server.fields == [("purpose", None, b"batch"), ("file", name, LINE)]
    assert server.last.headers["content-length"] == str(len(server.last.content))


EXPIRIES = [
    {"anchor": "created_at", "seconds": 7200},
    ExpiresAfter(seconds=7200),
    timedelta(hours=2),
    7200,
    "2h",
]


@pytest.mark.parametrize("given", EXPIRIES, ids=lambda value: type(value).__name__)
def test_an_expiry_is_two_fields(variant: Any, server: Any, given: Any) -> None:
    client = variant.client(checks={"expiry": False})  # the server keeps it for ever
    variant.do(client.files.create, file=b"x", purpose="batch", expires_after=given)
    assert server.fields[:-1] == [
        ("purpose", None, b"batch"),
        ("expires_after[anchor]", None, b"created_at"),
        ("expires_after[seconds]", None, b"7200"),
    ]


@pytest.mark.parametrize(
    ("purpose", "options", "seconds"),
    [
        ("batch", {}, b"604800"),
        ("evals", {}, b"86400"),
        ("batch", {"expires_after": 3600}, b"3600"),
        ("batch", {"expires_after": None}, None),
    ],
)
def test_the_callers_expiry_stands_above_the_clients(
    variant: Any, server: Any, purpose: str, options: Any, seconds: bytes | None
) -> None:
    client = variant.client(expiry={"batch": timedelta(days=7), "*": "1d"}, checks={"expiry": False})
    variant.do(client.files.create, file=b"x", purpose=purpose, **options)
    assert {name: value for name, _, value in server.fields}.get("expires_after[seconds]") == seconds


def test_extras_go_out_with_a_create(variant: Any, server: Any) -> None:
    variant.do(
        variant.client(default_query={"a": "1", "b": "1"}).files.create,
        file=b"x",
        purpose="batch",
        extra_headers={"X-Mine": "yes"},
        extra_query={"b": "2", "deep": {"er": [1, True]}},
        extra_body={"colour": "red"},
    )
    assert server.last.headers["x-mine"] == "yes"
    assert server.last.url.query == b"a=1&b=2&deep[er][]=1&deep[er][]=true"
    assert ("colour", None, b"red") in server.fields


def test_an_extra_field_stands_in_the_place_of_ours(variant: Any, server: Any) -> None:
    variant.do(variant.client().files.create, file=b"x", purpose="batch", extra_body={"purpose": "other"})
    assert [value for name, _, value in server.fields if name == "purpose"] == [b"other"]


def test_retrieve_and_delete(variant: Any, server: Any) -> None:
    files = variant.client().files
    assert variant.do(files.retrieve, "file-1").filename == "a.jsonl"
    server.responses = [{"id": "file-1", "object": "file", "deleted": True}]
    deleted = variant.do(files.delete, "file-1")
    assert isinstance(deleted, FileDeleted)
    assert deleted.deleted is True
    assert [(r.method, r.url.path) for r in server.requests] == [
        ("GET", "/v1/files/file-1"),
        ("DELETE", "/v1/files/file-1"),
    ]


def page(*ids: str, more: bool | None = None) -> dict[str, Any]:
    fields = {"object": "file", "bytes": 1, "created_at": 1, "filename": "a", "purpose": "batch"}
    listed = {"object": "list", "data": [{"id": name, **fields} for name in ids]}
    return listed if more is None else {**listed, "has_more": more}


def test_a_list_asks_for_what_it_is_told_and_nothing_else(variant: Any, server: Any) -> None:
    server.responses = [page(more=False)]
    files = variant.client().files
    variant.do(files.list)
    assert server.last.url.query == b""
    variant.do(files.list, purpose="batch", limit=2, order="asc", after="file-0")
    assert dict(server.last.url.params) == {"purpose": "batch", "limit": "2", "order": "asc", "after": "file-0"}


def test_a_list_is_walked(variant: Any, server: Any) -> None:
    server.responses = [page("a", "b", more=True), page("c", more=False)]
    assert [file.id for file in variant.walk(variant.client().files.list(limit=2))] == ["a", "b", "c"]
    assert [dict(request.url.params) for request in server.requests] == [
        {"limit": "2"},
        {"limit": "2", "after": "b"},
    ]


def test_the_methods_of_a_page(variant: Any, server: Any) -> None:
    server.responses = [page("a", "b", more=True), page("c", more=False)]
    first = variant.do(variant.client().files.list)
    assert ([file.id for file in first.data], first.has_more, len(first), bool(first)) == (["a", "b"], True, 2, True)
    assert first.has_next_page()
    assert first.next_page_info().params == {"after": "b"}
    second = variant.do(first.get_next_page)
    assert type(second) is type(first)
    assert [file.id for file in second.data] == ["c"]
    assert not second.has_next_page()
    assert second.next_page_info() is None
    assert len(server.requests) == 2
    with pytest.raises(NoNextPageError, match="has_next_page") as caught:
        variant.do(second.get_next_page)
    assert isinstance(caught.value, RuntimeError)  # as the official SDK has it
    assert len(server.requests) == 2


def test_pages_are_fetched_as_they_are_reached(variant: Any, server: Any) -> None:
    server.responses = [page("a", more=True), page("b", more=False)]
    pages = variant.do(variant.client().files.list).iter_pages()
    assert len(server.requests) == 1
    assert [[file.id for file in each.data] for each in variant.walk(pages)] == [["a"], ["b"]]


def test_a_walk_without_end_ends_in_an_error(variant: Any, server: Any) -> None:
    server.responses = [page("a", more=True)]
    with pytest.raises(APIError, match="repeats itself"):
        variant.walk(variant.client().files.list())
    assert len(server.requests) == 2


def test_a_wait_goes_on_until_the_file_is_processed(variant: Any, server: Any) -> None:
    file = server.responses[0]
    server.responses = [{**file, "status": status} for status in ("uploaded", "dreaming", "processed")]
    done = variant.do(variant.client().files.wait_for_processing, "file-1", poll_interval=0.001)
    assert (done.status, len(server.requests)) == ("processed", 3)


def test_a_file_in_error_is_returned_or_raised(variant: Any, server: Any) -> None:
    server.responses = [{**server.responses[0], "status": "error", "status_details": "line 3"}]
    files = variant.client().files
    assert variant.do(files.wait_for_processing, "file-1").status_details == "line 3"
    with pytest.raises(FileProcessingError, match="line 3"):
        variant.do(files.wait_for_processing, "file-1", raise_on_error=True)


def test_a_wait_is_not_longer_than_it_may_be(variant: Any, server: Any) -> None:
    server.responses = [{**server.responses[0], "status": "uploaded"}]
    with pytest.raises(PollTimeoutError) as caught:
        variant.do(variant.client().files.wait_for_processing, "file-1", poll_interval=0.01, max_wait_seconds=0.03)
    assert caught.value.last.status == "uploaded"


@pytest.mark.parametrize("seconds", [0, 3600])
def test_a_connection_that_is_lost_before_the_end_of_a_wait_is_told(seconds: float, variant: Any, server: Any) -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("broke off")

    server.responses = [lost]
    files = variant.client(max_retries=0).files
    with pytest.raises(APIConnectionError, match="broke off"):
        variant.do(files.wait_for_processing, "file-1", max_wait_seconds=seconds)


UPLOAD = {
    "id": "upload_1",
    "object": "upload",
    "bytes": 3,
    "created_at": 1,
    "expires_at": 2,
    "filename": "a.jsonl",
    "purpose": "batch",
    "status": "pending",
    "file": None,
}


def test_an_upload_in_parts(variant: Any, server: Any) -> None:
    uploads = variant.client(expiry={"batch": "1d"}).uploads
    server.responses = [UPLOAD]
    upload = variant.do(uploads.create, bytes=3, filename="a.jsonl", mime_type="application/jsonl", purpose="batch")
    assert (upload.id, upload.file) == ("upload_1", None)
    assert httpx.Response(200, content=server.last.content).json() == {
        "bytes": 3,
        "filename": "a.jsonl",
        "mime_type": "application/jsonl",
        "purpose": "batch",
        "expires_after": {"anchor": "created_at", "seconds": 86400},
    }
    server.responses = [{"id": "part_1", "object": "upload.part", "created_at": 1, "upload_id": "upload_1"}]
    part = variant.do(uploads.parts.create, upload.id, data=b"abc")
    assert (part.id, server.fields) == ("part_1", [("data", "upload", b"abc")])
    server.responses = [{**UPLOAD, "status": "completed", "file": {**FILE_OF_UPLOAD}}]
    completed = variant.do(uploads.complete, upload.id, part_ids=[part.id], md5="m")
    assert completed.file.id == "file-9"
    assert httpx.Response(200, content=server.last.content).json() == {"part_ids": ["part_1"], "md5": "m"}
    server.responses = [{**UPLOAD, "status": "cancelled"}]
    assert variant.do(uploads.cancel, upload.id).status == "cancelled"
    assert [(r.method, r.url.path) for r in server.requests] == [
        ("POST", "/v1/uploads"),
        ("POST", "/v1/uploads/upload_1/parts"),
        ("POST", "/v1/uploads/upload_1/complete"),
        ("POST", "/v1/uploads/upload_1/cancel"),
    ]


FILE_OF_UPLOAD = {"id": "file-9", "object": "file", "bytes": 3, "created_at": 1, "filename": "a", "purpose": "batch"}

LONE = "\ud800"  # no UTF-8

BAD: dict[str, tuple[str, dict[str, Any], type[Exception]]] = {
    "file": ("files.create", {"file": None, "purpose": "batch"}, SourceError),
    "text handle": ("files.create", {"file": io.StringIO("x"), "purpose": "batch"}, SourceError),
    "suffix": ("files.create", {"file": ("a.csv", b""), "purpose": "fine-tune"}, SourceError),
    "purpose": ("files.create", {"file": b"", "purpose": 5}, ConfigurationError),
    "purpose no UTF-8": ("files.create", {"file": b"", "purpose": LONE}, ConfigurationError),
    "expiry": ("files.create", {"file": b"", "purpose": "batch", "expires_after": 10}, ConfigurationError),
    "long expiry": (
        "files.create",
        {"file": b"", "purpose": "batch", "expires_after": "9" * 5000 + "d"},
        ConfigurationError,
    ),
    "id": ("files.retrieve", {"file_id": ""}, ConfigurationError),
    "id no UTF-8": ("files.retrieve", {"file_id": LONE}, ConfigurationError),
    "endless id": ("files.retrieve", {"file_id": "a" * 70_000}, ConfigurationError),
    "header beyond ASCII": ("files.retrieve", {"file_id": "a", "extra_headers": {"x": "ü"}}, ConfigurationError),
    "query no UTF-8": ("files.retrieve", {"file_id": "a", "extra_query": {"x": LONE}}, ConfigurationError),
    "endless query": ("files.retrieve", {"file_id": "a", "extra_query": {"x": "y" * 70_000}}, ConfigurationError),
    "timeout": ("files.delete", {"file_id": "a", "timeout": 10**400}, ConfigurationError),
    "poll interval": ("files.wait_for_processing", {"id": "a", "poll_interval": -1}, ConfigurationError),
    "longest wait": ("files.wait_for_processing", {"id": "a", "max_wait_seconds": "5"}, ConfigurationError),
    "no part ids": ("uploads.complete", {"upload_id": "u", "part_ids": None}, ConfigurationError),
    "part ids a number": ("uploads.complete", {"upload_id": "u", "part_ids": 5}, ConfigurationError),
    "part ids a text": ("uploads.complete", {"upload_id": "u", "part_ids": "part-1"}, ConfigurationError),
    "part data": ("uploads.parts.create", {"upload_id": "u", "data": 5}, SourceError),
}


@pytest.mark.parametrize(("method", "arguments", "error"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_told_and_not_sent(
    variant: Any, server: Any, method: str, arguments: dict[str, Any], error: type[Exception]
) -> None:
    function: Any = variant.client()
    for name in method.split("."):
        function = getattr(function, name)
    with pytest.raises(OpenAIError) as caught:
        variant.do(function, **arguments)
    assert isinstance(caught.value, error)
    assert server.requests == []


def test_a_purpose_no_utf8_cannot_be_listed(variant: Any, server: Any) -> None:
    with pytest.raises(ConfigurationError):
        variant.do(variant.client().files.list, purpose=LONE)
    assert server.requests == []


def test_many_uploads_of_one_client_do_not_mix(variant: Any, server: Any) -> None:
    seen: list[bytes] = []
    server.responses = [lambda request: seen.append(request.content) or {**FILE_OF_UPLOAD}]
    client = variant.client()
    contents = [bytes([number]) * 1000 for number in range(8)]
    threads = [
        threading.Thread(target=lambda content=content: variant.do(client.files.create, file=content, purpose="batch"))
        for content in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(sum(content in body for body in seen) == 1 for content in contents)
