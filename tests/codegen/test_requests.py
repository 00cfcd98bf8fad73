"""The requests that operations make, and what they read from responses."""

from __future__ import annotations

import enum
import io
import json
import pickle
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
from filewright_api.types import NOT_GIVEN, Body, Expiry, InvalidArgument, Operation, Paging, by_value
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

CONTRACT = Path(__file__).parents[2] / "openapi.yaml"
FILE = {"id": "f", "object": "file", "bytes": 1, "created_at": 1, "filename": "n", "purpose": "batch"}
UPLOAD = {"id": "u", "bytes": 1, "created_at": 1, "filename": "n", "purpose": "batch", "status": "pending"}
CONTENT = io.BytesIO(b"{}")
EXPIRY = {"anchor": "created_at", "seconds": 3600}


@pytest.mark.parametrize(
    ("name", "arguments", "method", "path", "query", "json", "form"),
    [
        ("list_files", {}, "GET", "/files", {}, NOT_GIVEN, None),
        (
            "list_files",
            {"purpose": "evals", "limit": 5, "order": None, "after": "f-1"},
            "GET",
            "/files",
            {"purpose": "evals", "limit": 5, "after": "f-1"},
            NOT_GIVEN,
            None,
        ),
        (
            "create_file",
            {"file": CONTENT, "purpose": "batch"},
            "POST",
            "/files",
            {},
            NOT_GIVEN,
            [("purpose", "batch"), ("file", CONTENT)],
        ),
        (
            "create_file",
            {"file": CONTENT, "purpose": "batch", "expires_after": ExpiresAfter(seconds=3600)},
            "POST",
            "/files",
            {},
            NOT_GIVEN,
            [
                ("purpose", "batch"),
                ("expires_after[anchor]", "created_at"),
                ("expires_after[seconds]", "3600"),
                ("file", CONTENT),
            ],
        ),
        ("retrieve_file", {"file_id": "f-1"}, "GET", "/files/f-1", {}, NOT_GIVEN, None),
        ("delete_file", {"file_id": "f-1"}, "DELETE", "/files/f-1", {}, NOT_GIVEN, None),
        ("download_file", {"file_id": "f-1"}, "GET", "/files/f-1/content", {}, NOT_GIVEN, None),
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
            NOT_GIVEN,
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
        ("cancel_upload", {"upload_id": "u-1"}, "POST", "/uploads/u-1/cancel", {}, NOT_GIVEN, None),
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
    ("name", "response", "model"),
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
def test_a_response_is_read_as_its_model(name: str, response: dict[str, Any], model: type) -> None:
    made = OPERATIONS[name].parse_response(httpx.Response(200, content=json.dumps(response).encode()))
    assert type(made) is model
    assert made.to_dict() == response


def test_content_is_bytes_whatever_the_media_type() -> None:
    response = httpx.Response(200, content=b'{"not": "parsed"}\xff', headers={"content-type": "application/json"})
    assert DOWNLOAD_FILE.parse_response(response) == b'{"not": "parsed"}\xff'
    assert DOWNLOAD_FILE.response_kind == "binary"


LEAVING = [
    *(".", "..", " ..", "...", "a/b", "../files", "/", "a\\b", "..\\", "a\0", "a\n", "\x7f"),
    *(
        "gs:/b/o",
        "gs://",
        "gs:///o",
        "gs://b/../o",
        "gs://b//o",
        "gs://b/.",
        "gs://b/o/",
        "gs://../files",
        "gs://b/%2e%2e",
    ),
    *("gs://b/content", "gs://b/o/cancel"),
    *("gs://b\\o", "gs://b/%2fo", "//b/o", "file-1/gs://b", "arn:aws:x/content", "arn:aws:bedrock:eu:1:job/../content"),
    *("%2e", "%2e%2e", "%2E%2e", ".%2e", "a%2fb", "a%2Fb", "a%5cb", "%00", "%0d%0a", "%252e%252e", "%25252F"),
]


@example("a?b=c#d")
@example("50%")
@example("%20")
@example("a..b")
@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\%"), min_size=1))
def test_an_id_stays_one_segment_of_the_path(file_id: str) -> None:
    assume(file_id.strip(" ."))
    path = RETRIEVE_FILE.build_request(file_id=file_id).path
    segment = path.removeprefix("/files/")
    assert "/" not in segment
    url = httpx.URL("http://server/v1" + path)
    assert url.raw_path.decode() == "/v1" + path
    assert url.path == "/v1/files/" + file_id


@pytest.mark.parametrize(
    "file_id",
    [
        "gs://bucket/litellm-vertex-files/publishers/google/models/gemini-2.5-flash/5f7b99ad",
        "s3://bucket/a key/ü=1.jsonl",
        "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/abcdefghij12",
        "file-bGl0ZWxsbTpmaWxlLTE7bW9kZWwsZ3B0LTRv==",
    ],
)
def test_an_id_of_a_gateway_is_one_encoded_segment(file_id: str) -> None:
    for operation in OPERATIONS.values():
        for argument in re.findall(r"\{(\w+)\}", operation.path):
            arguments = {**dict.fromkeys(operation.required, "a"), argument: file_id}
            raw = httpx.URL("http://server" + operation.build_request(**arguments).path).raw_path.decode()
            assert quote(file_id, safe="") in raw.split("/")


@pytest.mark.parametrize("file_id", LEAVING)
def test_an_id_that_could_leave_its_segment_is_refused(file_id: str) -> None:
    for operation in OPERATIONS.values():
        for argument in re.findall(r"\{(\w+)\}", operation.path):
            arguments = {**dict.fromkeys(operation.required, "a"), argument: file_id}
            with pytest.raises(InvalidArgument, match="one segment of a path") as caught:
                operation.build_request(**arguments)
            assert caught.value.argument == argument


@pytest.mark.parametrize("file_id", ["", None, NOT_GIVEN, 5, b"f", "\udcff"])
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
        (CREATE_FILE, {"file": CONTENT, "purpose": b"batch"}, "purpose: expected text, a finite number"),
        (
            CREATE_FILE,
            {"file": CONTENT, "purpose": "p", "expires_after": {"seconds": 10**5000}},
            "expires_after: expected",
        ),
        (ADD_UPLOAD_PART, {"upload_id": "u", "data": NOT_GIVEN}, "data: it is required, got NOT_GIVEN"),
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
    ids = re.findall(r"^ +operationId: (\w+)$", CONTRACT.read_text(encoding="utf-8"), re.MULTILINE)
    assert ids
    assert [operation.operation_id for operation in OPERATIONS.values()] == ids
    assert list(OPERATIONS) == [re.sub(r"(?=[A-Z])", "_", name).lower() for name in ids]
    assert LIST_FILES.paging == Paging("after", "data", "id", "has_more", 10_000)
    assert CREATE_FILE.limits is not None
    of_batches = CREATE_FILE.limits.purposes[0]
    assert (of_batches.purpose, of_batches.lines, of_batches.inputs) == ("batch", 50_000, 50_000)
    assert RETRIEVE_FILE.polling is not None
    assert RETRIEVE_FILE.polling[:3] == ("status", ("processed",), ("error", "deleted"))
    assert RETRIEVE_FILE.polling[-2:] == (5.0, 1800.0)
    assert CREATE_FILE.body == Body("multipart", "file")
    assert CREATE_FILE.expiry == Expiry("expires_after", "purpose", "created_at", 3600, 2592000) == CREATE_UPLOAD.expiry
    assert {name for name, each in OPERATIONS.items() if each.resend == "duplicates"} >= {
        "create_file",
        "create_batch",
    }
    # These expire by themselves: one more of them harms nobody.
    assert {name for name, each in OPERATIONS.items() if each.resend == "leftover"} == {
        "create_upload",
        "add_upload_part",
    }
    assert CREATE_FILE.recovery is not None
    assert CREATE_FILE.sibling(CREATE_FILE.recovery.operation) is LIST_FILES


# Values of classes of their own


class Word(str, enum.Enum):  # noqa: UP042  # not what StrEnum is: its str() is the member's name
    BATCH = "batch"


class Bare(enum.Enum):
    BATCH = "batch"
    FIVE = 5
    ON = True


class Number(enum.IntEnum):
    FIVE = 5


class Loud(str):
    def __str__(self) -> str:
        return "LOUD"

    __repr__ = __str__


class Half(float):
    def __repr__(self) -> str:
        return "HALF"


SCALARS: list[tuple[Any, Any]] = [
    (Word.BATCH, "batch"),
    (Bare.BATCH, "batch"),
    (Bare.FIVE, 5),
    (Bare.ON, True),
    (Number.FIVE, 5),
    (Loud("batch"), "batch"),
    (Half(0.5), 0.5),
    (Decimal("5"), 5),
    (Decimal("5E+2"), 500),
    (Decimal("0.1"), 0.1),
    (True, True),
    (5, 5),
    (0.5, 0.5),
]


def as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("value", "sent"), SCALARS, ids=[repr(value) for value, _ in SCALARS])
def test_a_scalar_goes_out_by_value_everywhere(value: Any, sent: Any) -> None:
    assert (by_value(value), type(by_value(value))) == (sent, type(sent))
    nested = {"a": [value, {Word.BATCH: value}]}
    sent_nested = {"a": [sent, {"batch": sent}]}
    upload = CREATE_UPLOAD.build_request(
        filename=value, purpose=value, bytes=value, mime_type=value, expires_after=nested
    )
    assert json.loads(json.dumps(upload.json)) == {
        **dict.fromkeys(["filename", "purpose", "bytes", "mime_type"], sent),
        "expires_after": sent_nested,
    }
    form = CREATE_FILE.build_request(file=CONTENT, purpose=value, expires_after=nested).form
    assert form == [
        ("purpose", as_text(sent)),
        ("expires_after[a][]", as_text(sent)),
        ("expires_after[a][][batch]", as_text(sent)),
        ("file", CONTENT),
    ]
    assert LIST_FILES.build_request(purpose=value, limit=value).query == {"purpose": sent, "limit": sent}
    if isinstance(sent, str):
        assert RETRIEVE_FILE.build_request(file_id=value).path == f"/files/{sent}"


def test_a_scalar_of_numpy_goes_out_by_value() -> None:
    numpy = pytest.importorskip("numpy")
    for value, sent in (
        (numpy.int64(5), 5),
        (numpy.uint8(5), 5),
        (numpy.float64(0.5), 0.5),
        (numpy.float32(0.5), 0.5),
        (numpy.bool_(True), True),
        (numpy.str_("batch"), "batch"),
        (numpy.array(5), 5),
    ):
        assert (by_value(value), type(by_value(value))) == (sent, type(sent))
    for refused in (numpy.datetime64("2020"), numpy.longdouble(0.5), numpy.arange(3), numpy.float32("nan")):
        with pytest.raises(InvalidArgument):
            LIST_FILES.build_request(purpose=refused)


@pytest.mark.parametrize(
    "value",
    [
        *(float("nan"), float("inf"), Half("nan"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")),
        *(Decimal("0.1234567890123456789"), Decimal("1E+999999")),
        *(object(), b"batch", {1, 2}, [object()], {"a": float("nan")}, {None: 1}, {b"a": 1}),
    ],
)
def test_what_no_value_stands_for_is_refused_everywhere(value: Any) -> None:
    for operation, arguments in (
        (CREATE_UPLOAD, {"filename": "a", "purpose": value, "bytes": 1, "mime_type": "a/b"}),
        (CREATE_FILE, {"file": CONTENT, "purpose": value}),
        (LIST_FILES, {"purpose": value}),
    ):
        with pytest.raises(InvalidArgument, match=r"^purpose: expected"):
            operation.build_request(**arguments)


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidArgument, match="fewer levels"):
        LIST_FILES.build_request(purpose=deep)
