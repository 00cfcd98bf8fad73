"""Uploads that break midway let go of their file at once, rather than when garbage is collected."""

from __future__ import annotations

import gc
import os
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest
from filewright import APIConnectionError


def open_files() -> list[str]:
    return [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if _is_open(name)]


def _is_open(name: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{name}")


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="there is no list of open files")
def test_a_file_is_closed_when_its_upload_breaks(variant: Any, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(b"x" * (20 << 20))
    kept: list[Any] = []

    class Breaking(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            blocks = iter(request.stream)  # type: ignore[arg-type]
            kept.append((blocks, next(blocks), next(blocks)))
            raise httpx.WriteError("broken")

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            blocks = aiter(request.stream)  # type: ignore[arg-type]
            kept.append((blocks, await anext(blocks), await anext(blocks)))
            raise httpx.WriteError("broken")

    http = (httpx.AsyncClient if variant.asynchronous else httpx.Client)(transport=Breaking())
    client = variant.client(http_client=http, max_retries=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        with pytest.raises(APIConnectionError):
            variant.do(client.files.create, file=path, purpose="user_data")
        assert len(kept) == 2
        assert str(path) not in open_files()
        kept.clear()
        gc.collect()
