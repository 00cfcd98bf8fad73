"""The HTTP request of a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
from filewright_api.types import InvalidArgument, text_fields

from ..calls import Call
from ..effects import (
    Body,
)
from ..errors import (
    ConfigurationError,
)
from ..redaction import NO_BODY
from ..sentinels import NOT_GIVEN
from ..settings import bearer

if TYPE_CHECKING:
    pass


def build_http_request(call: Call, body: Body | None) -> httpx.Request:
    """The request of a call: its parts, the settings' headers and query, then the caller's, which win."""
    parts = call.parts
    assert parts is not None
    settings = call.settings
    headers = {**settings.base_headers, **bearer(call.api_key), **settings.default_headers, **call.headers}
    if call.idempotency_key is not None:
        headers.setdefault("idempotency-key", call.idempotency_key)
    if body is not None:
        headers["content-type"] = body.content_type
        headers["content-length"] = str(body.length)
    elif parts.method not in {"GET", "HEAD", "DELETE"}:
        headers["content-length"] = "0"
    if call.operation.response_kind == "binary":
        # The saved bytes must be the stored ones, and their number must be the announced length.
        headers = {**headers, "accept": "*/*", "accept-encoding": "identity"}
    given = {name: value for name, value in headers.items() if value is not NOT_GIVEN}
    try:
        query = encode_query({**settings.default_query, **parts.query, **call.query})
        if "?" in parts.path:  # the contract has paths with a query of their own
            query = query.replace("?", "&", 1)
        return httpx.Request(parts.method, settings.url_of(parts.path + query), headers=given, stream=NO_BODY)
    except (InvalidArgument, UnicodeEncodeError, httpx.InvalidURL) as error:
        raise ConfigurationError(f"{call.operation.name} cannot be sent: {error}.") from error


def encode_query(query: Mapping[str, Any]) -> str:
    """A query string with its question mark; nested values in brackets, None and what was not given left out."""
    pairs = [pair for name, value in query.items() if value is not NOT_GIVEN for pair in text_fields(name, value)]
    return "?" + "&".join(f"{quote(name, safe='[]')}={quote(value, safe='')}" for name, value in pairs) if pairs else ""
