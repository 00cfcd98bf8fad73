"""Ending a job that may be running elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from filewright_api.operations import CANCEL_BATCH

from ..effects import Flow
from ..errors import APIStatusError
from ..flows.call import perform_call
from .job import cancel_mark, open_batches

if TYPE_CHECKING:
    from ..resources.callers import AsyncFlowCaller, FlowCaller


def cancel_job(client: FlowCaller | AsyncFlowCaller, journal: Any) -> Flow[list[str]]:
    """Ask whoever runs a job to end it, cancel its open batches, and return their ids."""
    path = Path(journal)
    found = open_batches(path)
    cancel_mark(path).touch()
    for batch_id in found:
        try:
            yield from perform_call(client.hooks, client.new_call(CANCEL_BATCH, {"batch_id": batch_id}))
        except APIStatusError as error:
            if error.status_code >= 500:
                raise
    return found
