"""The plugins' view of a call: the call itself, and the progress of its transfers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from .sentinels import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    import httpx
    from filewright_api.types import Operation, RequestParts

    from .effects import Body, Flow, Progress
    from .options import Settings
    from .settings import Timeout
    from .sources import Source


class CallOptions(NamedTuple):
    """Options of a call besides the arguments of its operation.

    Attributes:
        extra_headers, extra_query, extra_body: added to the request; they take precedence over what the call sends
            under the same names.
        timeout: seconds, an httpx.Timeout, or None for no limit; NOT_GIVEN for the client's.
        expected_bytes: the required size of a content, or None if it is unknown.
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

    def request_delay(self, call: Call, attempt: int) -> float | Flow[float | None] | None:
        """Return how many seconds an attempt waits for its turn, or None; or a flow that returns them."""
        ...

    def after_response_received(self, response: httpx.Response, call: Call) -> Flow[None] | None:
        """Observe a response, which may report too many requests; may return a flow."""
        ...


class Traffic:
    """The bytes transferred by a call and by the calls made from it.

    Attributes:
        sent: the bytes of bodies that were passed to connections, over all attempts that have ended.
    """

    __slots__ = ("_moving", "sent")

    def __init__(self) -> None:
        self.sent = 0
        self._moving: set[Body] = set()

    @property
    def sent_so_far(self) -> int:
        """`sent`, with the bytes of the bodies that are being sent now."""
        return self.sent + sum(body.sent for body in tuple(self._moving))

    def begin(self, body: Body | None) -> None:
        """Count the bytes of a body from now on."""
        if body is not None:
            self._moving.add(body)

    def end(self, body: Body | None) -> None:
        """Take note of how far an attempt came."""
        if body is not None:
            self._moving.discard(body)
            self.sent += body.sent


class Call:
    """One call of an operation. Plugins can read it and, in `before_call_encoded`, change it.

    Attributes:
        operation: the record of the operation, from the contract.
        arguments: the operation's arguments by name.
        headers, query: sent in addition to those of the operation; they include the caller's extras.
        extra_body: fields to add to the body, or None.
        settings: the settings of the client.
        timeout: httpx's four phases, in seconds; None means no limit.
        until: the deadline, on the monotonic clock, of the larger task that the call is part of, or None.
        deadline: the deadline of the call itself, or None; set when it begins.
        idempotency_key: the same for each attempt; servers that support it create one object for several attempts.
        source: the content to upload, or None.
        api_key: the key of this call, resolved, or None; never in a repr.
        model: the model of all requests in a batch, if known; some providers require it.
        parts: the request as defined by the contract; available once it is encoded.
        started: when the call began, in seconds since the epoch.
        expected_bytes: the required size of the content, or None if the caller does not know it.
        expected_sha256: the required SHA-256 of saved content, in hexadecimal, or None.
        response: the successful response, kept only if `keeps_response` is set; retries_taken: the attempts before it.
        as_saved: a content is read as `save_content` would save it, and not as the response has it.
        exchange: `exchange()` is a flow that sends this call, retries it if it fails, and returns its model.
        perform: `perform(other)` is a flow that makes another call, including its hooks, and returns its model.
        settle: `settle(error)` is a flow that looks for the object of this call after its response was lost; it returns
            the object or NOT_GIVEN, or raises UploadOutcomeUnknownError (like `recover_response`).
        tell: `tell(event)` notifies plugins of the progress of a transfer.
        progress: receives the number of bytes of the call's body that were sent, instead of plugins; None notifies
            plugins.
        next_page: `next_page(other, page)` is the call for the page after this one of another call, or None.
        limit: the rate limit of this call's requests and of calls made from it; None for no limit of its own.
        traffic: the bytes that it transferred, including calls made from it by `again`.
        state: storage for plugins for the duration of the call; use your own class as the key.
    """

    __slots__ = (
        "api_key",
        "arguments",
        "as_saved",
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
        self.as_saved = False
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
        """Return a similar call with these arguments in addition to its own, or with only these for another
        operation.
        """
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
    """Progress of a transfer.

    Attributes:
        call: the call that transfers the bytes.
        direction: "sent" or "received".
        bytes: the bytes transferred so far; it is reset when a transfer restarts.
        total: the total number of bytes, or None if it is unknown.
    """

    __slots__ = ("bytes", "call", "direction", "total")

    def __init__(self, call: Call, direction: Literal["sent", "received"], moved: int, total: int | None) -> None:
        self.call = call
        self.direction = direction
        self.bytes = moved
        self.total = total

    def __repr__(self) -> str:
        return f"<TransferEvent {self.call.operation.name} {self.direction} {self.bytes} of {self.total}>"
