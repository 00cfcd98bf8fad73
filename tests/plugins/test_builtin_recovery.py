from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from filewright import InternalServerError, UploadOutcomeUnknownError, hookimpl

LOST = httpx.ReadError("reset")


def create(client: Any) -> Any:
    return client.files.create(file=("a b.txt", b"hello"), purpose="user_data")


def listed(api: Any, **changes: Any) -> dict[str, Any]:
    return {**api.file, "created_at": int(time.time()), "filename": "a b.txt", **changes}


def listing(*files: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(files), "has_more": False}


def methods(api: Any) -> list[str]:
    return [request.method for request in api.requests]


@pytest.mark.parametrize("name", ["a b.txt", "a_b.txt", "A%20B.TXT"])
def test_the_one_file_that_a_lost_answer_told_of_is_the_result(name: str, api: Any) -> None:
    api.answers = [LOST, (200, listing(listed(api, id="file-9", filename=name)))]
    assert create(api.client()).id == "file-9"
    assert methods(api) == ["POST", "GET"]
    assert dict(api.requests[1].url.params) == {"purpose": "user_data"}


@pytest.mark.parametrize(
    "other", [{"bytes": 6}, {"filename": "b.txt"}, {"purpose": "batch"}, {"created_at": int(time.time()) - 3600}]
)
def test_where_no_file_is_like_it_the_create_is_sent_again(other: dict[str, Any], api: Any) -> None:
    api.answers = [LOST, (200, listing(listed(api, **other))), (200, api.file)]
    assert create(api.client()).id == "file-1"
    assert methods(api) == ["POST", "GET", "POST"]


def test_several_that_are_like_it_are_told_and_nothing_is_sent_again(api: Any) -> None:
    api.answers = [LOST, (200, listing(listed(api, id="file-8"), listed(api, id="file-9")))]
    with pytest.raises(UploadOutcomeUnknownError, match="2 files match: file-8, file-9"):
        create(api.client())
    assert methods(api) == ["POST", "GET"]


def test_a_list_that_cannot_be_had_is_told(api: Any) -> None:
    api.answers = [LOST, (403, {"error": {"message": "no listing"}})]
    with pytest.raises(UploadOutcomeUnknownError, match="the list could not be had"):
        create(api.client())
    assert methods(api) == ["POST", "GET"]


def test_a_file_that_another_call_has_told_of_is_not_taken(api: Any) -> None:
    client = api.client()
    api.answers = [(200, listed(api, id="file-1")), LOST, (200, listing(listed(api, id="file-1"))), (200, api.file)]
    create(client)
    create(client)
    assert methods(api) == ["POST", "POST", "GET", "POST"]


def test_a_clock_that_is_wrong_is_allowed_for(api: Any) -> None:
    behind = time.time() - 3600
    files = listing(listed(api, id="file-9", created_at=int(behind)))
    api.answers = [LOST, (200, files, {"date": formatdate(behind, usegmt=True)})]
    assert create(api.client()).id == "file-9"


def test_a_request_that_never_went_out_whole_is_not_looked_for(api: Any) -> None:
    api.answers = [httpx.ConnectError("refused"), (200, api.file)]
    create(api.client())
    assert methods(api) == ["POST", "POST"]


def test_an_operation_that_cannot_be_looked_for_is_not_sent_again(api: Any) -> None:
    api.answers = [LOST]
    with pytest.raises(UploadOutcomeUnknownError, match="create_upload was sent whole"):
        api.client().uploads.create(bytes=1, filename="a", mime_type="text/plain", purpose="user_data")
    assert methods(api) == ["POST"]


def test_blocked_a_lost_answer_is_told_and_not_looked_for(api: Any) -> None:
    api.answers = [LOST]
    with pytest.raises(UploadOutcomeUnknownError):
        create(api.client(block=["recovery"]))
    assert methods(api) == ["POST"]


def test_after_the_last_attempt_a_refusal_is_what_it_is(api: Any) -> None:
    api.answers = [(500, {})]
    with pytest.raises(InternalServerError):
        create(api.client(max_retries=0))
    assert methods(api) == ["POST"]


def test_what_another_plugin_returns_for_an_upload_need_not_be_a_file(api: Any) -> None:
    class Bare:
        @hookimpl
        def upload_file(self, call: Any) -> Any:
            yield from call.exchange()
            return None

    assert create(api.client(Bare())) is None
