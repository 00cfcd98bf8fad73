"""The same calls by our client and by the official SDK, side by side on the wire."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import filewright
import pytest

openai = pytest.importorskip("openai", reason="the official SDK is not installed: run `nox -s interop`")

SETTINGS: dict[str, Any] = {"api_key": "sk-wire", "organization": "org-1", "project": "proj-1", "max_retries": 0}
COMPARED_HEADERS = ("authorization", "accept", "content-type", "openai-organization", "openai-project", "x-extra")


def create_from_handle(client: Any, path: Path) -> Any:
    with path.open("rb") as file:
        return client.files.create(file=file, purpose="user_data")


CALLS: dict[str, Callable[[Any, Path], Any]] = {
    "create from bytes": lambda client, path: client.files.create(file=("a.jsonl", b"abc"), purpose="batch"),
    "create from a path": lambda client, path: client.files.create(file=path, purpose="user_data"),
    "create from a handle": create_from_handle,
    "create from BytesIO": lambda client, path: client.files.create(file=io.BytesIO(b"abc"), purpose="user_data"),
    "create with a type": lambda client, path: client.files.create(
        file=("a.bin", b"abc", "application/x-own"), purpose="user_data"
    ),
    "create with an expiry": lambda client, path: client.files.create(
        file=("a.jsonl", b"abc"), purpose="batch", expires_after={"anchor": "created_at", "seconds": 3600}
    ),
    "create with extras": lambda client, path: client.files.create(
        file=("a.txt", b"abc"),
        purpose="user_data",
        extra_headers={"X-Extra": "1"},
        extra_query={"a": "b c"},
        extra_body={"colour": "red"},
    ),
    "retrieve": lambda client, path: client.files.retrieve("file-1"),
    "delete": lambda client, path: client.files.delete("file-1"),
    "content": lambda client, path: client.files.content("file-1").read(),
    "list": lambda client, path: client.files.list(),
    "list with all": lambda client, path: client.files.list(purpose="batch", limit=5, order="asc", after="file-0"),
    "create an upload": lambda client, path: client.uploads.create(
        bytes=3, filename="a.txt", mime_type="text/plain", purpose="assistants"
    ),
    "add a part": lambda client, path: client.uploads.parts.create("upload-1", data=b"abc"),
    "complete": lambda client, path: client.uploads.complete("upload-1", part_ids=["part-1", "part-2"], md5="0" * 32),
    "cancel": lambda client, path: client.uploads.cancel("upload-1"),
}

# Where we differ on purpose: the call, what is compared, and why.
DIFFERENCES: dict[tuple[str, str], str] = {
    ("content", "accept"): "strict servers respond with 406 to application/binary",
    ("cancel", "content-type"): "a call without a body has no type",
    ("delete", "content-type"): "a call without a body has no type",
}
FILE_TYPE = "files of known suffixes have their type; the official SDK's depend on the machine, or are not sent"


def form(exchange: Any) -> list[tuple[str, str | None, bytes]] | None:
    """The fields of a multipart body in order: name, file name, content."""
    boundary = re.search("boundary=(.+)", exchange.headers.get("content-type", ""))
    if boundary is None:
        return None
    fields = []
    for part in exchange.body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part[2:-2].partition(b"\r\n\r\n")
        name = re.search(rb'; name="([^"]*)"', head)
        filename = re.search(rb'filename="([^"]*)"', head)
        assert name
        fields.append((name[1].decode(), filename[1].decode() if filename else None, content))
    return fields


def body(exchange: Any) -> Any:
    found = form(exchange)
    return found if found is not None else json.loads(exchange.body) if exchange.body else None


@pytest.mark.filterwarnings("ignore:expires_after asked")
@pytest.mark.parametrize("name", CALLS)
def test_both_send_the_same(name: str, server: Any, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b"{}\n")
    for module in (openai, filewright):
        with module.OpenAI(base_url=server.base_url, **SETTINGS) as client:
            CALLS[name](client, path)
    theirs, ours = server.seen
    assert (ours.method, ours.path, query(ours)) == (theirs.method, theirs.path, query(theirs))
    assert body(ours) == body(theirs)
    for header in COMPARED_HEADERS:
        if (name, header) in DIFFERENCES:
            assert ours.headers.get(header) != theirs.headers.get(header), "the difference is gone: strike it out"
        else:
            assert without_boundary(ours.headers.get(header)) == without_boundary(theirs.headers.get(header)), header


def query(exchange: Any) -> list[tuple[str, str]]:
    """The parameters; their order means nothing."""
    return sorted(parse_qsl(exchange.target.partition("?")[2], keep_blank_values=True))


def without_boundary(value: str | None) -> str | None:
    return None if value is None else value.partition("; boundary=")[0]


def test_a_jsonl_file_says_that_it_is_one(server: Any) -> None:
    with filewright.OpenAI(base_url=server.base_url, **SETTINGS) as client:
        client.files.create(file=("a.jsonl", b"{}"), purpose="batch")
    assert b"Content-Type: application/jsonl\r\n" in server.seen[0].body, FILE_TYPE
