"""Redirects: which of them are followed, and how a refusal to follow one reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx

from ..errors import shorten
from ..redaction import NO_BODY

if TYPE_CHECKING:
    from ..settings import Redirects

MAX_REDIRECTS = 5
"""Redirects that are followed in turn."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})
"""Statuses that ask for the same request, body and all (RFC 9110, sections 15.4.8 and 15.4.9)."""
_PORTS = {"http": 80, "https": 443}

_KEPT_HEADERS = ("accept", "accept-encoding", "if-range", "range", "user-agent")
"""Headers that another host is sent: those that say which bytes are wanted."""


def redirect_target(response: httpx.Response, redirects: Redirects, *, is_download: bool) -> httpx.URL | None:
    """Return where a response redirects to, or None if that is not followed.

    Within its origin, and to the https of the same host, each GET is followed, and any call where the status keeps the
    method. A download is followed to every https host; see `is_elsewhere`.
    """
    if redirects == "never" or response.status_code not in _REDIRECTS:
        return None
    request = response.request
    if request.method != "GET" and response.status_code not in _SAME_METHOD:
        return None
    try:
        target = request.url.join(response.headers.get("location", "")).copy_with(fragment=None)
    except httpx.InvalidURL:
        return None
    if target.userinfo or target == request.url:
        return None
    if not is_elsewhere(request.url, target):
        return target
    may_leave = redirects == "downloads" and is_download and target.scheme == "https"
    return target if may_leave and target.host else None


def is_elsewhere(url: httpx.URL, target: httpx.URL) -> bool:
    """Return whether a target is of another origin, and not the https of the same host: credentials stay behind."""
    origin, new = _origin(url), _origin(target)
    is_upgrade = (origin, new) == (("http", origin[1], 80), ("https", origin[1], 443))
    return new != origin and not is_upgrade


def anonymous_request(request: httpx.Request, target: httpx.URL) -> httpx.Request:
    """The request for a content that another host keeps, such as an object store: without credentials or cookies."""
    headers = {name: request.headers[name] for name in _KEPT_HEADERS if name in request.headers}
    headers["host"] = target.netloc.decode("ascii")
    return httpx.Request("GET", target, headers=headers, stream=NO_BODY)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def not_followed(response: httpx.Response) -> str:
    """Return why a redirect was not followed. Of its target only the origin is named, as the rest may be a secret."""
    if response.status_code not in _REDIRECTS:
        return ""
    parts = re.match(r"\w+://([^/@]*@)?([^/?#]*)", response.headers.get("location", ""))
    where = f" to {shorten(parts[2])}" if parts else ""
    return (
        f" (a redirect{where}, which was not followed: base_url should be the URL that the server itself uses, and"
        " https where it redirects there)"
    )
