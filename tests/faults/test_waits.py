"""Waiting for a file: what ends a wait, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from fault_scripts import FILE, PAGE
from filewright import APIResponseValidationError, FileProcessingError, PollTimeoutError

pytestmark = pytest.mark.row(111)


def statuses(*each: str) -> Any:
    """A script: the file has one status after the other, and keeps the last."""
    return lambda exchange: exchange.respond(200, {**FILE, "status": each[min(exchange.number, len(each) - 1)]})


def wait(**options: Any) -> Any:
    return lambda client: client.files.wait_for_processing("file-1", poll_interval=0.01, **options)


def test_a_file_that_fails_is_returned(variant: Any, serve: Any) -> None:
    server = serve(statuses("uploaded", "error"))
    assert variant.run(wait(), base_url=server.base_url).status == "error"


def test_a_file_that_fails_is_raised_where_that_is_asked_for(variant: Any, serve: Any) -> None:
    server = serve(statuses("uploaded", "error"))
    with pytest.raises(FileProcessingError) as caught:
        variant.run(wait(raise_on_error=True), base_url=server.base_url)
    assert caught.value.file.id == "file-1"


def test_an_unknown_status_is_waited_through(variant: Any, serve: Any) -> None:
    server = serve(statuses("thinking", "pondering", "processed"))
    assert variant.run(wait(), base_url=server.base_url).status == "processed"
    assert len(server.requests) == 3


def test_a_wait_has_an_end(variant: Any, serve: Any) -> None:
    server = serve(statuses("uploaded"))
    with pytest.raises(PollTimeoutError, match="uploaded") as caught:
        variant.run(wait(max_wait_seconds=0.1), base_url=server.base_url)
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, RuntimeError)
    assert caught.value.last.id == "file-1"


def test_a_web_page_is_no_status(variant: Any, serve: Any) -> None:
    server = serve(PAGE)
    with pytest.raises(APIResponseValidationError):
        variant.run(wait(), base_url=server.base_url)
    assert len(server.requests) == 1
