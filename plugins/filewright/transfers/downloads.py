"""Downloading many files into a folder."""

from __future__ import annotations

import os
import stat
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from filewright_api.operations import DOWNLOAD_FILE

from ..effects import Invoke, invoke, perform
from ..errors import ConfigurationError, DestinationError, NotFoundError, OpenAIError, shorten
from ..flows.downloads import fetch_content, save
from ..handles import is_url
from ..wire.leftovers import clear
from ..wire.stores import make_folder_at, size_at
from .local_names import safe_name, told_apart
from .remote_jobs import HandOut, RemoteJob, run_job
from .results import Report, Result
from .uploads import HOPELESS

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .rates import RateLimit
    from .remote import Remote, RemoteIndex
    from .supply import Wanted


def download_all(job: RemoteJob, into: str, hand_out: HandOut | None = None) -> Flow[Report]:
    """Make the folder, list the files, and fetch them: here, or as `hand_out` has it done."""
    if not job.dry:
        yield from perform(Invoke(partial(_make_folder, into)))
    return (yield from run_job(job, hand_out))


def absent(file_id: str, refusal: NotFoundError | None) -> Result:
    """The result of an id without a file."""
    error = refusal or ConfigurationError(
        f"File {shorten(file_id)} does not exist, or does not match the other filters."
    )
    return Result("download", "failed", id=file_id, error=error)


def place_in(into: str, listing: RemoteIndex, file: Remote) -> str:
    """Where a file is saved: under a safe name, which has the id where several files would share it."""
    name = safe_name(file.name, file.id)
    name = told_apart(name, file.id) if listing.shares_place(file) else name
    return f"{into}/{name}" if is_url(into) else os.path.join(into, name)


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


def fetched(
    client: FlowCaller | AsyncFlowCaller, limit: RateLimit, each: Wanted, *, skip_existing: bool, dry: bool
) -> Flow[Result]:
    """Fetch a file; the error of one file is its own.

    Args:
        client: makes the calls.
        limit: the rate.
        each: the file.
        skip_existing: whether a file of the same name and size is left as it is.
        dry: whether nothing is fetched.
    """
    begun = time.monotonic()
    file, place = each.file, each.place

    def result(status: Any, size: int | None = file.size, **more: Any) -> Result:
        seconds = time.monotonic() - begun
        return Result("download", status, place, file.name, file.id, size, seconds=seconds, **more)

    there = yield from invoke(partial(_size_there, place))
    if there is not None and (there == file.size or (file.size is None and each.is_done)):
        if each.is_done:
            return result("skipped", reason="done, says the journal")
        if skip_existing:
            return result("skipped", reason="a file of this name and size is there")
    if dry:
        return result("planned", reason="not there" if there is None else "in place of what is there")
    try:
        saved = yield from _save(client, limit, file, place)
    except HOPELESS:
        raise
    except NotFoundError as error:
        return result("failed", error=error, reason="deleted since it was listed")
    except OpenAIError as error:
        return result("failed", error=error)
    return result("downloaded", saved if file.size is None else file.size)


def _save(client: FlowCaller | AsyncFlowCaller, limit: RateLimit, file: Remote, place: str) -> Flow[int]:
    call = client.new_call(DOWNLOAD_FILE, {"file_id": file.id})
    call.expected_bytes = file.size
    call.limit = limit
    response = yield from fetch_content(client.hooks, call)
    return (yield from save(client.hooks, call, response, place))


def _size_there(place: str) -> int | None:
    """The size of the file that is at a place; None if there is none."""
    if is_url(place):
        return size_at(place)
    try:
        status = os.stat(place)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
