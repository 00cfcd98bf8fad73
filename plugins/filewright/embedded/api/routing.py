"""From a request's method, path, query and headers to the operation that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, unquote

from filewright.embedded.api.forms import BodyReader, JsonReader, NoBody
from filewright.embedded.api.requests import Request
from filewright.embedded.api.responses import ApiError, Response, no_such
from filewright.embedded.store.records import is_id
from filewright.errors import shorten

__all__ = ["Operation", "Routes", "header_map", "json_body", "no_body", "query_map", "route"]


class Operation(NamedTuple):
    """The handling of an operation: the reader of its body, the response to it, and whether that is quick."""

    read: Callable[[Request], BodyReader]
    respond: Callable[[Request, Any], Response]
    brief: bool = False


def no_body(_: Request) -> NoBody:
    """Read the body of a request that has none."""
    return NoBody()


def json_body(request: Request) -> JsonReader:
    """Read the body of a request that is JSON."""
    return JsonReader(request.headers)


Routes: TypeAlias = Mapping[tuple[str, ...], Mapping[str, Operation]]
"""Operations by path, with * for an id, and by method."""
_KINDS = {"files": "File", "uploads": "Upload", "batches": "Batch"}
"""The kind of object that an id in a path is of, by the first segment of the path."""


def route(routes: Routes, method: str, path: str) -> tuple[Operation, str]:
    """Return the operation, and the id in the path; empty where the path has none.

    Raises:
        ApiError: 404 or 405, there is no such path, id or method.
    """
    segments = path.removeprefix("/").rstrip("/").split("/")
    if segments[0] == "v1":
        del segments[0]
    identifier = segments[1] if len(segments) > 1 else ""
    methods = routes.get(tuple("*" if place == 1 else segment for place, segment in enumerate(segments)))
    if methods is None:
        raise ApiError(404, f"Unknown request: {method} {shorten(path, 120)}.", code="unknown_url")
    operation = methods.get(method)
    if operation is None:
        allowed = ", ".join(methods)
        raise ApiError(
            405,
            f"{method} is not allowed here; {allowed} is.",
            code="method_not_allowed",
            headers=(("allow", allowed),),
        )
    identifier = unquote(identifier, errors="replace")
    if len(segments) > 1 and not is_id(identifier):
        raise no_such(_KINDS[segments[0]], identifier)
    return operation, identifier


def query_map(query: str) -> dict[str, str]:
    """Return the parameters of a query; of several with one name, the last."""
    try:
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=100))
    except ValueError:
        raise ApiError(400, "The query has more than 100 parameters.") from None


def header_map(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name, in lower case; those of one name are joined by commas (RFC 9110, section 5.3)."""
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
