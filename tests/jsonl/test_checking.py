"""What a check finds, with its place, and that it finds the same with msgspec and without."""

from __future__ import annotations

import io
import json
import tracemalloc
from itertools import accumulate, pairwise

import pytest
from filewright import errors, jsonl
from filewright.jsonl.reading import LineCutter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def batch_line(custom_id="a", *, url="/v1/chat/completions", model="gpt-5-mini", **more):
    body = {"model": model, "messages": [{"role": "user", "content": "hello"}]}
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": url, "body": body, **more})


def batch(*lines):
    return ("\n".join(lines) + "\n").encode()


def found(report):
    return [(each.line, each.code, each.path) for each in report.problems]


def test_a_good_file_has_no_problems_and_is_counted():
    data = batch(batch_line("a"), batch_line("b", model="gpt-5"), batch_line("c", url="/v1/responses"))
    report = jsonl.check(data, to_split=True)
    assert report.ok
    assert report.problems == []
    assert report.kind == "batch"
    assert report.lines == 3
    assert report.bytes == len(data)
    assert report.models == {"gpt-5-mini": 2, "gpt-5": 1}
    assert report.endpoints == {"/v1/chat/completions": 2, "/v1/responses": 1}
    assert report.estimated_tokens == (len(data) + 3) // 4
    assert "estimated" in str(report)


def without(line, name):
    value = json.loads(line)
    del value[name]
    return json.dumps(value)


BAD = [
    ('{"custom_id": "b", }', "invalid_json_line", "$"),
    ('{"custom_id": "b"', "invalid_json_line", "$"),
    (batch_line("b").replace('"hello"', "NaN"), "invalid_json_line", "$"),
    ("[1]", "not_an_object", "$"),
    ("7", "not_an_object", "$"),
    ('"text"', "not_an_object", "$"),
    ("null", "not_an_object", "$"),
    (batch_line("a"), "duplicate_custom_id", "$.custom_id"),
    (batch_line(""), "missing_required_parameter", "$.custom_id"),
    (batch_line(7), "missing_required_parameter", "$.custom_id"),
    (without(batch_line("b"), "custom_id"), "missing_required_parameter", "$.custom_id"),
    (batch_line("b", method="GET"), "invalid_method", "$.method"),
    (batch_line("b", url=None), "missing_required_parameter", "$.url"),
    (batch_line("b", body=[]), "missing_required_parameter", "$.body"),
    (batch_line("b", model=5), "invalid_type", "$.body.model"),
    (batch_line("b", url="/v1/responses"), "url_mismatch", "$.url"),
    (batch_line("b", model="gpt-5"), "model_mismatch", "$.body.model"),
    (batch_line("b").replace('"hello"', '"\\ud83d"'), "lone_surrogate", "$"),
    (batch_line("b").replace('"model": ', '"model": "x", "model": '), "duplicate_key", "$..model"),
    ('{"custom_id": "c", ' + batch_line("b")[1:], "duplicate_key", "$..custom_id"),
    ("[" * 100_000, "too_deep", "$"),
]


@pytest.mark.parametrize(("line", "code", "path"), BAD)
@pytest.mark.parametrize("fast", [False, None])
@pytest.mark.parametrize("thorough_lines", [0, 200])
def test_a_bad_line_is_told_with_its_place(line, code, path, fast, thorough_lines):
    if code == "duplicate_key" and not thorough_lines:
        pytest.skip("these are looked for in the first lines only")
    first = batch_line("a")
    data = batch(first, line, batch_line("z"))
    report = jsonl.check(data, "batch", fast=fast, thorough_lines=thorough_lines)
    assert not report.ok
    assert (2, code, path) in found(report)
    assert {each.line for each in report.problems if each.level == "error"} == {2}
    assert all(each.offset >= len(first) + 1 for each in report.problems)


@pytest.mark.parametrize("fast", [False, None])
@pytest.mark.parametrize("twice", ["b", "c"])
def test_an_id_that_is_there_twice_is_told_in_any_block(fast, twice):
    blocks = [batch(batch_line("a"), batch_line("b")), batch(batch_line("c"), batch_line(twice))]
    report = jsonl.check(blocks, "batch", fast=fast, thorough_lines=0)
    assert found(report) == [(4, "duplicate_custom_id", "$.custom_id")]


def test_a_syntax_error_has_the_byte_of_the_file():
    first = batch_line("é")
    report = jsonl.check(batch(first, '{"custom_id": "é", }'), "batch")
    problem = next(each for each in report.problems if each.code == "invalid_json_line")
    data = batch(first, '{"custom_id": "é", }')
    assert data[problem.offset : problem.offset + 1] in (b"}", b",")


def test_bytes_that_are_not_utf8_are_told_with_line_and_byte():
    bad = batch_line("b").replace("hello", "caf\xe9").encode("latin-1")
    data = batch_line("a").encode() + b"\n" + bad + b"\n"
    for fast in (False, None):
        report = jsonl.check(data, "batch", fast=fast, thorough_lines=0)
        (problem,) = report.problems
        assert (problem.line, problem.code) == (2, "invalid_utf8")
        assert data[problem.offset] == 0xE9


def test_utf16_is_named():
    report = jsonl.check(batch_line().encode("utf-16"), "batch")
    assert report.problems[0].code == "invalid_utf8"
    assert "UTF-16" in report.problems[0].message


def test_line_ends_and_marks_have_codes_of_their_own():
    data = b"\xef\xbb\xbf" + batch_line("a").encode() + b"\r\n\n" + batch_line("b").encode() + b"\r\n" + b"{}"
    report = jsonl.check(data, "jsonl")
    assert found(report) == [
        (1, "carriage_return", "$"),
        (1, "byte_order_mark", "$"),
        (2, "blank_line", "$"),
        (4, "missing_last_newline", "$"),
    ]
    assert [each.level for each in report.problems] == ["warning", "error", "warning", "warning"]
    assert report.lines == 3


def test_an_empty_file_is_an_error():
    for data in (b"", b"\n\n"):
        report = jsonl.check(data, "batch")
        assert report.codes["empty_file"] == 1
        assert not report.ok


def test_an_unknown_endpoint_is_warned_of_once():
    report = jsonl.check(batch(*(batch_line(str(n), url="/v1/other") for n in range(9))), "batch")
    assert found(report) == [(1, "unknown_endpoint", "$.url")]
    assert report.ok


def test_problems_are_bounded_and_all_counted():
    report = jsonl.check(b"x\n" * 5000, "batch", max_problems=7)
    assert len(report.problems) == 7
    assert report.errors == 5000
    assert "more" in str(report)
    shown = report._repr_html_()
    assert "<th>errors</th><td>5,000</td>" in shown
    assert shown.count("<td>invalid_json_line</td>") == 7


def test_more_lines_than_a_batch_takes_are_an_error_unless_the_file_is_split():
    data = batch(*(batch_line(str(n)) for n in range(50_001)))
    assert jsonl.check(data).codes == {"too_many_tasks": 1}
    assert jsonl.check(data, to_split=True).ok


def test_more_inputs_than_a_batch_of_embeddings_takes_are_an_error():
    body = {"model": "m", "input": ["x"] * 25_001}
    lines = [json.dumps({"custom_id": n, "method": "POST", "url": "/v1/embeddings", "body": body}) for n in "ab"]
    for fast in (False, None):
        assert jsonl.check(batch(*lines), fast=fast, thorough_lines=0).codes == {"too_many_inputs": 1}
    tokens = json.dumps({"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {"input": [1] * 60_000}})
    assert jsonl.check(batch(tokens), thorough_lines=0).errors == 0


def test_memory_stays_flat_however_long_the_file():
    line = batch_line("%d").encode() + b"\n"

    def blocks(count):
        for start in range(0, count, 1000):
            yield b"".join(line.replace(b"%d", b"%d" % n) for n in range(start, start + 1000))

    def peak(count):
        tracemalloc.start()
        report = jsonl.check(blocks(count), "batch", to_split=True)
        assert report.lines == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1000)
    # Only the ids are kept: up to 160 bytes a line.
    assert peak(30_000) - peak(3_000) < 27_000 * 160


def test_a_line_too_long_to_keep_is_told_and_what_follows_is_checked():
    good = batch_line("a").encode() + b"\n"
    chunks = [good, *[b"x" * (1 << 20)] * 65, b"x\n" + batch_line("b").encode() + b"\nno\n"]
    report = jsonl.check(chunks, "batch")
    assert found(report) == [(2, "line_too_long", "$"), (4, "invalid_json_line", "$")]
    assert report.bytes == sum(map(len, chunks))
    assert report.problems[1].offset == report.bytes - 3


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_verdict_does_not_depend_on_how_the_bytes_come(size):
    lines = [batch_line(str(n)) for n in range(40)]
    data = batch(*lines[:20], "no", "", *lines[15:], '{"a": 1, "a": 2}')
    whole = jsonl.check(data, thorough_lines=10)
    pieces = jsonl.check((data[at : at + size] for at in range(0, len(data), size)), thorough_lines=10)
    assert pieces.to_dict() == whole.to_dict()
    assert whole.codes == {"invalid_json_line": 1, "blank_line": 1, "duplicate_custom_id": 5, **whole.codes}


def test_sources_of_every_kind_are_read(tmp_path):
    data = batch(batch_line())
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    for source in (path, str(path), data, bytearray(data), memoryview(data), io.BytesIO(data), [data[:9], data[9:]]):
        assert jsonl.check(source).lines == 1
    for source in (io.StringIO("text"), 7, ["text"]):
        with pytest.raises(errors.SourceError):
            jsonl.check(source)
    with pytest.raises(errors.SourceNotFoundError, match="Cannot read"):
        jsonl.check(tmp_path / "none.jsonl")
    with pytest.raises(errors.ConfigurationError, match="kind is 'other'"):
        jsonl.check(data, "other")


def test_errors_are_raised_on_demand():
    jsonl.check(batch(batch_line())).raise_for_errors()
    with pytest.raises(errors.SourceError, match=r"a\.jsonl cannot be used as a batch file: line 1.*2 errors"):
        jsonl.check(b"no\nno\n", "batch").raise_for_errors("a.jsonl")


# With msgspec and without


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
members = st.fixed_dictionaries(
    {},
    optional={
        "custom_id": st.sampled_from(["a", "b", "c", "", "x" * 70]) | values,
        "method": st.just("POST") | values,
        "url": st.sampled_from(["/v1/responses", "/v1/embeddings", "/other"]) | values,
        "body": st.fixed_dictionaries({}, optional={"model": st.just("m") | values, "input": values}) | values,
        "more": values,
    },
)
good = st.sampled_from([batch_line(name) for name in "abcdefgh"])
oddities = st.sampled_from(
    [
        b"\\ud800",
        b"\\ud83d\\ude00",
        b"\\\\ud800",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xe2\x82\xac",
        b"\0",
        b"\x01",
        b"\r",
        b"\n",
        b'"',
        b"\\",
        b"\\u00e9",
        b"\\x",
        b"9" * 5000,
        b"1e999",
        b"-",
        b"01",
        b"NaN",
        b"Infinity",
        b"\xef\xbb\xbf",
        b" ",
        b"\t",
        b"\x0b",
        b"{",
        b"}",
        b"[" * 1500,
        b",",
        b'"model":"m",',
        b"\xc2\xa0",
        b"\x7f",
    ]
)


@st.composite
def files(draw):
    lines = draw(
        st.lists(
            good | good | members.map(json.dumps) | members.map(lambda v: json.dumps(v, ensure_ascii=False)), max_size=8
        )
    )
    data = bytearray("\n".join(lines).encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(oddities)
    return bytes(data) + draw(st.sampled_from([b"", b"\n"]))


# The first example has to find out what characters there are.
@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
@given(files(), st.integers(0, 3), st.booleans())
def test_the_verdict_is_the_same_with_msgspec_and_without(data, thorough_lines, to_split):
    pytest.importorskip("msgspec")
    options = {"thorough_lines": thorough_lines, "to_split": to_split}
    fast = jsonl.check(data, "batch", fast=True, **options)
    plain = jsonl.check(data, "batch", fast=False, **options)
    assert fast.to_dict() == plain.to_dict()


@settings(deadline=None)
@given(st.binary(max_size=40) | files(), st.lists(st.integers(0, 40), max_size=5), st.integers(1, 10))
def test_lines_are_the_same_however_a_file_is_cut(data, cuts, max_line):
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    cutter = LineCutter(max_line)
    blocks = [block for start, end in pairwise(edges) for block in cutter.feed(data[start:end])]
    blocks += cutter.end()
    whole = io.BytesIO(data).readlines()
    offsets = [0, *accumulate(map(len, whole))]
    for block in blocks:
        first, last = block.number - 1, block.number - 1 + len(block.lines)
        assert (block.offset, block.end) == (offsets[first], offsets[last]) or block.cut
        if block.cut:
            assert whole[first][:max_line] == block.lines[0]
            assert len(whole[first].removesuffix(b"\n")) > max_line
        else:
            assert whole[first:last] == block.lines
            assert block.ended == block.lines[-1].endswith(b"\n")
            assert b"".join(block.lines).isascii() or not block.ascii
            assert b"\r" not in b"".join(block.lines) or block.returns
    assert sum(len(block.lines) for block in blocks) == len(whole)


def test_msgspec_that_is_wanted_and_missing_is_told(monkeypatch):
    import sys

    from filewright.jsonl import quick

    monkeypatch.setitem(sys.modules, "msgspec", None)
    quick.fast_module.cache_clear()
    try:
        with pytest.raises(errors.MissingExtraError, match=r"filewright\[fast\]"):
            jsonl.check(b"", "batch", fast=True)
        assert jsonl.check(batch(batch_line()), "batch").ok
    finally:
        quick.fast_module.cache_clear()
