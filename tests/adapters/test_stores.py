"""Files of other stores, by their URLs: uploaded from there, and saved there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filewright import DestinationError, IntegrityError, OpenAI, SourceChangedError, SourceError, hookimpl

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (extra fsspec)")

LARGE = bytes(range(256)) * 8192


@pytest.fixture
def client(tmp_path: Path) -> Iterator[OpenAI]:
    with OpenAI(base_url=(tmp_path / "files").as_uri()) as client:
        yield client


@pytest.fixture
def memory() -> Iterator[Any]:
    fs = fsspec.filesystem("memory")
    yield fs
    fs.rm("/", recursive=True)


@pytest.mark.parametrize("content", [b'{"a": 1}\n', LARGE, b""], ids=["small", "large", "empty"])
def test_a_url_is_a_source(client: OpenAI, memory: Any, content: bytes) -> None:
    memory.pipe_file("/in/rows.jsonl", content)
    for given in ("memory://in/rows.jsonl", fsspec.open("memory://in/rows.jsonl")):
        file = client.files.create(file=given, purpose="user_data")
        assert (file.filename, file.bytes) == ("rows.jsonl", len(content))
        assert client.files.content(file.id).read() == content
    file = client.files.create(file=("other.txt", fsspec.open("memory://in/rows.jsonl")), purpose="user_data")
    assert file.filename == "other.txt"


def test_text_in_a_tuple_stays_text(client: OpenAI) -> None:
    file = client.files.create(file=("a.txt", "memory://in/rows.jsonl"), purpose="user_data")
    assert client.files.content(file.id).text == "memory://in/rows.jsonl"


def test_a_url_goes_up_in_parts(client: OpenAI, memory: Any) -> None:
    memory.pipe_file("/in/large.bin", LARGE)
    upload = client.uploads.upload_file_chunked(
        file="memory://in/large.bin", mime_type="application/octet-stream", purpose="user_data", part_size=1 << 20
    )
    assert upload.file is not None
    assert client.files.content(upload.file.id).read() == LARGE


def test_what_changes_meanwhile_is_told(client: OpenAI, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(LARGE * 4)

    class Rewrites:
        @hookimpl
        def before_request_sent(self) -> None:
            path.write_bytes(b"other" * 1_000_000)

    with OpenAI(base_url=(tmp_path / "files").as_uri(), plugins=[Rewrites()]) as changing:
        with pytest.raises(SourceChangedError):
            changing.files.create(file=path.as_uri().replace("file:", "local:"), purpose="user_data")
        assert not list(client.files.list())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("memory://in/missing.jsonl", "missing.jsonl"),
        ("nonsense://a/b.jsonl", "Protocol not known"),
        ("memory://in", "directory"),
    ],
)
def test_what_cannot_be_read_is_told(client: OpenAI, memory: Any, url: str, words: str) -> None:
    memory.pipe_file("/in/rows.jsonl", b"1")
    with pytest.raises(SourceError, match=words):
        client.files.create(file=url, purpose="user_data")


def test_a_store_that_is_not_installed_is_told(client: OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(SourceError, match="needs the extra `fsspec`"):
        client.files.create(file="s3://bucket/rows.jsonl", purpose="user_data")
    file = client.files.create(file=("a.txt", b"1"), purpose="user_data")
    with pytest.raises(DestinationError, match="needs the extra `fsspec`"):
        client.files.content(file.id).stream_to_file("s3://bucket/rows.jsonl")


def test_a_url_is_a_destination(client: OpenAI, memory: Any, tmp_path: Path) -> None:
    file = client.files.create(file=("a.bin", LARGE), purpose="user_data")
    client.files.content(file.id).stream_to_file("memory://out/a.bin")
    assert memory.cat_file("/out/a.bin") == LARGE
    local = f"local://{tmp_path}/copy.bin"
    client.files.content(file.id).stream_to_file(fsspec.open(local, "wb"))
    assert (tmp_path / "copy.bin").read_bytes() == LARGE


def test_what_is_not_whole_does_not_appear(client: OpenAI, tmp_path: Path) -> None:
    file = client.files.create(file=("a.bin", LARGE), purpose="user_data")
    (tmp_path / "copy.bin").write_bytes(b"old")
    with pytest.raises(IntegrityError, match="of 5 bytes"):
        client.files.content(file.id, expected_bytes=5).stream_to_file(f"local://{tmp_path}/copy.bin")
    assert (tmp_path / "copy.bin").read_bytes() == b"old"
    with pytest.raises(DestinationError, match="Cannot save to"):
        client.files.content(file.id).stream_to_file("local:///proc/none/copy.bin")
