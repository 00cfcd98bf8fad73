"""From a failed exchange to the error that is raised."""

from __future__ import annotations

import httpx

from ..effects import (
    DeadlinePassed,
)
from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    IntegrityError,
    cut,
    shorten,
    status_error,
)
from ..narrowing import is_dict
from ..redaction import mask_errors, mask_response, masked, redacted, secrets_of
from ..rules.retrying import MAX_ASKED_DELAY, asked_delay, is_refused_certificate
from .details import cut_end, readable_detail
from .parsing import decoded_body
from .redirects import not_followed


def error_of(outcome: httpx.Response | APIError) -> APIError:
    """Return the error that an outcome stands for, or is."""
    return outcome if isinstance(outcome, APIError) else error_of_response(outcome)


def error_of_response(response: httpx.Response) -> APIStatusError:
    """Create the error for a response with a status of 300 or above, worded as in the official SDK where it has a
    message.
    """
    secrets = secrets_of(response.request)
    decoded = masked(decoded_body(response), secrets)
    mask_response(response)
    text = f" - {shorten(decoded, 2000) if isinstance(decoded, str) else cut_end(str(decoded))}" if decoded else ""
    asked = asked_delay(response)
    waiting = f" (the server asks to wait {asked:,.0f} s)" if asked is not None and asked > MAX_ASKED_DELAY else ""
    body = decoded.get("error", decoded) if is_dict(decoded) else decoded
    return status_error(
        response,
        body,
        message=f"Error code: {response.status_code}{text}{waiting}{not_followed(response)}",
        detail=readable_detail(decoded),
    )


_FAILURES: tuple[tuple[type[httpx.RequestError], str], ...] = (
    (DeadlinePassed, "The call was not done by its deadline (total_timeout, or that of what it is part of)."),
    (httpx.PoolTimeout, "No connection of the pool became free in time; close the responses that are still open."),
    (httpx.ConnectTimeout, "The server could not be reached in time."),
    (httpx.WriteTimeout, "The server did not take the request in time."),
    (httpx.TimeoutException, "The server did not respond in time."),
    (httpx.ConnectError, "The server could not be reached"),
    (httpx.ProxyError, "The proxy failed"),
    (httpx.UnsupportedProtocol, "The URL cannot be called"),
    (httpx.DecodingError, "The response could not be decoded"),
    (httpx.ProtocolError, "The server's data is not valid HTTP"),
    (httpx.RequestError, "The connection broke"),
)


def connection_error(error: httpx.RequestError, request: httpx.Request) -> APIError:
    """Our error for one of httpx's; it is the `__cause__`, unless what the server sent, with a secret, is in it."""
    words = next(words for cls, words in _FAILURES if isinstance(error, cls))
    where = f" [{request.method} {_place(request.url)}]"
    safe = redacted(request)
    where += _TRUST if is_refused_certificate(error) else ""
    error = _without_secrets(error, request)
    ours: APIError
    if isinstance(error, httpx.TimeoutException):
        ours = APITimeoutError(safe, message=f"Request timed out. {words}{where}")
    else:
        reason = f": {cut(str(error), 300)}".rstrip(".") if str(error) else ""
        ours = APIConnectionError(message=f"Connection error. {words}{reason}.{where}", request=safe)
    ours.__cause__ = error
    mask_errors(error, safe)
    return ours


def _without_secrets(error: httpx.RequestError, request: httpx.Request) -> httpx.RequestError:
    """The error itself, or, where its text has a secret of the request in it, a new one of the same type."""
    told = str(error)
    safe: str = masked(told, secrets_of(request))
    return error if safe == told else type(error)(safe, request=request)


_TRUST = (
    " If this is the server that you mean, name the file of its certificate authority in SSL_CERT_FILE, or pass an"
    " http_client that trusts it."
)


def _place(url: httpx.URL) -> str:
    """Return host, port and path: the parts of a URL that are not secret."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    return f"{host}:{port}{cut(url.path)}" if port else f"{host}{cut(url.path)}"


def content_error(error: httpx.RequestError, response: httpx.Response) -> APIError:
    """Our error for a body that broke off."""
    if isinstance(error, httpx.TimeoutException):
        return connection_error(error, response.request)
    safe = redacted(response.request)
    told = cut(str(_without_secrets(error, response.request)), 300)
    mask_errors(error, safe)
    return IntegrityError(f"The download is incomplete: {told}. The existing file is unchanged.", safe)
