"""List the operations of a published document that the existing x-filewright keys could describe.

`python codegen/candidates.py PATH` prints a line for each operation that pages by a cursor, or whose response has a
status to be polled, with the keys that it would have.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from differences import Shape, shape_of
from published import PublishedError, load, operations, pointed_at
from telling import say

# Values of a status that say that more is to come, in the words of the published API.
GOES_ON = {
    "cancelling",
    "finalizing",
    "in_progress",
    "paused",
    "pending",
    "processing",
    "queued",
    "running",
    "uploaded",
    "validating",
    "validating_files",
}
DONE = {"completed", "processed", "succeeded", "active"}


class Candidate(NamedTuple):
    """An operation, and what the contract would say of it.

    Attributes:
        operation: its operationId.
        path: where it is.
        pages, polls: the values of x-filewright-paging and -polling that fit, or None.
        missing: why it cannot be added as it is, or None.
    """

    operation: str
    path: str
    pages: dict[str, str] | None
    polls: dict[str, Any] | None
    missing: str | None


def candidates(document: dict[str, Any]) -> Iterator[Candidate]:
    """The operations that page or can be polled."""
    for path, method, operation in operations(document):
        if method != "get":
            continue
        pages, missing = pages_of(document, operation)
        polls = polls_of(document, operation) if "{" in path else None
        if pages or polls or missing:
            yield Candidate(operation.get("operationId", path), path, pages, polls, missing)


def _response(document: dict[str, Any], operation: dict[str, Any]) -> Shape | None:
    good = operation.get("responses", {}).get("200", {})
    good = pointed_at(document, good["$ref"]) if "$ref" in good else good
    schema = good.get("content", {}).get("application/json", {}).get("schema")
    return None if schema is None else shape_of(document, schema, ())


def pages_of(document: dict[str, Any], operation: dict[str, Any]) -> tuple[dict[str, str] | None, str | None]:
    """The value of x-filewright-paging that fits an operation, or why none does; neither where it has no pages."""
    response = _response(document, operation)
    if response is None:
        return None, None
    given = [pointed_at(document, each["$ref"]) if "$ref" in each else each for each in operation.get("parameters", ())]
    names = {each["name"] for each in given if each["in"] == "query"}
    if "data" not in response.properties or not names & {"after", "page"}:
        return None, None
    if "after" not in names:
        return None, "its cursor is a token of the page (`page`), not the id of an item"
    items = shape_of(document, *response.properties["data"]).items
    item = shape_of(document, *items) if items else None
    if item is None or "id" not in item.properties:
        return None, "its items have no id to go on after"
    if "has_more" not in response.properties:
        return None, "it does not say whether more follow"
    return {"cursor": "after", "items": "data", "item-cursor": "id", "more": "has_more"}, None


def polls_of(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any] | None:
    """The value of x-filewright-polling that fits an operation, without its times; or None."""
    response = _response(document, operation)
    if response is None or "status" not in response.properties:
        return None
    values = set(shape_of(document, *response.properties["status"]).values or ())
    pending, done = values & GOES_ON, values & DONE
    if not pending or not done:
        return None
    return {
        "field": "status",
        "done": sorted(done),
        "failed": sorted(values - pending - done),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit code is 2 where the document cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path)
    options = parser.parse_args(arguments)
    try:
        found = list(candidates(load(options.document)))
    except PublishedError as error:
        say(f"candidates: {error}", file=sys.stderr)
        return 2
    for each in found:
        keys = [name for name, value in (("paging", each.pages), ("polling", each.polls)) if value]
        say(f"{each.operation:40} {' and '.join(keys) or 'no: ' + str(each.missing):20} {each.path}")
    pages, polls, missing = (sum(bool(each[index]) for each in found) for index in (2, 3, 4))
    say(f"{pages} page, {polls} can be polled, {missing} want a key that there is not yet")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
