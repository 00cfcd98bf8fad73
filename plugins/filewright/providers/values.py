"""Fields and values of a provider, read into the contract's and written from them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..narrowing import is_dict, is_list
from .table import COUNTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .table import Field, Fields, Provider

FILE_TIMES = ("created_at", "expires_at")
BATCH_TIMES = (
    *("created_at", "expires_at", "in_progress_at", "finalizing_at", "completed_at", "failed_at", "expired_at"),
    *("cancelling_at", "cancelled_at"),
)
ANY = "*"
"""In a path, the one name that there is."""
WITH_RESULTS = frozenset({"completed", "cancelled", "expired"})
"""The statuses of batches that have results."""
RESULTS = ":results"
"""The ending of a batch id that stands for the batch's results, in place of a file's id."""


def at(body: Any, path: str) -> Any:
    """Return the value at a dotted path, or None if there is none. The empty path is the body itself."""
    for name in filter(None, path.split(".")):
        if not is_dict(body):
            return None
        body = next(iter(body.values()), None) if name == ANY else body.get(name)
    return body


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set what lies at a path."""
    *outer, last = path.split(".")
    for name in outer:
        inner = body.get(name)
        body[name] = body = dict(inner) if is_dict(inner) else {}
    body[last] = value


def take(body: dict[str, Any], path: str) -> Any:
    """Remove and return what lies at a path."""
    *outer, last = path.split(".")
    holder = at(body, ".".join(outer))
    return holder.pop(last, None) if is_dict(holder) else None


# From the provider


def read_file(raw: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """A file in the contract's terms; the provider's own fields are kept beside them."""
    made = _renamed(raw, provider.file)
    made["object"] = "file"
    if provider.file_prefix:
        made["id"] = str(made.get("id")).removeprefix(provider.file_prefix)
    made["bytes"] = _number(made.get("bytes"))
    made["filename"] = made.get("filename") or ""
    made["purpose"] = made.get("purpose") or provider.purpose_default
    _read_times(made, FILE_TIMES)
    made["status"] = _status(made.get("status"), provider.file_statuses) if provider.has_status else "processed"
    return made


def short_id(file_id: str, provider: Provider) -> str:
    """The id of a file without what the provider writes before it, such as `files/` or the path of its account."""
    field = provider.file.get("id")
    is_path = field is not None and field.kind == "tail"
    return file_id.rpartition("/")[2] if is_path else file_id.removeprefix(provider.file_prefix)


def read_batch(raw: Mapping[str, Any], provider: Provider) -> dict[str, Any]:
    """A batch in the contract's terms; the provider's own fields are kept beside them."""
    adapted = raw if provider.adapt_batch is None else provider.adapt_batch(raw)
    made = _renamed(adapted, provider.batch_fields)
    made["object"] = "batch"
    made.setdefault("input_file_id", "")
    made.setdefault("endpoint", "")
    made["completion_window"] = made.get("completion_window") or "24h"
    _read_times(made, BATCH_TIMES)
    made["status"] = _status(made.get("status"), provider.batch_statuses)
    counts = made.get("request_counts")
    if is_dict(counts):
        made["request_counts"] = {**counts, **{name: _number(counts.get(name)) or 0 for name in COUNTS}}
    for name in ("input_file_id", "output_file_id", "error_file_id"):
        if provider.file_prefix and isinstance(made.get(name), str):
            made[name] = made[name].removeprefix(provider.file_prefix)
    rule = provider.results
    if rule is not None:
        key = made.get(rule.key)
        made["output_file_id"] = f"{key}{RESULTS}" if key and made["status"] in WITH_RESULTS else None
    return made


def _renamed(raw: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    made = dict(raw)
    for ours, field in fields.items():
        value = _read(at(raw, field.name), field) if field.name else None
        if value is not None:
            put(made, ours, value)
    return made


def _read(value: Any, field: Field) -> Any:
    if value is None:
        return None
    if field.kind == "list":
        return value[0] if is_list(value) and value else value
    if field.kind == "json":
        return _parsed(value)
    if field.kind == "tail":
        return str(value).rpartition("/")[2]
    return f"{value}h" if field.kind == "hours" else value


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):  # somebody else's text
        return None


def _read_times(made: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in made:
            made[name] = _moment(made[name])
    made["created_at"] = made.get("created_at") or 0


def _moment(value: Any) -> Any:
    """Seconds since 1970, of a moment in any spelling; None if there is none."""
    if not isinstance(value, str):
        return int(value) if isinstance(value, float) else value
    if value.isascii() and value.isdigit():
        return int(value)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _status(value: Any, words: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    lower = value.lower()
    return words.get(value, words.get(lower, lower))


def read_request(raw: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """The fields of a request under the contract's names alone."""
    made = dict(raw)
    for ours, field in fields.items():
        value = _read(take(made, field.name), field) if field.name else None
        if value is not None:
            put(made, ours, value)
    return made


# To the provider


def write_fields(made: dict[str, Any], fields: Fields) -> dict[str, Any]:
    """The fields of a request or object under the names that the provider has for them."""
    written = dict(made)
    for ours, field in fields.items():
        value = take(written, ours)
        value = field.default if value is None else _write(value, field)
        if value is not None and field.name:
            put(written, field.name, value)
    return written


def _write(value: Any, field: Field) -> Any:
    if field.kind == "list":
        return [value]
    if field.kind == "hours":
        return int(str(value).removesuffix("h"))
    return json.dumps(value, separators=(",", ":")) if field.kind == "json" else value


def iso(moment: int) -> str:
    """A moment as RFC 3339 has it."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
