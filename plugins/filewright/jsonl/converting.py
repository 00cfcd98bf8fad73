"""Converts rows of a CSV file, dicts or a function's results to requests."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

from ..errors import ConfigurationError, SourceError, shorten, source_error
from ..narrowing import is_mapping
from .writing import lines_to, writing

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = str | os.PathLike[str] | Iterable[Row] | Callable[[], Iterable[Row]]
"""A source of rows: the path of a file (.csv, .tsv, .jsonl), dicts, or a function that returns them."""

URLS = {
    "chat": "/v1/chat/completions",
    "responses": "/v1/responses",
    "embeddings": "/v1/embeddings",
}
"""The short names of endpoints."""

_CONTENT = {"/v1/chat/completions": "messages", "/v1/responses": "input", "/v1/embeddings": "input"}
"""The required fields of a request's body, by its url."""

_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def request(endpoint: str, *, custom_id: str | None = None, model: str | None = None, **body: Any) -> dict[str, Any]:
    """Build one request of a batch.

    Args:
        endpoint: "chat", "responses", "embeddings", or a url such as "/v1/moderations".
        custom_id: the id that identifies its response; if None, `convert` uses the number of the row.
        model: the model.
        body: other fields of the body: `messages` (chat; text stands for a single user message), `input` (responses,
            embeddings), `temperature` ...

    Raises:
        ConfigurationError: the endpoint is unknown, or the body lacks a required field.
    """
    url = URLS.get(endpoint, endpoint)
    if not url.startswith("/"):
        raise ConfigurationError(
            f"endpoint is {shorten(endpoint)}; pass {', '.join(URLS)}, or a url such as /v1/videos."
        )
    needed = _CONTENT.get(url)
    if needed is not None and not body.get(needed):
        raise ConfigurationError(f"A request for {url} needs {needed}; it was given {shorten(body.get(needed))}.")
    if needed == "messages" and isinstance(body["messages"], str):
        body["messages"] = [{"role": "user", "content": body["messages"]}]
    sent = body if model is None else {"model": model, **body}
    known = {} if custom_id is None else {"custom_id": _checked_id(custom_id)}
    return {**known, "method": "POST", "url": url, "body": sent}


def _checked_id(custom_id: object) -> str:
    if isinstance(custom_id, bool) or not isinstance(custom_id, (str, int)) or custom_id == "":
        raise ConfigurationError(f"custom_id is {shorten(custom_id)}; pass text that no other request has.")
    return str(custom_id)


def convert(rows: Rows, to: Callable[[Row], Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Convert rows to requests, one by one.

    Args:
        rows: a .csv, .tsv or .jsonl file, an iterable of dicts, or a function that returns one.
        to: a function that converts a row to a request, such as `template` returns; it can use `request`.

    Yields:
        Requests; one without a custom_id gets "row-" and its number, starting at 1.

    Raises:
        SourceError: the file cannot be read, or a row is not a dict.
        ConfigurationError: `to` did not return a request.
    """
    for number, row in enumerate(_rows(rows), 1):
        made = to(row)
        if not is_mapping(made) or "body" not in made:
            raise ConfigurationError(
                f"Row {number} was converted to {shorten(made)}; return the result of jsonl.request(...)."
            )
        yield {"custom_id": f"row-{number}", **made}


def template(
    endpoint: str,
    *,
    model: str,
    prompt: str,
    system: str | None = None,
    custom_id: str | None = None,
    **body: Any,
) -> Callable[[Row], dict[str, Any]]:
    """Return a function for `convert` that inserts the columns of a row into texts: `{review}` is the column review.

    Args:
        endpoint, model, body: as in `request`.
        prompt: the user message, or the text to embed.
        system: a system message before it (chat), or the instructions (responses).
        custom_id: the id, such as "{id}"; default: the number of the row.
    """

    def make(row: Row) -> dict[str, Any]:
        text = _filled(prompt, row)
        known = None if custom_id is None else _filled(custom_id, row)
        return request(endpoint, custom_id=known, model=model, **_content(endpoint, text, system), **body)

    return make


def _content(endpoint: str, text: str, system: str | None) -> dict[str, Any]:
    if _CONTENT.get(URLS.get(endpoint, endpoint)) != "messages":
        return {"input": text} if system is None else {"instructions": system, "input": text}
    before = [] if system is None else [{"role": "system", "content": system}]
    return {"messages": [*before, {"role": "user", "content": text}]}


def _filled(text: str, row: Row) -> str:
    try:
        return text.format_map(dict(row))
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        why = f"there is no column {error}" if isinstance(error, KeyError) else str(error)
        raise ConfigurationError(
            f"{shorten(text)} cannot be filled: {why}. The columns are {shorten(list(row))}; write {{{{ and }}}} for"
            " braces."
        ) from None


def _rows(rows: Any) -> Iterator[Row]:
    if isinstance(rows, (str, os.PathLike)):
        yield from _file_rows(Path(cast("str", rows)))
        return
    found: Any = cast("Any", rows)() if callable(rows) else rows
    if is_mapping(found) or not hasattr(found, "__iter__"):
        raise SourceError(
            f"{shorten(found)} is not a source of rows; pass a .csv file, an iterable of dicts, or a function."
        )
    for number, row in enumerate(found, 1):
        if not is_mapping(row):
            raise SourceError(f"Row {number} is {shorten(row)}; pass dicts.")
        yield row


def _file_rows(path: Path) -> Iterator[Row]:
    suffix = path.suffix.lower()
    if suffix not in {*_DELIMITERS, ".jsonl", ".ndjson"}:
        raise SourceError(f"The rows of {shorten(str(path))} cannot be read; pass a .csv, .tsv or .jsonl file.")
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            if suffix in _DELIMITERS:
                yield from _csv_rows(path, csv.DictReader(file, delimiter=_DELIMITERS[suffix], strict=True))
            else:
                yield from _json_rows(path, file)
    except OSError as error:
        raise source_error(error, shorten(str(path)), verb="read") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{shorten(str(path))} is not UTF-8 ({error.reason}); save it as UTF-8.") from error


def _csv_rows(path: Path, reader: csv.DictReader[str]) -> Iterator[Row]:
    try:
        for row in reader:
            if None in row or None in row.values():
                raise SourceError(
                    f"Line {reader.line_num} of {shorten(str(path))} does not have as many fields as the first line."
                )
            yield row
    except csv.Error as error:
        raise SourceError(f"Line {reader.line_num} of {shorten(str(path))} is not CSV: {error}.") from error


def _json_rows(path: Path, lines: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise SourceError(f"Line {number} of {shorten(str(path))} is not JSON: {error}.") from error
        if row is None:
            continue
        if not is_mapping(row):
            raise SourceError(f"Line {number} of {shorten(str(path))} is not an object.")
        yield row


def write(requests: Iterable[Mapping[str, Any]], path: str | os.PathLike[str]) -> int:
    """Write requests to a file, one per line, and return their number. The file is put in place when it is complete.

    Raises:
        DestinationError: the file cannot be written.
        ConfigurationError: a request cannot be written as JSON.
    """
    target = Path(path)
    part = target.with_name(target.name + ".part")
    count = 0
    try:
        with lines_to(part, target) as append:
            for count, each in enumerate(requests, 1):
                append(encoded(each, count))
        with writing(target):
            os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return count


def encoded(value: Mapping[str, Any], number: int) -> bytes:
    """Return a request as a line, without a line feed."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_members)
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:  # a lone surrogate is a ValueError too
        raise ConfigurationError(f"Request {number} cannot be written as JSON: {error}.") from None


def _members(value: object) -> Any:
    """Return the fields of a model: one of ours, of the official SDK or of pydantic, such as a message of a
    response.
    """
    if callable(dump := getattr(value, "model_dump", None)):
        return dump(mode="json", exclude_unset=True)
    if callable(dump := getattr(value, "to_dict", None)):
        return dump()
    raise TypeError(f"a {type(value).__name__} is not JSON; pass dicts, lists, texts and numbers")
