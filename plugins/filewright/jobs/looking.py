"""Finds the objects that a job has already created on the server: files by name, batches by metadata."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filewright_api.operations import CREATE_BATCH, DOWNLOAD_FILE, LIST_BATCHES, LIST_FILES

from ..effects import Flow, invoke
from ..errors import UploadOutcomeUnknownError
from ..flows.call import perform_call
from ..flows.downloads import fetch_content, save
from ..rules.likeness import CLOCK_TOLERANCE
from .outcomes import outcome_of
from .shards import ended_of

if TYPE_CHECKING:
    from ..calls import Call
    from .job import Job
    from .shards import JobShard

MAX_SEARCHED_PAGES = 500
PAGE = 100
_OVER = frozenset({"failed", "cancelling", "cancelled"})
"""The statuses of batches that cost nothing twice."""


def stored_file(job: Job, shard: JobShard) -> Flow[Any]:
    """The file of a shard on the server, or None; its name has the job and the shard."""
    name = job.filename(shard)
    call = job.new_call(LIST_FILES, {"purpose": "batch"})
    return (yield from _first(job, call, lambda file: file.filename == name and file.bytes == shard.plan.bytes))


def mark_of(job: Job, shard: JobShard) -> dict[str, str]:
    """The metadata by which a batch is known to be that of a shard."""
    return {
        "filewright_job": job.id,
        "filewright_shard": f"{shard.name}-{shard.tries}",
        "filewright_sha256": shard.sha256,
    }


def stored_batch(job: Job, shard: JobShard) -> Flow[Any]:
    """The batch of a shard on the server, or None."""
    mark = mark_of(job, shard)

    def is_it(batch: Any) -> bool:
        metadata: Any = getattr(batch, "metadata", None) or {}
        return all(metadata.get(name) == mark[name] for name in ("filewright_job", "filewright_shard"))

    return (yield from _first(job, job.new_call(LIST_BATCHES, {"limit": PAGE}), is_it))


def lost_batch(job: Job, shard: JobShard) -> Flow[Any]:
    """The batch of a shard that was handed over and whose response was lost, by the requests in its results; or None.

    Raises:
        UploadOutcomeUnknownError: there is a batch that may be it, and has no results yet.
    """
    since = int(shard.tried_at - CLOCK_TOLERANCE)
    call = job.new_call(LIST_BATCHES, {"limit": PAGE})
    for _ in range(MAX_SEARCHED_PAGES):
        page = yield from perform_call(job.hooks, call)
        for batch in page.data or ():
            is_new = batch.created_at >= since and batch.id not in job.known_batches() and batch.status not in _OVER
            is_alike = is_new and getattr(batch.request_counts, "total", 0) in {0, shard.plan.lines}
            if is_alike and (yield from _is_of(job, shard, batch)):
                return batch
        following = job.hooks.next_page(call, page)
        if following is None or any(batch.created_at < since for batch in page.data or ()):
            return None
        call = following
    return None


def _is_of(job: Job, shard: JobShard, batch: Any) -> Flow[bool]:
    """Return True if the results of a batch belong to a shard's requests."""
    ended = ended_of(batch)
    if ended.output_file_id is None:
        raise UploadOutcomeUnknownError(
            f"The response to create_batch was lost for {shard.name}, and {batch.id}, which may be its batch, has no"
            " results yet. Wait until it has ended, or cancel it, and go on with client.batches.resume(...).",
            operation=CREATE_BATCH.name,
            sought={"requests": shard.plan.lines},
            candidates=[batch],
        )
    path = job.result_path(shard, "doubt")
    call = job.new_call(DOWNLOAD_FILE, {"file_id": ended.output_file_id})
    response = yield from fetch_content(job.hooks, call)
    yield from save(job.hooks, call, response, path)
    return (yield from invoke(partial(_has_ids, job, shard, path)))


def _has_ids(job: Job, shard: JobShard, path: Path) -> bool:
    with open(path, "rb") as lines:
        found = {outcome_of(line).custom_id for line in lines}
    path.unlink()
    return found == set(job.inputs.ids(shard.members))


def _first(job: Job, call: Call, fits: Callable[[Any], bool]) -> Flow[Any]:
    """The first object of a list that fits, or None."""
    for _ in range(MAX_SEARCHED_PAGES):
        page = yield from perform_call(job.hooks, call)
        found = next((item for item in page.data or () if fits(item)), None)
        following = None if found is not None else job.hooks.next_page(call, page)
        if following is None:
            return found
        call = following
    return None
