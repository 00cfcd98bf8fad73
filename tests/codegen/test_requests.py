"""The requests that the nine operations make, and what they read from answers."""

from __future__ import annotations

import io
import json
import pickle
from typing import Any

import httpx
import pytest
from filewright_api.models import ExpiresAfter, FileDeleted, FileObject, FilePage, Upload, UploadPart
from filewright_api.operations import (
    ADD_UPLOAD_PART,
    CREATE_FILE,
    CREATE_UPLOAD,
    DELETE_FILE,
    DOWNLOAD_FILE,
    LIST_FILES,
    OPERATIONS,
    RETRIEVE_FILE,
)
from filewright_api.types import UNSET, Body, Expiry, InvalidArgument, Operation, Paging
from hypothesis import example, given, settings
from hypothesis import strategies as st

FILE = {"id": "f", "object": "file", "bytes": 1, "created_at": 1, "filename": "n", "purpose": "batch"}
UPLOAD = {"id": "u", "bytes": 1, "created_at": 1, "filename": "n", "purpose": "batch", "status": "pending"}
CONTENT = io.BytesIO(b"{}")
EXPIRY = {"anchor": "created_at", "seconds": 3600}


@pytest.mark.parametrize(
    ("name", "arguments", "method", "path", "query", "json", "form"),
    [
        ("list_files", {}, "GET", "/files", {}, UNSET, None),
        (
            "list_files",
            {"purpose": "evals", "limit": 5, "order": None, "after": "f-1"},
            "GET",
            "/files",
            {"purpose": "evals", "limit": 5, "after": "f-1"},
            UNSET,
            None,
        ),
        (
            "create_file",
            {"file": CONTENT, "purpose": "batch"},
            "POST",
            "/files",
            {},
            UNSET,
            [("purpose", "batch"), ("file", CONTENT)],
        ),
        (
            "create_file",
            {"file": CONTENT, "purpose": "batch", "expires_after": ExpiresAfter(seconds=3600)},
            "POST",
            "/files",
            {},
            UNSET,
            [
                ("purpose", "batch"),
                ("expires_after[anchor]", "created_at"),
                ("expires_after[seconds]", "3600"),
                ("file", CONTENT),
            ],
        ),
        ("retrieve_file", {"file_id": "f-1"}, "GET", "/files/f-1", {}, UNSET, None),
        ("delete_file", {"file_id": "f-1"}, "DELETE", "/files/f-1", {}, UNSET, None),
        ("download_file", {"file_id": "f-1"}, "GET", "/files/f-1/content", {}, UNSET, None),
        (
            "create_upload",
            {"filename": "n", "purpose": "batch", "bytes": 0, "mime_type": "text/plain", "expires_after": EXPIRY},
            "POST",
            "/uploads",
            {},
            {"filename": "n", "purpose": "batch", "bytes": 0, "mime_type": "text/plain", "expires_after": EXPIRY},
            None,
        ),
        (
            "add_upload_part",
            {"upload_id": "u-1", "data": CONTENT},
            "POST",
            "/uploads/u-1/parts",
            {},
            UNSET,
            [("data", CONTENT)],
        ),
        (
            "complete_upload",
            {"upload_id": "u-1", "part_ids": ("a", "b"), "md5": None},
            "POST",
            "/uploads/u-1/complete",
            {},
            {"part_ids": ["a", "b"]},
            None,
        ),
        ("cancel_upload", {"upload_id": "u-1"}, "POST", "/uploads/u-1/cancel", {}, UNSET, None),
    ],
)
def test_a_request_has_what_was_given_and_nothing_else(
    name: str, arguments: dict[str, Any], method: str, path: str, query: Any, json: Any, form: Any
) -> None:
    parts = OPERATIONS[name].build_request(**arguments)
    assert (parts.method, parts.path, parts.query, parts.json, parts.form) == (method, path, query, json, form)
    if form:
        assert parts.form is not None
        assert parts.form[-1][1] is CONTENT


@pytest.mark.parametrize(
    ("name", "answer", "model"),
    [
        ("list_files", {"data": [FILE]}, FilePage),
        ("create_file", FILE, FileObject),
        ("retrieve_file", FILE, FileObject),
        ("delete_file", {"id": "f", "deleted": True}, FileDeleted),
        ("create_upload", UPLOAD, Upload),
        ("add_upload_part", {"id": "p", "created_at": 1, "upload_id": "u"}, UploadPart),
        ("complete_upload", {**UPLOAD, "file": FILE}, Upload),
        ("cancel_upload", UPLOAD, Upload),
    ],
)
def test_an_answer_is_read_as_its_model(name: str, answer: dict[str, Any], model: type) -> None:
    made = OPERATIONS[name].parse_response(httpx.Response(200, content=json.dumps(answer).encode()))
    assert type(made) is model
    assert made.to_dict() == answer


def test_content_is_bytes_whatever_the_media_type() -> None:
    answer = httpx.Response(200, content=b'{"not": "parsed"}\xff', headers={"content-type": "application/json"})
    assert DOWNLOAD_FILE.parse_response(answer) == b'{"not": "parsed"}\xff'
    assert DOWNLOAD_FILE.answer == "binary"


@example(".")
@example("..")
@example("a/../b?c#d%2F")
@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_id_stays_one_segment_of_the_path(file_id: str) -> None:
    path = RETRIEVE_FILE.build_request(file_id=file_id).path
    segment = path.removeprefix("/files/")
    assert "/" not in segment
    assert segment not in ("", ".", "..")
    url = httpx.URL("http://server/v1" + path)
    assert url.raw_path.decode() == "/v1" + path
    assert url.path == "/v1/files/" + file_id


@pytest.mark.parametrize("file_id", ["", None, UNSET, 5, b"f", "\udcff"])
def test_an_id_that_cannot_be_one_is_refused(file_id: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"^file_id: expected text") as caught:
        DELETE_FILE.build_request(file_id=file_id)
    assert caught.value.argument == "file_id"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("operation", "arguments", "message"),
    [
        (CREATE_FILE, {"file": CONTENT, "purpose": None}, "purpose: it is required, got None"),
        (CREATE_FILE, {"file": None, "purpose": "batch"}, "file: it is required, got None"),
        (CREATE_FILE, {"file": CONTENT, "purpose": b"batch"}, "purpose: expected text, a number of at most 64 bits"),
        (
            CREATE_FILE,
            {"file": CONTENT, "purpose": "p", "expires_after": {"seconds": 10**5000}},
            "expires_after: expected",
        ),
        (ADD_UPLOAD_PART, {"upload_id": "u", "data": UNSET}, "data: it is required, got UNSET"),
    ],
)
def test_what_no_request_can_be_made_of_is_refused(operation: Operation, arguments: Any, message: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        operation.build_request(**arguments)
    assert str(caught.value).startswith(message)


def test_strange_and_missing_arguments_are_type_errors() -> None:
    with pytest.raises(TypeError, match="colour"):
        LIST_FILES.build_request(colour="red")
    with pytest.raises(TypeError, match="file_id"):
        RETRIEVE_FILE.build_request()


def test_a_request_does_not_show_its_content() -> None:
    parts = CREATE_UPLOAD.build_request(filename="secret", purpose="batch", bytes=1, mime_type="text/plain")
    assert repr(parts) == "RequestParts(POST /uploads)"


def test_the_records_say_what_the_contract_says() -> None:
    assert list(OPERATIONS)[:13] == [
        "list_files",
        "create_file",
        "retrieve_file",
        "delete_file",
        "download_file",
        "create_upload",
        "add_upload_part",
        "complete_upload",
        "cancel_upload",
        "list_batches",
        "create_batch",
        "retrieve_batch",
        "cancel_batch",
    ]
    assert LIST_FILES.paging == Paging("after", "data", "id", "has_more")
    assert RETRIEVE_FILE.polling is not None
    assert RETRIEVE_FILE.polling[:3] == ("status", ("processed",), ("error",))
    assert RETRIEVE_FILE.polling[-2:] == (5.0, 1800.0)
    assert CREATE_FILE.body == Body("multipart", "file")
    assert CREATE_FILE.expiry == Expiry("expires_after", "purpose", "created_at", 3600, 2592000) == CREATE_UPLOAD.expiry
    assert {name for name, each in OPERATIONS.items() if each.resend == "duplicates"} >= {
        "create_file",
        "create_upload",
        "add_upload_part",
        "create_batch",
    }
    assert CREATE_FILE.recovery is not None
    assert CREATE_FILE.sibling(CREATE_FILE.recovery.operation) is LIST_FILES
