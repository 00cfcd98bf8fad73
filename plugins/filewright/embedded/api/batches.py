"""Batches, for trying what is around them: making one, waiting, matching its output, what fails.

A batch takes as long as a file takes to be processed, from its own creation on, and fails where its file does, unless
BatchTrials says otherwise. Nobody works in the background: a batch whose time has come is carried out by whoever looks
at it next.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import ExitStack
from typing import Any, NamedTuple

from filewright.embedded.api.batch_responses import BatchResponses, Fault, fault
from filewright.embedded.api.batch_trials import BatchTrials
from filewright.embedded.api.parameters import (
    invalid,
    lifetime_of_json,
    list_limit,
    metadata_of,
    one_of,
    refuse_unknown,
    text,
)
from filewright.embedded.api.requests import Request, Resends
from filewright.embedded.api.responses import ApiError, Response, json_response, no_such, page_response
from filewright.embedded.store import BatchRecord, FileRecord, Incoming, Store, UnknownCursorError
from filewright.embedded.store.limits import (
    BATCH_ENDPOINTS,
    BATCH_INPUT_BYTES,
    BATCH_LIST_DEFAULT,
    BATCH_LIST_LIMIT,
    BATCH_SECONDS,
    BATCH_WINDOWS,
    readable_size,
)
from filewright.embedded.store.processing import Processing
from filewright.embedded.store.records import is_id
from filewright.errors import shorten

__all__ = ["Batches"]

_CREATE = frozenset({"input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"})
_ENDS = {"completed": "completed_at", "failed": "failed_at", "expired": "expired_at", "cancelled": "cancelled_at"}
"""The final statuses of a batch, and the field with the time of each."""
_PURPOSE = "batch_output"
_BEGUN: dict[str, Any] = {
    "status": "validating",
    "in_progress_at": None,
    "failed_at": None,
    "errors": None,
    "request_counts": {"total": 0, "completed": 0, "failed": 0},
}
"""The fields of a batch that was made a moment ago."""


class _Ending(NamedTuple):
    """The end of a batch: its status, time, number of requests done (None: all), and the error code of the others."""

    status: str
    when: float
    done: int | None
    rest: str | None


class Batches:
    """The four operations on batches.

    Args:
        store: where batches and their files are kept.
        processing: how long a batch takes, and what of it fails.
        trials: what else becomes of batches.
        resends: what requests with a key have made.
    """

    def __init__(self, store: Store, processing: Processing, trials: BatchTrials, resends: Resends) -> None:
        self._store = store
        self._processing = processing
        self._trials = trials
        self._resends = resends
        self._carrying = threading.RLock()

    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """POST /batches."""
        refuse_unknown(body, _CREATE)
        input_file_id = text(body, "input_file_id")
        endpoint = one_of("endpoint", text(body, "endpoint"), BATCH_ENDPOINTS)
        window = one_of("completion_window", text(body, "completion_window"), BATCH_WINDOWS)
        metadata = metadata_of(body.get("metadata"))
        lifetime = lifetime_of_json("", body.get("output_expires_after"), "output_expires_after")
        kept = None if metadata is None else json.dumps(metadata)
        sent = ("batch", input_file_id, endpoint, window, kept, lifetime)

        def make() -> BatchRecord:
            total = self._count_requests(self._input(input_file_id))
            return self._limited(self._store.batches.add(input_file_id, endpoint, window, kept, lifetime, total=total))

        self._store.remove_expired()
        with self._carrying:  # Before the transaction, as everywhere.
            earlier = self._resends.found(request, sent, self._store.batches.get)
            batch = self._resends.once(request, sent, self._store.batches.get, make)
        # The response to the creation of a batch does not yet report that it failed.
        fresh = batch.ended_at is None or (batch.status == "failed" and not earlier)
        return json_response(200, _batch_object(batch) | (_BEGUN if fresh else {}))

    def _input(self, file_id: str) -> FileRecord:
        file = self._store.file(file_id) if is_id(file_id) else None
        if file is None:
            raise no_such("File", file_id, "input_file_id")
        if file.purpose != "batch":
            raise invalid("input_file_id", f"The file {file_id} is for {file.purpose}; a batch needs one for batch.")
        return file

    def _count_requests(self, file: FileRecord) -> int:
        if file.bytes > BATCH_INPUT_BYTES.value:
            return 0
        with os.fdopen(self._store.contents.open(file), "rb") as lines:
            return sum(not line.isspace() for line in lines)

    def _limited(self, batch: BatchRecord) -> BatchRecord:
        """Return a new batch, failed where it is one too many."""
        limit = self._trials.token_limit
        if limit is None:
            return batch
        opened = [self._looked_at(each) for each in self._store.batches.unfinished() if each.id != batch.id]
        others = sum(self._tokens(each) for each in opened if each.ended_at is None)
        own = self._tokens(batch)
        if others + own <= limit:
            return batch
        message = (
            f"Enqueued token limit reached. Limit: {limit:,} enqueued tokens; this batch has about {own:,}, those in"
            f" progress have {others:,}. Try again once some of them have ended."
        )
        return self._failed(batch, fault("token_limit_exceeded", message))

    def _tokens(self, batch: BatchRecord) -> int:
        file = self._store.file(batch.input_file_id)
        return 0 if file is None else file.bytes // 4

    def page(self, request: Request, _: None) -> Response:
        """GET /batches: a page of batches, the latest first."""
        limit = list_limit(request.query.get("limit"), BATCH_LIST_DEFAULT.value, BATCH_LIST_LIMIT.value)
        try:
            found = self._store.batches.page(after=request.query.get("after"), limit=limit + 1)
        except UnknownCursorError as error:
            raise invalid("after", f"'after' names no batch: {shorten(error.args[0], 80)}.") from None
        batches = [self._shown(self._looked_at(batch)) for batch in found[:limit]]
        return page_response(batches, has_more=len(found) > limit)

    def retrieve(self, request: Request, _: None) -> Response:
        """GET /batches/{batch_id}."""
        return json_response(200, self._shown(self._looked_at(self._batch(request.id))))

    def cancel(self, request: Request, _: None) -> Response:
        """POST /batches/{batch_id}/cancel."""
        batch = self._looked_at(self._batch(request.id))
        if batch.ended_at is None:
            self._store.batches.cancel(batch.id)
            batch = self._looked_at(self._batch(request.id))
        if batch.status not in ("cancelling", "cancelled"):
            raise ApiError(
                400,
                f"The batch {batch.id} is {batch.status}; only one in progress can be cancelled.",
                param="batch_id",
                code="batch_not_in_progress",
            )
        return json_response(200, self._shown(batch))

    def _shown(self, batch: BatchRecord) -> dict[str, Any]:
        shown = _batch_object(batch)
        if batch.ended_at is None:
            shown["request_counts"]["completed"] = self._done_by(batch, batch.cancelling_at or self._store.now())
        return shown

    def _batch(self, batch_id: str) -> BatchRecord:
        batch = self._store.batches.get(batch_id)
        if batch is None:
            raise no_such("Batch", batch_id)
        return batch

    # Progress of a batch

    def _looked_at(self, batch: BatchRecord) -> BatchRecord:
        """Return the batch as it is by now; carried out, if its time has come."""
        if batch.ended_at is not None:
            return batch
        with self._carrying:  # Each event is counted once.
            latest = self._store.batches.get(batch.id) or batch
            return latest if latest.ended_at is not None else self._moved_on(latest)

    def _moved_on(self, batch: BatchRecord) -> BatchRecord:
        file = self._store.file(batch.input_file_id)
        if file is None:
            return self._failed(batch, fault("file_not_found", "The input file was deleted."))
        ending = self._ending(batch)
        if ending is None:
            return batch
        processed = self._processing.outcome(file.id, file.filename)
        if processed.status == "error" and ending.status != "cancelled":
            return self._failed(batch, fault("invalid_input_file", processed.details or "The file failed."))
        return self._carried_out(batch, file, ending)

    def _ending(self, batch: BatchRecord) -> _Ending | None:
        """Return how a batch has ended by now; None if it is still running."""
        now = self._store.now()
        if batch.cancelling_at is not None:
            when = batch.cancelling_at + self._trials.cancelling_seconds
            return _Ending("cancelled", when, self._done_by(batch, batch.cancelling_at), None) if now >= when else None
        end, window = batch.created + self._seconds, batch.created + BATCH_SECONDS.value
        if now >= window and end > window:
            return _Ending("expired", window, self._done_by(batch, window), "batch_expired")
        if now < end:
            return None
        share = self._trials.expired_share(batch.id)
        if share is not None:
            return _Ending("expired", end, int(batch.total * share), "batch_expired")
        return _Ending("completed", end, None, None)

    @property
    def _seconds(self) -> float:
        """The seconds that a batch takes."""
        return self._processing.seconds if self._trials.seconds is None else self._trials.seconds

    def _done_by(self, batch: BatchRecord, when: float) -> int:
        """Return how many requests of a batch are done at a time."""
        seconds = self._seconds
        return int(batch.total * min(1.0, (when - int(batch.created)) / seconds)) if seconds else batch.total

    def _carried_out(self, batch: BatchRecord, file: FileRecord, ending: _Ending) -> BatchRecord:
        if file.bytes > BATCH_INPUT_BYTES.value:
            allowed = readable_size(BATCH_INPUT_BYTES.value)
            return self._failed(
                batch, fault("file_too_large", f"The input file has {file.bytes:,} bytes; {allowed} are allowed.")
            )
        with ExitStack() as stack:
            responses = BatchResponses(
                self._processing,
                self._trials,
                *(stack.enter_context(self._store.incoming()) for _ in range(2)),
                done=ending.done,
                rest=ending.rest,
            )
            try:
                lines = stack.enter_context(os.fdopen(self._store.contents.open(file), "rb"))
            except FileNotFoundError:
                return self._failed(batch, fault("file_not_found", "The input file was deleted."))
            faults = responses.to(lines, batch.endpoint)
            if faults and ending.status == "cancelled":
                return self._ended(batch, ending.status, ending.when)
            return self._failed(batch, *faults) if faults else self._concluded(batch, ending, responses)

    def _concluded(self, batch: BatchRecord, ending: _Ending, responses: BatchResponses) -> BatchRecord:
        responses.output.seal()
        responses.errors.seal()
        with self._store.transaction():
            latest = self._store.batches.get(batch.id) or batch
            if latest.ended_at is not None:  # Another process was faster.
                return latest
            return self._ended(
                batch,
                ending.status,
                ending.when,
                output_file_id=self._kept(batch, responses.output, "output"),
                error_file_id=self._kept(batch, responses.errors, "errors"),
                completed=responses.completed,
                failed=responses.failed,
            )

    def _kept(self, batch: BatchRecord, incoming: Incoming, name: str) -> str | None:
        """Return the id of the file made of what was written; None if nothing was."""
        if not incoming.size:
            return None
        return self._store.add_file(incoming, f"{batch.id}_{name}.jsonl", _PURPOSE, batch.lifetime).id

    def _failed(self, batch: BatchRecord, *faults: Fault) -> BatchRecord:
        when = min(batch.created + self._seconds, self._store.now())
        return self._ended(batch, "failed", when, errors=json.dumps(faults))

    def _ended(self, batch: BatchRecord, status: str, when: float, **more: Any) -> BatchRecord:
        return self._store.batches.end(batch._replace(status=status, ended_at=int(when), **more))


def _batch_object(batch: BatchRecord) -> dict[str, Any]:
    created_at = int(batch.created)
    times = {field: batch.ended_at if batch.status == status else None for status, field in _ENDS.items()}
    return {
        "object": "batch",
        "id": batch.id,
        "endpoint": batch.endpoint,
        "input_file_id": batch.input_file_id,
        "completion_window": batch.completion_window,
        "status": batch.status,
        "errors": None if batch.errors is None else {"object": "list", "data": json.loads(batch.errors)},
        "output_file_id": batch.output_file_id,
        "error_file_id": batch.error_file_id,
        "created_at": created_at,
        "in_progress_at": created_at,
        "expires_at": created_at + BATCH_SECONDS.value,
        "finalizing_at": times["completed_at"],
        **times,
        "cancelling_at": batch.cancelling_at or times["cancelled_at"],
        "request_counts": {
            "total": 0 if batch.status == "failed" else max(batch.total, batch.completed + batch.failed),
            "completed": batch.completed,
            "failed": batch.failed,
        },
        "metadata": None if batch.metadata is None else json.loads(batch.metadata),
    }
