"""Sends with a caller's client of httpx2: requests go over as its own, responses and errors come back as httpx's.

It is imported only when a caller brought such a client. Blocks of bodies pass through as they are; the extensions of a
request and of a response are the same in both libraries.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx
import httpx2

from ..redaction import redacted
from .common import keep


class _Body(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The body of a request, which the driver closes itself."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)


def _taken(request: httpx.Request) -> httpx2.Request:
    """Return a request as one of httpx2's, with nothing added."""
    stream, extensions = _Body(request.stream), request.extensions
    return httpx2.Request(
        request.method, str(request.url), headers=request.headers.raw, stream=stream, extensions=extensions
    )


def _kind(error: type[Exception]) -> type[httpx.RequestError]:
    """Return httpx's class for one of httpx2's: of the same name, or else of its closest base that httpx has."""
    known: list[type[httpx.RequestError] | None] = [getattr(httpx, each.__name__, None) for each in error.__mro__]
    return next(each for each in known if each is not None)


@contextmanager
def _translating(request: httpx.Request) -> Generator[None, None, None]:
    """Raise errors of httpx2 as those of httpx; the original is the cause, without the credentials of its request."""
    try:
        yield
    except httpx2.RequestError as error:
        error.request = _taken(redacted(request))
        raise _kind(type(error))(str(error), request=request) from error
    except httpx2.InvalidURL as error:
        raise httpx.InvalidURL(str(error)) from error


class _Blocks(httpx.SyncByteStream):
    """The body of a response."""

    def __init__(self, response: httpx2.Response, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        stream: Any = self._response.stream
        with _translating(self._request):
            yield from stream

    def close(self) -> None:
        with _translating(self._request):
            self._response.close()


class _AsyncBlocks(httpx.AsyncByteStream):
    """Like `_Blocks`."""

    def __init__(self, response: httpx2.Response, request: httpx.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream: Any = self._response.stream
        with _translating(self._request):
            async for block in stream:
                yield block

    async def aclose(self) -> None:
        with _translating(self._request):
            await self._response.aclose()


def _given(
    response: httpx2.Response,
    request: httpx.Request,
    start: float,
    blocks: Callable[[httpx2.Response, httpx.Request], Any],
) -> httpx.Response:
    """Return a response as one of httpx's; what an event hook read of it stays read."""
    # Authentication and event hooks may have added to them.
    request.headers = httpx.Headers(response.request.headers.raw)
    encoding: Any = response.default_encoding
    given = httpx.Response(
        response.status_code,
        headers=response.headers.raw,
        stream=blocks(response, request),
        request=request,
        extensions=response.extensions,
        default_encoding=encoding,
    )
    given.elapsed = timedelta(seconds=time.perf_counter() - start)
    return keep(given, BytesIO(response.content)) if hasattr(response, "_content") else given


class Httpx2Sender:
    """A blocking client of httpx2, as a driver knows one of httpx."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http

    @property
    def is_closed(self) -> bool:
        """True if its owner closed it."""
        return self._http.is_closed

    def send(self, request: httpx.Request, *, auth: Any, **_: Any) -> httpx.Response:
        """Send a request, and return a response whose body is still to come."""
        start = time.perf_counter()
        with _translating(request):
            response = self._http.send(_taken(request), stream=True, follow_redirects=False, **_auth(auth))
        return _given(response, request, start, _Blocks)


class AsyncHttpx2Sender:
    """Like `Httpx2Sender`."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    @property
    def is_closed(self) -> bool:
        """True if its owner closed it."""
        return self._http.is_closed

    async def send(self, request: httpx.Request, *, auth: Any, **_: Any) -> httpx.Response:
        """Send a request, and return a response whose body is still to come."""
        start = time.perf_counter()
        with _translating(request):
            response = await self._http.send(_taken(request), stream=True, follow_redirects=False, **_auth(auth))
        return _given(response, request, start, _AsyncBlocks)


def _auth(auth: Any) -> dict[str, Any]:
    """Return the `auth` to send with: none, or that of the client."""
    return {"auth": None} if auth is None else {}
