from __future__ import annotations

import json
from typing import Any

import pytest
from filewright import ConfigurationError
from filewright_api.operations import CREATE_UPLOAD

UPLOAD = {
    "id": "upload-1",
    "object": "upload",
    "bytes": 3,
    "created_at": 1,
    "expires_at": 2,
    "filename": "ü.txt",
    "purpose": "user_data",
    "status": "pending",
}
ARGUMENTS: dict[str, Any] = {"bytes": 3, "filename": "ü.txt", "mime_type": "text/plain", "purpose": "user_data"}


def test_a_json_body_is_compact_utf_8_with_the_extra_fields_above_the_own(api: Any) -> None:
    api.responses = [(200, UPLOAD)]
    api.client().uploads.create(**ARGUMENTS, extra_body={"team": None, "bytes": 4})
    (request,) = api.requests
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content) == {**ARGUMENTS, "bytes": 4, "team": None}
    assert "ü".encode() in request.content
    assert b" " not in request.content


def test_an_extra_body_goes_out_where_the_operation_has_none(api: Any) -> None:
    api.responses = [(200, {"id": "file-1", "object": "file", "deleted": True})]
    client = api.client()
    client.files.delete("file-1", extra_body={"force": True})
    client.files.delete("file-1")
    assert api.requests[0].content == b'{"force":true}'
    assert api.requests[1].content == b""


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}, "\ud800"])
def test_what_is_no_json_is_refused_before_anything_is_sent(value: Any, api: Any) -> None:
    with pytest.raises(ConfigurationError, match="create_upload"):
        api.client().uploads.create(**ARGUMENTS, extra_body={"x": value})
    assert api.requests == []


def test_multipart_is_none_of_its_business(api: Any) -> None:
    with pytest.raises(ConfigurationError, match="No plugin encodes the multipart body of create_file"):
        api.client(block=["multipart"]).files.create(file=b"x", purpose="user_data")
    with pytest.raises(ConfigurationError, match="No plugin encodes the json body of create_upload"):
        api.client(block=["json"]).call(CREATE_UPLOAD, **ARGUMENTS)
