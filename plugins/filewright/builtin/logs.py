"""Logs to the logger `filewright`: at INFO the response or failure of each attempt, at DEBUG their headers.

`FILEWRIGHT_LOG=info` or `debug` (or OPENAI_LOG, which people have set already) turns it on without a line of code.
Neither keys nor bodies are logged, and of a URL not its query, which may hold a signature.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

import httpx

from ..hookspecs import hookimpl
from ..redaction import shown_header_pairs, shown_headers, shown_url

if TYPE_CHECKING:
    from ..calls import Call

LOGGER = logging.getLogger("filewright")
ENVIRONMENT = ("FILEWRIGHT_LOG", "OPENAI_LOG")
_LEVELS = {"info": logging.INFO, "debug": logging.DEBUG}
_FORMAT = "[%(asctime)s %(name)s %(levelname)s] %(message)s"


# Loggers below httpx that show at DEBUG the headers of requests and responses as they are.
_SHOWING_HEADERS = ("httpcore.http11", "httpcore.http2", "httpcore.proxy")
_SHOWING_URLS = "httpx"


def _mask_headers(record: logging.LogRecord) -> bool:
    record.msg = shown_header_pairs(str(record.msg))
    return True


def _cut_urls(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(shown_url(str(each)) if isinstance(each, httpx.URL) else each for each in record.args)
    return True


class Logs:
    """Logs each attempt."""

    @hookimpl
    def client_created(self, client: Any) -> None:
        for name in _SHOWING_HEADERS:
            logging.getLogger(name).addFilter(_mask_headers)  # once, however often
        logging.getLogger(_SHOWING_URLS).addFilter(_cut_urls)
        asked = (_LEVELS.get(os.environ.get(name, "").lower()) for name in ENVIRONMENT)
        level = next(filter(None, asked), None)
        if level is not None and LOGGER.level == logging.NOTSET:
            logging.basicConfig(format=_FORMAT)
            LOGGER.setLevel(level)

    @hookimpl
    def before_request_sent(self, request: httpx.Request, call: Call, attempt: int) -> None:
        if LOGGER.isEnabledFor(logging.DEBUG):
            LOGGER.debug("%s, attempt %d, sends %s", _line(call), attempt + 1, shown_headers(request.headers))

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call, attempt: int) -> None:
        if LOGGER.isEnabledFor(logging.INFO):
            LOGGER.info("%s: %d %s", _line(call), response.status_code, response.reason_phrase)
            LOGGER.debug("%s came with %s", call.operation.name, shown_headers(response.headers))

    @hookimpl
    def on_request_error(self, error: Exception, call: Call, attempt: int) -> None:
        if LOGGER.isEnabledFor(logging.INFO):
            LOGGER.info("%s, attempt %d: %s", call.operation.name, attempt + 1, error)


def _line(call: Call) -> str:
    assert call.parts is not None  # it was encoded
    return f"{call.parts.method} {call.settings.base_url}{call.parts.path}"
