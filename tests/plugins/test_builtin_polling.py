from __future__ import annotations

from typing import Any

import pytest
from filewright import ConfigurationError, FileProcessingError, PollTimeoutError
from filewright.builtin.polling import Polling
from filewright.effects import Send
from filewright.flows.waits import wait_until_done
from filewright_api.models import FileObject
from filewright_api.operations import LIST_FILES, RETRIEVE_FILE


def file(api: Any, status: Any) -> FileObject:
    return FileObject.from_dict({**api.file, "status": status, "status_details": "line 3 is no JSON"})


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("processed", "done"),
        ("error", "failed"),
        ("deleted", "failed"),
        ("uploaded", "pending"),
        ("novel", "pending"),
        (None, "pending"),
    ],
)
@pytest.mark.row(111)
def test_the_contract_says_what_a_status_means_and_an_unknown_one_means_go_on(
    status: Any, verdict: str, api: Any
) -> None:
    call = api.client().new_call(RETRIEVE_FILE, {"file_id": "file-1"})
    assert Polling().poll_verdict(call, file(api, status)) == verdict


def test_what_the_contract_does_not_poll_is_left_to_others(api: Any) -> None:
    assert Polling().poll_verdict(api.client().new_call(LIST_FILES, {}), object()) is None


def test_the_delay_is_what_the_caller_asked_for(api: Any) -> None:
    call = api.client().new_call(RETRIEVE_FILE, {"file_id": "file-1"})
    assert [Polling().poll_delay(call, attempt, 2.5) for attempt in range(3)] == [2.5] * 3


def waiting(api: Any, drive: Any, *statuses: str, most: float = 60, **options: Any) -> Any:
    client = api.client()
    call = client.new_call(RETRIEVE_FILE, {"file_id": "file-1"})
    options = {"poll_interval": 5, "max_wait_seconds": most, "raise_on_error": False, **options}
    flow = wait_until_done(client.hooks, call, **options)
    return drive(flow, *(api.response({**api.file, "status": status}) for status in statuses))


@pytest.mark.row(111)
def test_a_wait_asks_again_after_each_interval_until_the_file_is_done(api: Any, drive: Any) -> None:
    driven = waiting(api, drive, "uploaded", "running", "processed")
    assert driven.slept == [5, 5]
    assert driven.result.status == "processed"
    assert [r.url.path for r in driven.sent] == ["/v1/files/file-1"] * 3


@pytest.mark.row(111)
def test_a_file_in_error_is_returned_or_raised(api: Any, drive: Any) -> None:
    assert waiting(api, drive, "uploaded", "error").result.status == "error"
    with pytest.raises(FileProcessingError) as caught:
        waiting(api, drive, "uploaded", "error", raise_on_error=True)
    assert caught.value.file.status == "error"


@pytest.mark.row(111)
def test_a_file_that_is_deleted_meanwhile_ends_the_wait(api: Any, drive: Any) -> None:
    assert waiting(api, drive, "uploaded", "deleted").result.status == "deleted"
    with pytest.raises(FileProcessingError, match="status deleted"):
        waiting(api, drive, "uploaded", "deleted", raise_on_error=True)


def test_who_does_not_want_to_wait_asks_once(api: Any, drive: Any) -> None:
    assert waiting(api, drive, "processed", most=0).result.status == "processed"
    with pytest.raises(PollTimeoutError, match="file-1 is not done after 0 seconds") as caught:
        waiting(api, drive, "uploaded", most=0)
    assert caught.value.last.status == "uploaded"


def test_a_wait_may_have_no_end(api: Any, drive: Any) -> None:
    driven = waiting(api, drive, *["uploaded"] * 999, "processed", most=float("inf"))
    assert driven.slept == [5] * 999
    assert {effect.deadline for effect in driven.effects if isinstance(effect, Send)} == {None}


def test_a_wait_may_ask_again_at_once(api: Any, drive: Any) -> None:
    assert waiting(api, drive, "uploaded", "processed", poll_interval=0).slept == [0]


@pytest.mark.parametrize(
    "given",
    [
        {"poll_interval": -1},
        {"poll_interval": float("inf")},
        {"poll_interval": True},
        {"most": float("nan")},
        {"most": -1},
    ],
)
def test_a_time_that_is_no_wait_is_refused(api: Any, drive: Any, given: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass a number of seconds from 0"):
        waiting(api, drive, "processed", **given)


@pytest.mark.row(111)
def test_the_deadline_ends_a_wait(api: Any, drive: Any) -> None:
    with pytest.raises(PollTimeoutError, match="file-1 is not done after 12 seconds") as caught:
        waiting(api, drive, "uploaded", "uploaded", "running", most=12)
    assert caught.value.last.status == "running"
