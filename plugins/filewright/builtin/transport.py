"""The transport for `file:` base URLs, which serves a folder in the process."""

from __future__ import annotations

from typing import Any

from ..folder_urls import is_folder_url
from ..hookspecs import hookimpl


class Transport:
    """Serves `file:` URLs with the embedded server's own transport: no socket, no key."""

    @hookimpl
    def transport_for(self, base_url: str, asynchronous: bool) -> Any:
        if not is_folder_url(base_url):
            return None
        from ..embedded.http.transport import AsyncFolderTransport, FolderTransport

        return AsyncFolderTransport.at(base_url) if asynchronous else FolderTransport.at(base_url)
