"""httpx transports that serve a folder: for `file:` base URLs, with no socket and no key."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Self

import httpx

from filewright.errors import ConfigurationError, shorten
from filewright.folder_urls import as_url, checked_folder_url, folder_of, spelled_folder

if TYPE_CHECKING:
    from filewright.embedded.api.responses import BlobBody, Response
    from filewright.embedded.api.service import Service
    from filewright.embedded.store.processing import Processing

__all__ = ["AsyncFolderTransport", "FolderTransport"]


_CREATING = frozenset({"POST", "PUT", "PATCH"})
"""Methods that may create a folder; reading a mistyped path does not create it."""


class _Folder:
    """Opens the service on a folder when it is first used: making a client touches no disk."""

    def __init__(self, folder: str | PathLike[str], processing: Processing | None, spelled: str | None) -> None:
        self._folder = folder
        self._processing = processing
        self._spelled = spelled
        self._lock = threading.Lock()
        self._service: Service | None = None
        self._missing: Service | None = None

    def service(self, method: str) -> Service:
        service = self._service
        return self._open(method) if service is None else service

    def _open(self, method: str) -> Service:
        from filewright.embedded.api.service import Service
        from filewright.embedded.store import Store
        from filewright.embedded.store.missing import MissingStore

        with self._lock:
            if self._service is None:
                self._check_spelling()
                if method not in _CREATING and not os.path.lexists(self._folder):
                    self._missing = self._missing or Service(MissingStore(self._folder), self._processing)
                    return self._missing
                self._service = Service(Store(self._folder), self._processing)
            return self._service

    def _check_spelling(self) -> None:
        if self._spelled is not None and os.path.isdir(self._spelled) and not os.path.isdir(self._folder):
            raise ConfigurationError(
                f"there is a folder {shorten(self._spelled)}, but its URL is {as_url(self._spelled)};"
                " Path.as_uri() gives it"
            )

    def close(self) -> None:
        with self._lock:
            opened = (self._service, self._missing)
            self._service = self._missing = None
        for service in opened:
            if service is not None:
                service.store.close()

    def __repr__(self) -> str:
        return repr(str(self._folder))


class _Given:
    """A service that is opened and closed elsewhere."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def service(self, _: str) -> Service:
        return self._service

    def close(self) -> None:
        pass


class _OverFolder:
    """The folder of a transport, or its service, opened when it is first used."""

    def __init__(
        self, folder: str | PathLike[str], *, processing: Processing | None = None, spelled: str | None = None
    ) -> None:
        self._folder: _Folder | _Given = _Folder(folder, processing, spelled)

    @classmethod
    def over(cls, service: Service) -> Self:
        """Hand requests to a service that stays the caller's to close, such as a `PlayedService`."""
        made = cls("")
        made._folder = _Given(service)
        return made

    @classmethod
    def at(cls, url: str) -> Self:
        """Serve the folder that a `file:` URL names.

        Raises:
            ConfigurationError: the URL names no folder of this machine, or could be read in two ways.
        """
        checked = checked_folder_url(url)
        return cls(folder_of(checked), spelled=spelled_folder(checked))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._folder!r})"


class FolderTransport(_OverFolder, httpx.BaseTransport):
    """Serves files, uploads and batches from a folder. Paths may begin with `/v1`; host and scheme do not matter.

    Args:
        folder: where files are kept; made by the first request that stores something. Until then it is empty.
        processing: how files are processed; at once by default.
        spelled: a folder that may have been meant instead. Where only that one is there, requests are refused.

    Requests raise ConfigurationError when the folder cannot be used, and MissingExtraError when python-multipart,
    which uploads need, is not installed.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request; the caller closes the response."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        response = self._folder.service(request.method).handle(
            request.method, _target(request), request.headers.raw, request.stream
        )
        return _response(response, _BlobStream)

    def close(self) -> None:
        """Close the store; the folder stays."""
        self._folder.close()


class AsyncFolderTransport(_OverFolder, httpx.AsyncBaseTransport):
    """The twin of FolderTransport for async clients, on asyncio and on trio. Disk work runs in worker threads."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve a request; the caller closes the response."""
        from anyio import to_thread

        from filewright.embedded.http.bodies import take_body

        assert isinstance(request.stream, httpx.AsyncByteStream)
        service = await to_thread.run_sync(self._folder.service, request.method)
        exchange = service.begin(request.method, _target(request), request.headers.raw)
        response = await take_body(request.stream, exchange)
        return _response(response, _AsyncBlobStream)

    async def aclose(self) -> None:
        """Close the store; the folder stays."""
        from anyio import CancelScope, to_thread

        with CancelScope(shield=True):
            await to_thread.run_sync(self._folder.close)


class _BlobStream(httpx.SyncByteStream):
    def __init__(self, blob: BlobBody) -> None:
        self._blob = blob

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._blob)

    def close(self) -> None:
        self._blob.close()


class _AsyncBlobStream(httpx.AsyncByteStream):
    def __init__(self, blob: BlobBody) -> None:
        self._blob = blob

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from anyio import to_thread

        while block := await to_thread.run_sync(self._blob.read):
            yield block

    async def aclose(self) -> None:
        self._blob.close()


def _response(
    response: Response, stream: Callable[[BlobBody], httpx.SyncByteStream | httpx.AsyncByteStream]
) -> httpx.Response:
    body = response.body
    if isinstance(body, bytes):
        return httpx.Response(response.status, headers=response.headers, stream=httpx.ByteStream(body))
    return httpx.Response(response.status, headers=response.headers, stream=stream(body))


def _target(request: httpx.Request) -> str:
    return request.url.raw_path.decode("ascii")
