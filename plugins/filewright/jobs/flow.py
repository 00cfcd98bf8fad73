"""The flow of a job: upload, create, wait, download, until every request has its outcome.

Each step is written down before and after it is taken. A step that may have been taken, as its response was lost or
the process died, is looked for first: a file by its name, a batch by its metadata, as both have the job and the shard.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from filewright_api.operations import (
    CANCEL_BATCH,
    CREATE_BATCH,
    CREATE_FILE,
    DELETE_FILE,
    DOWNLOAD_FILE,
    LIST_BATCHES,
    LIST_FILES,
    RETRIEVE_BATCH,
)

from ..effects import Flow, Invoke, now, perform, sleep
from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
    UploadOutcomeUnknownError,
)
from ..flows.call import perform_call
from ..flows.downloads import fetch_content, save
from .shards import Ended, ended_of

if TYPE_CHECKING:
    from filewright_api.types import Operation

    from ..calls import Call
    from .job import Job
    from .reports import BatchReport
    from .shards import JobShard

T = TypeVar("T")

MAX_INTERVAL = 120.0
"""Seconds up to which the interval between two looks grows."""
GROWTH = 1.5
MAX_HOLD = 600.0
"""Seconds after which a batch that did not fit is tried again at the latest."""
MAX_OUTAGE = 3600.0
"""Seconds for which a server may be out of reach, once it was in reach."""
MAX_PAGES = 20
"""Pages of the list of batches that are looked at; those that are not on them are retrieved one by one."""
MAX_SEARCHED_PAGES = 500
SETTLING = 2.0
"""Seconds after which a batch that was made is on the list."""
PAGE = 100

_PASSING = (APIConnectionError, InternalServerError, RateLimitError)


def run_job(job: Job) -> Flow[BatchReport]:
    """Do a job, or what is left of it, and say how it ended."""
    try:
        yield from _work(job.prepare)
        if job.report is not None:
            return job.report
        while True:
            yield from _work(job.plan)
            yield from _Round(job).run()
            if job.is_over():
                break
        undeleted = (yield from _deleted(job)) if job.options.delete_files else []
        return (yield from _work(partial(job.finish, undeleted)))
    except BaseException as error:
        if job.id:
            error.add_note(
                f"The batches of the job go on; client.batches.resume({str(job.journal_path)!r}) continues it,"
                f" client.batches.cancel_job({str(job.journal_path)!r}) ends it."
            )
        raise
    finally:
        job.close()


def _work(function: Callable[[], T]) -> Flow[T]:
    """Have a function do its work on the disk, in a thread where there is an event loop."""
    result: T = yield from perform(Invoke(function))
    return result


class _Round:
    """One round of a job: its shards, from the first upload to the last result."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._interval = job.options.poll_interval
        self._held: dict[str | None, float] = {}
        self._holds: dict[str | None, int] = {}
        self._failing_since: float | None = None
        self._was_reached = False
        self._can_list = True

    def run(self) -> Flow[None]:
        while True:
            if self.job.wants_cancelling:
                yield from self._cancel()
            changed = yield from self._begin_some()
            if self._open():
                changed |= yield from self._look()
            changed |= yield from self._collect_some()
            self.job.tell()
            if all(shard.is_joined for shard in self.job.shards):
                return
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

    # Beginning

    def _begin_some(self) -> Flow[bool]:
        """Begin as many batches as may be open; whether any was."""
        changed = False
        for shard in self.job.shards:
            if shard.is_waiting and not self.job.is_cancelled and (yield from self._may_begin(shard)):
                begun = yield from self._tolerating(shard, self._begin(shard))
                changed = changed or begun
        return changed

    def _may_begin(self, shard: JobShard) -> Flow[bool]:
        options = self.job.options
        model = shard.plan.model
        same = [each for each in self._open() if each.plan.model == model]
        if len(self._open()) >= options.max_open_batches:
            return False
        most = options.max_enqueued_tokens
        tokens = sum(each.plan.estimated_tokens for each in same) + shard.plan.estimated_tokens
        if most is not None and same and tokens > most:
            return False
        return (yield from now()) >= self._held.get(model, 0.0)

    def _begin(self, shard: JobShard) -> Flow[None]:
        if shard.file_id is None:
            yield from self._upload(shard)
        yield from self._create(shard)

    def _upload(self, shard: JobShard) -> Flow[None]:
        job = self.job
        self.job.tell("uploading")
        path = yield from _work(partial(job.write_shard, shard))
        file = (yield from self._stored_file(shard)) if shard.is_uploading else None
        if file is None:
            job.note("uploading", shard, sha256=shard.sha256)
            arguments: dict[str, Any] = {"file": path, "purpose": "batch"}
            if job.options.expires_after is not None:
                arguments["expires_after"] = job.options.expires_after
            try:
                file = yield from self._call(CREATE_FILE, arguments)
            except UploadOutcomeUnknownError:
                file = yield from self._stored_file(shard)
                if file is None:
                    raise
        job.note("uploaded", shard, file_id=file.id)
        yield from _work(partial(job.remove_shard, shard))

    def _stored_file(self, shard: JobShard) -> Flow[Any]:
        """The file of a shard at the server, or None; its name has the job and the shard."""
        name = self.job.filename(shard)
        call = self.job.new_call(LIST_FILES, {"purpose": "batch"})
        return (yield from self._first(call, lambda file: file.filename == name and file.bytes == shard.plan.bytes))

    def _create(self, shard: JobShard) -> Flow[None]:
        if shard.is_creating:
            yield from self._adopt(shard)
        if not shard.is_waiting:
            return
        tries = shard.tries if shard.is_creating else shard.tries + 1
        self.job.note("creating", shard, tries=tries)
        try:
            batch = yield from self._call(
                CREATE_BATCH, self._batch_arguments(shard), self._key(shard), shard.plan.model
            )
        except UploadOutcomeUnknownError:
            yield from self._adopt(shard)
            if shard.is_waiting:
                raise
            return
        if batch.id in shard.past:  # one that failed was taken for the new one, as it has the same file
            yield from self._adopt(shard)
        else:
            self._note_created(shard, batch)

    def _adopt(self, shard: JobShard) -> Flow[None]:
        """Take the batch that was made for a shard, if one was; what was just made may not be listed at once."""
        for delay in (0.0, min(self.job.options.poll_interval, SETTLING)):
            yield from sleep(delay)
            batch = yield from self._stored_batch(shard)
            if batch is not None:
                self._note_created(shard, batch)
                return

    def _note_created(self, shard: JobShard, batch: Any) -> None:
        shard.batch = batch
        self.job.note("created", shard, batch_id=batch.id, created_at=batch.created_at)

    def _batch_arguments(self, shard: JobShard) -> dict[str, Any]:
        options = self.job.options
        arguments = {
            "input_file_id": shard.file_id,
            "endpoint": shard.plan.endpoint,
            "completion_window": options.completion_window,
            "metadata": {**options.metadata, **self._mark(shard)},
        }
        if options.output_expires_after is not None:
            arguments["output_expires_after"] = options.output_expires_after
        return arguments

    def _mark(self, shard: JobShard) -> dict[str, str]:
        """The metadata by which a batch is known to be that of a shard."""
        return {
            "filewright_job": self.job.id,
            "filewright_shard": f"{shard.name}-{shard.tries}",
            "filewright_sha256": shard.sha256,
        }

    def _key(self, shard: JobShard) -> str:
        """The same for each attempt, in whatever process, so that a server that knows such keys makes one batch."""
        return f"filewright-{self.job.id}-{shard.name}-{shard.tries}"

    def _stored_batch(self, shard: JobShard) -> Flow[Any]:
        """The batch of a shard at the server, or None."""
        mark = self._mark(shard)

        def is_it(batch: Any) -> bool:
            metadata: Any = getattr(batch, "metadata", None) or {}
            return all(metadata.get(name) == mark[name] for name in ("filewright_job", "filewright_shard"))

        return (yield from self._first(self.job.new_call(LIST_BATCHES, {"limit": PAGE}), is_it))

    def _first(self, call: Call, fits: Callable[[Any], bool]) -> Flow[Any]:
        """The first object of a list that fits, or None."""
        for _ in range(MAX_SEARCHED_PAGES):
            page = yield from perform_call(self.job.hooks, call)
            found = next((item for item in page.data or () if fits(item)), None)
            following = None if found is not None else self.job.hooks.next_page(call, page)
            if following is None:
                return found
            call = following
        return None

    # Waiting

    def _look(self) -> Flow[bool]:
        """Ask how the open batches are; whether one has ended."""
        found = yield from self._tolerated(self._listed())
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
                if error.status_code not in {404, 405, 501}:
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
            return (yield from self._call(RETRIEVE_BATCH, {"batch_id": batch_id}))
        except NotFoundError as error:
            error.add_note(f"The batch {batch_id} of the job is not found; it may be that of another key or project.")
            raise

    def _ended(self, shard: JobShard, batch: Any) -> Flow[bool]:
        call = self.job.new_call(RETRIEVE_BATCH, {"batch_id": batch.id})
        if self.job.hooks.poll_verdict(call, batch) == "pending":
            return False
        ended = ended_of(batch)
        if ended.is_put_back and not self.job.is_cancelled:
            self.job.note("requeued", shard, batch_id=batch.id)
            yield from self._hold(shard.plan.model)
            return False
        if not ended.is_put_back:
            self._held.clear()
            self._holds.clear()
        self._note_ended(shard, batch.id, ended)
        return True

    def _note_ended(self, shard: JobShard, batch_id: str | None, ended: Ended) -> None:
        self.job.note("ended", shard, batch_id=batch_id, **ended._asdict())

    def _hold(self, model: str | None) -> Flow[None]:
        """Begin no batch of a model for a while, or until one has ended."""
        count = self._holds[model] = self._holds.get(model, 0) + 1
        delay = min(max(self.job.options.poll_interval, 0.001) * 2.0**count, MAX_HOLD)
        self._held[model] = (yield from now()) + delay

    # Ending

    def _collect_some(self) -> Flow[bool]:
        """Fetch the results of batches that have ended, and read them; whether there were any."""
        changed = False
        for shard in self.job.shards:
            if shard.ended is not None and not shard.is_joined:
                fetched = yield from self._tolerating(shard, self._fetch(shard))
                if fetched:
                    yield from _work(partial(self.job.join, shard))
                changed = changed or fetched
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
                yield from self._adopt(shard)
            if shard.is_waiting:
                self._note_ended(shard, None, Ended("cancelled"))
        for shard in self._open():
            yield from _cancelled(self.job, shard.batch_id or "")

    # Calls

    def _call(
        self, operation: Operation, arguments: dict[str, Any], key: str | None = None, model: str | None = None
    ) -> Flow[Any]:
        call = self.job.new_call(operation, arguments)
        call.model = model
        if key is not None:
            call.idempotency_key = key
        return (yield from perform_call(self.job.hooks, call))

    def _tolerating(self, shard: JobShard, flow: Flow[None]) -> Flow[bool]:
        """Whether a flow went through; where the server cannot be reached for a while, it is tried again later."""
        done = yield from self._tolerated(_as_true(flow))
        if done is None:
            yield from self._hold(shard.plan.model)
        return bool(done)

    def _tolerated(self, flow: Flow[T]) -> Flow[T | None]:
        """What a flow returns; None where it failed for a reason that goes away."""
        try:
            result = yield from flow
        except (*_PASSING, UploadOutcomeUnknownError) as error:
            moment = yield from now()
            self._failing_since = self._failing_since or moment
            if not self._was_reached or _is_final(error) or moment - self._failing_since > MAX_OUTAGE:
                raise
            return None
        self._failing_since = None
        self._was_reached = True
        return result


def _as_true(flow: Flow[None]) -> Flow[bool]:
    yield from flow
    return True


def _is_final(error: APIError) -> bool:
    """Whether waiting does not help: there is no money left."""
    return isinstance(error, RateLimitError) and error.code == "insufficient_quota"


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
        except APIError:
            left.append(file_id)
    return left
