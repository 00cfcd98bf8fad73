"""The beginning of batches, several at once: a file is uploaded, and a batch is created of it.

Each step is written down before and after it is taken. A step that may have been taken, as its response was lost or
the process died, is looked for first: a file by its name, a batch by its metadata, as both have the job and the shard.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from filewright_api.operations import CREATE_BATCH, CREATE_FILE

from ..effects import Flow, Gather, Outcome, invoke, now, perform, sleep
from ..errors import APIError, OpenAIError, UploadOutcomeUnknownError
from ..flows.call import equip, perform_call
from .looking import lost_batch, mark_of, stored_batch, stored_file

if TYPE_CHECKING:
    from pathlib import Path

    from filewright_api.types import Operation

    from ..calls import Call
    from .job import Job
    from .patience import Patience
    from .shards import JobShard
    from .workers import Workers

SETTLING = 2.0
"""Seconds after which a batch that was made is on the list."""


class Beginner:
    """Begins the batches of a round."""

    def __init__(self, job: Job, patience: Patience) -> None:
        self.job = job
        self._patience = patience
        self._beginning: set[str] = set()

    def begin_some(self) -> Flow[bool]:
        """Begin as many batches as may be open; whether any was."""
        chosen = self._chosen((yield from now()))
        first = next(chosen, None)
        if first is None:
            return False
        shards = chain((first,), chosen)
        workers = self.job.workers
        return (yield from (self._begin_here(shards) if workers is None else self._begin_by(workers, shards)))

    def _begin_here(self, shards: Iterable[JobShard]) -> Flow[bool]:
        begun = False

        def note(outcome: Outcome) -> None:
            nonlocal begun
            begun = begun or outcome.value

        flows = (self._tried(shard, self._begin(shard)) for shard in shards)
        yield from perform(Gather(flows, self.job.options.concurrency, note))
        return begun

    def _begin_by(self, workers: Workers, shards: Iterator[JobShard]) -> Flow[bool]:
        """Have workers upload the files, and create the batch of each as it arrives."""
        begun = is_over = False
        while not is_over or workers.are_busy:
            while not is_over and (yield from invoke(workers.has_room)):
                shard = next(shards, None)
                is_over = shard is None
                if shard is not None:
                    begun |= yield from self._handed_out(workers, shard)
            if workers.are_busy:
                shard, outcome = yield from invoke(workers.next_done)
                begun |= yield from self._tried(shard, self._begin_arrived(shard, outcome))
        return begun

    def _handed_out(self, workers: Workers, shard: JobShard) -> Flow[bool]:
        """Hand the file of a shard to a worker; whether a batch was begun at once, as no file had to be sent."""
        path: Path | None = None

        def prepare() -> Flow[None]:
            nonlocal path
            path = yield from self._prepared(shard)

        if shard.file_id is not None or self._handing(shard) is not None:
            return (yield from self._tried(shard, self._begin(shard)))
        if not (yield from self._patience.tolerating(shard, prepare())):
            self._beginning.discard(shard.name)
            return False
        if path is None:
            return (yield from self._tried(shard, self._create(shard)))
        workers.send(shard, path, self._upload_arguments())
        return False

    def _begin_arrived(self, shard: JobShard, outcome: str | OpenAIError) -> Flow[None]:
        if isinstance(outcome, OpenAIError):
            raise outcome
        yield from self._note_uploaded(shard, outcome)
        yield from self._create(shard)

    def _chosen(self, moment: float) -> Iterator[JobShard]:
        """Yield the shards that may be started, as long as there is room for them."""
        for shard in self.job.shards:
            if shard.is_waiting and not self.job.is_cancelled and self._may_begin(shard, moment):
                self._beginning.add(shard.name)
                yield shard

    def _may_begin(self, shard: JobShard, moment: float) -> bool:
        options = self.job.options
        model = shard.plan.model
        taken = [each for each in self.job.shards if each.is_open or each.name in self._beginning]
        if len(taken) >= options.max_open_batches:
            return False
        same = [each.plan.estimated_tokens for each in taken if each.plan.model == model]
        most = options.max_enqueued_tokens
        if most is not None and same and sum(same) + shard.plan.estimated_tokens > most:
            return False
        return not self._patience.is_holding(model, moment)

    def _tried(self, shard: JobShard, flow: Flow[None]) -> Flow[bool]:
        try:
            return (yield from self._patience.tolerating(shard, flow))
        finally:
            self._beginning.discard(shard.name)

    def _begin(self, shard: JobShard) -> Flow[None]:
        if shard.file_id is None:
            handing = self._handing(shard)
            if handing is not None:
                yield from self._hand_over(shard, handing)
                return
            yield from self._upload(shard)
            self._patience.reached()
        yield from self._create(shard)

    # Files

    def _upload(self, shard: JobShard) -> Flow[None]:
        path = yield from self._prepared(shard)
        if path is None:
            return
        try:
            file = yield from self._call(CREATE_FILE, {"file": path, **self._upload_arguments()})
        except UploadOutcomeUnknownError:
            file = yield from stored_file(self.job, shard)
            if file is None:
                raise
        yield from self._note_uploaded(shard, file.id)

    def _prepared(self, shard: JobShard) -> Flow[Path | None]:
        """Write the file of a shard, and note that it is going to be sent; None if it was sent already."""
        job = self.job
        job.tell("uploading")
        path = yield from invoke(partial(job.write_shard, shard))
        file = (yield from stored_file(job, shard)) if shard.is_uploading else None
        if file is None:
            job.note("uploading", shard, sha256=shard.sha256)
            return path
        yield from self._note_uploaded(shard, file.id)
        return None

    def _upload_arguments(self) -> dict[str, Any]:
        expiry = self.job.options.expires_after
        return {"purpose": "batch", **({} if expiry is None else {"expires_after": expiry})}

    def _note_uploaded(self, shard: JobShard, file_id: str) -> Flow[None]:
        self.job.note("uploaded", shard, file_id=file_id)
        yield from invoke(partial(self.job.remove_shard, shard))

    # Batches without files

    def _handing(self, shard: JobShard) -> Flow[Any] | None:
        """The flow that makes a batch of a shard without storing a file, where a plugin has one."""
        arguments = self._batch_arguments(shard)
        del arguments["input_file_id"]
        call = self._new_call(CREATE_BATCH, arguments, self._key(shard), shard.plan.model)
        equip(self.job.hooks, call)
        return self.job.hooks.begin_batch(self.job.shard_path(shard), call)

    def _hand_over(self, shard: JobShard, handing: Flow[Any]) -> Flow[None]:
        """Make a batch of a shard's requests, unless it was made before and its response was lost."""
        job = self.job
        if shard.is_creating:
            yield from self.adopt(shard)
            batch = (yield from lost_batch(job, shard)) if shard.is_waiting else None
            if batch is not None:
                self._note_created(shard, batch)
            if not shard.is_waiting:
                return
        job.tell("uploading")
        yield from invoke(partial(job.write_shard, shard))
        job.note("creating", shard, tries=shard.this_try, sha256=shard.sha256, at=time.time())
        try:
            batch = yield from handing
        except APIError as error:
            if not isinstance(error, UploadOutcomeUnknownError):
                job.note("not_created", shard)
            raise
        self._note_created(shard, batch)
        yield from invoke(partial(job.remove_shard, shard))

    # Batches

    def _create(self, shard: JobShard) -> Flow[None]:
        if shard.is_creating:
            yield from self.adopt(shard)
        if not shard.is_waiting:
            return
        self.job.note("creating", shard, tries=shard.this_try)
        try:
            batch = yield from self._call(
                CREATE_BATCH, self._batch_arguments(shard), self._key(shard), shard.plan.model
            )
        except UploadOutcomeUnknownError:
            yield from self.adopt(shard)
            if shard.is_waiting:
                raise
            return
        if batch.id in shard.past:  # one that failed was taken for the new one, as it has the same file
            yield from self.adopt(shard)
        else:
            self._note_created(shard, batch)

    def adopt(self, shard: JobShard) -> Flow[None]:
        """Take the batch that was made for a shard, if one was; what was just made may not be listed at once."""
        for delay in (0.0, min(self.job.options.poll_interval, SETTLING)):
            yield from sleep(delay)
            batch = yield from stored_batch(self.job, shard)
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
            "metadata": {**options.metadata, **mark_of(self.job, shard)},
        }
        if options.output_expires_after is not None:
            arguments["output_expires_after"] = options.output_expires_after
        return arguments

    def _key(self, shard: JobShard) -> str:
        """The same for each attempt, in whatever process, so that a server that knows such keys makes one batch."""
        return f"filewright-{self.job.id}-{shard.name}-{shard.tries}"

    # Calls

    def _call(
        self, operation: Operation, arguments: dict[str, Any], key: str | None = None, model: str | None = None
    ) -> Flow[Any]:
        return (yield from perform_call(self.job.hooks, self._new_call(operation, arguments, key, model)))

    def _new_call(self, operation: Operation, arguments: dict[str, Any], key: str | None, model: str | None) -> Call:
        call = self.job.new_call(operation, arguments)
        call.model = model
        if key is not None:
            call.idempotency_key = key
        return call
