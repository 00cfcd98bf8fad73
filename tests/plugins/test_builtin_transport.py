from __future__ import annotations

import pytest
from filewright.builtin.transport import Transport
from filewright.embedded.transport import AsyncFolderTransport, FolderTransport


@pytest.mark.parametrize(("asynchronous", "kind"), [(False, FolderTransport), (True, AsyncFolderTransport)])
def test_a_folder_is_served_in_the_process(asynchronous: bool, kind: type, tmp_path: object) -> None:
    transport = Transport().transport_for(f"file://{tmp_path}/with%20space", asynchronous)
    assert type(transport) is kind
    if not asynchronous:
        transport.close()


def test_everything_else_is_left_to_httpx() -> None:
    assert Transport().transport_for("https://files.test/v1", False) is None
    assert Transport().transport_for("http://127.0.0.1:1/v1", True) is None
