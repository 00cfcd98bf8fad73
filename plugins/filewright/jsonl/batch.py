"""The rules of batch input files.

The limits and endpoints are those of the contract. A file has a single model:
https://platform.openai.com/docs/guides/batch.
"""

from __future__ import annotations

from typing import Any, get_args

from filewright_api.models.batch_endpoint import BatchEndpoint

from ..limits import BATCH_LIMITS
from ..narrowing import is_dict
from .parsing import shown
from .problems import CheckReport
from .quick import EMBEDDINGS, MAX_ID_CHARACTERS, REFUSALS, inputs_of, reader
from .rules import Findings, Rules, error, warning

ENDPOINTS: frozenset[str] = frozenset(get_args(get_args(BatchEndpoint)[0]))
"""Those of the contract, which lets any other text pass too."""


class BatchRules(Rules):
    """Rules for requests, each with its own id."""

    def __init__(self, report: CheckReport, *, to_split: bool, fast: bool | None, thorough_lines: int) -> None:
        super().__init__(report, to_split=to_split, fast=fast, thorough_lines=thorough_lines)
        self._read = reader(fast)
        self._seen: set[str] = set()
        self._first: tuple[str, str | None] | None = None
        self._unknown: set[str] = set()
        self._inputs = 0

    def accepts(self, lines: list[bytes], number: int, *, ascii: bool = False) -> bool:
        """Accept valid lines that do not add endpoints or models."""
        if number <= self.thorough_lines:
            return False
        try:
            accepted = self._read(lines, ascii)
        except REFUSALS:
            return False
        ids = set(accepted.ids)
        if len(ids) != len(lines) or not ids.isdisjoint(self._seen):
            return False
        if not all(map(self._is_known, accepted.places)):
            return False
        self._seen |= ids
        for place, count in accepted.places.items():
            self._count(place, count)
        self._inputs += accepted.inputs
        return True

    def _is_known(self, place: tuple[str, str | None]) -> bool:
        """Return True if requests to this endpoint are not checked."""
        url, model = place
        return model is not None and url in self.report.endpoints and (place == self._first or self.to_split)

    def _count(self, place: tuple[str, str | None], count: int = 1) -> None:
        url, model = place
        self.report.endpoints[url] += count
        if model is not None:
            self.report.models[model] += count

    def at_line(self, value: dict[str, Any], number: int) -> Findings:
        """Check a request."""
        yield from self._id_faults(value)
        yield from _method_faults(value)
        body = value.get("body")
        if not is_dict(body):
            yield error("missing_required_parameter", f"body is {_got(value, 'body')}; it is an object.", "$.body")
            body = {}
        yield from self._place_faults(value, body)

    def _id_faults(self, value: dict[str, Any]) -> Findings:
        custom_id = value.get("custom_id")
        if not isinstance(custom_id, str) or not custom_id:
            got = _got(value, "custom_id")
            yield error("missing_required_parameter", f"custom_id is {got}; it is text, its own in each line.", _ID)
            return
        if custom_id in self._seen:
            yield error("duplicate_custom_id", f"custom_id {shown(custom_id)} was there before.", _ID)
        if len(custom_id) > MAX_ID_CHARACTERS:
            yield warning("long_custom_id", f"custom_id has {len(custom_id)} characters; some servers take 64.", _ID)
        self._seen.add(custom_id)

    def _place_faults(self, value: dict[str, Any], body: dict[str, Any]) -> Findings:
        url, model = value.get("url"), body.get("model")
        if not isinstance(url, str):
            yield error("missing_required_parameter", f"url is {_got(value, 'url')}; it is text.", "$.url")
            return
        if model is None:
            yield warning("missing_model", "body has no model; few servers have a default.", "$.body.model")
        elif not isinstance(model, str):
            yield error("invalid_type", f"model is {shown(model)}; it is text.", "$.body.model")
            return
        if url not in ENDPOINTS and url not in self._unknown:
            self._unknown.add(url)
            yield warning("unknown_endpoint", f"url {shown(url)} is not one that the API runs batches of.", "$.url")
        yield from self._mixture_faults(url, model)
        self._count((url, model))
        if url.endswith(EMBEDDINGS):
            self._inputs += inputs_of(body)

    def _mixture_faults(self, url: str, model: str | None) -> Findings:
        if self._first is None:
            self._first = url, model
        if self.to_split:
            return
        first_url, first_model = self._first
        if url != first_url:
            yield error("url_mismatch", f"url is {shown(url)}; that of the first line is {shown(first_url)}.", "$.url")
        if model != first_model:
            first = shown(first_model)
            yield error(
                "model_mismatch", f"model is {shown(model)}; that of the first line is {first}.", "$.body.model"
            )

    def at_end(self) -> Findings:
        """Check the size of the file."""
        if self.to_split:
            return
        report = self.report
        allowed = BATCH_LIMITS
        if report.lines > allowed.lines:
            yield error("too_many_tasks", f"It has {report.lines:,} requests; {allowed.lines:,} are allowed. {_SPLIT}")
        if report.bytes > allowed.bytes:
            # Between the two readings of MB, a server may accept it.
            found = error if report.bytes > allowed.larger_bytes else warning
            yield found("file_too_large", f"It has {report.bytes:,} bytes; {allowed.bytes:,} are allowed. {_SPLIT}")
        if self._inputs > allowed.inputs:
            most = f"{allowed.inputs:,}"
            yield error(
                "too_many_inputs", f"It has {self._inputs:,} inputs for embeddings; {most} are allowed. {_SPLIT}"
            )


_ID = "$.custom_id"
_SPLIT = "Split it."


def _method_faults(value: dict[str, Any]) -> Findings:
    method = value.get("method")
    if method != "POST":
        yield error("invalid_method", f"method is {_got(value, 'method')}; it is 'POST'.", "$.method")


def _got(value: dict[str, Any], name: str) -> str:
    return shown(value[name]) if name in value else "missing"
