"""Uploading many files: a few workers take one after the other, and the journal knows of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from filewright_api.operations import CREATE_FILE

from ..effects import Invoke, PrepareSource, gather, perform, sleep
from ..errors import (
    APIConnectionError,
    AuthenticationError,
    BudgetError,
    ClientClosedError,
    MissingCredentialsError,
    OpenAIError,
    PermissionDeniedError,
    SourceChangedError,
    UnsupportedOperationError,
    UploadOutcomeUnknownError,
    cut,
)
from ..flows.call import perform_call
from ..handles import is_url
from ..sources import Source
from .feeding import Feeder
from .journal import DONE, FAILED, UNKNOWN, Finished
from .progress import REDRAW
from .results import Result, code_of
from .settling import settle

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .entries import Entry
    from .feeding import Item
    from .journal import Journal
    from .rates import RateLimit
    from .remote import RemoteIndex
    from .results import Report
    from .telling import Teller

HOPELESS = (
    *(AuthenticationError, MissingCredentialsError, PermissionDeniedError),
    *(UnsupportedOperationError, ClientClosedError, BudgetError),
)
"""Errors that every other file would meet, too."""

PATIENCE = 0.01
"""Seconds after which a worker looks again whether a file may be sent that waits for another one."""

MAX_UNREACHABLE = 20
"""Files in a row that could not be sent for want of a connection before the job stops, as the rest would fail too."""


class UploadJob(NamedTuple):
    """The state of an upload of many files.

    Attributes:
        client: makes the calls.
        feeder: says which file is next.
        journal: knows what became of each.
        teller: counts.
        limit: the rate of the uploads.
        arguments: of each call, besides its file.
        purpose, destination: where the files go.
        concurrency: how many are sent at once.
        by_digest: whether a file is skipped whose content the journal knows.
        listing: what the server has, where that is asked for.
        counting: the same selection once more, to be counted for the progress; or None.
        unreachable: the errors of files in a row that met no server.
    """

    client: FlowCaller | AsyncFlowCaller
    feeder: Feeder
    journal: Journal
    teller: Teller
    limit: RateLimit
    arguments: dict[str, Any]
    purpose: str
    concurrency: int
    by_digest: bool
    listing: RemoteIndex | None
    unreachable: list[OpenAIError]
    counting: Iterator[Entry] | None = None


def upload_all(job: UploadJob, send: Callable[[UploadJob], Flow[None]] | None = None) -> Flow[Report]:
    """Settle what an earlier job left open, and send the rest: here, or as `send` does."""
    report = job.teller.report
    begun = time.monotonic()
    try:
        job.feeder.pass_over((yield from settle(job.client, job.journal, job.purpose, job.teller)))
        if job.listing is not None:
            from .remote import list_into

            yield from list_into(job.listing, job.client, purpose=job.purpose)
        yield from (_send_here if send is None else send)(job)
    finally:
        job.feeder.release()
        report.stopped = report.stopped or job.feeder.stopped
        report.seconds = time.monotonic() - begun
    return report


def _send_here(job: UploadJob) -> Flow[None]:
    working = set(range(job.concurrency))
    watching = [_look(job, working)] if job.teller.is_watched else []
    workers = [_work(job, working, number) for number in range(job.concurrency)]
    yield from gather([*workers, _count(job), *watching], job.concurrency + 2)


def _work(job: UploadJob, working: set[int], number: int) -> Flow[None]:
    """Send one file after another until none is left."""
    try:
        while (item := (yield from _next(job))) is not None:
            yield from _send(job, item)
    finally:
        working.discard(number)


def _look(job: UploadJob, working: set[int]) -> Flow[None]:
    """Tell how far the files are while workers send them: a large one takes minutes."""
    while working:
        yield from sleep(REDRAW)
        job.teller.look()


COUNTED = 10_000
"""Files that are counted at once."""


def _count(job: UploadJob) -> Flow[None]:
    """Count the files while they are sent, to estimate the remaining time."""
    if job.counting is None:
        return
    total = 0
    while counted := (yield from perform(Invoke(partial(_taken, job.counting, COUNTED)))):
        total += counted
    job.teller.expect(total)


def _taken(entries: Iterator[Entry], most: int) -> int:
    return sum(1 for _ in islice(entries, most))


def _next(job: UploadJob) -> Flow[Item | None]:
    feeder = job.feeder
    while True:
        item = yield from pop(job)
        if item is not None or feeder.is_over:
            return item
        yield from sleep(PATIENCE)


def pop(job: UploadJob) -> Flow[Item | None]:
    """The next file, or None if there is none at the moment."""
    if job.feeder.wants_more():
        for result in (yield from perform(Invoke(job.feeder.fill))):
            yield from job.teller.tell(result)
    return job.feeder.pop()


def _send(job: UploadJob, item: Item) -> Flow[None]:
    """Send a file and record its outcome; an error of one file does not affect others."""
    entry, begun = item.entry, time.monotonic()
    call = job.client.new_call(CREATE_FILE, dict(job.arguments))
    call.limit = job.limit
    source = _source_of(entry)
    try:
        digest = yield from _prepared(source, entry)
        known = job.journal.with_digest(digest, source.known_size) if job.by_digest and digest else None
        if known is not None:
            result = _result(entry, "skipped", begun, id=known.id, sha256=digest, reason="its content is there")
        else:
            call.arguments["file"] = source
            job.teller.begin(call, source.known_size)
            file = yield from perform_call(job.client.hooks, call)
            result = _result(entry, "uploaded", begun, id=file.id, sha256=digest, file=file)
            job.unreachable.clear()
        finished = Finished(item.key, DONE, result.id, digest)
    except UploadOutcomeUnknownError as error:
        result = _result(entry, "unknown", begun, error=error)
        finished = Finished(item.key, UNKNOWN, None, None, code_of(error), cut(str(error), 1_000))
    except HOPELESS:
        job.feeder.finished(item, None)
        job.feeder.halt("refused")
        raise
    except OpenAIError as error:
        result = _result(entry, "failed", begun, error=error)
        finished = Finished(item.key, FAILED, None, None, code_of(error), cut(str(error), 1_000))
        _count_unreachable(job, error)
    finally:
        source.release()
    job.feeder.finished(item, finished)
    yield from job.teller.tell(result, call.traffic.sent, call)


def _count_unreachable(job: UploadJob, error: OpenAIError) -> None:
    if isinstance(error, APIConnectionError):
        job.unreachable.append(error)
        if len(job.unreachable) >= max(MAX_UNREACHABLE, 2 * job.concurrency):
            job.feeder.halt("unreachable")


def _source_of(entry: Entry) -> Source:
    source: Source | None = entry.content
    if source is not None:
        return source
    return Source("store" if is_url(entry.path) else "path", entry.path, name=entry.name)


def _prepared(source: Source, entry: Entry) -> Flow[str | None]:
    """Look at a file, and return the digest of one that is small enough to be in memory."""
    yield from perform(PrepareSource(source))
    if entry.size is not None and source.size != entry.size:
        raise SourceChangedError(
            f"{source.label} had {entry.size:,} bytes when it was found, and has {source.size:,} now; send it again."
        )
    return None if source.data is None else sha256(source.data).hexdigest()


def _result(entry: Entry, status: Any, begun: float, **more: Any) -> Result:
    seconds = time.monotonic() - begun
    return Result("upload", status, entry.path, entry.name, bytes=entry.size, seconds=seconds, **more)
