"""What the server logs and says where its machine fails it."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit

import httpx
import pytest
from filewright.embedded import running_server
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
        "a: broken",
        "b: forbidden",
        "c: broken (2 more like it since the last was logged)",
    ]
    assert not any(record.exc_info for record in caplog.records)
    troubles.tell("d", sqlite3.ProgrammingError("of ours"))
    assert caplog.records[-1].exc_info


SMALL, LARGE = b"s" * 10, b"L" * 100_000
"""Of which one is kept in the database, the other in a file of its own."""


class Disk:
    """Fails what the store does with the disk, one thing at a time, as a disk would.

    Attributes:
        failing: the name of the function that fails, or None.
        number: the errno.
    """

    def __init__(self, monkeypatch):
        self.failing, self.number = None, errno.EIO
        for name in ("write", "fsync", "rename", "unlink", "open"):
            monkeypatch.setattr(os, name, self._of(name, getattr(os, name)))

    def _of(self, name, function):
        def act(*args, **options):
            if self.failing == name:
                raise OSError(self.number, os.strerror(self.number))
            return function(*args, **options)

        return act


@pytest.mark.posix
@pytest.mark.parametrize(
    ("number", "status", "code"), [(errno.ENOSPC, 507, "insufficient_storage"), (errno.EIO, 500, "store_failed")]
)
def test_a_disk_that_fails_is_said_in_one_line_and_loses_nothing(folder, monkeypatch, caplog, number, status, code):
    monkeypatch.setattr(
        "filewright.embedded.api.exchanges.TROUBLES", Troubles(logging.getLogger("t"), count(0, 60).__next__)
    )
    with running_server(folder) as server, httpx.Client(base_url=server.base_url, trust_env=False, timeout=60) as http:
        disk, kept = Disk(monkeypatch), {}

        def send(content):
            return http.post("files", files={"file": ("a", content)}, data={"purpose": "evals"})

        for content in (SMALL, LARGE):
            kept[send(content).json()["id"]] = content
        for name in ("write", "fsync", "rename", "open"):
            disk.failing, disk.number = name, number
            reply = send(LARGE)
            disk.failing = None
            assert (reply.status_code, reply.json()["error"]["code"]) == (status, code), name
            kept[send(LARGE).json()["id"]] = LARGE
        # What is removed is gone, even if its file cannot be removed yet.
        gone = send(LARGE).json()["id"]
        disk.failing = "unlink"
        assert http.delete(f"files/{gone}").status_code == 200
        assert http.get(f"files/{gone}").status_code == 404
        disk.failing = None
        read = {each: http.get(f"files/{each}/content").content for each in kept}
        assert read == kept
        assert [each["id"] for each in http.get("files", params={"order": "asc"}).json()["data"]] == list(kept)
    assert caplog.text.count("request req_") == len(caplog.records) == 4
    assert not any(record.exc_info for record in caplog.records)
    with running_server(folder) as server:
        assert len(list((folder / "blobs").iterdir())) == sum(content == LARGE for content in kept.values())


@pytest.mark.parametrize("sqlite_code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE])
def test_a_group_of_requests_whose_commit_fails_has_an_error_each_and_the_next_is_served(
    folder, monkeypatch, caplog, sqlite_code
):
    monkeypatch.setattr("filewright.embedded.api.exchanges.TROUBLES", Troubles(logging.getLogger("t")))
    with running_server(folder) as server, httpx.Client(base_url=server.base_url, trust_env=False, timeout=60) as http:
        store = server.store
        whole = store.group
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite_code

        @contextmanager
        def failing():
            with whole() as check:
                yield check
                raise error

        monkeypatch.setattr(store, "group", failing)
        for _ in range(3):
            reply = http.post("files", files={"file": ("a", SMALL)}, data={"purpose": "evals"})
            full = sqlite_code == sqlite3.SQLITE_FULL
            assert reply.status_code == (507 if full else 500)
            assert reply.json()["error"]["type"] == "server_error"
        monkeypatch.setattr(store, "group", lambda: (_ for _ in ()).throw(OSError(errno.EIO, "lost")))
        reply = http.post("files", files={"file": ("a", SMALL)}, data={"purpose": "evals"})
        assert reply.json()["error"]["message"] == "The server's disk failed: lost."
        monkeypatch.undo()
        assert http.get("files").json()["data"] == []
        assert http.post("files", files={"file": ("a", SMALL)}, data={"purpose": "evals"}).status_code == 200
    assert not any(record.exc_info for record in caplog.records)


def test_a_content_that_cannot_be_read_to_its_end_is_cut_off_and_said_in_one_line(folder, monkeypatch, caplog):
    with running_server(folder) as server, httpx.Client(base_url=server.base_url, trust_env=False, timeout=60) as http:
        stored = http.post("files", files={"file": ("a", LARGE)}, data={"purpose": "evals"}).json()["id"]

        def fail(_body):
            raise OSError(errno.EIO, "lost")

        with monkeypatch.context() as patch:
            patch.setattr("filewright.embedded.store.reading.BlobBody.read", fail)
            patch.setattr("filewright.embedded.http.blocks.TROUBLES", Troubles(logging.getLogger("t")))
            with pytest.raises(httpx.RemoteProtocolError):
                http.get(f"files/{stored}/content")
        assert http.get(f"files/{stored}/content").content == LARGE
    assert "a content could not be read to its end: lost" in caplog.text
    assert "Traceback" not in caplog.text


def test_cleaning_that_fails_is_tried_again(folder, monkeypatch, caplog):
    monkeypatch.setattr("filewright.embedded.http.app.CLEANING_SECONDS", 0.01)
    monkeypatch.setattr("filewright.embedded.http.app.TROUBLES", Troubles(logging.getLogger("t")))
    tried = threading.Semaphore(0)

    def fail():
        tried.release()
        raise OSError(errno.EIO, "lost")

    with running_server(folder) as server:
        monkeypatch.setattr(server.store, "remove_expired", fail)
        for _ in range(3):
            assert tried.acquire(timeout=30)
    assert "removing what has expired: lost" in caplog.text
