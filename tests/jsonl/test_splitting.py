"""Splitting: every line in one shard, in order, within the limits, the same each time."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

import pytest
from filewright import errors, jsonl
from hypothesis import given, settings
from hypothesis import strategies as st


def line(number, model="m", url="/v1/responses", text="x"):
    body = {"model": model, "input": text}
    return json.dumps({"custom_id": str(number), "method": "POST", "url": url, "body": body}).encode()


def split(data, folder, **limits):
    shards = jsonl.split(data, folder, **limits)
    return shards, [shard.path.read_bytes() for shard in shards]


def test_shards_are_within_the_number_of_lines_and_keep_the_order(tmp_path):
    lines = [line(n) for n in range(10)]
    shards, contents = split(b"\n".join(lines), tmp_path, max_lines=4)
    assert [shard.lines for shard in shards] == [4, 4, 2]
    assert b"".join(contents).splitlines() == lines
    assert [path.name for path in sorted(tmp_path.iterdir())] == [f"shard-0000{n}.jsonl" for n in (1, 2, 3)]
    for shard, content in zip(shards, contents, strict=True):
        assert shard.bytes == len(content)
        assert shard.sha256 == hashlib.sha256(content).hexdigest()
        assert shard.estimated_tokens == (len(content) + 3) // 4
        assert (shard.endpoint, shard.model) == ("/v1/responses", "m")


def test_bytes_and_tokens_bound_a_shard(tmp_path):
    lines = [line(n) for n in range(4)]
    size = len(lines[0]) + 1
    by_bytes, _ = split(b"\n".join(lines), tmp_path / "a", max_bytes=2 * size)
    by_tokens, _ = split(b"\n".join(lines), tmp_path / "b", max_tokens=(3 * size + 3) // 4)
    assert [shard.lines for shard in by_bytes] == [2, 2]
    assert [shard.lines for shard in by_tokens] == [3, 1]


def test_models_and_endpoints_have_shards_of_their_own(tmp_path):
    lines = [line(1, "a"), line(2, "b"), line(3, "a", "/v1/embeddings"), line(4, "a"), line(5, "b")]
    shards, contents = split(b"\n".join(lines), tmp_path)
    assert [(shard.endpoint, shard.model, shard.lines) for shard in shards] == [
        ("/v1/responses", "a", 2),
        ("/v1/responses", "b", 2),
        ("/v1/embeddings", "a", 1),
    ]
    assert contents[1].splitlines() == [lines[1], lines[4]]


def test_inputs_of_embeddings_bound_a_shard(tmp_path):
    lines = [line(n, url="/v1/embeddings", text=["x"] * 20_000) for n in range(4)]
    shards, _ = split(b"\n".join(lines), tmp_path)
    assert [shard.lines for shard in shards] == [2, 2]


def test_blank_lines_marks_and_returns_are_left_out(tmp_path):
    data = b"\xef\xbb\xbf" + line(1) + b"\r\n\r\n\n" + line(2)
    _, contents = split(data, tmp_path)
    assert contents == [line(1) + b"\n" + line(2) + b"\n"]


def test_a_line_that_fits_into_no_shard_is_an_error_with_its_number(tmp_path):
    data = line(1) + b"\n" + line(2, text="x" * 1000)
    with pytest.raises(errors.SourceError, match=r"Line 2 .*1,0.. bytes"):
        jsonl.split(data, tmp_path, max_bytes=500)
    with pytest.raises(errors.SourceError, match=r"Line 2 .*100 tokens"):
        jsonl.split(data, tmp_path, max_tokens=100)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_request_is_an_error_with_its_number(tmp_path):
    for bad in (b"no", b"{}", b'{"url": "/v1/responses", "body": {"model": 5}}'):
        with pytest.raises(errors.SourceError, match="Line 3 is not a request"):
            jsonl.split(line(1) + b"\n\n" + bad + b"\n" + line(2), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limits", [{"max_lines": 0}, {"max_lines": 50_001}, {"max_bytes": 1 << 30}, {"max_tokens": 0}])
def test_limits_beyond_those_of_a_batch_are_refused(tmp_path, limits):
    with pytest.raises(errors.ConfigurationError, match=next(iter(limits))):
        jsonl.split(line(1), tmp_path, **limits)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["/v1/responses", "/v1/x"]), st.integers(0, 99))),
    st.integers(1, 5),
    st.integers(300, 900),
)
def test_every_line_is_in_one_shard_and_shards_are_the_same_each_time(kinds, max_lines, max_bytes):
    lines = [line(n, model, url, "x" * size) for n, (model, url, size) in enumerate(kinds)]
    with tempfile.TemporaryDirectory() as folder:
        limits = {"max_lines": max_lines, "max_bytes": max_bytes}
        shards, contents = split(b"\n".join(lines), Path(folder), **limits)
        again, same = split(b"\n".join(lines), Path(folder), **limits)
    assert contents == same
    assert [shard.sha256 for shard in shards] == [shard.sha256 for shard in again]
    assert sorted(b"".join(contents).splitlines()) == sorted(lines)
    for shard, content in zip(shards, contents, strict=True):
        assert len(content) <= max_bytes
        assert shard.lines == len(content.splitlines()) <= max_lines
        requests = [json.loads(each) for each in content.splitlines()]
        assert {(each["url"], each["body"]["model"]) for each in requests} == {(shard.endpoint, shard.model)}
        assert [int(each["custom_id"]) for each in requests] == sorted(int(each["custom_id"]) for each in requests)
