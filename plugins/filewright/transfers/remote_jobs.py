"""Jobs about many files on the server, which the journal knows once they are chosen: downloads and deletions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from ..effects import Invoke, gather, perform, sleep
from ..errors import NotFoundError, cut
from .choosing import Choice, choose
from .histories import LISTED
from .journal import DONE, FAILED, STATES, Finished
from .remote import BLOCK, Remote
from .results import Report, Result, code_of
from .supply import Supply, Wanted
from .uploads import PATIENCE

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .journal import Journal
    from .rates import RateLimit
    from .remote import RemoteIndex
    from .telling import Teller

One: TypeAlias = "Callable[[FlowCaller | AsyncFlowCaller, RateLimit, Wanted], Flow[Result]]"
"""Moves or deletes a file; can be pickled for workers. The error of one file is its own."""


class RemoteJob(NamedTuple):
    """The state of a job.

    Attributes:
        op: what is done with the files.
        client: makes the calls.
        choice: which files they are.
        listing: what the server lists of them.
        destination: the server and the folder, as the journal names them.
        journal: knows which files are chosen, and what became of each.
        teller: counts.
        limit: the rate.
        concurrency: how many are under way at once.
        most: how many are moved or deleted at most, or None.
        dry: whether nothing is done.
        one: what is done with each.
        absent: the result of an id without a file.
        place: where a file is saved, or "".
    """

    op: Literal["download", "delete"]
    client: FlowCaller | AsyncFlowCaller
    choice: Choice
    listing: RemoteIndex
    destination: str
    journal: Journal
    teller: Teller
    limit: RateLimit
    concurrency: int
    most: int | None
    dry: bool
    one: One
    absent: Callable[[str, NotFoundError | None], Result]
    place: Callable[[Remote], str] = lambda _file: ""


HandOut: TypeAlias = Callable[[RemoteJob, Supply], "Flow[None]"]

_LIMITS = {"download": "max_files", "delete": "max_delete"}


def run_job(job: RemoteJob, hand_out: HandOut | None = None) -> Flow[Report]:
    """List the files, and do the work: here, or as `hand_out` has it done. The oldest come first."""
    report, begun = job.teller.report, time.monotonic()
    try:
        yield from _listed(job)
        supply = Supply(_wanted(job), job.journal, report, job.most, _LIMITS[job.op])
        yield from (_work_here if hand_out is None else hand_out)(job, supply)
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _listed(job: RemoteJob) -> Flow[None]:
    """Choose the files, or take those that an earlier job had chosen before it was cut off."""
    since = job.journal.meta(LISTED)
    if since:
        yield from perform(Invoke(partial(_take_up, job, float(since))))
        return
    again: list[Remote] = []
    for file_id, refusal in (yield from choose(job.client, job.choice, job.listing)):
        result = job.absent(file_id, refusal)
        if result.error is not None:
            again.append(Remote(file_id, "", None, 0, ""))
        yield from job.teller.tell(result)
    if job.journal.path:
        yield from perform(Invoke(partial(_write_down, job, again)))


def _write_down(job: RemoteJob, missing: list[Remote]) -> None:
    """Keep what was chosen: first the files, then that these are all."""
    since = time.time()
    for block in chain(job.listing.blocks(), [missing] if missing else []):
        rows = [
            (_key(job, each), job.place(each), each.name, each.size, each.created * 10**9, each.id) for each in block
        ]
        # A file that was deleted and is listed again is to be deleted again.
        job.journal.plan(rows, since, keeps_done=job.op == "download")
    job.journal.note(LISTED, repr(since))


def _take_up(job: RemoteJob, since: float) -> None:
    rows = (row for row in job.journal.rows(*range(len(STATES))) if row.since == since)
    files = (Remote(row.id or "", row.name, row.size, row.mtime_ns // 10**9, "") for row in rows)
    while block := list(islice(files, BLOCK)):
        job.listing.put(block)


def _key(job: RemoteJob, file: Remote) -> bytes:
    return blake2b(f"{job.destination}\0{file.id}".encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _wanted(job: RemoteJob) -> Iterator[Wanted]:
    """The files, each with its entry in the journal."""
    for block in job.listing.blocks():
        keys = [_key(job, file) for file in block]
        rows = job.journal.find(keys)
        for file, key in zip(block, keys, strict=True):
            row = rows.get(key)
            place = job.place(file) if row is None else row.path
            yield Wanted(key, file, place, row is not None and row.state == DONE)


def _work_here(job: RemoteJob, supply: Supply) -> Flow[None]:
    yield from gather([_work(job, supply) for _ in range(job.concurrency)], job.concurrency)


def _work(job: RemoteJob, supply: Supply) -> Flow[None]:
    """Take one file after another until none is left."""
    while not supply.is_over:
        each = yield from next_of(supply)
        if each is not None:
            yield from recorded(job, supply, each.key, (yield from job.one(job.client, job.limit, each)))
        elif not supply.is_over and not supply.wants_more():
            yield from sleep(PATIENCE)


def next_of(supply: Supply) -> Flow[Wanted | None]:
    """The next file, or None if there is none at the moment."""
    if supply.wants_more():
        yield from perform(Invoke(supply.fill))
    return supply.pop()


_STATES = {"downloaded": DONE, "deleted": DONE, "skipped": DONE, "failed": FAILED}


def recorded(job: RemoteJob, supply: Supply, key: bytes, result: Result) -> Flow[None]:
    """Record and report the outcome of a file."""
    moved = result.bytes or 0 if result.status == "downloaded" else 0
    if result.status in _STATES:
        error = result.error
        code, message = (None, None) if error is None else (code_of(error), cut(str(error), 1_000))
        job.journal.finish(Finished(key, _STATES[result.status], result.id, None, code, message))
    yield from job.teller.tell(result, moved)
    supply.finished()
