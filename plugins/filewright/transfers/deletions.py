"""Deleting many files on the server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from filewright_api.operations import DELETE_FILE

from ..errors import APIError, NotFoundError, OpenAIError
from ..flows.call import perform_call
from .results import Result, Status
from .uploads import HOPELESS

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .rates import RateLimit
    from .remote import Remote
    from .supply import Wanted


def absent(file_id: str, _refusal: NotFoundError | None) -> Result:
    """The result of an id without a file."""
    return Result("delete", "skipped", id=file_id, reason="it is not there")


def delete_one(client: FlowCaller | AsyncFlowCaller, limit: RateLimit, each: Wanted, *, dry: bool) -> Flow[Result]:
    """Delete a file that was chosen, unless the run is `dry` or the journal has it as done."""
    file = each.file
    if each.is_done:
        return Result("delete", "skipped", None, file.name, file.id, file.size, reason="done, says the journal")
    if dry:
        return Result("delete", "planned", None, file.name, file.id, file.size)
    return (yield from deleted(client, file, limit))


def deleted(client: FlowCaller | AsyncFlowCaller, file: Remote, limit: RateLimit | None = None) -> Flow[Result]:
    """Delete a file; the error of one file is its own."""
    begun = time.monotonic()
    call = client.new_call(DELETE_FILE, {"file_id": file.id})
    call.limit = limit
    error: OpenAIError | None = None
    reason = None
    try:
        response = yield from perform_call(client.hooks, call)
        if getattr(response, "deleted", None) is False:
            error = APIError(f"The server reports that {file.id} was not deleted.")
    except HOPELESS:
        raise
    except NotFoundError:
        reason = "it was already deleted"
    except OpenAIError as failure:
        error = failure
    status: Status = "failed" if error is not None else "skipped" if reason else "deleted"
    seconds = time.monotonic() - begun
    return Result("delete", status, None, file.name, file.id, file.size, reason=reason, error=error, seconds=seconds)
