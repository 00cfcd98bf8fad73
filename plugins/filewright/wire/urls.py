"""The URLs of requests: the base URL is parsed once, as httpx takes a third of a small call's time to parse one."""

from __future__ import annotations

import re
from contextlib import suppress

import httpx

_PLAIN = re.compile(r"(/(?!\.)[\w.~-]*)+(\?[\w.~=&-]*)?", re.ASCII)
"""Paths and queries of which httpx changes nothing."""
MAX_PLAIN = 1000
"""Characters of a path and a query that go without httpx's own check of their length."""
_PROBE = "/files/file-1?limit=2"


class Urls:
    """Called with a path and its query, returns the URL of them below a base URL."""

    __slots__ = ("_base", "_parsed")

    def __init__(self, base: str) -> None:
        self._base = base
        self._parsed: httpx.URL | None = None
        with suppress(httpx.InvalidURL, AttributeError, TypeError):
            self._parsed = httpx.URL(f"{base}/")
            if self._below(self._parsed, _PROBE) != httpx.URL(base + _PROBE):
                self._parsed = None

    def __call__(self, target: str) -> httpx.URL:
        """Raises httpx.InvalidURL."""
        if self._parsed is None or len(target) > MAX_PLAIN or not _PLAIN.fullmatch(target):
            return httpx.URL(self._base + target)
        return self._below(self._parsed, target)

    def _below(self, base: httpx.URL, target: str) -> httpx.URL:
        path, mark, query = target.partition("?")
        parsed = base._uri_reference
        url = httpx.URL(base)
        url._uri_reference = parsed._replace(path=parsed.path[:-1] + path, query=query if mark else None)
        return url
