"""Effects: the operations that a flow can request from its driver.

A flow is a plain generator that makes decisions but performs no I/O. It yields an effect, a small object that describes
an operation, and receives the outcome: the value of the `yield`, or an exception raised at it. A driver (in wire/)
performs the effects, blocking or async; a test performs them by hand. So the logic of a call is written once for both
clients.

    def ping(request: httpx.Request) -> Flow[int]:
        response = yield from send(request)
        yield from sleep(1.0)
        return response.status_code

Use the helpers with `yield from`: only they give the untyped value of a `yield` its type.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from types import GeneratorType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

import httpx

from .errors import ResponseTooLargeError, shorten
from .redaction import mask_response

if TYPE_CHECKING:
    import os

    from .parts.hashing import Digests
    from .sources import Source
    from .wire.partial import PartialFile, PartOfFile
    from .wire.saving import Destination

T = TypeVar("T")

Flow: TypeAlias = Generator["Effect", Any, T]
"""A generator of effects that returns a T."""

Progress: TypeAlias = Callable[[int], None]
"""Called after each block with the number of bytes transferred so far."""


class Effect:
    """Base class of all effects."""

    __slots__ = ()


JOINED_SIZE = 512 << 10
"""The maximum size of a body in memory whose pieces are joined, so that it is sent in one write."""


def _joined(segments: tuple[bytes | Source, ...]) -> tuple[bytes | Source, ...]:
    pieces = [segment if isinstance(segment, bytes) else segment.data for segment in segments]
    in_memory = [piece for piece in pieces if piece is not None]
    return (b"".join(in_memory),) if len(in_memory) == len(pieces) else segments


class Body:
    """The body of a request, as a sequence of bytes and sources.

    Attributes:
        content_type: the Content-Type header, including a boundary.
        segments: the pieces, in order; the driver opens and reads the sources.
        length: the size of the whole in bytes, sent as Content-Length.
        progress: receives the number of bytes sent so far, or None.
        sent: the bytes passed to the connection in the latest attempt.
    """

    __slots__ = ("content_type", "length", "progress", "segments", "sent")

    def __init__(self, content_type: str, segments: Iterable[bytes | Source]) -> None:
        self.content_type = content_type
        self.segments = tuple(segments)
        self.length = sum(len(s) if isinstance(s, bytes) else s.known_size for s in self.segments)
        if self.length <= JOINED_SIZE:
            self.segments = _joined(self.segments)
        self.progress: Progress | None = None
        self.sent = 0

    @property
    def whole(self) -> bytes | None:
        """The body, where it is in memory in one piece."""
        first = self.segments[0] if len(self.segments) == 1 else None
        return first if isinstance(first, bytes) else None


class DeadlinePassed(httpx.ReadTimeout):
    """The error of a request whose deadline has passed."""

    def __init__(self) -> None:
        super().__init__("The deadline has passed.")


class Send(Effect):
    """Send a request and return its response, with the body read, or only the head if `stream` is set.

    `timeout` holds httpx's four phases in seconds (connect, read, write, pool; None means no limit); `read` also
    limits the head of the response as a whole. `deadline`, on the clock of `Now`, limits all of them. At most
    `max_bytes` of a response are read; of an error response, the first `max_error_bytes` are read and the rest is
    ignored. With `anonymous`, the `auth` of the caller's httpx client is not used.
    """

    __slots__ = ("anonymous", "body", "deadline", "max_bytes", "max_error_bytes", "request", "stream", "timeout")

    def __init__(
        self,
        request: httpx.Request,
        *,
        body: Body | None = None,
        stream: bool = False,
        timeout: dict[str, float | None] | None = None,
        deadline: float | None = None,
        max_bytes: int | None = None,
        max_error_bytes: int | None = None,
        anonymous: bool = False,
    ) -> None:
        self.request = request
        self.body = body
        self.stream = stream
        self.timeout = timeout
        self.deadline = deadline
        self.max_bytes = max_bytes
        self.max_error_bytes = max_error_bytes
        self.anonymous = anonymous

    def limit_of(self, response: httpx.Response) -> int | None:
        """The maximum number of bytes to read from this response."""
        return self.max_bytes if response.status_code < 300 else self.max_error_bytes

    def limit_of_stream(self, response: httpx.Response) -> int | None:
        """The maximum number of bytes to stream from this response; for an error, its reader decides."""
        return self.max_bytes if self.stream and response.status_code < 300 else None


def too_large(response: httpx.Response, limit: int) -> ResponseTooLargeError:
    """Create the error for a response with more than `limit` bytes."""
    mask_response(response)
    return ResponseTooLargeError(
        response, message=f"The response is larger than the limit of {limit:,} bytes. Raise the limit or request less."
    )


class ReadBody(Effect):
    """Read the rest of a streamed response into memory, so that `response.content` is available.

    At most `limit` bytes are read. The rest of an error response is ignored; a longer successful response is an error.
    """

    __slots__ = ("limit", "response")

    def __init__(self, response: httpx.Response, limit: int | None = None) -> None:
        self.response = response
        self.limit = limit


class ReadAhead(Effect):
    """Read a streamed response into memory if it has at most `most` bytes; a longer one stays a stream.

    In a blocking client, which fetches a body when it is accessed, only for a response whose length is known to be so.
    """

    __slots__ = ("most", "response")

    def __init__(self, response: httpx.Response, most: int) -> None:
        self.response = response
        self.most = most


class OpenDestination(Effect):
    """Start a file beside `path`, which replaces it when it is complete; the outcome is a `Destination`.

    The flow discards it in a `finally`, which has no effect after a commit.
    """

    __slots__ = ("path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path


class SaveRead(Effect):
    """Save a body that was read to `path`, as `OpenDestination` and its followers do, in one trip to the disk.

    The outcome is the number of its bytes.
    """

    __slots__ = ("content", "path")

    def __init__(self, content: bytes, path: str | os.PathLike[str]) -> None:
        self.content = content
        self.path = path


class OpenPartial(Effect):
    """Start a file beside `path` that is written in parallel parts, or continue one with the same content.

    The outcome is a `PartialFile`, or None if the destination is not a file or is in use by another process. The flow
    discards it in a `finally`, which has no effect after a commit.

    Args:
        path: the destination of the complete file.
        size: its size in bytes; the space is allocated at once.
        etag: identifies the content.
        part_size: the size of a part in bytes.
        resumable: True to keep received parts for another call if this one fails.
    """

    __slots__ = ("etag", "part_size", "path", "resumable", "size")

    def __init__(self, path: str | os.PathLike[str], size: int, etag: str, part_size: int, *, resumable: bool) -> None:
        self.path = path
        self.size = size
        self.etag = etag
        self.part_size = part_size
        self.resumable = resumable


class AppendBody(Effect):
    """Append a response's body to a destination or, with `afresh`, replace its content with it.

    More than `limit` bytes are an error. `digests` are updated with the written bytes.
    """

    __slots__ = ("afresh", "destination", "digests", "limit", "progress", "response")

    def __init__(
        self,
        response: httpx.Response,
        destination: Destination | PartOfFile,
        *,
        afresh: bool,
        limit: int | None = None,
        progress: Progress | None = None,
        digests: Digests | None = None,
    ) -> None:
        self.response = response
        self.destination = destination
        self.digests = digests
        self.afresh = afresh
        self.limit = limit
        self.progress = progress

    def restart(self) -> None:
        """Discard the destination's content."""
        self.destination.restart()
        if self.digests is not None:
            self.digests.restart()

    def write(self, blocks: Sequence[bytes]) -> None:
        """Append blocks to the destination."""
        self.destination.write_all(blocks)
        if self.digests is not None:
            for block in blocks:
                self.digests.feed(block)

    def moved(self) -> None:
        """Report the bytes that the destination has now.

        Raises:
            ResponseTooLargeError: they exceed the limit.
        """
        written = self.destination.written
        if self.limit is not None and written > self.limit:
            raise too_large(self.response, self.limit)
        if self.progress is not None:
            self.progress(written)


class CommitDestination(Effect):
    """Make the written bytes durable, and put the file in place."""

    __slots__ = ("destination",)

    def __init__(self, destination: Destination | PartialFile) -> None:
        self.destination = destination


class PrepareSource(Effect):
    """Check that a source exists and is readable, and determine its size. A source that cannot be rewound is spooled to
    disk.
    """

    __slots__ = ("source",)

    def __init__(self, source: Source) -> None:
        self.source = source


class FeedSource(Effect):
    """Read a prepared source, or a part of one, and pass its bytes to a function in order.

    Raises SourceChangedError if the source has changed since it was prepared. An async
    driver calls the function in worker threads.
    """

    __slots__ = ("feed", "source")

    def __init__(self, source: Source, feed: Callable[[bytes], None]) -> None:
        self.source = source
        self.feed = feed


class CloseResponse(Effect):
    """Return a response's connection to the pool without reading the rest of the body."""

    __slots__ = ("response",)

    def __init__(self, response: httpx.Response) -> None:
        self.response = response


class Sleep(Effect):
    """Wait, in seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Now(Effect):
    """The time on the driver's monotonic clock, in seconds."""

    __slots__ = ()


class Invoke(Effect):
    """Call a function that may block or be async (a token provider, disk access), and return its result."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[], Any | Awaitable[Any]]) -> None:
        self.function = function


class Outcome(NamedTuple):
    """The outcome of one of several flows.

    Attributes:
        number: its index among the flows, from 0.
        value: its result, or None if it failed.
        error: its exception, or None.
    """

    number: int
    value: Any = None
    error: Exception | None = None


class Gather(Effect):
    """Run flows concurrently and pass on each outcome; none of them is still running afterwards.

    The first failure stops all others and is raised, unless `keep_going` is set: each failure is then passed on as an
    outcome. A cancellation, an interruption (Ctrl-C) and a failure of `each` always stop all flows. A stopped flow
    receives an exception that is not an `Exception`, and any further effect of it is refused.

    Args:
        flows: consumed one at a time as others end, so that only `limit` of them are in memory. A generator is closed
            at the end.
        limit: the maximum number of concurrent flows.
        each: called with each outcome, one at a time, in the order in which the flows end. It may return a flow, which
            is performed before the next outcome is passed on. Until then, the ended flow counts as running.
        keep_going: continue after a failure.
        slow: True if `flows` may block, such as for a disk, before it yields the next one; an async driver then
            iterates over it in a worker thread.
    """

    __slots__ = ("each", "flows", "keep_going", "limit", "slow")

    def __init__(
        self,
        flows: Iterable[Flow[Any]],
        limit: int,
        each: Callable[[Outcome], Flow[None] | None],
        *,
        keep_going: bool = False,
        slow: bool = False,
    ) -> None:
        if limit < 1:
            raise ValueError(f"limit is {limit}; at least one flow must run at a time")
        self.flows = flows
        self.limit = limit
        self.each = each
        self.keep_going = keep_going
        self.slow = slow


class FlowStopped(BaseException):
    """Stops a flow in a thread of the blocking driver whose outcome is no longer needed, like a cancellation."""


class OwnEffect(Effect):
    """Base class of effects defined by plugins; such an effect performs itself.

    For a single function call, `Invoke` is sufficient.
    """

    __slots__ = ()

    def perform(self) -> Any:
        """Perform the effect in a blocking client, and return the outcome."""
        raise NotImplementedError(f"{type(self).__name__} has no perform(), which blocking clients need")

    async def aperform(self) -> Any:
        """Perform the effect in an async client."""
        raise NotImplementedError(f"{type(self).__name__} has no aperform(), which async clients need")


def unknown_effect(effect: object) -> TypeError:
    """Create the error for an effect that no driver can perform."""
    return TypeError(f"a flow yielded {shorten(effect)}, which is not an effect; {_meant(effect)}")


def _meant(effect: object) -> str:
    """Describe the closest valid way to request it."""
    import difflib

    if isinstance(effect, GeneratorType):
        return f"write `yield from {effect.gi_code.co_name}(...)`"
    known = {cls.__name__.lower(): cls.__name__ for cls in Effect.__subclasses__() if cls.__module__ == __name__}
    word = effect if isinstance(effect, str) else getattr(effect, "__name__", type(effect).__name__)
    near = difflib.get_close_matches(word.lower(), known, n=1)
    if near:
        return f"yield filewright.effects.{known[near[0]]}(...)"
    return f"yield one of filewright.effects ({', '.join(sorted(known.values()))}), or of a subclass of OwnEffect"


def perform(effect: Effect) -> Flow[Any]:
    """Perform any effect and return its untyped outcome."""
    return (yield effect)


def send(request: httpx.Request, **options: Any) -> Flow[httpx.Response]:
    """Send a request; the options are those of `Send`."""
    response: httpx.Response = yield Send(request, **options)
    return response


def invoke(function: Callable[[], T]) -> Flow[T]:
    """Call a function that may block, such as for a disk, and return its result."""
    result: T = yield Invoke(function)
    return result


def sleep(seconds: float) -> Flow[None]:
    """Wait, in seconds."""
    yield Sleep(seconds)


def now() -> Flow[float]:
    """The time on the driver's monotonic clock, in seconds."""
    moment: float = yield Now()
    return moment


def gather(flows: Iterable[Flow[T]], limit: int) -> Flow[list[T]]:
    """Run flows concurrently, up to `limit` at a time, and return their results in the order of the flows.

    The first failure stops the others and is raised.
    """
    results: dict[int, T] = {}

    def keep(outcome: Outcome) -> None:
        results[outcome.number] = outcome.value

    yield Gather(flows, limit, keep)
    return [results[number] for number in range(len(results))]
