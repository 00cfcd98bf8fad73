"""What holds for all sources and all lists."""

from __future__ import annotations

import io
import os
from typing import Any

import httpx
from filewright import ConfigurationError, OpenAI
from filewright.sources import CONTENT_TYPES, Source, source_from
from filewright.wire.disk import SourceReader, prepare
from hypothesis import given
from hypothesis import strategies as st


def content_of(source: Source) -> bytes:
    if source.data is not None:
        return bytes(source.data)
    reader = SourceReader(source, block_size=1000)
    blocks = []
    while block := reader.read():
        blocks.append(block)
    reader.close()
    return b"".join(blocks)


@given(content=st.binary(max_size=5000), kind=st.sampled_from([bytes, bytearray, memoryview, io.BytesIO]))
def test_a_source_gives_what_it_was_made_of(content: bytes, kind: Any) -> None:
    source = source_from(("a.bin", kind(content)))
    prepare(source)
    assert source.size == len(content)
    assert content_of(source) == content
    assert content_of(source) == content, "and a second time, for a retry"


@given(st.text(max_size=60))
def test_a_name_that_is_sent_is_a_base_name_or_refused(name: str) -> None:
    try:
        source = source_from((name, b""))
    except ConfigurationError:
        return
    assert source.name
    assert not set(source.name) & set("/\\\0")
    assert source.name not in {".", ".."}
    assert name.replace("\\", "/").endswith(source.name)
    source.name.encode("utf-8")


@given(stem=st.text("abc.", max_size=10), suffix=st.sampled_from(sorted(CONTENT_TYPES)))
def test_a_type_goes_by_the_last_suffix_in_any_case(stem: str, suffix: str) -> None:
    for spelled in (suffix, suffix.upper()):
        assert source_from((f"x{stem}{spelled}", b"")).content_type == CONTENT_TYPES[suffix]


@given(count=st.integers(0, 40), size=st.integers(1, 10), says_more=st.booleans())
def test_a_walk_gives_each_item_once_and_in_order(count: int, size: int, says_more: bool) -> None:
    ids = [f"file-{number:03}" for number in range(count)]

    def respond(request: httpx.Request) -> httpx.Response:
        after = request.url.params.get("after")
        start = ids.index(after) + 1 if after else 0
        fields = {"object": "file", "bytes": 1, "created_at": 1, "filename": "a", "purpose": "batch"}
        data = [{"id": file_id, **fields} for file_id in ids[start : start + size]]
        more = {"has_more": start + size < count} if says_more else {}
        return httpx.Response(200, json={"data": data, **more})

    http = httpx.Client(transport=httpx.MockTransport(respond))
    with OpenAI(base_url="http://127.0.0.1:9/v1", http_client=http) as client:
        assert [file.id for file in client.files.list()] == ids
        pages = list(client.files.list().iter_pages())
    assert [file.id for page in pages for file in page.data] == ids
    assert all(len(page.data) <= size for page in pages)


def test_a_name_that_the_system_made_is_kept() -> None:
    assert source_from(os.path.join("a", "b", "c.jsonl")).name == "c.jsonl"
