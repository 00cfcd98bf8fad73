"""Effects: the operations that a flow can request from its driver.

A flow is a plain generator that decides and never acts. It yields an effect, a small object that says what it wants
done, and is handed the outcome: the value of the `yield`, or an exception raised at it. A driver (in wire/) performs
the effects, blocking or async; a test performs them by hand. So what a call does is written once for both clients.

    def ping(request: httpx.Request) -> Flow[int]:
        response = yield from send(request)
        yield from sleep(1.0)
        return response.status_code

Use the helpers with `yield from`: they are the one place where the untyped value of a `yield` gets its type.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
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
"""Called with the number of bytes moved so far, after each block."""


class Effect:
    """The base of all that a flow can ask for."""

    __slots__ = ()


JOINED_SIZE = 512 << 10
"""Bytes up to which a body whose pieces are all in memory is made one: it then goes out in one write."""


def _joined(segments: tuple[bytes | Source, ...]) -> tuple[bytes | Source, ...]:
    pieces = [segment if isinstance(segment, bytes) else segment.data for segment in segments]
    in_memory = [piece for piece in pieces if piece is not None]
    return (b"".join(in_memory),) if len(in_memory) == len(pieces) else segments


class Body:
    """The body of a request, as a recipe: the bytes and sources that follow one another in it.

    Attributes:
        content_type: the Content-Type header, with the boundary where there is one.
        segments: the pieces, in order; the driver opens and reads the sources.
        length: the bytes of the whole, which become the Content-Length.
        progress: told how many bytes of the whole have been sent, or None.
        sent: the bytes handed to the connection in the latest attempt.
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

    Only for the async driver: a blocking client fetches a body when it is accessed.
    """

    __slots__ = ("most", "response")

    def __init__(self, response: httpx.Response, most: int) -> None:
        self.response = response
        self.most = most


class OpenDestination(Effect):
    """Begin a file beside `path`, to be put there when it is whole; the outcome is a `Destination`.

    The flow discards it in a `finally`, which does nothing once it was committed.
    """

    __slots__ = ("path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path


class OpenPartial(Effect):
    """Begin a file beside `path` that is written in several parts at a time, or go on with one of the same content.

    The outcome is a `PartialFile`, or None if the destination is not a file or is in use by another process. The flow
    discards it in a `finally`, which does nothing once it was committed.

    Args:
        path: where the file is put when it is whole.
        size: its bytes; the room is taken at once.
        etag: what tells that a content is the same.
        part_size: the bytes of a part.
        resumable: whether what arrived is kept for another call where this one fails.
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
        """Throw away what the destination has."""
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
        """Tell of the bytes that the destination has now.

        Raises:
            ResponseTooLargeError: they are more than the limit.
        """
        written = self.destination.written
        if self.limit is not None and written > self.limit:
            raise too_large(self.response, self.limit)
        if self.progress is not None:
            self.progress(written)


class CommitDestination(Effect):
    """Make what was written durable, and put it in place."""

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
    """Call a function that may block or be async (a token provider, work on a disk); hand back what it returns."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[], Any | Awaitable[Any]]) -> None:
        self.function = function


class Outcome(NamedTuple):
    """How one of several flows ended.

    Attributes:
        number: its place among the flows, from 0.
        value: what it returned, or None where it failed.
        error: what it failed with, or None.
    """

    number: int
    value: Any = None
    error: Exception | None = None


class Gather(Effect):
    """Run flows at the same time and hand on how each ended; nothing of them is left running afterwards.

    The first failure ends all others and is raised, unless `keep_going` is set: each failure is then handed on as an
    outcome. A cancellation, an interruption (Ctrl-C) and a failure of `each` end all flows in any case. A flow that is
    ended so gets an exception that is not an `Exception`, and whatever it asks for then is refused.

    Args:
        flows: taken one at a time as others end, so that any number of them takes no more memory than `limit`. Where a
            generator gives them, it is closed at the end.
        limit: the number of flows that run at the same time.
        each: told of each outcome, one at a time, in the order in which the flows end. It may return a flow, which is
            performed before the next outcome is handed on. Until then, the flow that ended counts as running.
        keep_going: go on after a failure.
        slow: whether `flows` may have to wait, as for a disk, to give the next one; an async driver then asks it in a
            worker thread.
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
    """Ends a flow in a thread of the blocking driver whose outcome is no longer wanted, as a cancellation does."""


class OwnEffect(Effect):
    """The base of effects that plugins bring: what such a flow asks for is performed by the effect itself.

    For a function that is called once, `Invoke` is enough.
    """

    __slots__ = ()

    def perform(self) -> Any:
        """Perform it in a blocking client, and return the outcome."""
        raise NotImplementedError(f"{type(self).__name__} has no perform(), which blocking clients need")

    async def aperform(self) -> Any:
        """Perform it in an async client."""
        raise NotImplementedError(f"{type(self).__name__} has no aperform(), which async clients need")


def unknown_effect(effect: object) -> TypeError:
    """The error for what a flow asks for that no driver can perform."""
    names = ", ".join(sorted(cls.__name__ for cls in Effect.__subclasses__()))
    return TypeError(
        f"a flow yielded {shorten(effect)}, which is not an effect; yield one of filewright.effects ({names}), or of a"
        " subclass of OwnEffect"
    )


def perform(effect: Effect) -> Flow[Any]:
    """Any effect, for a flow that wants its outcome untyped."""
    return (yield effect)


def send(request: httpx.Request, **options: Any) -> Flow[httpx.Response]:
    """Send a request; the options are those of `Send`."""
    response: httpx.Response = yield Send(request, **options)
    return response


def invoke(function: Callable[[], T]) -> Flow[T]:
    """Call a function that may have to wait, as for a disk, and return what it returns."""
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
    """Run flows, up to `limit` of them at the same time, and return what they return, in the order of the flows.

    The first failure ends the others and is raised.
    """
    results: dict[int, T] = {}

    def keep(outcome: Outcome) -> None:
        results[outcome.number] = outcome.value

    yield Gather(flows, limit, keep)
    return [results[number] for number in range(len(results))]
