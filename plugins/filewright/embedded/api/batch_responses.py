"""The requests of a batch, and their responses. No model is here: each request is answered with its own body.

The requests are looked at as the API looks at them: what is wrong fails the batch, and is told with its line. A request
whose `custom_id` is to fail gets an error.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from filewright.embedded.store import Incoming
from filewright.embedded.store.limits import BATCH_ERRORS, BATCH_LINE_BYTES, BATCH_REQUESTS, readable_size
from filewright.embedded.store.processing import Processing
from filewright.errors import shorten
from filewright.narrowing import is_dict

__all__ = ["BatchResponses", "Fault", "fault"]

Fault: TypeAlias = dict[str, Any]
"""One thing that is wrong with the file of a batch, as the API tells it."""


def fault(code: str, message: str, param: str | None = None) -> Fault:
    """What is wrong, of no line."""
    return {"code": code, "message": message, "param": param, "line": None}


class BatchResponses:
    """The responses to the requests of a file, written as they come.

    Attributes: `output` has the responses, a line each, and `errors` those that are errors; `completed` and `failed`
    count them.
    """

    def __init__(self, processing: Processing, output: Incoming, errors: Incoming) -> None:
        self._processing = processing
        self.output = output
        self.errors = errors
        self.completed = 0
        self.failed = 0

    def to(self, lines: IO[bytes], endpoint: str) -> list[Fault]:
        """Respond to every request; returns what is wrong with the file, and the responses are then worth nothing."""
        faults: list[Fault] = []
        seen: set[object] = set()
        for number, line in _numbered(lines):
            found = self._respond(line, endpoint, seen)
            if found is not None:
                faults.append(found | {"line": number})
            if len(seen) > BATCH_REQUESTS.value:
                most = f"{BATCH_REQUESTS.value:,}"
                return [*faults, fault("too_many_requests", f"The file has more than {most} requests.")]
            if len(faults) == BATCH_ERRORS.value:
                return faults
        if not faults and not seen:
            return [fault("empty_file", "The file has no requests.")]
        return faults

    def _respond(self, line: bytes, endpoint: str, seen: set[object]) -> Fault | None:
        """Respond to a request, unless something is wrong with it, which is returned."""
        if len(line) > BATCH_LINE_BYTES.value:
            return fault("line_too_long", f"A line may have {readable_size(BATCH_LINE_BYTES.value)}.")
        try:
            request = json.loads(line, parse_constant=_refuse_constant)
            found = _fault_of(request, endpoint, seen)
            if found is None:
                self._write(request["custom_id"], request["body"])
        except (ValueError, RecursionError):
            return fault("invalid_json_line", "The line is no JSON.")
        return found

    def _write(self, custom_id: str, body: dict[str, Any]) -> None:
        fails = self._processing.fails(custom_id)
        response = {
            "id": f"batch_req_{secrets.token_hex(12)}",
            "custom_id": custom_id,
            "response": {
                "status_code": 500 if fails else 200,
                "request_id": f"req_{secrets.token_hex(16)}",
                "body": _FAILURE if fails else body,
            },
            "error": None,
        }
        line = json.dumps(response, separators=(",", ":")).encode("ascii") + b"\n"
        if fails:
            self.errors.write(line)
            self.failed += 1
        else:
            self.output.write(line)
            self.completed += 1


_FAILURE = {
    "error": {
        "message": "The server was told to fail this request.",
        "type": "server_error",
        "param": None,
        "code": "told_to_fail",
    }
}


def _numbered(lines: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, with their numbers; of one that is too long, no more than shows it."""
    number = 0
    while line := lines.readline(BATCH_LINE_BYTES.value + 1):
        number += 1
        end = line
        while not end.endswith(b"\n") and (end := lines.readline(BATCH_LINE_BYTES.value)):
            pass
        if line.strip():
            yield number, line


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _fault_of(request: Any, endpoint: str, seen: set[object]) -> Fault | None:
    """The first thing that is wrong with a request; one that is right is among those seen from now on."""
    if not is_dict(request):
        return fault("invalid_request", "The line is no object.")
    custom_id = request.get("custom_id")
    is_text = isinstance(custom_id, str)
    rules = (
        (is_text and custom_id != "", "missing_required_parameter", "custom_id", "A request needs a custom_id."),
        (is_text and custom_id not in seen, "duplicate_custom_id", "custom_id", "The custom_id {} was there before."),
        (request.get("method") == "POST", "invalid_method", "method", "The method must be POST, not {}."),
        (request.get("url") == endpoint, "mismatched_url", "url", f"The url must be {endpoint}, not {{}}."),
        (is_dict(request.get("body")), "missing_required_parameter", "body", "A request needs a body, an object."),
    )
    for holds, code, param, message in rules:
        if not holds:
            return fault(code, message.format(shorten(request.get(param), 80)), param)
    seen.add(custom_id)
    return None
