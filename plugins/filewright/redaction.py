"""Keeping secrets out of what people and logs get to see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from .narrowing import is_dict, is_list

SECRET_HEADERS = ("authorization", "api-key", "x-api-key", "proxy-authorization", "cookie", "set-cookie")
MASK = "[masked]"
_SHORTEST = 4
"""Characters: a shorter key would mask ordinary words."""


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
    """The credentials that a request carries."""
    found = (request.headers.get(name, "").removeprefix("Bearer ") for name in SECRET_HEADERS)
    return [secret for secret in found if len(secret) >= _SHORTEST and secret != MASK]


def redacted(request: httpx.Request) -> httpx.Request:
    """The request as errors carry it: with its credentials masked, and without its body."""
    headers = httpx.Headers(request.headers)
    for name in SECRET_HEADERS:
        if name in headers:
            headers[name] = MASK
    # A server may have put them into the URL, by an id or a redirect.
    path = request.url.raw_path
    for secret in secrets_of(request):
        path = path[:1] + path[1:].replace(secret.encode(), b"masked")
    url = request.url if path == request.url.raw_path else request.url.copy_with(raw_path=path)
    return httpx.Request(request.method, url, headers=headers, stream=NO_BODY)


def mask_errors(error: BaseException, request: httpx.Request) -> None:
    """Give httpx's errors in a chain this request: theirs has the key in its headers."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, httpx.RequestError):
            link.request = request
        link = link.__cause__ or link.__context__


def shown_headers(headers: httpx.Headers) -> dict[str, str]:
    """Headers as a log may show them."""
    return {name: MASK if name in SECRET_HEADERS else value for name, value in headers.items()}


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
    """Mask the credentials of its request in an answer that an error will carry: there, and where they were echoed."""
    secrets = [secret.encode() for secret in secrets_of(response.request)]
    response.request = redacted(response.request)
    fields = [(_without(name, secrets), _without(value, secrets)) for name, value in response.headers.raw]
    if fields != response.headers.raw:
        response.headers = httpx.Headers(fields)
    if hasattr(response, "_content"):  # httpx has no public way to change what was read
        response._content = _without(response.content, secrets)


def _without(text: bytes, secrets: list[bytes]) -> bytes:
    for secret in secrets:
        text = text.replace(secret, MASK.encode())
    return text
