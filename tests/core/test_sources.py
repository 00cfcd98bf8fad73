"""What a `file=` argument stands for: its bytes, its name, its type."""

from __future__ import annotations

import array
import bz2
import enum
import gzip
import io
import lzma
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from filewright import ConfigurationError, OpenAIError, SourceError, SourceReadError
from filewright.builtin.checks import Checks
from filewright.errors import shorten
from filewright.sources import CONTENT_TYPES, Source, guess_content_type, source_from
from filewright.wire.disk import SourceReader, prepare

LINE = b'{"a": 1}\n'


def sent(file: Any) -> bytes:
    """The bytes that would be sent of a file."""
    source = source_from(file)
    try:
        prepare(source)
        return bytes(source.data) if source.data is not None else read(source)
    finally:
        source.release()


def read(source: Source) -> bytes:
    reader = SourceReader(source)
    try:
        return b"".join(iter(reader.read, b""))
    finally:
        reader.close()


# Text


@pytest.mark.parametrize("text", ["/etc/hostname", "Grüße", "", '{"a": 1}\n' * 1000, "a\0b"])
def test_text_in_a_tuple_is_content(text: str) -> None:
    assert sent(("note.txt", text)) == text.encode()
    assert sent((None, text, "text/plain")) == text.encode()


def test_a_path_is_a_path_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE)
    for file in (path, str(path), (None, path), ("b.txt", path)):
        assert sent(file) == LINE
    assert source_from((None, path)).name == "a.jsonl"


def test_text_that_is_no_unicode() -> None:
    with pytest.raises(SourceError, match="UTF-8"):
        source_from(("a.txt", "\ud800"))


def test_a_name_that_is_no_unicode() -> None:
    with pytest.raises(ConfigurationError, match="cannot be encoded as UTF-8") as caught:
        source_from(("\ud800.txt", b""))
    assert not isinstance(caught.value, SourceError)


# Names


def packed(module: Any, path: Path) -> Path:
    with module.open(path, "wb") as file:
        file.write(LINE * 1000)
    return path


PACKED = [
    (gzip, "x.jsonl.gz", "x.jsonl"),
    (gzip, "x.JSONL.GZ", "x.JSONL"),
    (gzip, "x.tgz", "x.tar"),
    (bz2, "x.jsonl.bz2", "x.jsonl"),
    (lzma, "x.jsonl.xz", "x.jsonl"),
    (lzma, "x.csv.lzma", "x.csv"),
    (gzip, "x.jsonl", "x.jsonl"),
]


@pytest.mark.parametrize(("module", "name", "inflated"), PACKED)
def test_what_inflates_is_called_as_what_it_inflates_to(tmp_path: Path, module: Any, name: str, inflated: str) -> None:
    path = packed(module, tmp_path / name)
    with module.open(path) as handle, path.open("rb") as inner, module.open(inner) as given:
        for file in (handle, given, io.BufferedReader(handle)):
            source = source_from(file)
            assert (source.name, source.content_type) == (inflated, guess_content_type(inflated))
            assert sent(file) == LINE * 1000
    with module.open(path) as handle:
        assert source_from(("y.gz", handle)).name == "y.gz"


def test_a_packed_file_itself_keeps_its_name(tmp_path: Path) -> None:
    path = packed(gzip, tmp_path / "x.jsonl.gz")
    with path.open("rb") as handle:
        for file in (path, handle):
            assert (source_from(file).name, source_from(file).content_type) == ("x.jsonl.gz", "application/gzip")


def test_names_of_all_kinds(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(LINE)
    with open(bytes(path), "rb") as by_bytes, open(path, "rb", buffering=0) as unbuffered:
        assert source_from(by_bytes).name == source_from(unbuffered).name == "a.csv"
    with path.open("rb") as file, open(file.fileno(), "rb", closefd=False) as numbered:
        assert not source_from(numbered).named
    with tempfile.NamedTemporaryFile(suffix=".csv") as named:
        assert source_from(named).suffix == ".csv"


def test_a_member_of_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE)
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.add(path, "within/a.jsonl")
    with tarfile.open(tmp_path / "a.tar") as archive:
        member = archive.extractfile("within/a.jsonl")
        assert sent(member) == LINE
        assert source_from(member).name in {"a.jsonl", "upload"}  # Python 3.13 tells the member's name


# Web frameworks


class AsyncUpload:
    """As Starlette, FastAPI and Litestar have it."""

    def __init__(self, filename: str | None = "up.pdf") -> None:
        self.file = io.BytesIO(LINE)
        self.filename = filename
        self.content_type = "application/pdf"

    async def read(self, size: int = -1) -> bytes:
        return self.file.read(size)


class Storage(io.BytesIO):
    """As Werkzeug and Quart have it: `name` is that of the form's field."""

    def __init__(self, filename: str | None = "C:\\docs\\up.pdf") -> None:
        super().__init__(LINE)
        self.filename = filename
        self.name = "field"


@dataclass(frozen=True)
class Field:
    """As aiohttp has it."""

    name: str
    filename: str
    file: Any
    content_type: str


class SanicFile(NamedTuple):
    """As Sanic has it."""

    type: str
    body: bytes
    name: str


class TornadoFile(dict[str, Any]):
    """As Tornado has it."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def streamlit_file() -> Any:
    file = io.BytesIO(LINE)
    file.name = "up.pdf"  # type: ignore[attr-defined]
    return file


UPLOADS: dict[str, Callable[[], Any]] = {
    "starlette": AsyncUpload,
    "werkzeug": Storage,
    "aiohttp": lambda: Field("field", "up.pdf", io.BytesIO(LINE), "application/pdf"),
    "sanic": lambda: SanicFile("text/plain", LINE, "up.pdf"),
    "tornado": lambda: TornadoFile(filename="up.pdf", body=LINE, content_type="text/plain"),
    "streamlit": streamlit_file,
}


@pytest.mark.parametrize("make", UPLOADS.values(), ids=UPLOADS)
def test_files_that_web_frameworks_received(make: Callable[[], Any]) -> None:
    source = source_from(make())
    assert (source.name, source.content_type, source.named) == ("up.pdf", "application/pdf", True)
    assert sent(make()) == LINE
    assert sent(("other.txt", make(), "")) == LINE
    assert source_from(("other.txt", make(), "")).name == "other.txt"


@pytest.mark.parametrize("make", [AsyncUpload, Storage])
def test_a_file_that_came_without_a_name(make: Callable[[str | None], Any]) -> None:
    assert not source_from(make(None)).named
    assert not source_from(make("")).named


def test_the_frameworks_themselves() -> None:
    starlette = pytest.importorskip("starlette.datastructures")
    werkzeug = pytest.importorskip("werkzeug.datastructures")
    for file in (
        starlette.UploadFile(io.BytesIO(LINE), filename="up.pdf"),
        werkzeug.FileStorage(io.BytesIO(LINE), filename="up.pdf", name="field"),
    ):
        assert source_from(file).name == "up.pdf"
        assert sent(file) == LINE


@pytest.mark.parametrize("content_type", ["", None])
def test_a_type_that_is_none(content_type: str | None) -> None:
    assert source_from(("a.csv", b"", content_type)).content_type == "text/csv"
    assert source_from(("a.csv", b"", content_type, {"X-A": "b"})).content_type == "text/csv"


def test_read_without_a_size() -> None:
    class Whole:
        def read(self) -> bytes:
            return LINE

    with pytest.raises(SourceError, match="read"):
        sent(Whole())


# Buffers


def test_arrays_are_bytes() -> None:
    numbers = array.array("i", [1, 2, 3])
    assert sent(numbers) == numbers.tobytes()
    assert sent(memoryview(numbers)) == numbers.tobytes()
    assert sent(array.array("i")) == b""
    with pytest.raises(SourceError, match="not contiguous"):
        source_from(memoryview(numbers)[::2])


def test_arrays_of_numpy_are_bytes() -> None:
    numpy = pytest.importorskip("numpy")
    grid = numpy.arange(6).reshape(2, 3)
    for numbers in (numpy.arange(5), grid, grid.T, numpy.array([1, 2], dtype=">i4"), numpy.zeros(0)):
        assert sent(numbers) == numbers.tobytes()
    for none in (numpy.int64(5), numpy.array([object()]), numpy.array(["2020"], dtype="M8[D]")):
        with pytest.raises(SourceError, match="cannot be uploaded"):
            source_from(none)


# Responses


class Stream(httpx.SyncByteStream):
    def __init__(self, *blocks: bytes, broken: Exception | None = None) -> None:
        self.blocks = blocks
        self.broken = broken

    def __iter__(self) -> Iterator[bytes]:
        yield from self.blocks
        if self.broken:
            raise self.broken


class AsyncStream(httpx.AsyncByteStream):
    async def __aiter__(self) -> Any:
        yield LINE


class Holder:
    """As the official SDK has it."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.iter_bytes = response.iter_bytes
        self.read = response.read


class RawHolder:
    """A raw response, as the official SDK has it."""

    def __init__(self, response: httpx.Response) -> None:
        self.http_response = response


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
@pytest.mark.parametrize("wrap", [lambda response: response, Holder, RawHolder])
def test_a_response_is_streamed(wrap: Callable[[Any], Any], library: str) -> None:
    response = pytest.importorskip(library).Response
    blocks = type("Blocks", (Stream, pytest.importorskip(library).SyncByteStream), {})
    assert sent(wrap(response(200, content=LINE))) == LINE
    assert sent(("a.jsonl", wrap(response(200, stream=blocks(LINE, b"", LINE))))) == LINE * 2
    source = source_from(wrap(response(200, stream=blocks(LINE))))
    assert (source.kind, source.named) == ("handle", False)
    with pytest.raises(SourceReadError, match="gone"):
        sent(wrap(response(200, stream=blocks(LINE, broken=pytest.importorskip(library).ReadError("gone")))))


def test_a_response_that_cannot_be_read() -> None:
    response = httpx.Response(200, stream=Stream(LINE))
    list(response.iter_bytes())
    with pytest.raises(SourceError, match="ask for it again"):
        source_from(response)
    with pytest.raises(SourceError, match="aread"):
        source_from(httpx.Response(200, stream=AsyncStream()))


# Types


def test_each_type_is_one_that_is_known() -> None:
    """Media types of the IANA's registry, or of the API's list of supported files; see the table's source."""
    assert {suffix: guess_content_type(f"x{suffix.upper()}") for suffix in CONTENT_TYPES} == {
        ".bmp": "image/bmp",
        ".c": "text/x-c",
        ".cpp": "text/x-c++",
        ".cs": "text/x-csharp",
        ".css": "text/css",
        ".csv": "text/csv",
        ".doc": "application/msword",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".gif": "image/gif",
        ".go": "text/x-golang",
        ".gz": "application/gzip",
        ".html": "text/html",
        ".java": "text/x-java",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".js": "text/javascript",
        ".json": "application/json",
        ".jsonl": "application/jsonl",
        ".md": "text/markdown",
        ".mp3": "audio/mpeg",
        ".mp4": "video/mp4",
        ".ndjson": "application/x-ndjson",
        ".parquet": "application/vnd.apache.parquet",
        ".pdf": "application/pdf",
        ".php": "text/x-php",
        ".pkl": "application/octet-stream",
        ".png": "image/png",
        ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".py": "text/x-python",
        ".rb": "text/x-ruby",
        ".sh": "application/x-sh",
        ".tar": "application/x-tar",
        ".tex": "text/x-tex",
        ".ts": "application/typescript",
        ".tsv": "text/tab-separated-values",
        ".txt": "text/plain",
        ".wav": "audio/wav",
        ".webp": "image/webp",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xml": "application/xml",
        ".yaml": "application/yaml",
        ".yml": "application/yaml",
        ".zip": "application/zip",
    }
    assert guess_content_type("x.unheard-of") == "application/octet-stream"


@pytest.mark.parametrize("suffix", [".gif", ".jpeg", ".JPEG", ".jpg", ".jsonl", ".png", ".webp"])
def test_images_for_vision(suffix: str) -> None:
    checks = Checks()
    checks.check_source(source_from((f"a{suffix}", b"x")), "vision", checks.purpose_limit("vision"))


# What messages show


class Word(str, enum.Enum):  # noqa: UP042  # not what StrEnum is: its str() is the member's name
    LONG = "x" * 200_000


class Large:
    def __repr__(self) -> str:
        return "x" * 200_000


class Failing(io.BytesIO):
    def __init__(self, error: Exception) -> None:
        super().__init__(LINE)
        self.error = error

    def read(self, size: int | None = -1) -> bytes:
        raise self.error


LONG = "x" * 200_000
LONG_FILES: dict[str, Any] = {
    "path": LONG,
    "path of a tuple": (None, Path(LONG)),
    "path with NUL": LONG + "\0",
    "name": ("\ud800" + LONG, b""),
    "name that is a folder": (LONG + "/..", b""),
    "name that is bytes": (LONG.encode(), b""),
    "text": ("a", "\ud800" + LONG),
    "type": ("a", b"", LONG),
    "type that is bytes": ("a", b"", LONG.encode()),
    "header": ("a", b"", None, {LONG: "\n"}),
    "header value": ("a", b"", None, {"X-A": LONG + "\n"}),
    "headers": ("a", b"", None, [LONG]),
    "list": [LONG] * 10,
    "dict": {LONG: [LONG]},
    "repr": Large(),
    "enum": (None, b"", Word.LONG),
    "error": Failing(OSError(LONG)),
    "error with a number": Failing(OSError(5, LONG, LONG)),
    "value error": Failing(ValueError(LONG)),
    "type error": Failing(TypeError(LONG)),
}


@pytest.mark.parametrize("file", LONG_FILES.values(), ids=LONG_FILES)
def test_a_message_shows_a_short_piece(file: Any) -> None:
    with pytest.raises(OpenAIError) as caught:
        sent(file)
    assert len(str(caught.value)) < 700


def test_what_is_large_is_shown_without_walking_it() -> None:
    class Counting(list[Any]):
        walked = 0

        def __iter__(self) -> Iterator[Any]:
            for item in super().__iter__():
                Counting.walked += 1
                yield item

    assert len(shorten({"data": b"x" * 1000, "more": ["y" * 1000] * 1000})) <= 200
    assert len(shorten(b"x" * 10_000)) == 200
    assert shorten(b"a" * 500 + b"z").endswith("aaz'")
    assert shorten(10**5000) == "<int>"
    shorten(Counting(range(100_000)))
    assert Counting.walked < 1000


def test_a_file_of_another_store_has_the_name_of_its_path() -> None:
    fsspec = pytest.importorskip("fsspec")
    source = source_from(fsspec.open("memory://folder/b.txt"))
    assert (source.kind, source.name, source.content_type) == ("store", "b.txt", "text/plain")
    assert source.has_parallel_parts
    named = source_from(("c.jsonl", fsspec.open("memory://folder/b.txt"), "a/b"))
    assert (named.name, named.content_type) == ("c.jsonl", "a/b")


def test_parts_are_read_at_once_of_bytes_and_paths_alone(tmp_path: Path) -> None:
    with io.BytesIO(b"abc") as handle:
        sources = [source_from(each) for each in (b"abc", str(tmp_path / "a"), ("a", handle))]
        assert [source.has_parallel_parts for source in sources] == [True, True, False]
