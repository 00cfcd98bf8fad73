"""The transports that respond from a folder."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path

import anyio
import httpx
import pytest
from filewright.embedded import AsyncFolderTransport, FolderTransport, Processing, running_server
from filewright.errors import ConfigurationError, MissingExtraError

MIB = 1024 * 1024
BASE = "http://filewright.invalid/v1"


def sync_client(folder, **settings):
    return httpx.Client(transport=FolderTransport(folder, **settings), base_url=BASE)


def async_client(folder, **settings):
    return httpx.AsyncClient(transport=AsyncFolderTransport(folder, **settings), base_url=BASE)


def test_a_round_trip(folder):
    with sync_client(folder) as client:
        created = client.post("/files", files={"file": ("a.txt", b"hello")}, data={"purpose": "user_data"}).json()
        assert client.get("/files").json()["data"] == [created]
        response = client.get(f"/files/{created['id']}/content")
        assert (response.content, response.headers["content-length"]) == (b"hello", "5")
        assert client.delete(f"/files/{created['id']}").json()["deleted"] is True
        assert client.get(f"/files/{created['id']}").status_code == 404


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_round_trip(folder, backend):
    async def main():
        async with async_client(folder) as client:
            content = os.urandom(3 * MIB + 1)
            response = await client.post("/files", files={"file": ("a", content)}, data={"purpose": "user_data"})
            created = response.json()
            assert created["bytes"] == len(content)
            assert (await client.get(f"/files/{created['id']}/content")).content == content
            refused = await client.post("/files", files={"file": ("a", content)}, data={"purpose": "fun"})
            assert refused.status_code == 400
            assert (await client.get("/files")).json()["data"] == [created]

    anyio.run(main, backend=backend)
    assert list((folder / "incoming").iterdir()) == []


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("after_blocks", [1, 5])
def test_a_body_that_fails_half_way_leaves_nothing_and_its_error_comes_through(folder, backend, after_blocks):
    class Broken(Exception):
        pass

    async def body():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(after_blocks):
            yield b"x" * MIB
        raise Broken

    async def main():
        async with async_client(folder) as client:
            with pytest.raises(Broken):
                await client.post("/files", content=body(), headers={"content-type": "multipart/form-data; boundary=b"})
            assert list((folder / "incoming").glob("*/*")) == []

    anyio.run(main, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_upload_leaves_nothing(folder, backend):
    async def body():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(4):
            yield b"x" * MIB
        scope.cancel()
        await anyio.sleep_forever()

    scope = None

    async def main():
        nonlocal scope
        async with async_client(folder) as client:
            with anyio.CancelScope() as scope:
                await client.post("/files", content=body(), headers={"content-type": "multipart/form-data; boundary=b"})
            assert scope.cancelled_caught
            assert list((folder / "incoming").glob("*/*")) == []
            assert (await client.get("/files")).json()["data"] == []

    anyio.run(main, backend=backend)


@pytest.mark.posix
def test_the_event_loop_never_waits_for_the_disk(folder, monkeypatch):
    loop_thread = threading.get_ident()
    seen = set()
    for name in ("open", "write", "pread", "rename", "unlink"):
        original = getattr(os, name)

        def spy(*args, original=original, **kwargs):
            seen.add(threading.get_ident())
            return original(*args, **kwargs)

        monkeypatch.setattr(os, name, spy)

    async def main():
        async with async_client(folder) as client:
            response = await client.post("/files", files={"file": ("a", b"x" * MIB)}, data={"purpose": "evals"})
            assert len((await client.get(f"/files/{response.json()['id']}/content")).content) == MIB

    anyio.run(main)
    assert seen
    assert loop_thread not in seen


def test_making_a_client_touches_no_disk(folder):
    with sync_client(folder):
        assert not folder.exists()


def test_a_folder_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with sync_client(tmp_path) as client, pytest.raises(ConfigurationError, match="not empty"):
        client.get("/files")


@pytest.mark.posix
def test_content_is_not_read_until_asked_for_and_its_descriptor_is_given_back(folder):
    with sync_client(folder) as client:
        created = client.post("/files", files={"file": ("a", b"x" * 3 * MIB)}, data={"purpose": "evals"}).json()
        descriptors = len(os.listdir("/dev/fd"))
        with client.stream("GET", f"/files/{created['id']}/content") as response:
            blocks = response.iter_raw()
            assert 0 < len(next(blocks)) <= MIB
        assert len(os.listdir("/dev/fd")) == descriptors


@pytest.mark.posix
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_content_that_is_left_half_read_gives_its_descriptor_back(folder, backend):
    async def main():
        async with async_client(folder) as client:
            response = await client.post("/files", files={"file": ("a", b"x" * 3 * MIB)}, data={"purpose": "evals"})
            descriptors = len(os.listdir("/dev/fd"))
            async with client.stream("GET", f"/files/{response.json()['id']}/content") as content:
                assert len(os.listdir("/dev/fd")) == descriptors + 1
                assert content.headers["content-length"] == str(3 * MIB)
            assert len(os.listdir("/dev/fd")) == descriptors

    anyio.run(main, backend=backend)


def test_64_mib_stream_through_in_flat_memory(folder):
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("memory is read from /proc")

    def memory():
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read_text())[1]) * 1024

    block = b"0123456789abcdef" * 65536

    def body():
        yield b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevals\r\n'
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(64):
            yield block
            peaks.append(memory())
        yield b"\r\n--b--\r\n"

    with sync_client(folder) as client:
        client.get("/files")
        peaks = [memory()]
        created = client.post(
            "/files", content=body(), headers={"content-type": "multipart/form-data; boundary=b"}
        ).json()
        received = 0
        with client.stream("GET", f"/files/{created['id']}/content") as response:
            for chunk in response.iter_raw():
                received += len(chunk)
                peaks.append(memory())
    assert created["bytes"] == received == 64 * MIB
    assert max(peaks) - peaks[0] < 16 * MIB


def test_a_server_and_a_transport_share_a_folder(folder, http):
    with running_server(folder, durable=False) as server, sync_client(folder) as client:
        created = client.post("/files", files={"file": ("a", b"x")}, data={"purpose": "evals"}).json()
        assert http(server.base_url).get(f"/files/{created['id']}/content").content == b"x"


def test_processing_is_passed_on(folder):
    with sync_client(folder, processing=Processing(fail="*.bad")) as client:
        response = client.post("/files", files={"file": ("a.bad", b"x")}, data={"purpose": "evals"})
        assert response.json()["status"] == "error"


def test_uploads_without_python_multipart_say_what_to_install(folder, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "python_multipart", None)
    with sync_client(folder) as client:
        assert client.get("/files").status_code == 200
        with pytest.raises(MissingExtraError, match=r"pip install 'filewright\[server\]'"):
            client.post("/files", files={"file": ("a", b"x")}, data={"purpose": "evals"})


def test_reprs_name_the_folder():
    assert repr(FolderTransport("/a/b")) == "FolderTransport('/a/b')"
    assert repr(AsyncFolderTransport("/a/b")) == "AsyncFolderTransport('/a/b')"
