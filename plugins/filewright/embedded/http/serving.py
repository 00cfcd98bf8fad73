"""The server as a process, or as a thread: sockets, signals, time limits."""

from __future__ import annotations

import errno
import socket
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from os import PathLike
from typing import TYPE_CHECKING

from filewright.embedded.api.batch_trials import BatchTrials
from filewright.embedded.api.faults import Faults
from filewright.embedded.api.service import Service
from filewright.embedded.http.access_log import LogLine, print_line
from filewright.embedded.http.guard import Guard, is_loopback
from filewright.embedded.store import Store
from filewright.embedded.store.limits import HEADER_SECONDS, KEEP_ALIVE_SECONDS
from filewright.embedded.store.processing import Processing
from filewright.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from filewright.embedded.http.uvicorn_server import StoppableServer

__all__ = ["DEFAULT_PORT", "RunningServer", "running_server", "serve"]

DEFAULT_PORT = 8123
"""The port of `serve`. It is fixed, so that a base URL can be stored."""

_BACKLOG = 2048
_GRACE_SECONDS = 5
"""Seconds that running requests have to finish after the server is stopped."""


def serve(
    folder: str | PathLike[str],
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    token: str | None = None,
    processing_seconds: float = 0.0,
    fail: Iterable[str] = (),
    batches: BatchTrials | None = None,
    faults: Iterable[str] = (),
    access_log: bool = False,
    make: Callable[..., Service] = Service,
    on_started: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve a folder until SIGINT or SIGTERM, then return.

    Args:
        folder: where files are kept; made when it is missing.
        host: the address to listen on. One that other machines can reach needs a token.
        port: 0 for one that is free.
        token: what clients must send as API key; None takes any, or none.
        processing_seconds: how long files stay `uploaded`.
        fail: patterns for the names of the files whose processing fails.
        batches: what becomes of batches; they succeed by default.
        faults: requests that fail, each "METHOD PATH STATUS [OFTEN]", such as "POST /files 503 once".
        access_log: write a line for each request to standard error.
        make: makes the service of a store, such as that of a provider; called as `Service` is.
        on_started: called with the base URL ("http://127.0.0.1:8123/v1") once requests are taken.

    Raises:
        ConfigurationError: the folder, the address or another argument cannot be used.
        MissingExtraError: the extra `server` is not installed.
    """
    processing, failing = Processing(processing_seconds, fail), Faults(faults)

    def make_service(store: Store) -> Service:
        return make(store, processing, Guard(host, token).check, batches=batches, faults=failing)

    with ExitStack() as stack:
        server, base_url, _ = _prepare(
            stack,
            folder,
            make_service,
            host=host,
            port=port,
            token=token,
            durable=True,
            access_log=print_line if access_log else None,
        )
        server.run_with_signals(lambda: on_started(base_url))


class RunningServer:
    """A server in a thread of this process.

    Attributes:
        base_url: what clients are given ("http://127.0.0.1:8123/v1").
        token: the API key that clients must send; None if any, or none, will do.
        store: what is stored, for looking into.
        processing: may be changed while the server runs.
        batches: what becomes of batches; may be changed too.
        faults: which requests fail; its `rules` may be set.
    """

    def __init__(self, base_url: str, token: str | None, service: Service, stop: Callable[[], None]) -> None:
        self.base_url = base_url
        self.token = token
        self.store = service.store
        self.processing = service.processing
        self.batches = service.batches
        self.faults = service.faults
        self._stop = stop

    def stop(self) -> None:
        """Stop the server; requests under way are given a few seconds. More than once does no harm."""
        self._stop()

    def __repr__(self) -> str:
        return f"RunningServer(base_url={self.base_url!r})"


@contextmanager
def running_server(
    folder: str | PathLike[str] | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str | None = None,
    processing: Processing | None = None,
    batches: BatchTrials | None = None,
    faults: Iterable[str] = (),
    durable: bool = True,
    access_log: LogLine | None = None,
    make: Callable[..., Service] = Service,
) -> Generator[RunningServer, None, None]:
    """Run the server in a thread for the length of a `with` block.

    Args:
        folder: where files are kept; None for a temporary folder that goes with the server.
        host: as for `serve`.
        port: 0 for one that is free.
        token: as for `serve`.
        processing: how files are processed; at once by default.
        batches: as for `serve`.
        faults: as for `serve`.
        durable: False saves the syncs to the disk, for tests.
        access_log: is called with a line for each request.
        make: as for `serve`.

    Raises:
        ConfigurationError: the folder, the address or another argument cannot be used.
        MissingExtraError: the extra `server` is not installed.
    """
    failing = Faults(faults)

    def make_service(store: Store) -> Service:
        return make(store, processing, Guard(host, token).check, batches=batches, faults=failing)

    with ExitStack() as stack:
        if folder is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="filewright-"))
        server, base_url, service = _prepare(
            stack,
            folder,
            make_service,
            host=host,
            port=port,
            token=token,
            durable=durable,
            access_log=access_log,
        )
        thread = threading.Thread(target=server.run_quietly, name="filewright-server", daemon=True)

        def stop() -> None:
            server.stop()
            thread.join()

        thread.start()
        stack.callback(stop)
        server.wait_until_started()
        yield RunningServer(base_url, token, service, stop)


def _prepare(
    stack: ExitStack,
    folder: str | PathLike[str],
    make_service: Callable[[Store], Service],
    *,
    host: str,
    port: int,
    token: str | None,
    durable: bool,
    access_log: LogLine | None,
) -> tuple[StoppableServer, str, Service]:
    try:
        import python_multipart  # noqa: F401  # pyright: ignore[reportUnusedImport]

        from filewright.embedded.http.app import build_app
        from filewright.embedded.http.uvicorn_server import StoppableServer
    except ImportError as error:
        raise MissingExtraError(
            f"the embedded server needs the package {error.name}: pip install 'filewright[server]'"
        ) from error
    _check_exposure(host, token)
    listener = stack.enter_context(_listen(host, port))
    service = make_service(stack.enter_context(Store(folder, durable=durable)))
    server = StoppableServer(
        build_app(service, access_log),
        listener,
        header_seconds=HEADER_SECONDS.value,
        keep_alive_seconds=KEEP_ALIVE_SECONDS.value,
        grace_seconds=_GRACE_SECONDS,
    )
    return server, _base_url(host, listener), service


def _check_exposure(host: str, token: str | None) -> None:
    if token is not None and (not token.isascii() or not token.isprintable() or not token.strip()):
        raise ConfigurationError("the token must be printable ASCII characters, and not be empty")
    if token is None and not is_loopback(host):
        raise ConfigurationError(
            f"other machines can reach {host!r}: set a token, or listen on 127.0.0.1, which is the default"
        )


def _listen(host: str, port: int) -> socket.socket:
    if isinstance(port, bool) or not 0 <= port <= 65535:
        raise ConfigurationError(f"the port must be 0 (for a free one) to 65535, not {port!r}")
    bare = host.strip("[]")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what the socket accepts; without, responses wait for 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows, SO_REUSEADDR would let another program take the port over.
        alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
        listener.setsockopt(socket.SOL_SOCKET, alone, 1)
        listener.bind((bare, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        advice = "; port 0 takes one that is free" if error.errno == errno.EADDRINUSE else ""
        raise ConfigurationError(f"cannot listen on {host}, port {port}: {error.strerror or error}{advice}") from error
    return listener


def _base_url(host: str, listener: socket.socket) -> str:
    bare = host.strip("[]")
    shown = f"[{bare}]" if ":" in bare else bare or "127.0.0.1"
    return f"http://{shown}:{listener.getsockname()[1]}/v1"
