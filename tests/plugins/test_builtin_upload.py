from __future__ import annotations

from typing import Any

from filewright_api.models import FileObject


def test_a_file_goes_up_in_one_request(api: Any) -> None:
    file = api.client().files.create(file=("a.txt", b"hello"), purpose="user_data")
    assert file == FileObject.from_dict(api.file)
    assert [(r.method, r.url.path) for r in api.requests] == [("POST", "/v1/files")]


def test_it_does_what_the_call_would_do_by_itself(api: Any) -> None:
    for block in ([], ["upload"]):
        api.client(block=block).files.create(file=("a.txt", b"hello"), purpose="user_data")
    first, second = (r.content.replace(r.headers["content-type"][-32:].encode(), b"") for r in api.requests)
    assert first == second
