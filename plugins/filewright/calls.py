"""What plugins see of a call: the call itself, and the progress of its transfers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from .sentinels import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    import httpx
    from filewright_api.types import Operation, RequestParts

    from .effects import Flow, Progress
    from .options import Settings
    from .settings import Timeout
    from .sources import Source


class CallOptions(NamedTuple):
    """What a call is told besides the arguments of its operation.

    Attributes:
        extra_headers, extra_query, extra_body: added to the request; they take precedence over what the call sends
            under the same names.
        timeout: seconds, an httpx.Timeout, or None for no limit; NOT_GIVEN for the client's.
        expected_bytes: the size that a content must have, or None where it is not known.
        as_text: return a content as text.
    """

    extra_headers: Mapping[str, str] | None = None
    extra_query: Mapping[str, object] | None = None
    extra_body: Mapping[str, object] | None = None
    timeout: Timeout | NotGiven = NOT_GIVEN
    expected_bytes: int | None = None
    as_text: bool = False


NO_OPTIONS = CallOptions()


class Limit(Protocol):
    """A limit for the rate of requests."""

    def request_delay(self, call: Call, attempt: int) -> float | None:
        """Say how many seconds an attempt waits for its turn; None for not at all."""
        ...

    def after_response_received(self, response: httpx.Response, call: Call) -> None:
        """Take notice of a response, which may say that there were too many requests."""
        ...


class Traffic:
    """What a call has moved, with those that are made from it.

    Attributes:
        sent: the bytes of bodies that were handed to connections, over all attempts.
    """

    __slots__ = ("sent",)

    def __init__(self) -> None:
        self.sent = 0


class Call:
    """One call of an operation: what plugins may read and, in `before_call_encoded`, change.

    Attributes:
        operation: the record of the operation, from the contract.
        arguments: the operation's arguments by name.
        headers, query: what goes out besides what the operation sends; the caller's extras are in them.
        extra_body: fields to add to the body, or None.
        settings: the settings of the client.
        timeout: httpx's four phases, in seconds; None is no limit.
        until: the time on the monotonic clock by which what the call is part of must be done, or None.
        deadline: the time by which the call itself must be done, or None; set when it begins.
        idempotency_key: the same for each attempt; servers that know it make one object of several attempts.
        source: what is uploaded, or None.
        api_key: the key of this call, resolved, or None; never in a repr.
        model: the model that all requests of a batch are for, where it is known; providers may want to be told.
        parts: the request as the contract spells it, from the moment it was encoded.
        started: when the call began, in seconds since the epoch.
        expected_bytes: the size that a content must have, or None where the caller does not know it.
        expected_sha256: the SHA-256, in hexadecimal, that a content must have where it is saved, or None.
        response: the good answer, kept only where `keeps_response` is set; retries_taken: the attempts before it.
        exchange: `exchange()` is a flow that sends this call, again where it fails, and returns its model.
        perform: `perform(other)` is a flow that makes another call, hooks and all, and returns its model.
        settle: `settle(error)` is a flow that looks for what this call made, of which a response was lost; it returns
            that, or NOT_GIVEN, or raises UploadOutcomeUnknownError (as `recover_answer`).
        tell: `tell(event)` lets plugins know of the progress of a transfer.
        progress: told how many bytes of the call's body were sent, in place of plugins; None: plugins are told.
        next_page: `next_page(other, page)` is the call for the page after this one of another call, or None.
        limit: the limit for the rate of its requests, and of those of calls made from it; None for none of its own.
        traffic: the bytes that it moved, together with the calls that are made from it by `again`.
        state: a place for plugins to keep what they need until the call is done; use your own class as the key.
    """

    __slots__ = (
        "api_key",
        "arguments",
        "deadline",
        "exchange",
        "expected_bytes",
        "expected_sha256",
        "extra_body",
        "headers",
        "idempotency_key",
        "keeps_response",
        "limit",
        "model",
        "next_page",
        "operation",
        "parts",
        "perform",
        "progress",
        "query",
        "response",
        "retries_taken",
        "settings",
        "settle",
        "source",
        "started",
        "state",
        "tell",
        "timeout",
        "traffic",
        "until",
    )

    def __init__(
        self,
        operation: Operation,
        arguments: dict[str, Any],
        settings: Settings,
        *,
        headers: dict[str, str],
        query: dict[str, Any],
        timeout: dict[str, float | None],
        extra_body: Mapping[str, Any] | None = None,
        until: float | None = None,
    ) -> None:
        self.operation = operation
        self.arguments = arguments
        self.settings = settings
        self.headers = headers
        self.query = query
        self.timeout = timeout
        self.extra_body = extra_body
        self.until = until
        self.deadline: float | None = None
        self.idempotency_key = os.urandom(16).hex() if operation.resend != "safe" else None
        self.source: Source | None = None
        self.api_key: str | None = None
        self.parts: RequestParts | None = None
        self.expected_bytes: int | None = None
        self.expected_sha256: str | None = None
        self.keeps_response = False
        self.model: str | None = None
        self.response: httpx.Response | None = None
        self.retries_taken = 0
        self.started = time.time()
        self.limit: Limit | None = None
        self.traffic = Traffic()
        self.exchange: Callable[[], Flow[Any]]
        self.perform: Callable[[Call], Flow[Any]]
        self.next_page: Callable[[Call, Any], Call | None]
        self.settle: Callable[[Exception], Flow[Any]]
        self.tell: Callable[[TransferEvent], None]
        self.progress: Progress | None = None
        self.state: dict[Any, Any] = {}

    def again(self, arguments: Mapping[str, Any] | None = None, *, operation: Operation | None = None) -> Call:
        """A new call like this one, with these arguments besides its own; of another operation, with only these."""
        kept = {} if operation is not None else self.arguments
        call = Call(
            operation or self.operation,
            {**kept, **(arguments or {})},
            self.settings,
            headers=dict(self.headers),
            query=dict(self.query),
            timeout=self.timeout,
            extra_body=self.extra_body,
            until=self.until,
        )
        call.state = dict(self.state)
        call.limit = self.limit
        call.traffic = self.traffic
        call.expected_bytes = self.expected_bytes
        return call

    def __repr__(self) -> str:
        return f"<Call {self.operation.name}>"


class TransferEvent:
    """Bytes have moved.

    Attributes:
        call: the call that moves them.
        direction: "sent" or "received".
        bytes: how many have moved so far; it goes back when a transfer starts again.
        total: how many there will be, or None where that is not known.
    """

    __slots__ = ("bytes", "call", "direction", "total")

    def __init__(self, call: Call, direction: Literal["sent", "received"], moved: int, total: int | None) -> None:
        self.call = call
        self.direction = direction
        self.bytes = moved
        self.total = total

    def __repr__(self) -> str:
        return f"<TransferEvent {self.call.operation.name} {self.direction} {self.bytes} of {self.total}>"
