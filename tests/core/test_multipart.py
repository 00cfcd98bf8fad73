"""The multipart encoder, against a parser of other people's."""

from __future__ import annotations

import io
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest
from filewright import ConfigurationError
from filewright.builtin.multipart import encode, form_fields
from filewright.sources import source_from
from hypothesis import given
from hypothesis import strategies as st


def rendered(body: Any) -> bytes:
    return b"".join(part if isinstance(part, bytes) else bytes(part.data) for part in body.segments)


def parsed(body: Any) -> list[tuple[str, str | None, str | None, bytes]]:
    """Name, file name, content type and content of each part."""
    python_multipart = pytest.importorskip("python_multipart.multipart")
    parts: list[tuple[str, str | None, str | None, bytes]] = []

    def on_field(field: Any) -> None:
        parts.append((field.field_name.decode(), None, None, field.value or b""))

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        parts.append((file.field_name.decode(), file.file_name.decode(), "file", file.file_object.read()))

    headers = {"Content-Type": body.content_type.encode(), "Content-Length": str(body.length).encode()}
    python_multipart.parse_form(headers, io.BytesIO(rendered(body)), on_field, on_file)
    return parts


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='/\\"%'), min_size=1, max_size=30
).filter(lambda name: name not in {".", ".."} and name == name.strip())


@given(
    content=st.binary(max_size=2000), name=names, purpose=st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
)
def test_what_is_encoded_is_what_is_read(content: bytes, name: str, purpose: str) -> None:
    body = encode([("purpose", purpose), ("file", source_from((name, content)))])
    assert len(rendered(body)) == body.length
    assert parsed(body) == [
        ("purpose", None, None, purpose.encode()),
        ("file", name, "file", content),
    ]


@given(content=st.binary(max_size=500))
def test_the_standard_library_reads_the_same(content: bytes) -> None:
    body = encode([("file", source_from(("a.jsonl", content, "application/jsonl", {"X-A": "b"})))])
    message = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {body.content_type}\r\n\r\n".encode() + rendered(body)
    )
    (part,) = message.iter_parts()
    assert part.get_filename() == "a.jsonl"
    assert part["x-a"] == "b"
    assert part.get_content_type() == "application/jsonl"


@given(st.binary(max_size=300))
def test_no_content_forges_a_field(content: bytes) -> None:
    forged = (
        content + b'\r\n--+++\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nevil\r\n--+++--\r\n' + content
    )
    parts = parsed(encode([("purpose", "batch"), ("file", source_from(("a", forged)))]))
    assert [part[0] for part in parts] == ["purpose", "file"]
    assert parts[1][3] == forged


def test_a_boundary_is_never_the_same() -> None:
    assert len({encode([("a", "b")]).content_type for _ in range(100)}) == 100


def test_nested_values_have_bracketed_names() -> None:
    values = {"expires_after": {"anchor": "created_at", "seconds": 3600}, "tags": ["a", "b"], "on": True, "none": None}
    assert list(form_fields(values)) == [
        ("expires_after[anchor]", "created_at"),
        ("expires_after[seconds]", "3600"),
        ("tags[]", "a"),
        ("tags[]", "b"),
        ("on", "true"),
        ("none", ""),
    ]


def test_a_value_that_is_none_of_a_forms() -> None:
    with pytest.raises(ConfigurationError, match="field x: expected"):
        list(form_fields({"x": object()}))


def test_text_that_cannot_be_encoded() -> None:
    with pytest.raises(ConfigurationError, match="UTF-8"):
        encode([("purpose", "\ud800")])


def test_a_small_body_is_one_piece_and_a_large_one_is_not_copied() -> None:
    assert len(encode([("file", source_from(("a", b"x" * 1000)))]).segments) == 1
    large = b"x" * (1 << 20)
    segments = encode([("file", source_from(("a", large)))]).segments
    assert len(segments) == 3
    assert segments[1].data.obj is large
