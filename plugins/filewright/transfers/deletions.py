"""Deleting many files on the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from filewright_api.operations import DELETE_FILE

from ..effects import Gather, Outcome, perform
from ..errors import APIError, NotFoundError, OpenAIError
from ..flows.call import perform_call
from .choosing import Choice, choose
from .results import Report, Result, Status
from .uploads import HOPELESS

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .rates import RateLimit
    from .remote import Remote, RemoteIndex
    from .telling import Teller


class DeleteJob(NamedTuple):
    """The state of a deletion of many files.

    Attributes:
        client: makes the calls.
        choice: which files are deleted.
        listing: what the server lists of them.
        teller: counts.
        limit: the rate.
        concurrency: how many are deleted at once.
        max_delete: how many are deleted at most, or None.
        dry: whether nothing is deleted.
    """

    client: FlowCaller | AsyncFlowCaller
    choice: Choice
    listing: RemoteIndex
    teller: Teller
    limit: RateLimit
    concurrency: int
    max_delete: int | None
    dry: bool


def delete_all(job: DeleteJob) -> Flow[Report]:
    """List the files, and delete them, the oldest first."""
    report, begun = job.teller.report, time.monotonic()
    try:
        for file_id, _ in (yield from choose(job.client, job.choice, job.listing)):
            yield from job.teller.tell(Result("delete", "skipped", id=file_id, reason="it is not there"))
        flows = (_one(job, file) for file in _until_enough(job))
        yield from perform(Gather(flows, job.concurrency, partial(_ended, job.teller), slow=True))
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _until_enough(job: DeleteJob) -> Iterator[Remote]:
    for number, file in enumerate(job.listing.all()):
        if job.max_delete is not None and number >= job.max_delete:
            job.teller.report.stopped = "max_delete"
            return
        yield file


def _ended(teller: Teller, outcome: Outcome) -> Flow[None]:
    return teller.tell(outcome.value)


def _one(job: DeleteJob, file: Remote) -> Flow[Result]:
    if job.dry:
        return Result("delete", "planned", None, file.name, file.id, file.size)
    return (yield from deleted(job.client, file, job.limit))


def deleted(client: FlowCaller | AsyncFlowCaller, file: Remote, limit: RateLimit | None = None) -> Flow[Result]:
    """Delete a file; the error of one file is its own."""
    begun = time.monotonic()
    call = client.new_call(DELETE_FILE, {"file_id": file.id})
    call.limit = limit
    error: OpenAIError | None = None
    reason = None
    try:
        response = yield from perform_call(client.hooks, call)
        if getattr(response, "deleted", None) is False:
            error = APIError(f"The server reports that {file.id} was not deleted.")
    except HOPELESS:
        raise
    except NotFoundError:
        reason = "it was already deleted by another client"
    except OpenAIError as failure:
        error = failure
    status: Status = "failed" if error is not None else "skipped" if reason else "deleted"
    seconds = time.monotonic() - begun
    return Result("delete", status, None, file.name, file.id, file.size, reason=reason, error=error, seconds=seconds)
