"""Batches of providers that accept requests instead of a file, or return results in their own format."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from filewright.embedded.api.parameters import invalid
from filewright.embedded.api.requests import Request
from filewright.embedded.api.responses import ApiError, Response, json_response
from filewright.embedded.api.routing import Operation, no_body
from filewright.narrowing import is_dict, is_list
from filewright.providers.results import write_line
from filewright.providers.values import at, put

if TYPE_CHECKING:
    from filewright.embedded.store import Store
    from filewright.providers.table import Inline, Results

__all__ = ["ENDPOINT", "stored_requests", "told_results"]

ENDPOINT = "/v1/chat/completions"
"""The endpoint of batches in the store, if the provider's batches do not name one."""
PAGE = 100


def stored_requests(store: Store, body: Mapping[str, Any], rule: Inline) -> str:
    """The id of a file with the requests that a body has."""
    requests = body.get(rule.field)
    if not is_list(requests) or not requests:
        raise invalid(rule.field, f"'{rule.field}' must be a list of requests.")
    with store.incoming() as incoming:
        for request in requests:
            custom_id, params = at(request, rule.custom_id), at(request, rule.body)
            if not isinstance(custom_id, str) or not is_dict(params):
                raise invalid(rule.field, f"A request needs {rule.custom_id} and {rule.body}.")
            line = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": params}
            incoming.write(json.dumps(line).encode() + b"\n")
        return store.add_file(incoming, "requests.jsonl", "batch").id


def told_results(store: Store, find: Callable[[Request], dict[str, Any]], rule: Results) -> Operation:
    """Return the operation for the results of a batch, which `find` returns by its id."""

    def respond(request: Request, _: None) -> Response:
        batch = find(request)
        lines = [write_line(line, rule) for line in _lines(store, batch)]
        if batch["status"] not in ("completed", "cancelled", "expired"):
            raise ApiError(404, f"The batch {batch['id']} has no results yet.")
        if rule.items is None:
            text = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
            headers = [("content-type", "application/x-jsonl"), ("content-length", str(len(text)))]
            return Response(200, headers, text)
        count = int(request.query.get("limit") or PAGE)
        start = int(request.query.get(rule.token) or 0)
        page: dict[str, Any] = {}
        put(page, rule.items, lines[start : start + count])
        if start + count < len(lines):
            put(page, rule.token, str(start + count))
        return json_response(200, page)

    return Operation(no_body, respond)


def _lines(store: Store, batch: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("output_file_id", "error_file_id"):
        record = store.file(batch[name]) if batch[name] else None
        if record is None:
            continue
        with os.fdopen(store.contents.open(record), "rb") as file:
            yield from map(json.loads, file)
