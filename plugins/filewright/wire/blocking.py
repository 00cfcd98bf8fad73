"""The driver that blocks.

A driver is the only place where requests are sent and time passes. It runs a flow: it hands the outcome of each effect
back, throws failures into the flow, and closes it in any case.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx

from .. import effects
from ..errors import ClientClosedError
from .codings import DecodedStream, undo_coding
from .common import (
    PHASES,
    STREAMED,
    NothingToSend,
    auth_of,
    bounded,
    is_enough,
    keep,
    overdue,
    settle_content_type,
    undecodable,
    unreadable,
    view_blocks,
)
from .crews import Crew, Halt, shut_down
from .destinations import open_destination, save_read
from .disk import SourceReader, prepare
from .partial import open_partial
from .watchdog import NEVER, WATCH, Watch, watchdog

if TYPE_CHECKING:
    from ..effects import Body, Effect, Flow
    from .partial import PartialFile
    from .saving import Destination

T = TypeVar("T")


class _BodyStream(httpx.SyncByteStream):
    """A body being sent: opens the sources one after another, counts the bytes, and reports when all are sent."""

    def __init__(self, body: Body, sent: Callable[[], None], check: Callable[[], None]) -> None:
        self._body = body
        self._sent = sent
        self._check = check
        self._running: Generator[bytes, None, None] | None = None

    @property
    def whole(self) -> bytes | None:
        """The body, where it is in memory in one piece."""
        return self._body.whole

    def __iter__(self) -> Iterator[bytes]:
        self._running = self._blocks()
        return self._running

    def _blocks(self) -> Generator[bytes, None, None]:
        body = self._body
        body.sent = 0
        for segment in body.segments:
            with closing(_segment_blocks(segment)) as blocks:
                for block in blocks:
                    self._check()
                    yield block
                    body.sent += len(block)
                    if body.progress is not None:
                        body.progress(body.sent)
        self._sent()

    def close(self) -> None:
        """Let go of the file that is open, where the body did not go out whole: httpx does not."""
        if self._running is not None:
            self._running.close()


def _segment_blocks(source: Any) -> Generator[bytes, None, None]:
    if isinstance(source, bytes):
        yield source
        return
    if source.data is not None:
        yield from view_blocks(source.data)
        return
    reader = SourceReader(source)
    try:
        while block := reader.read():
            yield block
    finally:
        reader.close()


def _content_blocks(response: httpx.Response) -> Iterator[bytes]:
    """A body as it comes, or as it was read."""
    return response.iter_bytes() if hasattr(response, "_content") else response.iter_raw()


class Driver:
    """Performs effects in the calling thread.

    Args:
        http: the httpx client that sends; it is closed with the driver if `owned`.
        halt: what ends the flows of this driver, where it is one of several that work together.
    """

    def __init__(self, http: httpx.Client, *, owned: bool, halt: Halt | None = None) -> None:
        self.http = http
        self.owned = owned
        self._in_crew = halt is not None
        self._halt = halt or Halt()

    def run(self, flow: Flow[T]) -> T:
        """Run a flow to its end and return what it returns."""
        try:
            effect = next(flow)
            while True:
                try:
                    outcome = _PERFORM.get(type(effect), Driver._own)(self, effect)
                except BaseException as error:  # the flow decides what becomes of it; raised again where it does not
                    effect = flow.throw(error)
                else:
                    effect = flow.send(outcome)
        except StopIteration as stop:
            return cast(T, stop.value)
        finally:
            flow.close()

    def _send(self, effect: effects.Send) -> httpx.Response:
        if self.http.is_closed:
            raise ClientClosedError("The client is closed; make a new one.")
        request = effect.request
        request.extensions["timeout"] = phases = bounded(effect.timeout, effect.deadline)
        request.extensions[PHASES] = effect.timeout
        request.extensions[STREAMED] = effect.stream
        watch = request.extensions[WATCH] = Watch()
        if effect.deadline is not None:
            watchdog().limit(watch, effect.deadline)
        try:
            with self._halt.ending(watch.shut):
                return self._exchanged(effect, request, watch, phases["read"])
        except httpx.RequestError as error:
            if watch.passed:
                raise overdue(effect.deadline) from error
            raise
        finally:
            watchdog().end(watch)

    def _exchanged(
        self, effect: effects.Send, request: httpx.Request, watch: Watch, seconds: float | None
    ) -> httpx.Response:
        response = self._head(effect, watch, seconds)
        settle_content_type(response)
        undo_coding(response, effect.limit_of_stream(response), DecodedStream)
        if effect.stream:
            return response
        watch.deadline = NEVER if effect.deadline is None else effect.deadline
        try:
            return self._read(response, effect.limit_of(response))
        except httpx.DecodingError as error:
            raise undecodable(response, error) from error

    def _head(self, effect: effects.Send, watch: Watch, seconds: float | None) -> httpx.Response:
        """Send a request and limit the time until the response's head is complete, however slowly it trickles in."""

        def sent() -> None:
            if seconds is not None:
                watchdog().limit(watch, time.monotonic() + seconds)

        request, body = effect.request, effect.body
        request.stream = stream = NothingToSend(sent) if body is None else _BodyStream(body, sent, self._halt.check)
        try:
            return self.http.send(request, stream=True, follow_redirects=False, auth=auth_of(effect))
        except (UnicodeError, httpx.InvalidURL) as error:
            raise unreadable(error) from error
        finally:
            stream.close()

    def _read_body(self, effect: effects.ReadBody) -> httpx.Response:
        try:
            with self._halt.ending(lambda: shut_down(effect.response)):
                return self._read(effect.response, effect.limit)
        finally:
            effect.response.close()

    def _read_ahead(self, effect: effects.ReadAhead) -> httpx.Response:
        with self._halt.ending(lambda: shut_down(effect.response)):
            return self._read(effect.response, effect.most)

    def _read(self, response: httpx.Response, limit: int | None) -> httpx.Response:
        body = BytesIO()
        try:
            for block in _content_blocks(response):
                body.write(block)
                if is_enough(response, body.tell(), limit):
                    break
        except httpx.DecodingError:
            if response.status_code < 300:
                raise
        finally:
            response.close()
        return keep(response, body)

    def _open_destination(self, effect: effects.OpenDestination) -> Destination:
        return open_destination(effect.path)

    def _save_read(self, effect: effects.SaveRead) -> int:
        return save_read(effect)

    def _open_partial(self, effect: effects.OpenPartial) -> PartialFile | None:
        return open_partial(effect)

    def _append_body(self, effect: effects.AppendBody) -> None:
        try:
            with self._halt.ending(lambda: shut_down(effect.response)):
                if effect.afresh:
                    effect.restart()
                for block in _content_blocks(effect.response):
                    effect.write((block,))
                    effect.moved()
        finally:
            effect.response.close()

    def _commit(self, effect: effects.CommitDestination) -> None:
        effect.destination.commit()

    def _prepare(self, effect: effects.PrepareSource) -> None:
        prepare(effect.source)

    def _feed(self, effect: effects.FeedSource) -> None:
        with closing(_segment_blocks(effect.source)) as blocks:
            for block in blocks:
                self._halt.check()
                effect.feed(block)

    def _close_response(self, effect: effects.CloseResponse) -> None:
        effect.response.close()

    def _sleep(self, effect: effects.Sleep) -> None:
        if self._in_crew:
            self._halt.sleep(effect.seconds)
        else:
            time.sleep(effect.seconds)

    def _now(self, effect: effects.Now) -> float:
        return time.monotonic()

    def _own(self, effect: Any) -> Any:
        if not isinstance(effect, effects.OwnEffect):
            raise effects.unknown_effect(effect)
        self._halt.check()
        return effect.perform()

    def _invoke(self, effect: effects.Invoke) -> Any:
        self._halt.check()
        return effect.function()

    def _gather(self, effect: effects.Gather) -> None:
        def work(flow: Flow[Any]) -> Any:
            return Driver(self.http, owned=False, halt=crew.halt).run(flow)

        with Crew(effect, work) as crew, self._halt.ending(crew.halt.end):
            for outcome in crew.outcomes():
                reply = effect.each(outcome)
                if reply is not None:
                    self.run(reply)

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        if self.owned:
            self.http.close()


_PERFORM: dict[type[Effect], Callable[[Driver, Any], Any]] = {
    effects.Send: Driver._send,
    effects.ReadBody: Driver._read_body,
    effects.ReadAhead: Driver._read_ahead,
    effects.OpenDestination: Driver._open_destination,
    effects.SaveRead: Driver._save_read,
    effects.OpenPartial: Driver._open_partial,
    effects.AppendBody: Driver._append_body,
    effects.CommitDestination: Driver._commit,
    effects.PrepareSource: Driver._prepare,
    effects.FeedSource: Driver._feed,
    effects.CloseResponse: Driver._close_response,
    effects.Sleep: Driver._sleep,
    effects.Now: Driver._now,
    effects.Invoke: Driver._invoke,
    effects.Gather: Driver._gather,
}


def run_here(flow: Flow[T]) -> T:
    """Run a flow that sends nothing in the calling thread."""
    return Driver(cast(httpx.Client, None), owned=False).run(flow)
