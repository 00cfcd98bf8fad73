"""Who may talk to the server: the checks that run before a request is looked at."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Mapping

from filewright.embedded.api.responses import ApiError

__all__ = ["Guard", "is_loopback", "is_wildcard"]

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{0,5})?", re.ASCII | re.IGNORECASE)
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """Refuses requests that come by way of a web page, under a foreign name, or without the token.

    A page in the user's browser can reach loopback too: directly, which its Origin shows, or by pointing a name of its
    own at 127.0.0.1 (DNS rebinding), which Host shows.

    Args:
        host: what the server is bound to. With a wildcard address every Host is taken; a token protects it then.
        token: what clients must send as `Authorization: Bearer <token>` or as `api-key`; None for no check.
    """

    def __init__(self, host: str, token: str | None) -> None:
        self._names = None if is_wildcard(host) else _LOCAL_NAMES | {host.strip("[]").lower()}
        self._token = None if token is None else token.encode()

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises ApiError when the request is refused: 421, 403 or 401. Header names are in lower case."""
        self._check_host(headers.get("host", ""))
        self._check_origin(headers.get("origin"), headers.get("host", ""))
        self._check_token(headers)

    def _check_host(self, host: str) -> None:
        if self._names is not None and _name(host) not in self._names:
            raise ApiError(421, "This server does not respond under the name in Host.", code="misdirected_request")

    def _check_origin(self, origin: str | None, host: str) -> None:
        if origin is not None and origin.lower() != f"http://{host}".lower():
            raise ApiError(403, "Requests from other web pages are refused.", code="origin_not_allowed")

    def _check_token(self, headers: Mapping[str, str]) -> None:
        if self._token is None:
            return
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else headers.get("api-key", "")
        if not hmac.compare_digest(given.encode("latin-1", "replace"), self._token):
            raise ApiError(
                401,
                "The API key is wrong." if given else "The API key is missing; send it as Authorization: Bearer.",
                code="invalid_api_key",
                headers=(("www-authenticate", "Bearer"),),
            )


def is_wildcard(host: str) -> bool:
    """The address stands for all of the machine's."""
    address = _address(host)
    return host == "" or (address is not None and address.is_unspecified)


def is_loopback(host: str) -> bool:
    """Only this machine can reach the address."""
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _name(host: str) -> str | None:
    """Return the name in a Host header (RFC 9110, section 7.2: host and port, nothing else); None if it has none."""
    found = _HOST.fullmatch(host.strip())
    return None if found is None else found["name"].strip("[]").lower()
