"""The workers of an engine, which upload the files of a job's batches."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import OpenAIError, cut
from ..transfers.engines import Engine, engine_of
from ..transfers.entries import Entry
from ..transfers.histories import destination_of
from ..transfers.sharded_uploads import UploadShard
from ..transfers.sharding import MAX_ATTEMPTS
from ..transfers.shards import ShardReport, client_maker

if TYPE_CHECKING:
    from typing import Any

    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .options import RunOptions
    from .shards import JobShard


class Workers:
    """The workers of a job, who are started when there is a file to upload.

    Args:
        client: the client whose options those of the workers have.
        options: what the job was asked.

    Raises:
        ConfigurationError: the client has options that are not sent to workers.
    """

    def __init__(self, client: FlowCaller | AsyncFlowCaller, options: RunOptions) -> None:
        self._options = options
        self._make_client = client_maker(client, options.worker_client)
        self._destination = f"{destination_of(client.settings)} batch"
        self._engine: Engine | None = None
        self._under_way: dict[int, tuple[JobShard, UploadShard]] = {}
        self._count = 0

    def _started(self) -> Engine:
        if self._engine is None:
            self._engine = engine_of(self._options.engine, self._options.workers)
        return self._engine

    @property
    def are_busy(self) -> bool:
        """Return True if a file is being uploaded."""
        return bool(self._under_way)

    def has_room(self) -> bool:
        """Return True if another file may be handed out."""
        return len(self._under_way) < self._started().capacity

    def send(self, shard: JobShard, path: Path, arguments: dict[str, Any]) -> None:
        """Hand a file to a worker."""
        self._count += 1
        found = path.stat()
        engine = self._started()
        task = UploadShard(
            number=self._count,
            entries=(Entry(str(path.absolute()), path.name, path.name, found.st_size, found.st_mtime_ns),),
            make_client=self._make_client,
            arguments=arguments,
            destination=self._destination,
            concurrency=1,
            rate=None,
            shared=None,
            budget=engine.budget(None),
            since=time.time(),
            may_be_repeated=engine.reruns,
        )
        self._under_way[task.number] = shard, task
        engine.submit(task)

    def next_done(self) -> tuple[JobShard, str | OpenAIError]:
        """Wait until a file is uploaded, and return its shard with the id, or with what went wrong."""
        engine = self._started()
        while True:
            number, outcome = engine.next_done()
            shard, task = self._under_way.pop(number)
            if isinstance(outcome, ShardReport):
                return shard, _id_in(outcome, task)
            if isinstance(outcome, OpenAIError):
                return shard, outcome
            if task.attempt >= MAX_ATTEMPTS:
                return shard, _lost(task, outcome)
            task = task.again()
            self._under_way[number] = shard, task
            engine.submit(task)

    def close(self) -> None:
        """End the engine, where it was started."""
        if self._engine is not None:
            self._engine.close()


def _id_in(report: ShardReport, task: UploadShard) -> str | OpenAIError:
    for result in report.results:
        if result.error is not None:
            result.error.add_note(f"It was met by the worker on {report.worker}.")
            return result.error
        if result.id is not None:
            return result.id
    return _unknown(task, f"The worker on {report.worker} stopped before it had uploaded {task.entries[0].name}")


def _lost(task: UploadShard, error: BaseException) -> OpenAIError:
    name = task.entries[0].name
    return _unknown(
        task, f"{task.attempt} workers were lost with {name} (the last by {type(error).__name__}: {cut(str(error))})"
    )


def _unknown(task: UploadShard, message: str) -> OpenAIError:
    return task.unknown(task.entries[0], f"{message}. Resume the job; the file is looked for before it is sent.")
