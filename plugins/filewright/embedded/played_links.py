"""Contents of providers whose response for one has the URLs of its pieces."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from filewright.embedded.api.requests import Request
from filewright.embedded.api.responses import ApiError, Response, json_response
from filewright.embedded.api.routing import Operation, no_body
from filewright.providers.results import write_line
from filewright.providers.values import put

if TYPE_CHECKING:
    from filewright.embedded.store import Store
    from filewright.providers.table import Results

__all__ = ["Links"]

SIGNED = "signed"
"""The first segment of the paths that the URLs have."""
RESULTS, ERRORS = "BIJOutputSet.jsonl", "error-data"
"""The names of the pieces of a batch's results."""


class Links:
    """URLs of contents, and what they lead to.

    Args:
        store: has the contents.
        field: where a response has the URLs.
        rule: how results of batches are told; None: as OpenAI tells them.
    """

    def __init__(self, store: Store, field: str, rule: Results | None) -> None:
        self._store = store
        self._field = field
        self._rule = rule
        self._results: dict[str, dict[str, str]] = {}

    def of_batch(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of a batch whose results and errors are pieces of one content."""
        pieces = {RESULTS: batch["output_file_id"], ERRORS: batch["error_file_id"]}
        found = {name: file_id for name, file_id in pieces.items() if file_id}
        if found:
            self._results[next(iter(found.values()))] = found
        return {"output_file_id": next(iter(found.values()), None), "error_file_id": None}

    def told(self, file_id: str, request: Request) -> Response:
        """The URLs of a content."""
        record = self._store.file(file_id)
        if record is None:
            raise ApiError(404, "resource not found", code="not_found")
        pieces = self._results.get(file_id) or {record.filename: file_id}
        urls = {f"dataset/{file_id}/{name}": request.url_of(f"{SIGNED}/{each}") for name, each in pieces.items()}
        body: dict[str, Any] = {}
        put(body, self._field, urls)
        return json_response(200, body)

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of a request to one of the URLs."""
        head, _, file_id = path.strip("/").rpartition("/")
        if method != "GET" or not head.endswith(SIGNED):
            return None
        return Operation(no_body, partial(self._content, file_id))

    def _content(self, file_id: str, _request: Request, _body: None) -> Response:
        record = self._store.file(file_id)
        if record is None:
            raise ApiError(404, "resource not found", code="not_found")
        with os.fdopen(self._store.contents.open(record), "rb") as file:
            text = file.read()
        is_result = any(file_id in pieces.values() for pieces in self._results.values())
        if self._rule is not None and is_result:
            rule = self._rule
            text = b"".join(
                json.dumps(write_line(json.loads(line), rule)).encode() + b"\n" for line in text.splitlines()
            )
        return Response(200, [("content-type", "application/octet-stream"), ("content-length", str(len(text)))], text)
