"""Files that were being sent when a job was cut off: they are looked for before they are sent again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from ..effects import Invoke, perform, sleep
from ..errors import UploadOutcomeUnknownError
from ..rules.likeness import CLOCK_TOLERANCE, LARGEST_ZONE
from .journal import DONE, PLANNED, SENDING, UNKNOWN, Finished
from .remote import RemoteIndex, list_into
from .results import Result

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .journal import Journal, Row
    from .telling import Teller

SETTLE_SECONDS = 1.0
"""Seconds until a file that was not found is looked for once more: a server may still be storing what it received whole
before the connection was lost."""


def settle(client: FlowCaller | AsyncFlowCaller, journal: Journal, purpose: str, teller: Teller) -> Flow[set[bytes]]:
    """Look for the files that were being sent, and record which of them exist; return the keys of the reported ones."""
    rows = yield from perform(Invoke(partial(_open_rows, journal)))
    if not rows:
        return set()
    keys = {row.key for row in rows}
    rows = yield from _look(client, journal, purpose, rows, teller)
    if rows:
        yield from sleep(SETTLE_SECONDS)
        rows = yield from _look(client, journal, purpose, rows, teller)
    for row in rows:
        journal.finish(Finished(row.key, PLANNED))
    yield from perform(Invoke(journal.flush))
    return keys.difference(row.key for row in rows)


def _open_rows(journal: Journal) -> list[Row]:
    # At most the files in transfer at one time, and those with an unknown outcome.
    return list(journal.rows(SENDING, UNKNOWN))


def _look(
    client: FlowCaller | AsyncFlowCaller, journal: Journal, purpose: str, rows: list[Row], teller: Teller
) -> Flow[list[Row]]:
    """Return the files that were not found."""
    index = RemoteIndex()
    try:
        since = min(row.since for row in rows)
        call = yield from list_into(index, client, purpose=purpose, since=since - LARGEST_ZONE)
        ahead = _seconds_ahead(call.response)
        found = yield from perform(Invoke(partial(_matched, journal, index, rows, ahead)))
    finally:
        index.close()
    missing: list[Row] = []
    for row, ids in found:
        if not ids:
            missing.append(row)
        else:
            yield from teller.tell(_settled(journal, row, ids))
    return missing


def _matched(journal: Journal, index: RemoteIndex, rows: Iterable[Row], ahead: float) -> list[tuple[Row, list[str]]]:
    """The ids of the files on the server that each may be, but for those that are known to be others."""
    found: list[tuple[Row, list[str]]] = []
    renamed: list[Row] = []
    for row in rows:
        ids = [each.id for each in index.same_since(row.name, row.size, _horizon(row, ahead))]
        ids = [each for each in ids if not journal.knows(each)]
        if ids:
            found.append((row, ids))
        else:
            renamed.append(row)
    taken = {each for _, ids in found for each in ids}
    for row in renamed:
        ids = [each.id for each in index.alike(row.name, row.size, _horizon(row, ahead))]
        found.append((row, [each for each in ids if each not in taken and not journal.knows(each)]))
    return found


def _horizon(row: Row, ahead: float) -> float:
    return row.since + ahead - CLOCK_TOLERANCE


def _settled(journal: Journal, row: Row, ids: list[str]) -> Result:
    if len(ids) == 1:
        journal.finish(Finished(row.key, DONE, ids[0]))
        reason = "it was sent before the job was cut off"
        return Result("upload", "skipped", row.path, row.name, ids[0], row.size, reason=reason)
    error = UploadOutcomeUnknownError(
        f"{len(ids)} files at the server may be {row.name}, which was being sent when the job was cut off:"
        f" {', '.join(ids[:5])}. Delete those that are not it, and run the job again.",
        operation="create_file",
        sought={"filename": row.name, "bytes": row.size},
        started=row.since,
    )
    journal.finish(Finished(row.key, UNKNOWN, None, None, "several", str(error)))
    return Result("upload", "unknown", row.path, row.name, bytes=row.size, error=error)


def _seconds_ahead(response: Any) -> float:
    """Seconds by which the server's clock is ahead of ours, by the date of its response; 0 where it has none."""
    try:
        return parsedate_to_datetime(response.headers["date"]).timestamp() - time.time()
    except (AttributeError, KeyError, ValueError, OverflowError, OSError):
        return 0.0
