from __future__ import annotations

from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from filewright import ConfigurationError
from filewright.builtin.multipart import encode, form_fields
from filewright.sources import Source
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HOSTILE = 'a"\r\nContent-Disposition: form-data; name="purpose'


def parts(body: Any) -> list[tuple[str, bytes]]:
    """What a parser that is not ours reads: the disposition and content of each part."""
    content = b"".join(bytes(s) if isinstance(s, bytes) else bytes(s.data) for s in body.segments)
    assert len(content) == body.length
    head = f"Content-Type: {body.content_type}\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + content)
    assert not message.defects
    return [(p["content-disposition"], p.get_payload(decode=True)) for p in message.iter_parts()]


def source(content: bytes, **described: Any) -> Source:
    return Source("bytes", memoryview(content), **described)


def test_the_file_goes_last_with_its_name_type_and_headers(api: Any) -> None:
    file = ("ü.jsonl", b"{}", None, {"x-part": "1"})
    api.client(checks=False).files.create(
        file=file, purpose="batch", expires_after=3600, extra_body={"tags": ["a", "b"], "on": True}
    )
    (request,) = api.requests
    boundary = request.headers["content-type"].removeprefix("multipart/form-data; boundary=")
    fields = request.content.decode().split(f"--{boundary}")
    assert fields[0] == ""
    assert fields[-1] == "--\r\n"
    names = [field.split('name="')[1].split('"')[0] for field in fields[1:-1]]
    assert sorted(names[:-1]) == [
        "expires_after[anchor]",
        "expires_after[seconds]",
        "on",
        "purpose",
        "tags[]",
        "tags[]",
    ]
    assert fields[-2] == (
        '\r\nContent-Disposition: form-data; name="file"; filename="ü.jsonl"\r\n'
        "Content-Type: application/jsonl\r\nx-part: 1\r\n\r\n{}\r\n"
    )


def test_the_boundary_is_another_one_each_time() -> None:
    assert len({encode([("a", "b")]).content_type for _ in range(20)}) == 20


def test_content_that_imitates_a_boundary_forges_no_field() -> None:
    forged = b'\r\n--+++\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevil\r\n--+++--\r\n'
    assert len(parts(encode([("purpose", "batch"), ("file", source(forged))]))) == 2


def test_names_cannot_break_out_of_their_quotes() -> None:
    body = encode([(HOSTILE, "v"), ("file", source(b"x", name=HOSTILE))])
    read = parts(body)
    assert len(read) == 2
    assert [content for _, content in read] == [b"v", b"x"]
    assert all("%22%0D%0A" in str(disposition) for disposition, _ in read)


# How fast inputs are made depends on how busy the machine is.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.text("abc[]_", min_size=1), st.binary(max_size=200)), max_size=5))
def test_any_content_arrives_as_it_is(fields: list[tuple[str, bytes]]) -> None:
    read = parts(encode([(name, source(content, name="f")) for name, content in fields] or [("a", "b")]))
    assert [content for _, content in read] == ([content for _, content in fields] or [b"b"])


def test_nested_values_have_names_in_brackets() -> None:
    values = {"a": {"b": {"c": 1}, "d": [2, False]}, "e": None, "f": 1.5}
    assert list(form_fields(values)) == [
        ("a[b][c]", "1"),
        ("a[d][]", "2"),
        ("a[d][]", "false"),
        ("e", ""),
        ("f", "1.5"),
    ]


@pytest.mark.parametrize("value", [object(), b"bytes", "\ud800", {"\ud800": "x"}])
def test_what_cannot_be_a_field_is_refused_before_anything_is_sent(value: Any, api: Any) -> None:
    with pytest.raises(ConfigurationError, match="form field"):
        api.client().files.create(file=b"x", purpose="user_data", extra_body={"x": value})
    assert api.requests == []
