"""Bad input: a clear error of our own before anything is sent; and good input in every form, whole."""

from __future__ import annotations

import array
import asyncio
import contextlib
import decimal
import enum
import io
import os
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from fault_server import CANARY
from filewright import (
    ConfigurationError,
    OpenAIError,
    SourceChangedError,
    SourceError,
    SourceNotFoundError,
    file_from_path,
)

LINE = b'{"a": 1}\n'


@pytest.fixture
def server(serve: Any) -> Any:
    def script(exchange: Any) -> None:
        if exchange.method == "GET":
            exchange.respond_with_list()
        else:
            exchange.respond(200, exchange.commit())

    return serve(script)


def create(file: Any, purpose: Any = "user_data", **options: Any) -> Any:
    return lambda client: client.files.create(file=file, purpose=purpose, **options)


def refused(variant: Any, server: Any, action: Any, error: type[Exception], match: str, **settings: Any) -> Exception:
    with pytest.raises(OpenAIError) as caught:
        variant.run(action, base_url=server.base_url, **settings)
    assert isinstance(caught.value, error), repr(caught.value)
    assert match in str(caught.value), str(caught.value)
    assert server.requests == []
    return caught.value


def generator() -> Any:
    yield LINE


async def async_generator() -> Any:
    yield LINE


class AsyncFile:
    async def read(self, size: int = -1) -> bytes:
        return LINE


class TextReader:
    def read(self, size: int = -1) -> str:
        return "text"


def closed_file() -> io.BytesIO:
    file = io.BytesIO(LINE)
    file.close()
    return file


BAD_FILES = {
    "66 generator": (generator, "bytes"),
    "66 async generator": (async_generator, "bytes"),
    "66 async file": (AsyncFile, "await file.read()"),
    "66 list": (lambda: [LINE], "bytes"),
    "69 closed": (closed_file, "closed"),
    "69 StringIO": (lambda: io.StringIO("x"), "opened as text"),
    "69 write-only": (lambda: open(os.devnull, "wb"), "writing only"),  # noqa: SIM115
    "69 text mode": (lambda: open(os.devnull, encoding="utf-8"), "opened as text"),  # noqa: SIM115
    "69 reads text": (TextReader, "str, not bytes"),
    "70 None": (lambda: None, "file"),
    "70 empty tuple": (lambda: (), "tuple of 0"),
    "70 number": (lambda: 42, "int"),
    "70 long tuple": (lambda: ("a", b"", "text/plain", {}, 5), "tuple of 5"),
    "70 name no str": (lambda: (5, LINE), "not a str"),
    "70 type no str": (lambda: ("a", LINE, 5), "not a str"),
    "70 headers no mapping": (lambda: ("a", LINE, "text/plain", [1]), "not a mapping"),
    "70 empty path": (lambda: "", "file"),
    "70 NUL in a path": (lambda: "a\0b", "path"),
    "71 directory": (lambda: "/", "directory"),
    "71 device": (lambda: "/dev/zero", "device"),
}


@pytest.mark.parametrize(("make", "match"), BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.row(by_case=True)
def test_what_cannot_be_uploaded(variant: Any, server: Any, make: Any, match: str) -> None:
    file = make()
    with contextlib.closing(file) if hasattr(file, "close") else contextlib.nullcontext():
        error = refused(variant, server, create(file), ValueError, match)
    assert isinstance(error, (SourceError, ConfigurationError))


@pytest.mark.row(71)
def test_a_file_that_is_not_there(variant: Any, server: Any, tmp_path: Path) -> None:
    error = refused(variant, server, create(tmp_path / "missing.bin"), SourceNotFoundError, "missing.bin")
    assert isinstance(error, FileNotFoundError)
    assert isinstance(error, ValueError)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(variant: Any, server: Any, tmp_path: Path) -> None:
    path = tmp_path / "secret.bin"
    path.write_bytes(LINE)
    path.chmod(0)
    refused(variant, server, create(path), PermissionError, "secret.bin")


BAD_CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "78 purpose None": ({"purpose": None}, "purpose"),
    "78 purpose empty": ({"purpose": ""}, "purpose"),
    "78 purpose number": ({"purpose": 5}, "purpose"),
    "78 timeout nan": ({"timeout": float("nan")}, "nan"),
    "78 timeout 0": ({"timeout": 0}, "0"),
    "78 timeout -1": ({"timeout": -1}, "-1"),
    "78 timeout True": ({"timeout": True}, "True"),
    "89 empty name": ({"file": ("", LINE)}, "file name"),
    "89 surrogate in the name": ({"file": ("a\ud800.txt", LINE)}, "UTF-8"),
    "88 NUL in the name": ({"file": ("a\0b", LINE)}, "file name"),
    "90 line break in the type": ({"file": ("a", LINE, "text/plain\r\nX: y")}, "content type"),
    "90 line break in a part header": ({"file": ("a", LINE, "text/plain", {"X-A": "b\r\nX: y"})}, "X-A"),
    "90 bad part header name": ({"file": ("a", LINE, "text/plain", {"X A": "b"})}, "X A"),
    "90 our part header": ({"file": ("a", LINE, "text/plain", {"Content-Disposition": "b"})}, "Content-Disposition"),
    "92 line break in a header": ({"extra_headers": {"X-A": "b\r\nX: y"}}, "X-A"),
    "92 bad header name": ({"extra_headers": {"X A": "b"}}, "X A"),
    "92 header no str": ({"extra_headers": {"X-A": 5}}, "X-A"),
    "extra_query no mapping": ({"extra_query": [1]}, "extra_query"),
    "extra_body no mapping": ({"extra_body": [1]}, "extra_body"),
    "extra_body of objects": ({"extra_body": {"x": object()}}, "field x: expected"),
    "expiry too short": ({"expires_after": 3599}, "3600"),
    "expiry too long": ({"expires_after": 2592001}, "2592000"),
    "expiry of another anchor": ({"expires_after": {"anchor": "now", "seconds": 3600}}, "anchor"),
    "expiry without seconds": ({"expires_after": {"anchor": "created_at"}}, "seconds"),
    "expiry word": ({"expires_after": "soon"}, "soon"),
    "expiry nan": ({"expires_after": float("nan")}, "nan"),
    "expiry True": ({"expires_after": True}, "True"),
    "wrong suffix": ({"file": ("a.csv", LINE), "purpose": "batch"}, ".jsonl"),
}


@pytest.mark.parametrize(("changes", "match"), BAD_CALLS.values(), ids=BAD_CALLS)
@pytest.mark.row(by_case=True)
def test_a_call_that_is_wrong(variant: Any, server: Any, changes: dict[str, Any], match: str) -> None:
    arguments = {"file": ("a.txt", LINE), "purpose": "user_data", **changes}
    refused(variant, server, lambda client: client.files.create(**arguments), ValueError, match)


@pytest.mark.parametrize("file_id", ["", " ", None, 5, b"file-1"])
@pytest.mark.parametrize("method", ["retrieve", "delete", "content", "wait_for_processing"])
def test_an_id_that_is_none(variant: Any, server: Any, method: str, file_id: Any) -> None:
    refused(variant, server, lambda client: getattr(client.files, method)(file_id), ConfigurationError, "id")


@pytest.mark.parametrize("file_id", ["..", ".", "../files", "a/b", "a\\b", "a\nb", "%2e%2e", "%252F"])
@pytest.mark.parametrize("method", ["retrieve", "delete", "content", "wait_for_processing"])
@pytest.mark.row(157)
def test_an_id_that_could_leave_its_path(variant: Any, server: Any, method: str, file_id: str) -> None:
    refused(variant, server, lambda client: getattr(client.files, method)(file_id), ConfigurationError, "file_id")


@pytest.mark.parametrize("file_id", ["a?b=c", "a#b", "a b", "50%", "a..b", "ä"])
def test_an_id_is_one_segment_of_the_path(variant: Any, serve: Any, file_id: str) -> None:
    server = serve(lambda exchange: exchange.respond(404))
    with pytest.raises(OpenAIError):
        variant.run(lambda client: client.files.retrieve(file_id), base_url=server.base_url)
    (request,) = server.requests
    assert request.count("/") == 3
    assert "?" not in request


class Purpose(str, enum.Enum):  # noqa: UP042  # not what StrEnum is: its str() is the member's name
    BATCH = "batch"


class Bare(enum.Enum):
    BATCH = "batch"


@pytest.mark.parametrize("purpose", [Purpose.BATCH, Bare.BATCH])
@pytest.mark.row(158)
def test_an_enum_goes_out_by_value(variant: Any, serve: Any, purpose: Any) -> None:
    """In the form, in the query by which a lost file is looked for, and where limits and expiries are looked up."""

    def script(exchange: Any) -> None:
        if exchange.method == "GET":
            exchange.respond_with_list()
        else:
            exchange.commit()
            exchange.close()

    server = serve(script)
    expiry = {"expiry": {purpose: "7d"}, "checks": {"expiry": False}}
    settings = {"base_url": server.base_url, "default_query": {"a": purpose}, **expiry}
    options = {"extra_headers": {"X-A": purpose}, "extra_body": {"b": [purpose]}}
    file = variant.run(create(("a.jsonl", LINE), purpose, **options), **settings)
    assert (file.id, file.purpose) == ("file-1", "batch")
    assert server.requests[1] == "GET /v1/files?a=batch&purpose=batch&order=desc"
    server.close()
    body = max(server.bodies, key=len)
    for field in (b'"purpose"\r\n\r\nbatch', b'"b[]"\r\n\r\nbatch', b'"expires_after[seconds]"\r\n\r\n604800'):
        assert field in body
    with pytest.raises(SourceError, match=r"must end in \.jsonl"):
        variant.run(create(("a.csv", LINE), purpose), base_url=server.base_url)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), decimal.Decimal("NaN")])
@pytest.mark.row(158)
def test_a_number_that_is_none_is_not_sent(variant: Any, server: Any, value: Any) -> None:
    for options, words in (
        ({"extra_body": {"x": value}}, "x: expected"),
        ({"extra_query": {"x": value}}, "extra_query['x'] cannot be sent: expected"),
    ):
        refused(variant, server, create(("a.txt", LINE), **options), ConfigurationError, words)
    refused(
        variant,
        server,
        lambda client: client.uploads.create(
            filename="a", purpose="batch", bytes=1, mime_type="a/b", extra_body={"x": value}
        ),
        ConfigurationError,
        "expected",
    )


def pipe() -> Any:
    reading, writing = os.pipe()

    def fill() -> None:
        with os.fdopen(writing, "wb") as file:
            for _ in range(1000):
                file.write(LINE)

    threading.Thread(target=fill).start()
    return os.fdopen(reading, "rb")


def moved_handle() -> Any:
    file = io.BytesIO(LINE * 1000)
    file.read(100)
    return file


GOOD_FILES = {
    "70 str path": str,
    "70 Path": lambda path: path,
    "70 handle": lambda path: path.open("rb"),
    "70 unbuffered handle": lambda path: path.open("rb", buffering=0),
    "70 BytesIO": lambda path: io.BytesIO(LINE * 1000),
    "70 a handle that was moved": lambda path: moved_handle(),
    "70 bytes": lambda path: LINE * 1000,
    "70 bytearray": lambda path: bytearray(LINE * 1000),
    "70 memoryview": lambda path: memoryview(LINE * 1000),
    "70 tuple of two": lambda path: ("a.txt", LINE * 1000),
    "70 tuple of three": lambda path: ("a.txt", LINE * 1000, "text/plain"),
    "70 tuple of four": lambda path: ("a.txt", LINE * 1000, "text/plain", {"X-A": "b"}),
    "70 tuple without a name": lambda path: (None, path),
    "70 text in a tuple": lambda path: ("a.txt", LINE.decode() * 1000),
    "70 array": lambda path: array.array("B", LINE * 1000),
    "70 response": lambda path: httpx.Response(200, content=LINE * 1000),
    "67 pipe": lambda path: pipe(),
    "70 file_from_path": file_from_path,
}


@pytest.mark.parametrize("make", GOOD_FILES.values(), ids=GOOD_FILES)
@pytest.mark.row(by_case=True)
def test_what_can_be_uploaded(variant: Any, server: Any, tmp_path: Path, make: Any) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(LINE * 1000)
    file = make(path)
    with contextlib.closing(file) if hasattr(file, "close") else contextlib.nullcontext():
        assert variant.run(create(file), base_url=server.base_url).bytes == len(LINE) * 1000


@pytest.mark.row(150)
def test_the_content_of_another_file(variant: Any, serve: Any) -> None:
    """Streamed in a blocking client; in an async one, what was fetched with the call."""

    def script(exchange: Any) -> None:
        if exchange.method == "GET":
            exchange.respond(200, LINE * 1000)
        else:
            exchange.respond(200, exchange.commit())

    def copy(client: Any) -> Any:
        if variant.backend is None:
            return client.files.create(file=("b.txt", client.files.content("file-a")), purpose="user_data")
        return copy_there(client)

    async def copy_there(client: Any) -> Any:
        content = await client.files.content("file-a")
        return await client.files.create(file=("b.txt", content), purpose="user_data")

    server = serve(script)
    assert variant.run(copy, base_url=server.base_url).bytes == len(LINE) * 1000
    server.close()
    assert LINE * 1000 in max(server.bodies, key=len)


@pytest.mark.row(151)
def test_text_in_a_tuple_is_not_a_path(variant: Any, server: Any) -> None:
    variant.run(create(("note.txt", "/etc/hostname")), base_url=server.base_url)
    server.close()
    assert b"\r\n\r\n/etc/hostname\r\n" in max(server.bodies, key=len)


@pytest.mark.row(70)
def test_a_large_file_arrives_whole(variant: Any, server: Any, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(1 << 20) * 9 + b"end")
    assert variant.run(create(path), base_url=server.base_url).bytes == 9 * (1 << 20) + 3
    server.close()
    assert path.read_bytes() in max(server.bodies, key=len)


@pytest.mark.row(73)
def test_nothing_is_a_file_too(variant: Any, server: Any, tmp_path: Path) -> None:
    """Zero bytes are sent as they are; the server says whether it takes them."""
    path = tmp_path / "empty.txt"
    path.touch()
    for file in (path, b"", io.BytesIO()):
        assert variant.run(create(file), base_url=server.base_url).bytes == 0


@pytest.mark.row(77)
def test_the_same_handle_twice(variant: Any, server: Any) -> None:
    handle = io.BytesIO(LINE * 1000)
    assert [variant.run(create(handle), base_url=server.base_url).bytes for _ in range(2)] == [9000, 9000]
    assert not handle.closed


class Halting(io.BytesIO):
    """A handle whose first read waits until it is told to go on."""

    name = "halting.bin"

    def __init__(self) -> None:
        super().__init__(LINE * 100_000)
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.begun.set()
        assert self.go_on.wait(250)
        return super().read(size)


def overlapping(handle: Halting, client: Any, cancelled: bool) -> list[Any]:
    """One upload begun in a thread, another while it is on its way, and a third after it."""
    sizes: list[int] = []
    first = threading.Thread(target=lambda: sizes.append(create(handle)(client).bytes))
    first.start()
    assert handle.begun.wait(250)
    with pytest.raises(SourceError, match=r"halting\.bin.*another call"):
        create(handle)(client)
    handle.go_on.set()
    first.join()
    return [*sizes, create(handle)(client).bytes]


async def overlapping_there(handle: Halting, client: Any, cancelled: bool) -> list[Any]:
    """The same with tasks; the first may be cancelled."""
    import anyio

    sizes: list[int] = []

    async def first() -> None:
        sizes.append((await create(handle)(client)).bytes)

    async with anyio.create_task_group() as group:
        group.start_soon(first)
        await anyio.to_thread.run_sync(handle.begun.wait, 250)
        with pytest.raises(SourceError, match=r"halting\.bin.*another call"):
            await create(handle)(client)
        if cancelled:
            group.cancel_scope.cancel()
        handle.go_on.set()
    return [*sizes, (await create(handle)(client)).bytes]


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.row(152)
def test_one_handle_in_two_uploads_at_once(variant: Any, server: Any, cancelled: bool) -> None:
    handle = Halting()
    overlap = overlapping if variant.backend is None else overlapping_there
    sizes = variant.run(lambda client: overlap(handle, client, cancelled), base_url=server.base_url, timeout=250.0)
    expected = 1 if cancelled and variant.backend is not None else 2
    assert sizes == [900_000] * expected


@pytest.mark.parametrize("ending", ["refused", "broken"])
@pytest.mark.row(152)
def test_a_handle_is_free_after_an_upload_that_failed(variant: Any, serve: Any, ending: str) -> None:
    def script(exchange: Any) -> None:
        if ending == "refused":
            exchange.read_body()
            exchange.respond(400, {})
        else:
            exchange.reset()

    failing = serve(script)
    handle = io.BytesIO(LINE * 100_000)
    errors = []
    for _ in range(2):
        with pytest.raises(OpenAIError) as caught:
            variant.run(create(handle), base_url=failing.base_url, max_retries=1)
        errors.append(caught.value)
    assert not any(isinstance(error, SourceError) for error in errors)


@pytest.mark.parametrize("kind", ["path", "handle"])
@pytest.mark.row(153)
def test_a_file_that_is_rewritten_while_it_is_sent(variant: Any, serve: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "moving.bin"
    path.write_bytes(b"x" * (40 << 20))

    def script(exchange: Any) -> None:
        exchange.read_body(1 << 20)
        with path.open("r+b") as file:
            file.write(b"y" * 1000)
        os.utime(path, ns=(1, 1))
        exchange.read_body()
        exchange.respond(200, {})

    with path.open("rb") as handle, pytest.raises(SourceChangedError, match=r"moving\.bin"):
        variant.run(create(path if kind == "path" else handle), base_url=serve(script).base_url)


@pytest.mark.parametrize("change", ["shrinks", "grows", "is replaced"])
@pytest.mark.row(72)
def test_a_file_that_changes_while_it_is_sent(variant: Any, serve: Any, tmp_path: Path, change: str) -> None:
    path = tmp_path / "moving.bin"
    path.write_bytes(b"x" * (40 << 20))

    def script(exchange: Any) -> None:
        exchange.read_body(1 << 20)
        if change == "shrinks":
            os.truncate(path, 1000)
        else:
            with path.open("ab") as file:
                file.write(b"y" * 1000)
        exchange.read_body()
        exchange.respond(200, {})

    if change == "is replaced":

        def replace(exchange: Any) -> None:
            other = path.with_name("other.bin")
            other.write_bytes(b"y" * (40 << 20))
            other.replace(path)
            exchange.reset()

        server = serve(replace)
    else:
        server = serve(script)
    with pytest.raises(SourceChangedError, match=r"moving\.bin"):
        variant.run(create(path), base_url=server.base_url)


@pytest.mark.row(67)
def test_a_slow_pipe_does_not_hold_up_the_event_loop(server: Any) -> None:
    """The event loop itself writes what the upload waits for: held up by the pipe, it never would."""
    from filewright import AsyncOpenAI

    reading, writing = os.pipe()
    is_read = threading.Event()
    rescued = threading.Event()

    class Pipe(io.FileIO):
        def read(self, size: int | None = -1) -> Any:
            is_read.set()
            return super().read(size)

        def readinto(self, buffer: Any) -> Any:
            is_read.set()
            return super().readinto(buffer)

    def end_all() -> None:
        rescued.set()
        os.close(writing)

    async def write_once_read() -> None:
        while not is_read.is_set():
            await asyncio.sleep(0.001)
        rescue.cancel()
        os.write(writing, LINE)
        os.close(writing)

    async def run() -> Any:
        async with AsyncOpenAI(base_url=server.base_url, api_key=CANARY) as client:
            with Pipe(reading) as file:
                create = client.files.create(file=("a.jsonl", file), purpose="user_data")
                return (await asyncio.gather(create, write_once_read()))[0]

    rescue = threading.Timer(250, end_all)
    rescue.start()
    assert asyncio.run(run()).bytes == len(LINE)
    assert not rescued.is_set(), "the event loop stood still until the pipe was closed for it"
