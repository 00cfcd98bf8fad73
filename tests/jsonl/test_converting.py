"""Requests, made of rows."""

from __future__ import annotations

import json

import pytest
from filewright import errors, jsonl


def test_a_request_for_chat_takes_text_or_messages():
    made = jsonl.request("chat", custom_id="a", model="m", messages="Hello", temperature=0)
    assert made == {
        "custom_id": "a",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "temperature": 0},
    }
    messages = [{"role": "system", "content": "x"}]
    assert jsonl.request("chat", model="m", messages=messages)["body"]["messages"] == messages


def test_requests_for_other_endpoints():
    assert jsonl.request("responses", model="m", input="x")["url"] == "/v1/responses"
    assert jsonl.request("embeddings", model="m", input=["x", "y"])["url"] == "/v1/embeddings"
    assert jsonl.request("/v1/moderations", custom_id=7, input="x") == {
        "custom_id": "7",
        "method": "POST",
        "url": "/v1/moderations",
        "body": {"input": "x"},
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"endpoint": "talk", "model": "m"}, "endpoint is 'talk'"),
        ({"endpoint": "chat", "model": "m"}, "needs messages"),
        ({"endpoint": "embeddings", "model": "m", "input": ""}, "needs input"),
        ({"endpoint": "responses", "input": "x", "custom_id": ""}, "custom_id is ''"),
        ({"endpoint": "responses", "input": "x", "custom_id": 1.5}, "custom_id is 1.5"),
    ],
)
def test_a_request_that_cannot_be_is_refused(arguments, said):
    with pytest.raises(errors.ConfigurationError, match=said):
        jsonl.request(**arguments)


def test_a_csv_file_becomes_requests_that_pass_the_check(tmp_path):
    table = tmp_path / "reviews.csv"
    table.write_text('\ufeffid,review\n1,"Good, ""very"" good\nindeed"\n2,{bad}\n', encoding="utf-8")
    to = jsonl.template("chat", model="m", system="Rate it.", prompt="Review: {review}", custom_id="r{id}", top_p=1)
    path = tmp_path / "requests.jsonl"
    assert jsonl.write(jsonl.convert(table, to), path) == 2
    requests = [json.loads(each) for each in path.read_text().splitlines()]
    assert [each["custom_id"] for each in requests] == ["r1", "r2"]
    assert requests[0]["body"]["messages"] == [
        {"role": "system", "content": "Rate it."},
        {"role": "user", "content": 'Review: Good, "very" good\nindeed'},
    ]
    assert requests[1]["body"]["messages"][1]["content"] == "Review: {bad}"
    report = jsonl.check(path)
    assert report.problems == []
    assert report.lines == 2


def test_rows_come_from_files_dicts_and_functions(tmp_path):
    rows = [{"text": "a"}, {"text": "b"}]
    (tmp_path / "t.tsv").write_text("text\na\nb\n")
    (tmp_path / "t.jsonl").write_text('{"text": "a"}\n\n{"text": "b"}\n')
    to = jsonl.template("embeddings", model="m", prompt="{text}")
    expected = list(jsonl.convert(rows, to))
    assert [each["custom_id"] for each in expected] == ["row-1", "row-2"]
    assert [each["body"]["input"] for each in expected] == ["a", "b"]
    for source in (iter(rows), lambda: rows, tmp_path / "t.tsv", str(tmp_path / "t.jsonl")):
        assert list(jsonl.convert(source, to)) == expected


def test_instructions_go_with_responses():
    made = jsonl.template("responses", model="m", prompt="{a}", system="Be brief.")({"a": 1})
    assert made["body"] == {"model": "m", "instructions": "Be brief.", "input": "1"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "x,y\n1\n", "Line 2 .* does not have as many fields"),
        ("a.csv", "x,y\n1,2,3\n", "Line 2 .* does not have as many fields"),
        ("a.csv", 'x\n"1"2\n', "is not CSV"),
        ("a.jsonl", '{"body": 1}\nno\n', "Line 2 .* is not JSON"),
        ("a.jsonl", "[]\n", "Line 1 .* is not an object"),
        ("a.xlsx", "", "cannot be read; pass a .csv"),
    ],
)
def test_rows_that_cannot_be_read_are_told(tmp_path, name, content, said):
    (tmp_path / name).write_text(content)
    with pytest.raises(errors.SourceError, match=said):
        list(jsonl.convert(tmp_path / name, lambda row: row))


def test_mistakes_are_told(tmp_path):
    (tmp_path / "latin.csv").write_bytes(b"x\ncaf\xe9\n")
    with pytest.raises(errors.SourceError, match="is not UTF-8"):
        list(jsonl.convert(tmp_path / "latin.csv", lambda row: row))
    with pytest.raises(errors.SourceNotFoundError):
        list(jsonl.convert(tmp_path / "none.csv", lambda row: row))
    with pytest.raises(errors.SourceError, match="is not a source of rows"):
        list(jsonl.convert({"a": 1}, lambda row: row))
    with pytest.raises(errors.SourceError, match="Row 1 is 'a'"):
        list(jsonl.convert(["a", ""], lambda row: row))
    with pytest.raises(errors.ConfigurationError, match="Row 1 was converted to"):
        list(jsonl.convert([{"a": 1}], lambda row: "text"))
    with pytest.raises(
        errors.ConfigurationError, match=r"'\{b\}' cannot be filled: there is no column 'b'. The columns are \['a'\]"
    ):
        list(jsonl.convert([{"a": 1}], jsonl.template("chat", model="m", prompt="{b}")))


def test_a_file_that_cannot_be_written_whole_is_not_written(tmp_path):
    path = tmp_path / "out.jsonl"
    for bad in ({"a": float("nan")}, {"a": object()}, {"a": "\ud800"}):
        with pytest.raises(errors.ConfigurationError, match="Request 2 cannot be written"):
            jsonl.write([{"a": 1}, bad], path)
    with pytest.raises(errors.DestinationError):
        jsonl.write([{}], tmp_path / "none" / "out.jsonl")
    assert list(tmp_path.iterdir()) == []
