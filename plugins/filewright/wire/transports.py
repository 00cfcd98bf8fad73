"""The transports of a client, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from .connections import default_transport

if TYPE_CHECKING:
    import httpx


def make_transport(
    name: str, base_url: str, *, is_loopback: bool, asynchronous: bool, timeout: dict[str, float | None]
) -> httpx.BaseTransport | httpx.AsyncBaseTransport | None:
    """The transport of a name for a base URL, or None where httpx must go through a proxy of the environment.

    Raises:
        ConfigurationError: it is not installed, or cannot do what the environment says.
    """
    if name == "pyreqwest":
        try:
            from .fast.transports import fast_transport
        except ImportError:
            raise ConfigurationError(
                "transport is 'pyreqwest', which is not installed: pip install 'filewright[fast]'. Or use 'httpx'."
            ) from None
        return fast_transport(base_url, is_loopback=is_loopback, asynchronous=asynchronous, timeout=timeout)
    return default_transport(base_url, is_loopback=is_loopback, asynchronous=asynchronous)
