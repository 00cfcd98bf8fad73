"""`uploads.complete`: what counts as completed, and what becomes of an upload whose completion is in doubt."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from filewright import (
    APIResponseValidationError,
    BadRequestError,
    ConfigurationError,
    IntegrityError,
    InternalServerError,
    UploadOutcomeUnknownError,
)

CONTENT = b"0123456789"
REFUSED = (400, {"error": {"message": "upload is not pending"}})
LOST = httpx.ReadError("reset")


class Api:
    """A server for uploads in parts, with a script for completions; what is completed has a file in the list."""

    def __init__(self, *completions: Callable[[Api], Any]) -> None:
        self.completions = list(completions)
        self.calls: list[str] = []
        self.files: list[dict[str, Any]] = []
        self.part_ids = iter(f"part-{number}" for number in range(9))
        self.script: Callable[[httpx.Request], httpx.Response] = self.respond
        now = int(time.time())
        described = {"bytes": len(CONTENT), "filename": "a.txt", "purpose": "user_data"}
        self.upload = {
            **described,
            "id": "upload-1",
            "object": "upload",
            "created_at": now,
            "expires_at": now + 3600,
            "status": "pending",
        }
        self.file = {**described, "id": "file-1", "object": "file", "created_at": now}

    @property
    def completed(self) -> dict[str, Any]:
        return {**self.upload, "status": "completed", "file": self.file}

    def respond(self, request: httpx.Request) -> httpx.Response:
        last = request.url.path.rsplit("/", 1)[-1]
        self.calls.append(last)
        if last == "uploads":
            return httpx.Response(200, json=self.upload)
        if last == "parts":
            part = {"id": next(self.part_ids), "object": "upload.part", "created_at": 1, "upload_id": "upload-1"}
            return httpx.Response(200, json=part)
        if last == "files":
            return httpx.Response(200, json={"object": "list", "data": self.files, "has_more": False})
        if last == "cancel":
            return httpx.Response(200, json={**self.upload, "status": "cancelled"})
        outcome = (self.completions.pop(0) if len(self.completions) > 1 else self.completions[0])(self)
        if isinstance(outcome, Exception):
            raise outcome
        status, body = outcome if isinstance(outcome, tuple) else (200, outcome)
        return httpx.Response(status, json=body)


def stored_and_lost(api: Api) -> Any:
    api.files = [api.file]
    return LOST


def lost(api: Api) -> Any:
    return LOST


def refused(api: Api) -> Any:
    return REFUSED


def failed(api: Api) -> Any:
    return 500, {}


def completed(api: Api) -> Any:
    return api.completed


def connected(variant: Any, api: Api, **settings: Any) -> Any:
    async def responded(request: httpx.Request) -> httpx.Response:
        await request.aread()
        return api.script(request)

    transport = httpx.MockTransport(responded if variant.asynchronous else api.script)
    http = (httpx.AsyncClient if variant.asynchronous else httpx.Client)(transport=transport)
    return variant.client(http_client=http, **settings)


def upload(variant: Any, client: Any) -> Any:
    return variant.do(
        client.uploads.upload_file_chunked,
        file=CONTENT,
        filename="a.txt",
        mime_type="text/plain",
        purpose="user_data",
        part_size=5,
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("filewright.rules.retrying.FIRST_DELAY", 0.001)


BEGUN = ["uploads", "parts", "parts", "complete"]


@pytest.mark.row(172)
def test_a_lost_completion_is_found_by_its_file(variant: Any) -> None:
    api = Api(stored_and_lost, refused)
    done = upload(variant, connected(variant, api))
    assert (done.id, done.status, done.file.id, done.filename) == ("upload-1", "completed", "file-1", "a.txt")
    assert api.calls == [*BEGUN, "files"]


@pytest.mark.row(172)
def test_a_lost_completion_is_completed_again(variant: Any) -> None:
    api = Api(lost, completed)
    assert upload(variant, connected(variant, api)).file.id == "file-1"
    assert api.calls == [*BEGUN, "files", "complete"]


@pytest.mark.row(172)
def test_a_file_that_comes_late_is_found_after_the_refusal(variant: Any) -> None:
    def stored_and_refused(api: Api) -> Any:
        api.files = [api.file]
        return REFUSED

    api = Api(lost, stored_and_refused)
    assert upload(variant, connected(variant, api)).file.id == "file-1"
    assert api.calls == [*BEGUN, "files", "complete", "files"]


@pytest.mark.row(172)
@pytest.mark.parametrize("then", [refused, lost])
def test_what_may_be_complete_is_not_cancelled(variant: Any, then: Any) -> None:
    api = Api(lost, then)
    client = connected(variant, api, max_retries=1)
    with pytest.raises(UploadOutcomeUnknownError, match="no files match yet") as caught:
        upload(variant, client)
    assert "cancel" not in api.calls
    assert "not cancelled" in caught.value.__notes__[0]
    api.files = [api.file]
    for settling in (client, connected(variant, api)):
        assert variant.do(settling.settle, pickle.loads(pickle.dumps(caught.value))).file.id == "file-1"


def test_a_failing_server_is_told_and_the_upload_not_cancelled(variant: Any) -> None:
    api = Api(failed)
    with pytest.raises(InternalServerError):
        upload(variant, connected(variant, api, max_retries=1))
    assert "cancel" not in api.calls


def test_what_is_refused_at_once_is_cancelled(variant: Any) -> None:
    api = Api(refused)
    with pytest.raises(BadRequestError):
        upload(variant, connected(variant, api))
    assert api.calls == [*BEGUN, "cancel"]


def test_the_upload_of_another_process_is_completed_again_or_left_in_doubt(variant: Any) -> None:
    def complete(api: Api) -> Any:
        return variant.do(connected(variant, api).uploads.complete, "upload-1", part_ids=["part-1"])

    assert complete(Api(lost, completed)).file.id == "file-1"
    with pytest.raises(UploadOutcomeUnknownError, match="made elsewhere"):
        complete(Api(lost, refused))


def test_a_file_in_the_place_of_the_upload_is_understood(variant: Any) -> None:
    done = upload(variant, connected(variant, Api(lambda api: api.file)))
    assert (done.id, done.status, done.file.id, done.bytes) == ("upload-1", "completed", "file-1", len(CONTENT))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "expired", "file": None}, "its status is 'expired' and it has no file"),
        ({"status": "pending", "file": None}, "its status is 'pending' and it has no file"),
        ({"status": "pending"}, "its status is 'pending'\\."),
        ({"file": None}, "its status is 'completed' and it has no file"),
    ],
)
def test_what_is_not_complete_is_an_error(variant: Any, changes: dict[str, Any], words: str) -> None:
    api = Api(lambda api: {**api.completed, **changes})
    with pytest.raises(APIResponseValidationError, match=f"upload-1 is not complete: {words}"):
        upload(variant, connected(variant, api))
    assert "cancel" not in api.calls


@pytest.mark.row(173)
def test_two_parts_with_one_id_are_not_completed(variant: Any) -> None:
    api = Api(completed)
    api.part_ids = iter(["part-1", "part-1"])
    with pytest.raises(IntegrityError, match="the same id, 'part-1'"):
        upload(variant, connected(variant, api))
    assert api.calls == ["uploads", "parts", "parts", "cancel"]
    with pytest.raises(ConfigurationError, match="part_ids has 'b' twice"):
        variant.do(connected(variant, api).uploads.complete, "upload-1", part_ids=["b", "a", "b"])
    assert "complete" not in api.calls


@pytest.mark.parametrize("call", ["uploads", "parts"])
def test_a_connection_that_was_dropped_is_made_anew(variant: Any, call: str) -> None:
    """What is begun twice expires by itself, and a completion names its parts."""
    api = Api(completed)
    dropped: list[str] = []

    def drop_once(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith(call) and not dropped:
            dropped.append(call)
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        return api.respond(request)

    api.script = drop_once
    assert upload(variant, connected(variant, api)).status == "completed"
    assert dropped == [call]
    assert api.calls == BEGUN
