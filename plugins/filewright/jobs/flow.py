"""The flow of a job: batches are begun, waited for and downloaded, until every request has its outcome."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from filewright_api.operations import CANCEL_BATCH, DELETE_FILE, DOWNLOAD_FILE, LIST_BATCHES, RETRIEVE_BATCH

from ..effects import Flow, Gather, Outcome, invoke, perform, sleep
from ..errors import APIError, APIStatusError, NotFoundError, UnsupportedError
from ..flows.call import perform_call
from ..flows.downloads import fetch_content, save
from .beginning import Beginner
from .looking import PAGE
from .patience import Patience
from .shards import Ended, ended_of
from .standing import standing_in

if TYPE_CHECKING:
    from .job import Job
    from .reports import BatchReport
    from .shards import JobShard

MAX_INTERVAL = 120.0
"""Seconds up to which the interval between two looks grows."""
GROWTH = 1.5
_NO_LIST = frozenset({400, 404, 405, 422, 501})
"""Statuses of a server that has no list of batches, or wants to know more for it."""
MAX_PAGES = 20
"""Pages of the list of batches that are looked at; those that are not on them are retrieved one by one."""


def run_job(job: Job) -> Flow[BatchReport]:
    """Do a job, or what is left of it, and say how it ended."""
    try:
        yield from invoke(job.prepare)
        if job.report is not None:
            return job.report
        while True:
            yield from invoke(job.plan)
            yield from _Round(job).run()
            if job.is_over():
                break
        undeleted = (yield from _deleted(job)) if job.options.delete_files else []
        return (yield from invoke(partial(job.finish, undeleted)))
    except BaseException as error:
        _note_standing(job, error)
        raise
    finally:
        job.close()


def _note_standing(job: Job, error: BaseException) -> None:
    """Add to an error how to go on."""
    path = str(job.journal_path)
    match standing_in(job.journal.records, error) if job.id else None:
        case "open":
            error.add_note(
                f"The batches of the job go on; client.batches.resume({path!r}) continues it,"
                f" client.batches.cancel_job({path!r}) ends it."
            )
        case "begun":
            error.add_note(f"client.batches.resume({path!r}) continues the job.")
        case None:
            pass


class _Round:
    """One round of a job: its shards, from the first upload to the last result."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._interval = job.options.poll_interval
        self._patience = Patience(job.options.poll_interval)
        self._beginner = Beginner(job, self._patience)
        self._can_list = True

    def run(self) -> Flow[None]:
        while True:
            if self.job.wants_cancelling:
                yield from self._cancel()
            changed = yield from self._beginner.begin_some()
            if self._open():
                changed |= yield from self._look()
            changed |= yield from self._collect_some()
            if all(shard.is_joined for shard in self.job.shards):
                return
            self.job.tell()
            yield from self._pause(changed=changed)

    def _pause(self, *, changed: bool) -> Flow[None]:
        """Wait until the next look; longer each time that nothing changed."""
        if changed:
            self._interval = self.job.options.poll_interval
            return
        yield from sleep(self._interval)
        self._interval = max(self._interval, min(self._interval * GROWTH, MAX_INTERVAL))

    def _open(self) -> list[JobShard]:
        return [shard for shard in self.job.shards if shard.is_open]

    # Waiting

    def _look(self) -> Flow[bool]:
        """Ask how the open batches are; whether one has ended."""
        found = yield from self._patience.tolerated(self._listed())
        changed = False
        for shard in self._open():
            batch = (found or {}).get(shard.batch_id or "")
            if batch is not None:
                shard.batch = batch
                changed |= yield from self._ended(shard, batch)
        return changed

    def _listed(self) -> Flow[dict[str, Any]]:
        """The open batches by id: from the list, and those that are not on it one by one."""
        wanted = {shard.batch_id: shard.created_at for shard in self._open() if shard.batch_id}
        found: dict[str, Any] = {}
        if len(wanted) > 1 and self._can_list:
            yield from self._find_listed(wanted, found)
        for batch_id in wanted.keys() - found.keys():
            found[batch_id] = yield from self._retrieved(batch_id)
        return found

    def _find_listed(self, wanted: dict[str, int], found: dict[str, Any]) -> Flow[None]:
        call = self.job.new_call(LIST_BATCHES, {"limit": PAGE})
        oldest = min(wanted.values()) - 1
        for _ in range(MAX_PAGES):
            try:
                page = yield from perform_call(self.job.hooks, call)
            except APIStatusError as error:
                if error.status_code not in _NO_LIST:
                    raise
                self._can_list = False
                return
            found |= {batch.id: batch for batch in page.data or () if batch.id in wanted}
            is_past = any(batch.created_at < oldest for batch in page.data or ())
            following = self.job.hooks.next_page(call, page)
            if following is None or is_past or len(found) == len(wanted):
                return
            call = following

    def _retrieved(self, batch_id: str) -> Flow[Any]:
        try:
            call = self.job.new_call(RETRIEVE_BATCH, {"batch_id": batch_id})
            return (yield from perform_call(self.job.hooks, call))
        except NotFoundError as error:
            error.add_note(f"The batch {batch_id} of the job is not found; it may be that of another key or project.")
            raise

    def _ended(self, shard: JobShard, batch: Any) -> Flow[bool]:
        call = self.job.new_call(RETRIEVE_BATCH, {"batch_id": batch.id})
        if self.job.hooks.poll_verdict(call, batch) == "pending":
            return False
        ended = ended_of(batch)
        is_put_back = shard.is_put_back(ended)
        if is_put_back and not self.job.is_cancelled:
            self.job.note("requeued", shard, batch_id=batch.id)
            yield from self._patience.hold(shard.plan.model)
            return False
        if not is_put_back:
            self._patience.let_go()
        self._note_ended(shard, batch.id, ended)
        return True

    def _note_ended(self, shard: JobShard, batch_id: str | None, ended: Ended) -> None:
        self.job.note("ended", shard, batch_id=batch_id, **ended._asdict())

    # Ending

    def _collect_some(self) -> Flow[bool]:
        """Fetch the results of batches that have ended, and read them; whether there were any."""
        ended = [shard for shard in self.job.shards if shard.ended is not None and not shard.is_joined]
        if not ended:
            return False
        changed = False

        def read(outcome: Outcome) -> Flow[None] | None:
            nonlocal changed
            changed = changed or outcome.value
            return invoke(partial(self.job.join, ended[outcome.number])) if outcome.value else None

        flows = (self._patience.tolerating(shard, self._fetch(shard)) for shard in ended)
        yield from perform(Gather(flows, self.job.options.concurrency, read))
        return changed

    def _fetch(self, shard: JobShard) -> Flow[None]:
        assert shard.ended is not None
        for kind, file_id in (("output", shard.ended.output_file_id), ("error", shard.ended.error_file_id)):
            path = self.job.result_path(shard, kind)
            if file_id is not None and not path.exists():
                self.job.tell("downloading")
                yield from self._saved(file_id, path)

    def _saved(self, file_id: str, path: Any) -> Flow[None]:
        call = self.job.new_call(DOWNLOAD_FILE, {"file_id": file_id})
        try:
            response = yield from fetch_content(self.job.hooks, call)
        except NotFoundError:  # deleted, or expired: its requests are missing
            return
        yield from save(self.job.hooks, call, response, path)

    def _cancel(self) -> Flow[None]:
        """End what is under way, and begin nothing more."""
        self.job.cancel()
        for shard in self.job.shards:
            if shard.is_waiting and shard.is_creating:
                yield from self._beginner.adopt(shard)
            if shard.is_waiting:
                self._note_ended(shard, None, Ended("cancelled"))
        for shard in self._open():
            yield from _cancelled(self.job, shard.batch_id or "")


def _cancelled(job: Job, batch_id: str) -> Flow[None]:
    """Cancel a batch; one that has ended meanwhile cannot be."""
    try:
        yield from perform_call(job.hooks, job.new_call(CANCEL_BATCH, {"batch_id": batch_id}))
    except APIStatusError as error:
        if error.status_code >= 500:
            raise


def _deleted(job: Job) -> Flow[list[str]]:
    """Delete the files of a job, and return the ids of those that could not be deleted."""
    left: list[str] = []
    for file_id in job.stored_files():
        try:
            yield from perform_call(job.hooks, job.new_call(DELETE_FILE, {"file_id": file_id}))
        except NotFoundError:
            pass
        except (APIError, UnsupportedError):
            left.append(file_id)
    return left
