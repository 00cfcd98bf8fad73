"""Keeping secrets out of what people and logs get to see."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from .narrowing import is_dict, is_list

SECRET_HEADERS = ("authorization", "api-key", "x-api-key", "proxy-authorization", "cookie", "set-cookie")
"""Headers whose values are always secrets, however short."""
SHOWN_HEADERS = frozenset(
    (
        *(
            "accept",
            "accept-encoding",
            "accept-ranges",
            "age",
            "allow",
            "cache-control",
            "connection",
            "content-encoding",
        ),
        *("content-length", "content-range", "content-type", "date", "etag", "expires", "host", "idempotency-key"),
        *("if-range", "keep-alive", "last-modified", "openai-organization", "openai-processing-ms", "openai-project"),
        *("openai-version", "range", "request-id", "retry-after", "retry-after-ms", "server", "trailer", "user-agent"),
        *("transfer-encoding", "vary", "via", "x-ms-request-id", "x-request-id", "x-should-retry"),
        *(f"x-ratelimit-{kind}-{what}" for kind in ("limit", "remaining", "reset") for what in ("requests", "tokens")),
    )
)
"""Headers whose values logs and errors show. Any other may be a secret: gateways give theirs names of their own."""
SHOWN_QUERY = frozenset(("after", "api-version", "before", "include", "include[]", "limit", "order", "purpose"))
"""Parameters of a query whose values errors show: those of lists, and the version of an API."""
MASK = "[masked]"
_SECRET_NAMES = frozenset(name.encode() for name in SECRET_HEADERS)
_SHORTEST = 4
"""Characters: a shorter key would mask ordinary words."""
_SHORTEST_UNKNOWN = 8
"""Minimum length of a possibly secret value for its echoes to be masked; shorter ones, such as "true", are common
words.
"""
_NO_PORT = re.compile(r"(\[[^\]/]*\]|[^:/\[]*):(?![0-9]*(?:/|\Z))")
"""A host and the colon after it, where what follows is not a port."""
_HEADER_PAIR = re.compile(r"\(b'([^']*)', b(['\"]).*?\2\)")


class _NoBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The empty body, for both kinds of client."""

    def __iter__(self) -> Iterator[bytes]:
        yield from ()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        empty: tuple[bytes, ...] = ()
        for block in empty:
            yield block


NO_BODY = _NoBody()


def secrets_of(request: httpx.Request) -> list[str]:
    """The credentials that a request carries, and what else in its headers and its query may be one."""
    known = (_credential(request.headers.get(name, "")) for name in SECRET_HEADERS)
    hidden = (_credential(value) for name, value in request.headers.items() if name not in SHOWN_HEADERS)
    asked = (value for name, value in request.url.params.multi_items() if name not in SHOWN_QUERY)
    found = [secret for secret in known if len(secret) >= _SHORTEST]
    found += [secret for secret in (*hidden, *asked) if len(secret) >= _SHORTEST_UNKNOWN]
    # The longest first: one may be a part of another.
    return sorted({secret for secret in found if secret != MASK}, key=len, reverse=True)


def _credential(value: str) -> str:
    """The value of a header without the scheme that may stand before it (RFC 9110, section 11.4), such as Bearer."""
    scheme, _, rest = value.partition(" ")
    return rest if rest and scheme.isalpha() else value


def redacted(request: httpx.Request) -> httpx.Request:
    """The request as errors carry it: what may be a credential is masked, and its body is left out."""
    headers = httpx.Headers(shown_headers(request.headers))
    return httpx.Request(request.method, _shown_url(request), headers=headers, stream=NO_BODY)


def _shown_url(request: httpx.Request) -> httpx.URL:
    url = request.url
    if url.userinfo:
        url = url.copy_with(userinfo=b"")
    if any(name not in SHOWN_QUERY for name, _ in url.params.multi_items()):
        shown = [(name, value if name in SHOWN_QUERY else "masked") for name, value in url.params.multi_items()]
        url = url.copy_with(params=shown)
    # A server may have put them into the URL, by an id or a redirect.
    path = url.raw_path
    for secret in secrets_of(request):
        path = path[:1] + path[1:].replace(secret.encode(), b"masked")
    return url if path == url.raw_path else url.copy_with(raw_path=path)


def shown_url(url: str) -> str:
    """Of the text of a URL, which need not be a valid one: scheme, host, port and path, which hold no secret.

    A port that is not a number may be a password: one with a "?", "#" or "/" in it ends the host early.
    """
    scheme, separator, rest = re.split(r"[?#]", url, maxsplit=1)[0].rpartition("://")
    rest = rest.rpartition("@")[2]
    found = _NO_PORT.match(rest) if separator else None
    return f"{scheme}{separator}{rest if found is None else f'{found[1]}:{MASK}'}"


def mask_errors(error: BaseException, request: httpx.Request) -> None:
    """Give httpx's errors in a chain this request: theirs has the key in its headers."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, httpx.RequestError):
            link.request = request
        link = link.__cause__ or link.__context__


def shown_headers(headers: httpx.Headers) -> dict[str, str]:
    """Headers as a log may show them."""
    return {name: value if name in SHOWN_HEADERS else MASK for name, value in headers.items()}


def shown_header_pairs(text: str) -> str:
    """A log's line without the values of headers, written as pairs of bytes, that may be secrets."""
    return _HEADER_PAIR.sub(
        lambda pair: pair[0] if pair[1].lower() in SHOWN_HEADERS else f"(b'{pair[1]}', b'{MASK}')", text
    )


def masked(value: Any, secrets: list[str]) -> Any:
    """A decoded body without these secrets, which a server may have echoed."""
    if not secrets:
        return value
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if is_dict(value):
        return {masked(key, secrets): masked(item, secrets) for key, item in value.items()}
    if is_list(value):
        return [masked(item, secrets) for item in value]
    return value


def mask_response(response: httpx.Response) -> None:
    """Mask the request's credentials in a response that an error will carry, including echoes of them in the
    response.
    """
    secrets = [secret.encode() for secret in secrets_of(response.request)]
    response.request = redacted(response.request)
    fields = [
        (_without(name, secrets), MASK.encode() if name.lower() in _SECRET_NAMES else _without(value, secrets))
        for name, value in response.headers.raw
    ]
    if fields != response.headers.raw:
        response.headers = httpx.Headers(fields)
    if hasattr(response, "_content"):  # httpx has no public way to change what was read
        response._content = _without(response.content, secrets)


def _without(text: bytes, secrets: list[bytes]) -> bytes:
    for secret in secrets:
        text = text.replace(secret, MASK.encode())
    return text
