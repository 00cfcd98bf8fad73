"""Room for tools that stand in for httpx's connections in tests: vcrpy, respx, pytest-httpx and their like.

They put functions of their own in the place of those of httpx and httpcore, and record or respond to what is sent. A
client that uses connections of its own would pass them by, and reach the network from a test. So while such a function
is in place, requests go through httpx.
"""

from __future__ import annotations

import sys
from typing import Any

import httpx

_Place = tuple[Any, str, str]


def _places(asynchronous: bool) -> list[_Place]:
    """The classes whose functions are replaced, the function, and another one that nobody replaces."""
    core = sys.modules.get("httpcore")
    if asynchronous:
        transport: _Place = (httpx.AsyncHTTPTransport, "handle_async_request", "__aenter__")
        return (
            [transport] if core is None else [transport, (core.AsyncConnectionPool, "handle_async_request", "aclose")]
        )
    transport = (httpx.HTTPTransport, "handle_request", "__enter__")
    return [transport] if core is None else [transport, (core.ConnectionPool, "handle_request", "close")]


def is_stood_in_for(*, asynchronous: bool) -> bool:
    """Return whether something stands in for httpx's connections now."""
    return any(
        _file(getattr(owner, name)) != _file(getattr(owner, other)) for owner, name, other in _places(asynchronous)
    )


def _file(function: Any) -> str | None:
    """The file that a function was compiled from, which no decorator can hide."""
    code = getattr(function, "__code__", None)
    return None if code is None else code.co_filename
