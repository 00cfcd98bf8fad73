"""How recordings are made and read: without keys, cookies, organisations and contents."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import vcr
from vcr.serializers import yamlserializer

sys.path.insert(0, str(Path(__file__).parent))
from scenarios import CONTENTS

FOLDER = Path(__file__).parents[2] / "cassettes"

KEPT_REQUEST_HEADERS = {"accept", "content-type"}
KEPT_RESPONSE_HEADERS = {"content-type", "content-length", "content-range", "etag", "retry-after"}


def _summary(request: Any) -> Any:
    """The request as it is recorded and compared: fields of a form by name, files by size and SHA-256."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    request.headers = {name: value for name, value in headers.items() if name in KEPT_REQUEST_HEADERS}
    boundary = re.search("boundary=(.+)", headers.get("content-type", ""))
    if boundary and not bytes(request.body or b"").startswith(b"{"):
        request.headers["content-type"] = "multipart/form-data"
        request.body = json.dumps(_form(request.body, boundary[1].encode()), ensure_ascii=False).encode()
    return request


def _form(body: bytes, boundary: bytes) -> list[dict[str, Any]]:
    parts = body.split(b"--" + boundary)[1:-1]
    return [_part(part[2:-2]) for part in parts]


def _part(part: bytes) -> dict[str, Any]:
    head, _, content = part.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    if "filename=" not in lines[0]:
        return {"head": lines, "value": content.decode()}
    return {"head": lines, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _cleaned(response: Any) -> Any:
    headers = {name.lower(): value for name, value in response["headers"].items()}
    response["headers"] = {name: value for name, value in headers.items() if name in KEPT_RESPONSE_HEADERS}
    return response


def _name_content(body: dict[str, Any]) -> None:
    raw = body["string"].encode() if isinstance(body["string"], str) else body["string"]
    digest = hashlib.sha256(raw).hexdigest()
    if raw and digest in CONTENTS:
        body["string"] = f"content {digest}"


class _Serializer:
    """YAML, in which a content is its SHA-256."""

    @staticmethod
    def serialize(cassette: dict[str, Any]) -> str:
        for interaction in cassette["interactions"]:
            interaction["request"]["uri"] = re.sub(r"^https?://[^/]+", "http://server", interaction["request"]["uri"])
            _name_content(interaction["response"]["body"])
        return str(yamlserializer.serialize(cassette))

    @staticmethod
    def deserialize(text: str) -> Any:
        cassette = yamlserializer.deserialize(text)
        for interaction in cassette["interactions"]:
            body = interaction["response"]["body"]
            content = body["string"]
            text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
            digest = re.fullmatch("content ([0-9a-f]{64})", text)
            if digest:
                body["string"] = CONTENTS[digest[1]]
        return cassette


def recorder(mode: str) -> vcr.VCR:
    """What records (`mode` "all") or replays ("none")."""
    made = vcr.VCR(
        cassette_library_dir=str(FOLDER),
        record_mode=mode,
        match_on=["method", "path", "query", "body"],
        before_record_request=_summary,
        before_record_response=_cleaned,
        serializer="without-contents",
    )
    made.register_serializer("without-contents", _Serializer)
    return made
