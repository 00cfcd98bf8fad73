"""A server for files, uploads and batches on a folder, over HTTP or in the process for `file:` base URLs.

| Name | Purpose |
|---|---|
| `serve` | Run the server until SIGINT or SIGTERM (extra `server`). |
| `running_server` | Run the server in a thread for the duration of a `with` block (extra `server`). |
| `FolderTransport` | An httpx transport that serves a folder, without a socket. |
| `AsyncFolderTransport` | The same for httpx.AsyncClient, on asyncio and on trio. |
| `Store` | The folder: SQLite for metadata, and one blob for each content. |
| `Service` | The API itself: requests in, responses out; its only I/O is the store's. |
| `Processing` | How long a file takes to be processed, and which files fail. |
| `BatchTrials` | Simulated outcomes of batches: expiry, errors, missing lines, token limits and more. |

On POSIX, the store opens everything relative to its folder and never through a link. Windows has no such calls: there
it looks for links first, and keeps a content that is deleted while it is being read until the store is next opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filewright.ground.exports import lazily

if TYPE_CHECKING:
    from filewright.embedded.api.batch_trials import BatchTrials
    from filewright.embedded.api.service import Service
    from filewright.embedded.http.serving import RunningServer, running_server, serve
    from filewright.embedded.http.transport import AsyncFolderTransport, FolderTransport
    from filewright.embedded.store import Store
    from filewright.embedded.store.processing import Processing

__all__ = [
    "AsyncFolderTransport",
    "BatchTrials",
    "FolderTransport",
    "Processing",
    "RunningServer",
    "Service",
    "Store",
    "running_server",
    "serve",
]

_MODULES = {
    "AsyncFolderTransport": "http.transport",
    "BatchTrials": "api.batch_trials",
    "FolderTransport": "http.transport",
    "Processing": "store.processing",
    "RunningServer": "http.serving",
    "Service": "api.service",
    "Store": "store",
    "running_server": "http.serving",
    "serve": "http.serving",
}


__getattr__ = lazily(__name__, _MODULES)


def __dir__() -> list[str]:
    return __all__
