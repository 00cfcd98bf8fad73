"""What carries requests to base URLs that are not HTTP: `file:` is a folder, served in the process."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ..hookspecs import hookimpl


class Transport:
    """Answers for `file:` URLs with the embedded server's own transport: no socket, no key."""

    @hookimpl
    def transport_for(self, base_url: str, asynchronous: bool) -> Any:
        parts = urlsplit(base_url)
        if parts.scheme != "file":
            return None
        from ..embedded.http.transport import AsyncFolderTransport, FolderTransport

        folder = url2pathname(parts.path)
        return AsyncFolderTransport(folder) if asynchronous else FolderTransport(folder)
