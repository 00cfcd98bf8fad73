"""Responses that are refused: nothing of the key shows, and the connection is free again."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest
from filewright import APIResponseValidationError, IntegrityError

KEY = "sk-canary-0123456789abcdef"


@pytest.mark.parametrize("member", ["id", "bytes", "created_at", "status"])
def test_a_key_in_the_place_of_a_member_is_not_shown(variant: Any, member: str) -> None:
    wrong: Any = {"echo": KEY} if member in {"id", "status"} else KEY
    file = {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a", "purpose": "batch"}
    variant.server.responses = [{**file, member: wrong}]
    with pytest.raises(APIResponseValidationError, match="does not match the contract") as caught:
        variant.do(variant.client(api_key=KEY).files.retrieve, "file-1")
    error = caught.value
    assert KEY not in f"{error} {error!r} {error.__dict__} {error.__cause__} {error.__context__}"
    assert KEY.encode() not in pickle.dumps(error)


def test_a_part_that_nobody_asked_for_is_refused_and_its_connection_is_free(variant: Any, stream: Any) -> None:
    body = stream(2)
    variant.server.responses = [httpx.Response(206, headers={"content-range": "bytes 0-9/100"}, stream=body)]
    client = variant.client()
    with pytest.raises(IntegrityError, match="unasked"):
        variant.do(variant.twin(variant.do(client.files.content, "file-1"), "read"))
    assert body.closed
