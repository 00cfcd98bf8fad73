"""Batches, for trying what is around them: making one, waiting, matching its output, what fails.

A batch takes as long as a file takes to be processed, from its own creation on, and fails where its file does. Nobody
works in the background: a batch whose time has come is carried out by whoever looks at it next.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from typing import Any

from filewright.embedded.api.batch_responses import BatchResponses, Fault, fault
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
"""What a batch may come to, and the field that tells when."""
_PURPOSE = "batch_output"


class Batches:
    """The four operations on batches.

    Args:
        store: where batches and their files are kept.
        processing: how long a batch takes, and what of it fails.
        resends: what requests with a key have made.
    """

    def __init__(self, store: Store, processing: Processing, resends: Resends) -> None:
        self._store = store
        self._processing = processing
        self._resends = resends

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
            self._check_input(input_file_id)
            return self._store.add_batch(input_file_id, endpoint, window, kept, lifetime)

        self._store.remove_expired()
        batch = self._resends.once(request, sent, self._store.batch, make)
        begun = {"status": "validating", "in_progress_at": None} if batch.ended_at is None else {}
        return json_response(200, _batch_object(batch) | begun)

    def _check_input(self, file_id: str) -> None:
        file = self._store.file(file_id) if is_id(file_id) else None
        if file is None:
            raise no_such("File", file_id, "input_file_id")
        if file.purpose != "batch":
            raise invalid("input_file_id", f"The file {file_id} is for {file.purpose}; a batch needs one for batch.")

    def page(self, request: Request, _: None) -> Response:
        """GET /batches: a page of batches, the latest first."""
        limit = list_limit(request.query.get("limit"), BATCH_LIST_DEFAULT.value, BATCH_LIST_LIMIT.value)
        try:
            found = self._store.batches(after=request.query.get("after"), limit=limit + 1)
        except UnknownCursorError as error:
            raise invalid("after", f"'after' names no batch: {shorten(error.args[0], 80)}.") from None
        batches = [_batch_object(self._looked_at(batch)) for batch in found[:limit]]
        return page_response(batches, has_more=len(found) > limit)

    def retrieve(self, request: Request, _: None) -> Response:
        """GET /batches/{batch_id}."""
        return json_response(200, _batch_object(self._looked_at(self._batch(request.id))))

    def cancel(self, request: Request, _: None) -> Response:
        """POST /batches/{batch_id}/cancel."""
        batch = self._looked_at(self._batch(request.id))
        if batch.ended_at is None:
            batch = self._ended(batch, "cancelled", self._store.now())
        if batch.status != "cancelled":
            raise ApiError(
                400,
                f"The batch {batch.id} is {batch.status}; only one in progress can be cancelled.",
                param="batch_id",
                code="batch_not_in_progress",
            )
        return json_response(200, _batch_object(batch))

    def _batch(self, batch_id: str) -> BatchRecord:
        batch = self._store.batch(batch_id)
        if batch is None:
            raise no_such("Batch", batch_id)
        return batch

    # What becomes of a batch

    def _looked_at(self, batch: BatchRecord) -> BatchRecord:
        """The batch as it is by now; carried out, if its time has come."""
        if batch.ended_at is not None:
            return batch
        file = self._store.file(batch.input_file_id)
        if file is None:
            return self._failed(batch, fault("file_not_found", "The input file was deleted."))
        now = self._store.now()
        processed = self._processing.status(file.id, file.filename, batch.created, now)
        if processed.status == "error":
            return self._failed(batch, fault("invalid_input_file", processed.details or "The file failed."))
        if processed.status == "processed":
            return self._carried_out(batch, file)
        if now >= batch.created + BATCH_SECONDS.value:
            return self._ended(batch, "expired", batch.created + BATCH_SECONDS.value)
        return batch

    def _carried_out(self, batch: BatchRecord, file: FileRecord) -> BatchRecord:
        if file.bytes > BATCH_INPUT_BYTES.value:
            most = readable_size(BATCH_INPUT_BYTES.value)
            return self._failed(
                batch, fault("file_too_large", f"The input file has {file.bytes:,} bytes; {most} are allowed.")
            )
        with ExitStack() as stack:
            responses = BatchResponses(
                self._processing, *(stack.enter_context(self._store.incoming()) for _ in range(2))
            )
            try:
                lines = stack.enter_context(os.fdopen(self._store.open_blob(file), "rb"))
            except FileNotFoundError:
                return self._failed(batch, fault("file_not_found", "The input file was deleted."))
            faults = responses.to(lines, batch.endpoint)
            return self._failed(batch, *faults) if faults else self._completed(batch, responses)

    def _completed(self, batch: BatchRecord, responses: BatchResponses) -> BatchRecord:
        responses.output.seal()
        responses.errors.seal()
        with self._store.transaction():
            latest = self._store.batch(batch.id) or batch
            if latest.ended_at is not None:  # another look was faster
                return latest
            return self._ended(
                batch,
                "completed",
                batch.created + self._processing.seconds,
                output_file_id=self._kept(batch, responses.output, "output"),
                error_file_id=self._kept(batch, responses.errors, "errors"),
                completed=responses.completed,
                failed=responses.failed,
            )

    def _kept(self, batch: BatchRecord, incoming: Incoming, name: str) -> str | None:
        """The id of the file made of what was written; None where nothing was."""
        if not incoming.size:
            return None
        return self._store.add_file(incoming, f"{batch.id}_{name}.jsonl", _PURPOSE, batch.lifetime).id

    def _failed(self, batch: BatchRecord, *faults: Fault) -> BatchRecord:
        when = min(batch.created + self._processing.seconds, self._store.now())
        return self._ended(batch, "failed", when, errors=json.dumps(faults))

    def _ended(self, batch: BatchRecord, status: str, when: float, **more: Any) -> BatchRecord:
        return self._store.end_batch(batch._replace(status=status, ended_at=int(when), **more))


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
        "cancelling_at": times["cancelled_at"],
        "request_counts": {
            "total": batch.completed + batch.failed,
            "completed": batch.completed,
            "failed": batch.failed,
        },
        "metadata": None if batch.metadata is None else json.loads(batch.metadata),
    }
