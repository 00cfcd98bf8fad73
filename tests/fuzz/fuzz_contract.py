"""Requests that schemathesis makes of the contract, right and wrong ones, to the embedded server as ASGI application.

An input has the shape of those of fuzz_server.py, so that it can be tried again without schemathesis.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fuzz_server
from hypothesis import strategies as st

CONTRACT = Path(__file__).parents[2] / "openapi.yaml"
FIELDS = ("method", "url", "headers", "params", "data", "files", "json")
PLACEHOLDERS = {"file_id": "{file}", "upload_id": "{upload}", "batch_id": "{batch}"}
RIGHT_VALUES = {"mime_type": "text/plain", "part_ids": ["{part}"], "input_file_id": "{file}"}
"""What the contract cannot say in full: any text will do there."""


def inputs() -> st.SearchStrategy[dict[str, Any]]:
    """A request, at times under the id of something that is there."""
    import schemathesis

    schema = schemathesis.openapi.from_path(CONTRACT)
    operations = [found.ok() for found in schema.get_all_operations()]
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    cases = [operation.as_strategy(generation_mode=mode) for operation in operations for mode in modes]
    often = st.sampled_from((True, True, True, False))
    request = st.builds(_asked, st.one_of(cases), often, often, st.integers(1, 300))
    return request.map(lambda asked: {"requests": [asked]})


def _asked(case: Any, known: bool, allowed: bool, step: int) -> dict[str, Any]:
    import requests

    if known and case.path_parameters:
        # Marked with what no encoding touches, and made placeholders afterwards.
        case.path_parameters = {name: f"known-{name}" for name in case.path_parameters}
    if known and isinstance(case.body, dict):
        case.body = {name: RIGHT_VALUES.get(name, value) for name, value in case.body.items()}
    kwargs = case.as_transport_kwargs(base_url="http://127.0.0.1:8000/v1")
    kwargs = {
        name: kwargs[name] for name in ("method", "url", "headers", "params", "data", "files", "json") if name in kwargs
    }
    prepared = requests.Request(**kwargs).prepare()
    target = prepared.path_url
    for name, placeholder in PLACEHOLDERS.items():
        target = target.replace(f"known-{name}", placeholder)
    headers = [[_bytes(name).lower(), _bytes(value)] for name, value in prepared.headers.items()]
    own = [fuzz_server.HOST, fuzz_server.KEY] if allowed else [fuzz_server.HOST]
    names = {name for name, _ in own}
    headers = [*own, *(pair for pair in headers if pair[0] not in names)]
    method = "".join(character for character in prepared.method if character.isascii() and character.isalnum()) or "GET"
    return fuzz_server.asked(method, target, headers, _bytes(prepared.body or b""), step)


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("latin-1", "replace")
    return value if isinstance(value, bytes) else b"".join(value)
