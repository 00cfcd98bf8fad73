"""An audit log: one line of JSON for each call that a client makes, with no secret and no content in it."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from filewright import APIStatusError, hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx
    from filewright import Call

__all__ = ["ENVIRONMENT", "AuditLog"]

ENVIRONMENT = "FILEWRIGHT_AUDIT_LOG"
"""Names the file where the constructor is given none."""

_logger = logging.getLogger(__name__)
_ID_ARGUMENTS = ("file_id", "upload_id", "part_ids")
_LONGEST = 200
"""Characters that are kept of what a server or a caller says; no id that is one is longer."""


class _Begun:
    """The state of a running call."""

    __slots__ = ("attempts", "request_id", "started", "status")

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.attempts = 0
        self.status: int | None = None
        self.request_id: str | None = None


class AuditLog:
    """Appends a record to a file when a call is over, whatever came of it.

    A record that cannot be written goes to the logger `filewright_audit_log` instead: a full disk does not take the
    result of an upload away from its caller.

    Args:
        path: the file, which is made with mode 600 where there is none; default: the environment variable
            FILEWRIGHT_AUDIT_LOG. Without either, nothing is written.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        chosen = path if path is not None else os.environ.get(ENVIRONMENT)
        self.path = os.fspath(chosen) if chosen else None
        self._lock = threading.Lock()

    @hookimpl
    def before_call_encoded(self, call: Call) -> None:
        call.state[self] = _Begun()

    @hookimpl
    def before_request_sent(self, call: Call, attempt: int) -> None:
        begun = self._begun(call)
        begun.attempts = attempt + 1
        begun.status = begun.request_id = None

    @hookimpl
    def after_response_received(self, response: httpx.Response, call: Call) -> None:
        begun = self._begun(call)
        begun.status = response.status_code
        begun.request_id = response.headers.get("x-request-id")

    @hookimpl
    def after_call_finished(self, call: Call, outcome: Any) -> None:
        begun = self._begun(call)
        call.state.pop(self, None)
        if self.path is not None:
            self._write(json.dumps(_record(call, begun, outcome)), self.path)

    def _begun(self, call: Call) -> _Begun:
        # There is none where another plugin refused the call first, and where a download goes on after its call.
        begun: _Begun = call.state.get(self) or _Begun()
        return begun

    def _write(self, line: str, path: str) -> None:
        # Opened for each record, so that the file may be rotated; appended in one write, so that lines stay whole
        # where threads and processes share it.
        try:
            with self._lock, open(path, "ab", buffering=0, opener=_private) as file:
                file.write(line.encode("ascii") + b"\n")
        except OSError as error:
            _logger.error("%s cannot be written (%s): %s", path, error.strerror or error, line)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _record(call: Call, begun: _Begun, outcome: Any) -> dict[str, Any]:
    failed = isinstance(outcome, BaseException)
    fields = {
        "time": datetime.fromtimestamp(call.started, UTC).isoformat(timespec="milliseconds"),
        "operation": call.operation.name,
        "purpose": call.arguments.get("purpose"),
        **{name: call.arguments.get(name) for name in _ID_ARGUMENTS},
        "bytes_sent": call.source.size if call.source is not None else None,
        **({} if failed else _result(outcome)),
        "outcome": _outcome(outcome),
        "status": begun.status,
        "code": outcome.code if isinstance(outcome, APIStatusError) else None,
        "attempts": begun.attempts,
        "duration_ms": round((time.monotonic() - begun.started) * 1000, 3),
        "request_id": begun.request_id,
    }
    return {name: _presentable(value, call.api_key) for name, value in fields.items() if value is not None}


def _result(outcome: Any) -> dict[str, Any]:
    """The id and size of an object, the length of a list or of a content."""
    items: Any = getattr(outcome, "data", None)
    headers: Any = getattr(outcome, "headers", {})
    size: Any = getattr(outcome, "bytes", headers.get("content-length"))
    return {
        "id": getattr(outcome, "id", None),
        "items": len(items) if hasattr(items, "__len__") else None,
        "bytes": int(size) if str(size).isascii() and str(size).isdigit() else None,
    }


def _outcome(outcome: Any) -> str:
    if not isinstance(outcome, BaseException):
        return "ok"
    # asyncio's and trio's cancellation, a flow that was closed, and Ctrl-C are not subclasses of Exception.
    return type(outcome).__name__ if isinstance(outcome, Exception) else "cancelled"


def _presentable(value: Any, key: str | None) -> Any:
    """A value as it may be written: numbers as they are, text short and without the key, should it be in there."""
    if isinstance(value, (list, tuple)):
        return [_presentable(item, key) for item in cast("Sequence[Any]", value)]
    if isinstance(value, (int, float)):
        return value
    text = str(value)
    return (text.replace(key, "[masked]") if key else text)[:_LONGEST]
