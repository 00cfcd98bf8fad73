"""The requests of a batch, and their responses. There is no model: each response contains the request's own body.

The requests are checked as by the API: an error fails the batch and is reported with its line. What
becomes of them besides, BatchTrials says.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Iterator
from typing import IO, Any, TypeAlias

from filewright.embedded.api.batch_trials import BatchTrials
from filewright.embedded.store import Incoming
from filewright.embedded.store.limits import BATCH_ERRORS, BATCH_LINE_BYTES, BATCH_REQUESTS, readable_size
from filewright.embedded.store.processing import Processing
from filewright.errors import shorten
from filewright.narrowing import is_dict

__all__ = ["BatchResponses", "Fault", "fault"]

Fault: TypeAlias = dict[str, Any]
"""An error in the file of a batch, in the API's format."""


def fault(code: str, message: str, param: str | None = None) -> Fault:
    """An error that does not belong to a line."""
    return {"code": code, "message": message, "param": param, "line": None}


class BatchResponses:
    """The responses to the requests of a file, written as they come.

    Args:
        processing: which requests fail, by their `custom_id`.
        trials: what else becomes of them.
        output: has the responses, a line each.
        errors: has those that are errors.
        done: how many requests are done; None for all.
        rest: the code of the error that those beyond get; None if they get nothing.

    Attributes:
        completed: how many requests went well.
        failed: how many did not.
    """

    def __init__(
        self,
        processing: Processing,
        trials: BatchTrials,
        output: Incoming,
        errors: Incoming,
        *,
        done: int | None = None,
        rest: str | None = None,
    ) -> None:
        self._processing = processing
        self._trials = trials
        self.output = output
        self.errors = errors
        self._done = done
        self._rest = rest
        self.completed = 0
        self.failed = 0
        self._shuffled: list[tuple[Incoming, bytes]] = []

    def to(self, lines: IO[bytes], endpoint: str) -> list[Fault]:
        """Respond to every request; return what is wrong with the file, and the responses are then worth nothing."""
        faults: list[Fault] = []
        seen: set[object] = set()
        for number, line in _numbered(lines):
            found = self._respond(line, endpoint, seen)
            if found is not None:
                faults.append(found | {"line": number})
            if len(seen) > BATCH_REQUESTS.value:
                return [*faults, fault("too_many_requests", f"A file may have {BATCH_REQUESTS.value:,} requests.")]
            if len(faults) == BATCH_ERRORS.value:
                return faults
        if not faults and not seen:
            return [fault("empty_file", "The file has no requests.")]
        self._write_shuffled()
        return faults

    def _respond(self, line: bytes, endpoint: str, seen: set[object]) -> Fault | None:
        """Respond to a request, unless something is wrong with it, which is returned."""
        if len(line) > BATCH_LINE_BYTES.value:
            return fault("line_too_long", f"A line may have {readable_size(BATCH_LINE_BYTES.value)}.")
        try:
            request = json.loads(line, parse_constant=_refuse_constant)
            found = _fault_of(request, endpoint, seen)
            if found is None:
                self._conclude(request["custom_id"], request["body"], len(seen))
        except (ValueError, RecursionError):
            return fault("invalid_json_line", "The line is not JSON.")
        return found

    def _conclude(self, custom_id: str, body: dict[str, Any], number: int) -> None:
        if self._done is not None and number > self._done:
            if self._rest is not None:
                self._fail(custom_id, None, {"code": self._rest, "message": _MESSAGES[self._rest]})
            return
        outcome = self._outcome(custom_id)
        if outcome is None:
            self._succeed(custom_id, body)
        elif outcome.isdecimal():
            self._fail(custom_id, _response(int(outcome), _FAILURE), None)
        else:
            self._fail(custom_id, None, {"code": outcome, "message": _MESSAGES["told_to_fail"]})

    def _outcome(self, custom_id: str) -> str | None:
        """Return the status or the code with which a request fails; None if it succeeds."""
        if self._processing.fails(custom_id):
            return "500"
        return self._trials.line_error(custom_id)

    def _succeed(self, custom_id: str, body: dict[str, Any]) -> None:
        self.completed += 1
        if self._trials.is_missing(custom_id):
            return
        line = _line(custom_id, _response(200, body), None)
        if self._trials.is_garbled(custom_id):
            line = line[: len(line) // 2] + b"\n"
        self._write(self.output, line)

    def _fail(self, custom_id: str, response: dict[str, Any] | None, error: dict[str, Any] | None) -> None:
        self.failed += 1
        if not self._trials.is_missing(custom_id):
            self._write(self.errors, _line(custom_id, response, error))

    def _write(self, to: Incoming, line: bytes) -> None:
        if self._trials.shuffled:
            self._shuffled.append((to, line))
        else:
            to.write(line)

    def _write_shuffled(self) -> None:
        # The same order each time, so that a test that fails does so again.
        random.Random(len(self._shuffled)).shuffle(self._shuffled)  # noqa: S311
        for to, line in self._shuffled:
            to.write(line)


def _line(custom_id: str, response: dict[str, Any] | None, error: dict[str, Any] | None) -> bytes:
    line = {
        "id": f"batch_req_{secrets.token_hex(12)}",
        "custom_id": custom_id,
        "response": response,
        "error": error,
    }
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def _response(status: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"status_code": status, "request_id": f"req_{secrets.token_hex(16)}", "body": body}


_MESSAGES = {
    "batch_expired": "This request was not executed before the batch expired.",
    "told_to_fail": "The server is configured to fail this request.",
}
_FAILURE = {
    "error": {
        "message": _MESSAGES["told_to_fail"],
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
    raise ValueError(f"{name} is not JSON")


def _fault_of(request: Any, endpoint: str, seen: set[object]) -> Fault | None:
    """The first thing that is wrong with a request; one that is right is among those seen from now on."""
    if not is_dict(request):
        return fault("invalid_request", "The line is not a JSON object.")
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
