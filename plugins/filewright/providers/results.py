"""Results of batches that are not a stored file: fetched, and saved as OpenAI's lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx

from ..effects import AppendBody, CommitDestination, OpenDestination, ReadBody, invoke, perform
from ..errors import APIError, shorten
from ..ground.json_text import as_json
from ..narrowing import is_dict, is_list
from .values import ANY, RESULTS, at, put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..calls import Call
    from ..effects import Flow
    from .table import Results

FAILED = "failed"
"""The code of an error that has none."""


def batch_of(file_id: Any) -> str | None:
    """The id of the batch whose results an id stands for; None for that of a file."""
    is_of_results = isinstance(file_id, str) and file_id.endswith(RESULTS)
    return file_id.removesuffix(RESULTS) if is_of_results else None


def read_line(raw: Mapping[str, Any], rule: Results) -> dict[str, Any]:
    """A result in the contract's terms."""
    line: dict[str, Any] = {"custom_id": at(raw, rule.custom_id), "response": None, "error": None}
    body, error = at(raw, rule.body), at(raw, rule.error)
    if is_dict(body):
        return {**line, "response": {"status_code": 200, "body": body}}
    said = at(raw, rule.outcome) if rule.outcome is not None else None
    error = error if is_dict(error) else {}
    code = str(at(error, rule.code) or rule.codes.get(str(said)) or FAILED)
    told = {"code": code, "message": str(at(error, rule.message) or f"The request came to {said or FAILED}.")}
    if code in rule.statuses:
        return {**line, "response": {"status_code": rule.statuses[code], "body": {"error": {**error, **told}}}}
    return {**line, "error": told}


def write_line(line: Mapping[str, Any], rule: Results) -> dict[str, Any]:
    """Convert a result from the contract's terms to the provider's."""
    made: dict[str, Any] = {}
    put(made, rule.custom_id, line["custom_id"])
    response, error = line.get("response"), line.get("error")
    status = response["status_code"] if is_dict(response) else None
    outcome = rule.good
    if is_dict(response) and status == 200:
        put(made, rule.body.replace(ANY, "completion"), response["body"])
    else:
        told = error if is_dict(error) else at(response, "body.error") or {}
        outcome = next((said for said, code in rule.codes.items() if code == told.get("code")), rule.bad)
        if outcome == rule.bad:
            code = next((code for code, known in rule.statuses.items() if known == status), told.get("code"))
            put(made, f"{rule.error}.{rule.code}", code)
            put(made, f"{rule.error}.{rule.message}", told.get("message"))
    if rule.outcome is not None:
        put(made, rule.outcome, outcome)
    return made


def save_results(response: httpx.Response, call: Call, place: Any, rule: Results) -> Flow[int]:
    """Save the results of a batch as OpenAI's lines; the number of bytes."""
    destination = yield from perform(OpenDestination(place))
    try:
        if rule.items is None:
            yield from _save_lines(response, call, Converting(destination, rule))
        else:
            yield from _save_pages(response, call, destination, rule)
        yield from perform(CommitDestination(destination))
    finally:
        destination.discard()
    return int(destination.written)


def _save_lines(response: httpx.Response, call: Call, converting: Any) -> Flow[None]:
    """Stream JSONL, from its start again where it breaks off."""
    for attempt in range(call.settings.max_retries + 1):
        try:
            yield from perform(AppendBody(response, converting, afresh=attempt > 0))
        except httpx.RequestError:
            if attempt == call.settings.max_retries:
                raise
            response = yield from call.perform(call.again())
        else:
            yield from invoke(converting.end)
            return


def _save_pages(response: httpx.Response, call: Call, destination: Any, rule: Results) -> Flow[None]:
    """Read page after page."""
    used: set[str] = set()
    while True:
        yield from perform(ReadBody(response, call.settings.max_content_bytes))
        page: Any = json.loads(response.content)
        items = at(page, rule.items or "")
        lines = [_encoded(read_line(item, rule)) for item in (items if is_list(items) else ()) if is_dict(item)]
        yield from invoke(partial(destination.write_all, lines))
        token = at(page, rule.token)
        if not token:
            return
        if token in used:
            raise APIError(f"The server repeats itself: it gave {shorten(token)} for the next page twice.")
        used.add(token)
        following = call.again()
        following.query[rule.token] = token
        response = yield from call.perform(following)


def _encoded(line: dict[str, Any]) -> bytes:
    return as_json(line) + b"\n"


class Converting:
    """A destination that is given the provider's lines, and passes on OpenAI's."""

    def __init__(self, destination: Any, rule: Results) -> None:
        self._destination = destination
        self._rule = rule
        self._rest = b""

    @property
    def written(self) -> int:
        """The bytes that were passed on."""
        return int(self._destination.written)

    def restart(self) -> None:
        """Throw away what was written."""
        self._rest = b""
        self._destination.restart()

    def write_all(self, blocks: Sequence[bytes]) -> None:
        """Pass on the complete lines."""
        *lines, self._rest = b"".join((self._rest, *blocks)).split(b"\n")
        self._destination.write_all(list(self._converted(lines)))

    def end(self) -> None:
        """Pass on the last line, which need not have a line feed."""
        last, self._rest = self._rest, b""
        self._destination.write_all(list(self._converted([last])))

    def _converted(self, lines: Sequence[bytes]) -> Iterator[bytes]:
        for line in lines:
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            # Unreadable lines are passed on unchanged, so that they are counted.
            yield _encoded(read_line(value, self._rule)) if is_dict(value) else line + b"\n"
