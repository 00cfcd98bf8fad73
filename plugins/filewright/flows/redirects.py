"""Redirects: which of them are followed, and how a refusal to follow one reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx

from ..errors import (
    shorten,
)

if TYPE_CHECKING:
    pass


MAX_REDIRECTS = 5
"""Redirects that are followed in turn."""


_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def redirect_target(response: httpx.Response) -> httpx.URL | None:
    """Where an answer redirects to, if that is followed: a GET, within its origin or to the https of the same host."""
    if response.status_code not in _REDIRECTS or response.request.method != "GET":
        return None
    request = response.request
    try:
        target = request.url.join(response.headers.get("location", "")).copy_with(fragment=None)
    except httpx.InvalidURL:
        return None
    if target.userinfo or target == request.url:
        return None
    origin, new = _origin(request.url), _origin(target)
    is_upgrade = (origin, new) == (("http", origin[1], 80), ("https", origin[1], 443))
    return target if new == origin or is_upgrade else None


_PORTS = {"http": 80, "https": 443}


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def not_followed(response: httpx.Response) -> str:
    """Why a redirect was left alone; of where it leads to, no more than the origin, as the rest may be a secret."""
    if response.status_code not in _REDIRECTS:
        return ""
    parts = re.match(r"\w+://([^/@]*@)?([^/?#]*)", response.headers.get("location", ""))
    where = f" to {shorten(parts[2])}" if parts else ""
    return (
        f" (a redirect{where}, which is not followed: only those of a GET are, within one origin or to its https, and"
        f" at most {MAX_REDIRECTS} in turn)"
    )
