"""The server over a real socket."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filewright.embedded import Processing, running_server
from filewright.errors import ConfigurationError

MIB = 1024 * 1024


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path / "store", durable=False) as server:
        yield server


def connect(server, timeout=250):
    url = urlsplit(server.base_url)
    return socket.create_connection((url.hostname, url.port), timeout=timeout)


def raw(server, text: bytes) -> bytes:
    with connect(server) as connection:
        connection.sendall(text)
        response = b""
        while block := connection.recv(65536):
            response += block
        return response


def status(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


def test_a_round_trip(server, http):
    client = http(server.base_url)
    created = client.post("/files", files={"file": ("a.txt", b"hello")}, data={"purpose": "user_data"}).json()
    listed = client.get("/files").json()
    assert listed["data"] == [created]
    assert client.get(f"/files/{created['id']}/content").content == b"hello"
    assert client.delete(f"/files/{created['id']}").json()["deleted"] is True
    assert client.get(f"/files/{created['id']}").status_code == 404


@pytest.mark.row(113)
def test_it_binds_to_loopback_and_prints_a_url_with_v1(server):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", server.base_url)


def test_content_has_its_length_and_ranges_and_head(server, http):
    client = http(server.base_url)
    content = os.urandom(3 * MIB + 7)
    created = client.post("/files", files={"file": ("a", content)}, data={"purpose": "user_data"}).json()
    target = f"/files/{created['id']}/content"
    whole = client.get(target)
    assert (whole.content, whole.headers["content-length"]) == (content, str(len(content)))
    assert "content-encoding" not in whole.headers
    part = client.get(target, headers={"range": f"bytes={2 * MIB}-"})
    assert (part.status_code, part.content) == (206, content[2 * MIB :])
    head = client.head(target)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])


def test_a_connection_is_kept_alive_over_errors(server):
    url = urlsplit(server.base_url)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=250)
    connection.connect()
    port = connection.sock.getsockname()[1]
    for method, path, body in (
        ("GET", "/v1/files/nope", None),
        ("POST", "/v1/files", b"x" * 3 * MIB),
        ("HEAD", "/v1/files/nope/content", None),
        ("PUT", "/v1/files", b"x"),
        ("GET", "/v1/files", None),
    ):
        connection.request(method, path, body)
        response = connection.getresponse()
        response.read()
        assert connection.sock.getsockname()[1] == port
    assert response.status == 200
    connection.close()


def test_small_responses_do_not_wait_for_acknowledgements(server):
    url = urlsplit(server.base_url)
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=250)
    seconds = []
    for _ in range(50):
        began = time.monotonic()
        connection.request("GET", "/v1/files/nope")
        connection.getresponse().read()
        seconds.append(time.monotonic() - began)
    # With Nagle's algorithm on, each would take about 40 ms; on a busy machine, some do.
    assert min(seconds) < 0.03
    connection.close()


def test_an_upload_may_be_chunked_and_wait_for_100_continue(server):
    body = (
        b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + b"x" * 100_000 + b"\r\n--b--\r\n"
    )
    with connect(server) as connection:
        connection.sendall(
            b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        for start in range(0, len(body), 30_000):
            chunk = body[start : start + 30_000]
            connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        connection.sendall(b"0\r\n\r\n")
        response = b""
        while block := connection.recv(65536):
            response += block
    assert status(response) == 200
    assert server.store.files()[0].bytes == 100_000


def test_what_is_refused_early_is_refused_without_100_continue(server):
    with connect(server) as connection:
        connection.sendall(
            b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 9999999999\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_an_upload_that_breaks_off_leaves_nothing(server, tmp_path):
    with connect(server) as connection:
        connection.sendall(
            b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 9000000\r\n\r\n"
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + b"x" * 3 * MIB
        )
        deadline = time.monotonic() + 250
        while not (arriving := list((tmp_path / "store" / "incoming").glob("*/*"))) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert arriving
    deadline = time.monotonic() + 250
    while (left := list((tmp_path / "store" / "incoming").glob("*/*"))) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert left == []
    assert server.store.files() == []


def test_processing_can_be_changed_while_it_runs(tmp_path, http):
    processing = Processing(60, fail={"bad.txt"})
    with running_server(tmp_path / "store", processing=processing, durable=False) as server:
        client = http(server.base_url)
        created = client.post("/files", files={"file": ("bad.txt", b"x")}, data={"purpose": "user_data"}).json()
        assert created["status"] == "uploaded"
        server.processing.seconds = 0
        assert client.get(f"/files/{created['id']}").json()["status"] == "error"


def test_32_threads_get_their_own_responses(server, http):
    client = http(server.base_url)

    def round_trip(number: int) -> bool:
        content = f"{number}-".encode() * 1000
        created = client.post("/files", files={"file": (f"{number}", content)}, data={"purpose": "evals"}).json()
        return created["filename"] == str(number) and client.get(f"/files/{created['id']}/content").content == content

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(round_trip, range(160)))
    assert len(server.store.files()) == 160


def test_concurrent_resends_with_one_key_make_one_file(server, http):
    client = http(server.base_url)

    def create(_: int) -> str:
        response = client.post(
            "/files",
            files={"file": ("a", b"x" * 100_000)},
            data={"purpose": "evals"},
            headers={"Idempotency-Key": "same"},
        )
        return response.json()["id"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(create, range(16)))) == 1
    assert len(server.store.files()) == 1


def test_parts_may_come_in_parallel(server, http):
    client = http(server.base_url)
    contents = [bytes([65 + number]) * 300_000 for number in range(12)]
    body = {"filename": "u", "purpose": "evals", "bytes": 3_600_000, "mime_type": "text/plain"}
    upload = client.post("/uploads", json=body).json()

    def add(content: bytes) -> str:
        return client.post(f"/uploads/{upload['id']}/parts", files={"data": ("p", content)}).json()["id"]

    with ThreadPoolExecutor(6) as pool:
        part_ids = list(pool.map(add, contents))
    done = client.post(f"/uploads/{upload['id']}/complete", json={"part_ids": part_ids}).json()
    assert client.get(f"/files/{done['file']['id']}/content").content == b"".join(contents)


# Who may ask


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"Host: evil.test", 421),
        (b"Host: evil.test:80", 421),
        (b"Host: 127.0.0.1.evil.test", 421),
        (b"Host: [::1", 421),
        (b"Host: ", 421),
        (b"Host: x@localhost", 421),
        (b"Host: localhost/x", 421),
        (b"Host: localhost?x", 421),
        (b"Host: localhost:1:2", 421),
        (b"Host: [localhost]", 421),
        (b"Host: localhost:1", 200),
        (b"Host: LOCALHOST", 200),
        (b"Host: [::1]:80", 200),
        (b"X: no host", 400),
    ],
)
@pytest.mark.row(114)
def test_foreign_hosts_are_refused(server, line, expected):
    response = raw(server, b"GET /v1/files HTTP/1.1\r\nConnection: close\r\n" + line + b"\r\n\r\n")
    assert status(response) == expected
    if expected != 200:
        assert b'{"error":' in response


@pytest.mark.row(114)
def test_http_1_0_without_a_host_is_refused(server):
    assert status(raw(server, b"GET /v1/files HTTP/1.0\r\n\r\n")) == 421


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1:1", "http://localhost.evil.test"])
@pytest.mark.parametrize(("method", "kind"), [("POST", "text/plain"), ("OPTIONS", "text/plain"), ("GET", "")])
@pytest.mark.row(115)
def test_web_pages_are_refused_without_cors_headers(server, http, origin, method, kind):
    response = http(server.base_url).request(method, "/files", headers={"origin": origin, "content-type": kind})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "origin_not_allowed")
    assert [name for name in response.headers if name.startswith("access-control")] == []


@pytest.mark.row(115)
def test_a_text_plain_post_without_an_origin_stores_nothing(server, http):
    response = http(server.base_url).post("/files", content=b"x", headers={"content-type": "text/plain"})
    assert response.status_code == 415
    assert server.store.files() == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Basic secret-token"}, 401),
        ({"authorization": "Bearer secret-token2"}, 401),
        ({"authorization": "Bearer \xff"}, 401),
        ({"authorization": "Bearer secret-token"}, 200),
        ({"authorization": "bearer  secret-token"}, 200),
        ({"api-key": "secret-token"}, 200),
        ({"api-key": "wrong"}, 401),
    ],
)
@pytest.mark.row(116)
def test_a_token_is_asked_for(tmp_path, http, headers, expected):
    with running_server(tmp_path / "store", token="secret-token", durable=False) as server:
        response = http(server.base_url).get("/files", headers={k: v.encode("latin-1") for k, v in headers.items()})
        assert "secret-token" not in repr(server)
    assert response.status_code == expected
    if expected == 401:
        assert response.json()["error"]["code"] == "invalid_api_key"
        assert "secret-token" not in response.text
        assert response.headers["www-authenticate"] == "Bearer"


def test_every_response_has_a_request_id(tmp_path, http):
    with running_server(tmp_path / "store", token="t", durable=False) as server:
        client = http(server.base_url)
        responses = [
            client.get("/files"),
            client.get("/files", headers={"host": "evil.test"}),
            client.get("/files", headers={"api-key": "t"}),
            client.get("/nowhere", headers={"api-key": "t"}),
        ]
    assert [response.status_code for response in responses] == [401, 421, 200, 404]
    assert len({response.headers["x-request-id"] for response in responses}) == 4


@pytest.mark.parametrize("path", ["/v1/files/../../etc/passwd", "/v1/files/..%2f..%2fetc%2fpasswd", "/v1/files/%00"])
@pytest.mark.row(118)
def test_paths_do_not_leave_the_store(server, path):
    response = raw(server, b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert status(response) == 404
    assert b"root:" not in response


# Time limits and the end


@pytest.mark.row(120)
def test_slow_headers_are_cut_off_and_others_are_served(tmp_path, http, monkeypatch):
    from filewright.embedded.http import serving
    from filewright.embedded.store.limits import Limit

    monkeypatch.setattr(serving, "HEADER_SECONDS", Limit(1, "test"))
    with running_server(tmp_path / "store", durable=False) as server:
        idle = [connect(server) for _ in range(200)]
        began = time.monotonic()
        drip = connect(server)
        ended = None
        assert http(server.base_url).get("/files").status_code == 200
        drip.settimeout(0.1)
        while ended is None and time.monotonic() - began < 250:
            try:
                drip.sendall(b"G")
                ended = None if drip.recv(1) else time.monotonic()
            except TimeoutError:
                pass
            except OSError:
                ended = time.monotonic()
        assert ended is not None
        assert ended - began >= 1
        for connection in (*idle, drip):
            connection.settimeout(250)
            with connection:
                assert connection is drip or connection.recv(1) == b""
        assert http(server.base_url).get("/files").status_code == 200


@pytest.mark.row(120)
def test_slow_headers_of_a_later_request_are_cut_off_too(tmp_path, monkeypatch):
    from filewright.embedded.http import serving
    from filewright.embedded.store.limits import Limit

    monkeypatch.setattr(serving, "HEADER_SECONDS", Limit(1, "test"))
    with running_server(tmp_path / "store", durable=False) as server, connect(server) as connection:
        connection.sendall(b"GET /v1/files/nope HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not connection.recv(65536).endswith(b"}}"):
            pass
        began = time.monotonic()
        connection.sendall(b"GET /v1/fi")
        assert connection.recv(1) == b""
        assert time.monotonic() - began >= 0.9


@pytest.mark.row(120)
def test_a_body_that_stalls_is_cut_off(tmp_path, monkeypatch):
    from filewright.embedded.http import app
    from filewright.embedded.store.limits import Limit

    monkeypatch.setattr(app, "BODY_STALL_SECONDS", Limit(1, "test"))
    with running_server(tmp_path / "store", durable=False) as server, connect(server) as connection:
        connection.sendall(
            b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 9000000\r\n\r\n"
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + b"x" * 3 * MIB
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 408 ")
        assert list((tmp_path / "store" / "incoming").glob("*/*")) == []


def test_stopping_leaves_nothing_and_is_repeatable(tmp_path):
    threads = threading.active_count()
    with running_server(tmp_path / "store", durable=False) as server:
        server.stop()
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            connect(server)
    assert threading.active_count() <= threads + 1
    assert list((tmp_path / "store" / "incoming").iterdir()) == []


def test_without_a_folder_it_keeps_files_in_a_temporary_one():
    with running_server() as server:
        folder = server.store.folder
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"host": "0.0.0.0"}, "set a token"),
        ({"host": ""}, "set a token"),
        ({"host": "::"}, "set a token"),
        ({"host": "192.0.2.1", "token": "t"}, "cannot listen on 192.0.2.1"),
        ({"port": 70_000}, "70000"),
        ({"port": -1}, "-1"),
        ({"token": ""}, "token"),
        ({"token": "a\nb"}, "token"),
    ],
)
def test_bad_settings_are_told_before_anything_runs(tmp_path, settings, message):
    with pytest.raises(ConfigurationError, match=re.escape(message)), running_server(tmp_path / "store", **settings):
        pass
    assert not (tmp_path / "store").exists()


def test_a_port_in_use_is_told(server, tmp_path):
    port = urlsplit(server.base_url).port
    with pytest.raises(ConfigurationError, match=f"port {port}"), running_server(tmp_path / "other", port=port):
        pass


@pytest.mark.posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_returns_on_a_signal(server_process, folder, http, number):
    with server_process(folder) as server:
        assert http(server.base_url).get("/files").status_code == 200
        code, out = server.end(number)
    assert (code, out) == (0, "ended")
    assert server.process.stderr.closed or server.process.stderr.read() == ""


@pytest.mark.posix
def test_a_restart_keeps_everything(server_process, folder, http):
    with server_process(folder) as server:
        client = http(server.base_url)
        created = client.post("/files", files={"file": ("a", b"kept")}, data={"purpose": "batch"}).json()
        upload = client.post(
            "/uploads", json={"filename": "u", "purpose": "evals", "bytes": 3, "mime_type": "text/plain"}
        ).json()
        part = client.post(f"/uploads/{upload['id']}/parts", files={"data": ("p", b"abc")}).json()
        server.end()
    with server_process(folder) as server:
        client = http(server.base_url)
        assert client.get(f"/files/{created['id']}").json() == created
        assert client.get(f"/files/{created['id']}/content").content == b"kept"
        done = client.post(f"/uploads/{upload['id']}/complete", json={"part_ids": [part["id"]]}).json()
        assert done["file"]["bytes"] == 3


def test_kill_9_in_mid_upload_loses_nothing_else(server_process, folder, http):
    kept = b"kept" * 20_000
    with server_process(folder) as server:
        created = http(server.base_url).post("/files", files={"file": ("a", kept)}, data={"purpose": "evals"}).json()
        with connect(server) as connection:
            connection.sendall(
                b"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                b"Content-Length: 9000000\r\n\r\n"
                b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' + b"x" * 3 * MIB
            )
            deadline = time.monotonic() + 250
            while not list((folder / "incoming").glob("*/*")) and time.monotonic() < deadline:
                time.sleep(0.01)
            server.process.kill()
            server.process.wait()
    assert len(list((folder / "incoming").glob("*/*"))) == 1
    with server_process(folder) as server:
        client = http(server.base_url)
        assert client.get("/files").json()["data"] == [created]
        assert client.get(f"/files/{created['id']}/content").content == kept
        assert list((folder / "incoming").glob("*/*")) == []
        assert [path.name for path in (folder / "blobs").iterdir()] == [created["id"]]


def test_two_processes_share_a_folder(server_process, folder, http):
    with server_process(folder) as one, server_process(folder) as two:
        clients = [http(one.base_url), http(two.base_url)]

        def create(number: int) -> str:
            client = clients[number % 2]
            response = client.post("/files", files={"file": (str(number), b"%d" % number)}, data={"purpose": "evals"})
            return response.json()["id"]

        with ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(create, range(40)))
        for client in clients:
            assert {entry["id"] for entry in client.get("/files").json()["data"]} == set(ids)
        contents = [clients[(number + 1) % 2].get(f"/files/{ids[number]}/content").content for number in range(40)]
        assert contents == [b"%d" % number for number in range(40)]
        for number in range(40):
            assert clients[number // 2 % 2].delete(f"/files/{ids[number]}").status_code == 200
        assert clients[0].get("/files").json()["data"] == []
    assert list((folder / "blobs").iterdir()) == []


def _memory(pid: int) -> tuple[int, int]:
    text = Path(f"/proc/{pid}/status").read_text()
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", text)[1]) * 1024 for name in ("VmRSS", "VmHWM"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_64_mib_go_up_and_down_in_flat_memory(server_process, folder, http):
    with server_process(folder) as server:
        client = http(server.base_url)
        client.post("/files", files={"file": ("warm", b"x" * 2 * MIB)}, data={"purpose": "evals"})
        before, _ = _memory(server.process.pid)
        block = os.urandom(MIB)
        head = b'--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevals\r\n'
        head += b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        tail = b"\r\n--b--\r\n"

        def body():
            yield head
            for _ in range(64):
                yield block
            yield tail

        length = len(head) + 64 * MIB + len(tail)
        headers = {"content-type": "multipart/form-data; boundary=b", "content-length": str(length)}
        created = client.post("/files", content=body(), headers=headers).json()
        with client.stream("GET", f"/files/{created['id']}/content") as response:
            received = sum(len(chunk) for chunk in response.iter_raw())
        assert created["bytes"] == received == 64 * MIB
        _, peak = _memory(server.process.pid)
        assert peak - before < 16 * MIB
