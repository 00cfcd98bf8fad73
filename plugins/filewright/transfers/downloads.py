"""Downloading many files into a folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from filewright_api.operations import DOWNLOAD_FILE

from ..effects import Gather, Invoke, Outcome, perform
from ..errors import ConfigurationError, DestinationError, NotFoundError, OpenAIError, shorten
from ..flows.call import perform_call
from ..flows.downloads import save
from .choosing import Choice, choose
from .local_names import safe_name, told_apart
from .results import Report, Result
from .uploads import HOPELESS

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .rates import RateLimit
    from .remote import Remote, RemoteIndex
    from .telling import Teller


class DownloadJob(NamedTuple):
    """The state of a download of many files.

    Attributes:
        client: makes the calls.
        choice: which files are downloaded.
        listing: what the server lists of them.
        into: the folder.
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
    teller: Teller
    limit: RateLimit
    concurrency: int
    skip_existing: bool
    max_files: int | None
    dry: bool


def download_all(job: DownloadJob) -> Flow[Report]:
    """List the files, and fetch them."""
    report, begun = job.teller.report, time.monotonic()
    try:
        if not job.dry:
            yield from perform(Invoke(partial(_make_folder, job.into)))
        missing = yield from choose(job.client, job.choice, job.listing)
        for file_id, refusal in missing:
            error = refusal or ConfigurationError(
                f"File {shorten(file_id)} does not exist, or does not match the other filters."
            )
            yield from job.teller.tell(Result("download", "failed", id=file_id, error=error))
        flows = (_one(job, file) for file in _until_enough(job))
        yield from perform(Gather(flows, job.concurrency, partial(_ended, job.teller), slow=True))
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise DestinationError(
            f"The folder {shorten(path)} cannot be made: {error.strerror}.", errno=error.errno, filename=path
        ) from error


def _until_enough(job: DownloadJob) -> Iterator[Remote]:
    report = job.teller.report
    for number, file in enumerate(job.listing.all()):
        if job.max_files is not None and number - report.skipped >= job.max_files:
            report.stopped = "max_files"
            return
        yield file


def _ended(teller: Teller, outcome: Outcome) -> Flow[None]:
    result: Result = outcome.value
    moved = result.bytes or 0 if result.status == "downloaded" else 0
    return teller.tell(result, moved)


def _one(job: DownloadJob, file: Remote) -> Flow[Result]:
    """Fetch a file; the error of one file is its own."""
    begun = time.monotonic()
    name = safe_name(file.name, file.id)
    place = os.path.join(job.into, told_apart(name, file.id) if job.listing.shares_place(file) else name)

    def result(status: Any, **more: Any) -> Result:
        seconds = time.monotonic() - begun
        return Result("download", status, place, file.name, file.id, file.size, seconds=seconds, **more)

    if job.skip_existing and _is_there(place, file.size):
        return result("skipped", reason="a file of this name and size is there")
    if job.dry:
        return result("planned", reason="not there" if not os.path.lexists(place) else "of another size")
    try:
        yield from _fetched(job, file, place)
    except HOPELESS:
        raise
    except NotFoundError as error:
        return result("failed", error=error, reason="deleted since it was listed")
    except OpenAIError as error:
        return result("failed", error=error)
    return result("downloaded")


def _fetched(job: DownloadJob, file: Remote, place: str) -> Flow[None]:
    call = job.client.new_call(DOWNLOAD_FILE, {"file_id": file.id})
    call.expected_bytes = file.size
    call.limit = job.limit
    response = yield from perform_call(job.client.hooks, call)
    yield from save(job.client.hooks, call, response, place)


def _is_there(place: str, size: int | None) -> bool:
    try:
        return size is not None and os.path.isfile(place) and os.stat(place).st_size == size
    except OSError:
        return False
