"""pyreqwest's errors, as the errors that httpx would have raised.

pyreqwest has one class, ConnectError, for a connection that could not be made and for one that broke when the request
was out. Only the first kind was certainly not carried out, so the two are told apart by what led to them.
"""

from __future__ import annotations

import ssl
from typing import Any

import httpx
from pyreqwest.exceptions import BuilderError, DecodeError, PyreqwestError

_CONNECTING = "client error (Connect)"
_PROXY_SIGNS = ("tunnel error", "socks")
_CERTIFICATE_SIGN = "invalid peer certificate"
_PROTOCOL_SIGNS = (
    "closed before message completed",
    "end of file before message length",
    "chunk",
    "message head is too large",
    "invalid HTTP",
)
_TIME_SIGN = "timed out"


def translated(error: PyreqwestError) -> httpx.RequestError:
    """Return httpx's error for one of pyreqwest's, which becomes its cause."""
    causes = _causes(error)
    reason = causes[-1] if causes else error.message
    failure = _kind(error, causes)(reason)
    if any(_CERTIFICATE_SIGN in each for each in causes):
        # What Python's own TLS raises, by which such a failure is known from others.
        failure.__cause__ = ssl.SSLCertVerificationError(reason)
        failure.__cause__.__cause__ = error
    else:
        failure.__cause__ = error
    return failure


def _causes(error: PyreqwestError) -> list[str]:
    """The messages of what led to an error, the first cause last; those with the URL, which may hold a secret, not."""
    details: Any = getattr(error, "details", None) or {}
    messages = [str(each["message"]) for each in details.get("causes") or ()]
    return [each for each in messages if "for url (" not in each]


def _kind(error: PyreqwestError, causes: list[str]) -> type[httpx.RequestError]:
    text = " ".join(causes)
    timed_out = _TIME_SIGN in text
    if _CONNECTING in causes:
        if timed_out:
            return httpx.ConnectTimeout
        return httpx.ProxyError if any(sign in text for sign in _PROXY_SIGNS) else httpx.ConnectError
    if timed_out:
        return httpx.ReadTimeout
    if isinstance(error, BuilderError):
        return httpx.UnsupportedProtocol
    is_protocol = isinstance(error, DecodeError) or any(sign in text for sign in _PROTOCOL_SIGNS)
    return httpx.RemoteProtocolError if is_protocol else httpx.ReadError
