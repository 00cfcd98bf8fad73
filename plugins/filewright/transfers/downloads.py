"""Downloading many files into a folder."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from filewright_api.operations import DOWNLOAD_FILE

from ..effects import Invoke, gather, invoke, perform, sleep
from ..errors import ConfigurationError, DestinationError, NotFoundError, OpenAIError, cut, shorten
from ..flows.downloads import fetch_content, save
from ..handles import is_url
from ..wire.leftovers import clear
from ..wire.stores import make_folder_at, size_at
from .choosing import Choice, choose
from .histories import LISTED
from .journal import DONE, FAILED, STATES, Finished
from .local_names import safe_name, told_apart
from .remote import BLOCK, Remote
from .results import Report, Result, code_of
from .supply import Supply, Wanted
from .uploads import HOPELESS, PATIENCE

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .journal import Journal
    from .rates import RateLimit
    from .remote import RemoteIndex
    from .telling import Teller


class DownloadJob(NamedTuple):
    """The state of a download of many files.

    Attributes:
        client: makes the calls.
        choice: which files are downloaded.
        listing: what the server lists of them.
        into: the folder, or its URL.
        destination: the server and the folder, as the journal names them.
        journal: knows which files are chosen, and what became of each.
        teller: counts.
        limit: the rate.
        concurrency: how many are fetched at once.
        skip_existing: whether a file of the same name and size is left as it is.
        max_files: how many are fetched at most, or None.
        dry: whether nothing is fetched.
    """

    client: FlowCaller | AsyncFlowCaller
    choice: Choice
    listing: RemoteIndex
    into: str
    destination: str
    journal: Journal
    teller: Teller
    limit: RateLimit
    concurrency: int
    skip_existing: bool
    max_files: int | None
    dry: bool


class Fetching(NamedTuple):
    """How files are fetched: `client`, `limit`, `skip_existing` and `dry` are those of a DownloadJob."""

    client: FlowCaller | AsyncFlowCaller
    limit: RateLimit
    skip_existing: bool
    dry: bool


def download_all(job: DownloadJob, fetch: Callable[[DownloadJob, Supply], Flow[None]] | None = None) -> Flow[Report]:
    """List the files, and fetch them: here, or as `fetch` does."""
    report, begun = job.teller.report, time.monotonic()
    try:
        if not job.dry:
            yield from perform(Invoke(partial(_make_folder, job.into)))
        yield from _listed(job)
        supply = Supply(_wanted(job), job.journal, report, job.max_files)
        yield from (_fetch_here if fetch is None else fetch)(job, supply)
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _fetch_here(job: DownloadJob, supply: Supply) -> Flow[None]:
    fetching = Fetching(job.client, job.limit, job.skip_existing, job.dry)
    yield from gather([_work(job, fetching, supply) for _ in range(job.concurrency)], job.concurrency)


def _listed(job: DownloadJob) -> Flow[None]:
    """Choose the files, or take those that an earlier job had chosen before it was cut off."""
    since = job.journal.meta(LISTED)
    if since:
        yield from perform(Invoke(partial(_take_up, job, float(since))))
        return
    missing = yield from choose(job.client, job.choice, job.listing)
    for file_id, refusal in missing:
        error = refusal or ConfigurationError(
            f"File {shorten(file_id)} does not exist, or does not match the other filters."
        )
        yield from job.teller.tell(Result("download", "failed", id=file_id, error=error))
    if job.journal.path:
        yield from perform(
            Invoke(partial(_write_down, job, [Remote(file_id, "", None, 0, "") for file_id, _ in missing]))
        )


def _write_down(job: DownloadJob, missing: list[Remote]) -> None:
    """Keep what was chosen: first the files, then that these are all."""
    since = time.time()
    for block in chain(job.listing.blocks(), [missing] if missing else []):
        job.journal.plan(
            [
                (_key(job, each), _place(job, each), each.name, each.size, each.created * 10**9, each.id)
                for each in block
            ],
            since,
        )
    job.journal.note(LISTED, repr(since))


def _take_up(job: DownloadJob, since: float) -> None:
    rows = (row for row in job.journal.rows(*range(len(STATES))) if row.since == since)
    files = (Remote(row.id or "", row.name, row.size, row.mtime_ns // 10**9, "") for row in rows)
    while block := list(islice(files, BLOCK)):
        job.listing.put(block)


def _key(job: DownloadJob, file: Remote) -> bytes:
    return blake2b(f"{job.destination}\0{file.id}".encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _place(job: DownloadJob, file: Remote) -> str:
    name = safe_name(file.name, file.id)
    name = told_apart(name, file.id) if job.listing.shares_place(file) else name
    return f"{job.into}/{name}" if is_url(job.into) else os.path.join(job.into, name)


def _make_folder(path: str) -> None:
    if is_url(path):
        make_folder_at(path)
        return
    try:
        os.makedirs(path, exist_ok=True)
        clear(path)
    except OSError as error:
        raise DestinationError(
            f"The folder {shorten(path)} cannot be made: {error.strerror}.", errno=error.errno, filename=path
        ) from error


def _wanted(job: DownloadJob) -> Iterator[Wanted]:
    """The files, each with its entry in the journal."""
    for block in job.listing.blocks():
        keys = [_key(job, file) for file in block]
        rows = job.journal.find(keys)
        for file, key in zip(block, keys, strict=True):
            row = rows.get(key)
            place = _place(job, file) if row is None else row.path
            yield Wanted(key, file, place, row is not None and row.state == DONE)


def _work(job: DownloadJob, fetching: Fetching, supply: Supply) -> Flow[None]:
    """Fetch one file after the other until there are no more."""
    while not supply.is_over:
        if supply.wants_more():
            yield from perform(Invoke(supply.fill))
        each = supply.pop()
        if each is not None:
            yield from recorded(job, each.key, (yield from fetched(fetching, each)))
            supply.finished()
        elif not supply.is_over and not supply.wants_more():
            yield from sleep(PATIENCE)


_STATES = {"downloaded": DONE, "skipped": DONE, "failed": FAILED}


def recorded(job: DownloadJob, key: bytes, result: Result) -> Flow[None]:
    """Record and report the outcome of a file."""
    moved = result.bytes or 0 if result.status == "downloaded" else 0
    if result.status in _STATES:
        error = result.error
        code, message = (None, None) if error is None else (code_of(error), cut(str(error), 1_000))
        job.journal.finish(Finished(key, _STATES[result.status], result.id, None, code, message))
    yield from job.teller.tell(result, moved)


def fetched(fetching: Fetching, each: Wanted) -> Flow[Result]:
    """Fetch a file; the error of one file is its own."""
    begun = time.monotonic()
    file, place = each.file, each.place

    def result(status: Any, **more: Any) -> Result:
        seconds = time.monotonic() - begun
        return Result("download", status, place, file.name, file.id, file.size, seconds=seconds, **more)

    there = yield from invoke(partial(_size_there, place))
    if there is not None and there == file.size:
        if each.is_done:
            return result("skipped", reason="done, says the journal")
        if fetching.skip_existing:
            return result("skipped", reason="a file of this name and size is there")
    if fetching.dry:
        return result("planned", reason="not there" if there is None else "in place of what is there")
    try:
        yield from _save(fetching, file, place)
    except HOPELESS:
        raise
    except NotFoundError as error:
        return result("failed", error=error, reason="deleted since it was listed")
    except OpenAIError as error:
        return result("failed", error=error)
    return result("downloaded")


def _save(fetching: Fetching, file: Remote, place: str) -> Flow[None]:
    call = fetching.client.new_call(DOWNLOAD_FILE, {"file_id": file.id})
    call.expected_bytes = file.size
    call.limit = fetching.limit
    response = yield from fetch_content(fetching.client.hooks, call)
    yield from save(fetching.client.hooks, call, response, place)


def _size_there(place: str) -> int | None:
    """The size of the file that is at a place; None if there is none."""
    if is_url(place):
        return size_at(place)
    try:
        status = os.stat(place)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
