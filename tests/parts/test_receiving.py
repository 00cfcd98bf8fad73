"""A large content comes down in several ranges at a time, and goes on where it was cut off."""

from __future__ import annotations

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filewright import APIConnectionError, ConfigurationError, DestinationError, IntegrityError, OpenAI, hookimpl

RANGES = 10
SIZE = 100_000
PATIENCE = 60.0


class Contents:
    """A server with one content.

    Attributes:
        asked: the ranges that were asked for, "" for the whole.
        before: called with the number of a range (from 1); it may return the number of bytes after which to break off.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.etag: str | None = '"v1"'
        self.gives_ranges = True
        self.asked: list[str] = []
        self.before: Callable[[int], int | None] = lambda number: None
        self.url = ""
        self.lock = threading.Lock()

    @property
    def ranges(self) -> list[str]:
        return [each for each in self.asked if each]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else what follows the head waits for an acknowledgement, for 40 ms
    contents: Contents

    def do_GET(self) -> None:
        contents = self.contents
        asked = self.headers.get("range", "")
        with contents.lock:
            contents.asked.append(asked)
            number = len(contents.ranges)
        content = contents.content
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", asked)
        same = self.headers.get("if-range") in {None, contents.etag}
        if match and contents.gives_ranges and same:
            start, end = int(match[1]), int(match[2]) + 1
            limit = contents.before(number)
            self.send_response(206)
            self.send_header("content-range", f"bytes {start}-{end - 1}/{len(content)}")
            content = content[start:end]
        else:
            limit = None
            self.send_response(200)
        if contents.etag:
            self.send_header("etag", contents.etag)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content[:limit])
        except OSError:
            self.close_connection = True
            return
        if limit is not None:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@pytest.fixture
def server(content: bytes) -> Iterator[Contents]:
    contents = Contents(content)
    handler = type("Handler", (_Handler,), {"contents": contents})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        contents.url = f"http://127.0.0.1:{http.server_port}/v1"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield contents
        http.shutdown()
        thread.join()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "saved" / "large.bin"


@pytest.fixture
def save(backend: str, server: Contents, place: Path) -> Callable[..., None]:
    """Saves the content by a client of one kind, made anew as another process would."""
    place.parent.mkdir()

    def do(
        where: Any = place,
        *,
        plugins: Any = (),
        expected_bytes: int | None = None,
        sha256: str | None = None,
        max_retries: int = 0,
        **large_files: Any,
    ) -> None:
        import anyio
        from filewright import AsyncOpenAI

        chosen = {"download_threshold": 500_000, "part_size": SIZE, "concurrency": 4, **large_files}
        options = {"api_key": "x", "base_url": server.url, "large_files": chosen, "plugins": plugins}
        options["max_retries"] = max_retries
        if backend == "sync":
            with OpenAI(**options) as client, client.files.content("file-1", expected_bytes=expected_bytes) as content:
                content.stream_to_file(where, sha256=sha256)
            return

        async def with_client() -> None:
            async with (
                AsyncOpenAI(**options) as client,
                client.files.with_streaming_response.content("file-1", expected_bytes=expected_bytes) as content,
            ):
                await content.stream_to_file(where, sha256=sha256)

        anyio.run(with_client, backend=backend)

    return do


def left(place: Path) -> list[str]:
    return sorted(os.listdir(place.parent))


def test_a_large_content_comes_in_ranges(save: Any, server: Contents, place: Path, content: bytes) -> None:
    save(expected_bytes=len(content))
    assert place.read_bytes() == content
    assert sorted(server.ranges) == sorted(f"bytes={n * SIZE}-{(n + 1) * SIZE - 1}" for n in range(RANGES))
    assert left(place) == ["large.bin"]


def test_several_ranges_come_at_a_time(save: Any, server: Contents, place: Path, content: bytes) -> None:
    gate = threading.Barrier(3)

    def wait(number: int) -> None:
        if 2 <= number <= 4:
            gate.wait(PATIENCE)

    server.before = wait
    save()
    assert place.read_bytes() == content


@pytest.mark.parametrize(
    "change", [{"etag": None}, {"etag": 'W/"v1"'}, {"gives_ranges": False}], ids=["no etag", "weak etag", "no ranges"]
)
def test_without_ranges_of_one_content_it_comes_in_one(
    save: Any, server: Contents, place: Path, content: bytes, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(server, name, value)
    save()
    assert place.read_bytes() == content
    assert len(server.ranges) == (1 if "gives_ranges" in change else 0)
    assert left(place) == ["large.bin"]


@pytest.mark.parametrize("chosen", [{"download_threshold": None}, {"download_threshold": 1_000_000}])
def test_a_content_that_is_not_over_the_threshold_comes_in_one(
    save: Any, server: Contents, place: Path, content: bytes, chosen: dict[str, Any]
) -> None:
    save(**chosen)
    assert place.read_bytes() == content
    assert server.ranges == []


def test_what_is_not_a_file_gets_it_in_one(save: Any, server: Contents, place: Path, content: bytes) -> None:
    handle = io.BytesIO()
    save(handle)
    assert handle.getvalue() == content
    assert server.ranges == []


def test_a_range_that_breaks_off_goes_on_where_it_was(
    save: Any, server: Contents, place: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filewright.parts.receiving.backoff", lambda attempt: 0.001)
    server.before = lambda number: 60_000 if number == 3 else None
    save(max_retries=1)
    assert place.read_bytes() == content
    assert len(server.ranges) == RANGES + 1


def cut_off(save: Any, server: Contents, after: int) -> None:
    server.before = lambda number: 100 if number > after else None
    with pytest.raises((APIConnectionError, IntegrityError)):
        save(concurrency=1)
    server.before = lambda number: None


def test_the_next_call_goes_on(save: Any, server: Contents, place: Path, content: bytes) -> None:
    place.write_bytes(b"before")
    cut_off(save, server, after=6)
    assert place.read_bytes() == b"before"
    assert left(place) == [".large.bin.part", ".large.bin.part.record", "large.bin"]
    server.asked.clear()
    save()
    assert place.read_bytes() == content
    assert len(server.ranges) == RANGES - 6
    assert left(place) == ["large.bin"]


def test_where_no_journal_is_wanted_nothing_is_left(save: Any, server: Contents, place: Path) -> None:
    server.before = lambda number: 100 if number > 6 else None
    with pytest.raises((APIConnectionError, IntegrityError)):
        save(concurrency=1, journal=False)
    assert left(place) == []


def test_another_content_is_fetched_from_its_start(save: Any, server: Contents, place: Path, content: bytes) -> None:
    cut_off(save, server, after=6)
    server.etag, server.content = '"v2"', content[::-1]
    save()
    assert place.read_bytes() == content[::-1]


def test_a_content_that_changes_meanwhile_is_told(save: Any, server: Contents, place: Path, content: bytes) -> None:
    def change(number: int) -> None:
        if number == 5:
            server.etag = '"v2"'

    server.before = change
    with pytest.raises(IntegrityError, match="changed while it was being downloaded"):
        save(concurrency=1)
    assert not place.exists()


@pytest.mark.parametrize("spoil", [lambda part: part.unlink(), lambda part: part.write_bytes(b"short")])
def test_a_partial_file_that_was_spoiled_is_begun_anew(
    save: Any, server: Contents, place: Path, content: bytes, spoil: Any
) -> None:
    cut_off(save, server, after=6)
    spoil(place.with_name(".large.bin.part"))
    save()
    assert place.read_bytes() == content


def test_a_link_in_the_place_of_the_partial_file_is_not_followed(
    save: Any, server: Contents, place: Path, content: bytes, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"x" * len(content))
    place.with_name(".large.bin.part").symlink_to(victim)
    save()
    assert place.read_bytes() == content
    assert victim.read_bytes() == b"x" * len(content)


def test_two_at_one_place_do_not_disturb_each_other(save: Any, server: Contents, place: Path, content: bytes) -> None:
    again: list[bool] = []

    def save_again(number: int) -> None:
        if number == 3 and not again:
            again.append(True)
            save()
            assert place.read_bytes() == content
            place.unlink()

    server.before = save_again
    save()
    assert again == [True]
    assert place.read_bytes() == content
    assert left(place) == ["large.bin"]


def test_expected_bytes_hold(save: Any, server: Contents, place: Path, content: bytes) -> None:
    with pytest.raises(IntegrityError):
        save(expected_bytes=len(content) + 1)
    assert left(place) == []


@pytest.mark.parametrize("threshold", [500_000, None])
def test_the_sha256_holds(save: Any, server: Contents, place: Path, content: bytes, threshold: int | None) -> None:
    right = hashlib.sha256(content).hexdigest()
    save(sha256=right.upper(), download_threshold=threshold)
    assert place.read_bytes() == content
    place.write_bytes(b"before")
    with pytest.raises(IntegrityError, match=right):
        save(sha256="0" * 64, download_threshold=threshold)
    assert place.read_bytes() == b"before"
    assert left(place) == ["large.bin"]


def test_the_sha256_holds_for_a_handle(save: Any, content: bytes) -> None:
    handle = io.BytesIO()
    save(handle, sha256=hashlib.sha256(content).hexdigest())
    assert handle.getvalue() == content


@pytest.mark.parametrize("value", ["", "0" * 63, "g" * 64, 5, b"0" * 64])
def test_what_is_no_sha256_is_refused(save: Any, place: Path, value: Any) -> None:
    with pytest.raises(ConfigurationError, match="sha256 is"):
        save(sha256=value)
    assert left(place) == []


def test_a_folder_that_is_not_there_is_told(save: Any, server: Contents, place: Path) -> None:
    with pytest.raises(DestinationError, match="is not there"):
        save(place.parent / "nowhere" / "a")
    assert server.ranges == []


def test_progress_is_that_of_the_whole(save: Any, server: Contents, content: bytes) -> None:
    class Watch:
        def __init__(self) -> None:
            self.events: list[Any] = []

        @hookimpl
        def on_transfer_progress(self, event: Any) -> None:
            self.events.append((event.direction, event.bytes, event.total))

    watch = Watch()
    save(plugins=[watch])
    assert {(direction, total) for direction, _, total in watch.events} == {("received", len(content))}
    assert max(moved for _, moved, _ in watch.events) == len(content)


_SAVE = """
import sys
from filewright import OpenAI

url, path = sys.argv[1:]
large_files = {"download_threshold": 1, "part_size": 100_000, "concurrency": 3}
with OpenAI(api_key="x", base_url=url, large_files=large_files, max_retries=0) as client:
    client.files.content("file-1").write_to_file(path)
"""


@pytest.mark.timeout(600)
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("killed_at", [1, 5, RANGES])
def test_a_process_that_is_killed_is_followed_by_another(
    server: Contents, place: Path, content: bytes, killed_at: int
) -> None:
    place.parent.mkdir()
    command = [sys.executable, "-c", _SAVE, server.url, str(place)]
    process = subprocess.Popen(command)

    def kill(number: int) -> int | None:
        if number != killed_at:
            return None
        time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        return 0

    server.before = kill
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert not place.exists()
    server.before = lambda number: None
    # This process is another one.
    large_files = {"download_threshold": 1, "part_size": 100_000, "concurrency": 3}
    with OpenAI(api_key="x", base_url=server.url, large_files=large_files, max_retries=0) as client:
        client.files.content("file-1").write_to_file(place)
    assert place.read_bytes() == content
    assert left(place) == ["large.bin"]
