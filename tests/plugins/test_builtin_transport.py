from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from filewright.builtin.transport import Transport
from filewright.embedded.http.transport import AsyncFolderTransport, FolderTransport


@pytest.mark.parametrize(("asynchronous", "kind"), [(False, FolderTransport), (True, AsyncFolderTransport)])
def test_a_folder_has_a_transport_of_either_kind(asynchronous: bool, kind: type, tmp_path: Path) -> None:
    assert type(Transport().transport_for(tmp_path.as_uri(), asynchronous)) is kind


def test_the_folder_is_the_one_that_the_url_names(api: Any, tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    with api.client(http_client=None, api_key=None, base_url=folder.as_uri()) as client:
        client.files.create(file=("a.txt", b"hello"), purpose="user_data")
    assert folder.is_dir()
    assert [entry.name for entry in tmp_path.iterdir()] == ["with space"]
    assert api.requests == []


def test_everything_else_is_left_to_httpx() -> None:
    assert Transport().transport_for("https://files.test/v1", False) is None
    assert Transport().transport_for("http://127.0.0.1:1/v1", True) is None
