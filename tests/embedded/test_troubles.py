"""What the server logs and says where its machine fails it."""

from __future__ import annotations

import errno
import logging
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest
from filewright.embedded.api.troubles import Troubles

_SHORT_OF_DESCRIPTORS = """
import resource, sys
from filewright.embedded import serve
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
serve(sys.argv[1], port=0, on_started=lambda url: print(url, flush=True))
"""


@pytest.mark.posix
def test_out_of_descriptors_it_logs_little_and_serves_again_afterwards(folder):
    process = subprocess.Popen(
        [sys.executable, "-c", _SHORT_OF_DESCRIPTORS, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        url = process.stdout.readline().decode().strip()
        place = urlsplit(url)
        crowd = [socket.create_connection((place.hostname, place.port), timeout=250) for _ in range(200)]
        with socket.create_connection((place.hostname, place.port), timeout=1) as waiting:
            waiting.sendall(b"GET /v1/files HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with pytest.raises(TimeoutError):
                waiting.recv(1)
        for connection in crowd:
            connection.close()
        assert httpx.get(f"{url}/files", timeout=250, trust_env=False).status_code == 200
    finally:
        process.terminate()
        _, log = process.communicate(timeout=250)
    assert b"no file descriptors are left" in log
    assert len(log) < 2_000


@pytest.mark.posix
def test_a_store_without_descriptors_is_503_and_one_line(api, monkeypatch, caplog):
    def fail(*_):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("filewright.embedded.store.descriptor_folders.DescriptorFolder.create", fail)
    monkeypatch.setattr("filewright.embedded.api.exchanges.TROUBLES", Troubles(logging.getLogger("t")))
    for _ in range(50):
        reply = api("POST", "/v1/files", files={"file": ("a", b"x" * 100_000)}, data={"purpose": "evals"})
        assert (reply.status, reply.error["code"]) == (503, "overloaded")
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None


def test_a_trouble_is_logged_again_later_with_how_often_it_came(caplog):
    now = [0.0]
    troubles = Troubles(logging.getLogger("t"), lambda: now[0])
    for _ in range(3):
        troubles.tell("a", OSError(errno.EIO, "broken"))
    troubles.tell("b", OSError(errno.EACCES, "forbidden"))
    now[0] = 11
    troubles.tell("c", OSError(errno.EIO, "broken"))
    assert [record.getMessage() for record in caplog.records] == [
        "a",
        "b",
        "c (2 more like it since the last was logged)",
    ]
    assert all(record.exc_info for record in caplog.records)
