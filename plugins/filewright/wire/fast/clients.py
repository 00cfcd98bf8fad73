"""pyreqwest's clients: each has a pool of connections, and timeouts that belong to all its requests."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import BuilderError
from pyreqwest.proxy import ProxyBuilder

from ...errors import ConfigurationError
from ...version import __version__
from ..connections import MAX_IDLE
from ..environment import check_certificates, proxy_for
from .bodies import ABANDONED

_IDLE_SECONDS = 5.0
"""As httpx has it: what a server closes by itself is rarely met."""

_MAX_CLIENTS = 8
"""Sets of timeouts that have connections at the same time; the one used least recently loses them."""

_SLACK = 1.0
"""Seconds that pyreqwest waits beyond our own limits, which tell better what was waited for."""

_FORKED = (
    "This process was forked from one that sent with transport='pyreqwest', whose threads do not survive that. Make"
    " clients after the fork, start processes with 'spawn', or use transport='httpx'."
)


class Clients:
    """The clients of pyreqwest's that one of ours has, by the timeouts of their requests.

    Raises:
        ConfigurationError: what the environment says of proxies and certificates cannot be done with pyreqwest.
    """

    def __init__(self, base_url: str, *, is_loopback: bool, phases: dict[str, float | None]) -> None:
        check_certificates(base_url)
        _check_what_is_trusted()
        self._proxy = None if is_loopback else proxy_for(base_url)
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._made: dict[tuple[Any, ...], Client] = {}
        self.of(phases, streams=False)

    def of(self, phases: dict[str, float | None], *, streams: bool) -> Client:
        """Return the client for requests with such timeouts; `streams` says that the body is not in memory."""
        key = _key(phases, streams)
        self.check_process()
        with self._lock:
            client = self._made.pop(key, None) or self._new(phases, streams)
            self._made[key] = client
            while len(self._made) > _MAX_CLIENTS:
                del self._made[next(iter(self._made))]
            return client

    def has(self, phases: dict[str, float | None], *, streams: bool) -> bool:
        """Return whether `of` need not make one, which takes 10 ms."""
        return _key(phases, streams) in self._made

    def check_process(self) -> None:
        """Raise ConfigurationError in a process that was forked since."""
        if self._process != os.getpid():
            raise ConfigurationError(_FORKED)

    def _new(self, phases: dict[str, float | None], streams: bool) -> Client:
        builder = (
            ClientBuilder()
            .http1_only()
            .http1_lower_case_headers()
            .follow_redirects(False)
            .referer(False)
            .gzip(False)
            .deflate(False)
            .brotli(False)
            .zstd(False)
            .user_agent(f"filewright/{__version__}")
            .pool_max_idle_per_host(MAX_IDLE)
            .pool_idle_timeout(timedelta(seconds=_IDLE_SECONDS))
            .no_proxy()
        )
        if self._proxy is not None:
            builder = builder.proxy(_builder_of(self._proxy))
        try:
            client: Client = _timed(builder, phases, streams).build()
        except BuilderError as error:
            raise ConfigurationError(f"transport='pyreqwest' cannot be used here: {_last_cause(error)}.") from error
        except RuntimeError as error:
            raise ConfigurationError(_FORKED) from error
        _wait_at_exit()
        return client

    def drop(self) -> None:
        """Close the connections that are idle."""
        self._made.clear()


def _key(phases: dict[str, float | None], streams: bool) -> tuple[float | bool | None, ...]:
    return phases["connect"], phases["write"], phases["read"], streams


def _timed(builder: Any, phases: dict[str, float | None], streams: bool) -> Any:
    """Set the time of connecting, and the times after which a connection that nobody waits for any more is closed."""
    connect, write, read = phases["connect"], phases["write"], phases["read"]
    if connect is not None:
        builder = builder.connect_timeout(timedelta(seconds=connect))
    if not (streams or connect is None or write is None or read is None):
        # It runs from the start of a request, so that it would end long uploads.
        builder = builder.read_timeout(timedelta(seconds=connect + write + read + _SLACK))
    if write is not None and sys.platform == "linux":
        builder = builder.tcp_user_timeout(timedelta(seconds=write + _SLACK))
    return builder


def _builder_of(proxy: httpx.Proxy) -> ProxyBuilder:
    builder = ProxyBuilder.all(str(proxy.url))
    return builder if proxy.auth is None else builder.basic_auth(*proxy.auth)


def _check_what_is_trusted() -> None:
    named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name, "").strip()]
    if sys.platform in {"darwin", "win32"} and named:
        raise ConfigurationError(
            f"{named[0]} is set, which transport='pyreqwest' cannot follow on this system, where it trusts what the"
            " system trusts. Unset it, or use transport='httpx'."
        )
    for name in named:
        if os.environ[name].strip() != os.environ[name] or os.environ[name][0] in "'\"":
            raise ConfigurationError(
                f"{name} has quotes or spaces around it; transport='pyreqwest' needs the bare path."
            )


def _last_cause(error: Any) -> str:
    details: dict[str, Any] = error.details or {}
    causes: list[Any] = details.get("causes") or []
    return str(causes[-1]["message"]) if causes else str(error.message)


@cache
def _wait_at_exit() -> None:
    atexit.register(_come_out)


_EXIT_SECONDS = 0.25


def _come_out() -> None:
    """Let pyreqwest's thread come out of Python before that ends, which it cannot do afterwards.

    A call that just returned may have been its last, and of an upload that was given up it still asks for a block.
    """
    until = time.monotonic() + _EXIT_SECONDS
    while ABANDONED and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.02)
