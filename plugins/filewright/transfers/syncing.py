"""Making the files of a purpose at a server those of a folder: what differs, and how that is changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ..effects import Gather, Invoke, perform
from ..errors import ConfigurationError, OpenAIError, SourceChangedError, SourceError, shorten, source_error
from ..ground.scratch import scratch_database
from ..handles import is_url
from ..wire.stores import check_folder_at
from .deletions import deleted
from .entries import Entry
from .histories import destination_of
from .journal import DONE, Journal, key_of
from .plans import Action, Operation, Plan
from .remote import Remote, RemoteIndex, list_into
from .results import Report, Result
from .selection import Filters, select
from .stored import Watched

if TYPE_CHECKING:
    from ..effects import Flow, Outcome
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .uploads import UploadJob

BLOCK = 500


def made_plan(
    client: FlowCaller | AsyncFlowCaller, plan: Plan, filters: Filters, journal: Journal, *, delete: bool
) -> Flow[Plan]:
    """Compare a folder with what the server lists, and put what would be done into a plan."""
    index = RemoteIndex()
    try:
        yield from list_into(index, client, purpose=plan.purpose)
        yield from perform(Invoke(partial(_compare, plan, filters, journal, index, delete)))
    finally:
        index.close()
    return plan


def _compare(plan: Plan, filters: Filters, journal: Journal, index: RemoteIndex, delete: bool) -> None:
    if is_url(plan.folder):
        check_folder_at(plan.folder)
    with closing(_LocalNames()) as names:
        plan.extend(_of_folder(plan, filters, journal, index, names))
        if delete:
            plan.extend(_to_delete(index, names))


class _LocalNames:
    """The names of a folder's files, on disk while there are many."""

    def __init__(self) -> None:
        self._database = scratch_database(self)
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.execute("CREATE TABLE names (name TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def known(self, names: Sequence[str]) -> set[str]:
        """Those of these names that were added."""
        marks = ",".join("?" * len(names))
        found = self._database.execute(f"SELECT name FROM names WHERE name IN ({marks})", names)  # noqa: S608
        return {row[0] for row in found}

    def add(self, names: Mapping[str, str | None]) -> None:
        """Add names, each with the file on the server that it stands for."""
        self._database.executemany("INSERT INTO names VALUES (?, ?)", list(names.items()))

    def id_of(self, name: str) -> tuple[str | None] | None:
        """The file on the server of a name, in a tuple; None if the folder has no such name."""
        row: tuple[str | None] | None = self._database.execute(
            "SELECT id FROM names WHERE name = ?", (name,)
        ).fetchone()
        return row

    def close(self) -> None:
        """Throw them away."""
        self._database.close()


def _of_folder(
    plan: Plan, filters: Filters, journal: Journal, index: RemoteIndex, names: _LocalNames
) -> Iterator[Operation]:
    entries = select(plan.folder, filters)
    where = f"{plan.destination} {plan.purpose}"
    while block := list(islice(entries, BLOCK)):
        keys = [key_of(where, entry) for entry in block]
        sent = {key: row.id for key, row in journal.find(keys).items() if row.state == DONE and row.id}
        there = index.with_ids(list(sent.values()))
        newest = index.newest_named([entry.name for entry in block])
        taken = names.known([entry.name for entry in block])
        added: dict[str, str | None] = {}
        for entry, key in zip(block, keys, strict=True):
            known = sent.get(key)
            operation = _of_entry(entry, known if known in there else None, newest.get(entry.name))
            if operation.action != "refuse" and (entry.name in taken or entry.name in added):
                reason = "another file of the folder has this name, and names are all that a server keeps apart"
                operation = replace(operation, action="refuse", reason=reason, id=None)
            elif operation.action != "refuse":
                added[entry.name] = operation.id
            yield operation
        names.add(added)


def _of_entry(entry: Entry, known: str | None, there: Remote | None) -> Operation:
    def operation(action: Action, reason: str, file_id: str | None = None) -> Operation:
        about = (entry.name, entry.path, entry.size, entry.mtime_ns)
        return Operation(action, reason, *about, file_id, entry.version or None)

    if entry.problem is not None:
        return operation("refuse", str(entry.problem))
    if known is not None:
        return operation("skip", "unchanged since it was sent", known)
    if there is None:
        return operation("upload", "not at the server")
    difference = _difference(entry, there)
    if difference is not None:
        return operation("replace", difference, there.id)
    return operation("skip", "the same name and size, and stored after its last change", there.id)


def _difference(entry: Entry, there: Remote) -> str | None:
    """Why a file cannot be the one that is there; None where name, size and time say that it is."""
    if entry.size is None or (is_url(entry.path) and not entry.mtime_ns):
        return "its store does not say whether it changed since it was stored"
    if there.size != entry.size:
        return f"{entry.size:,} bytes here, {there.size or 0:,} there"
    # Servers and many stores count in seconds, so that a file of the same second may be newer.
    return "changed since it was stored" if there.created * 10**9 <= entry.mtime_ns else None


def _to_delete(index: RemoteIndex, names: _LocalNames) -> Iterator[Operation]:
    for file in index.all():
        found = names.id_of(file.name)
        if found is None:
            yield Operation("delete", "not in the folder", file.name, size=file.size, id=file.id)
        elif found[0] != file.id:
            yield Operation("delete", "another one has this name", file.name, size=file.size, id=file.id)


# Carrying a plan out


class Deletions(NamedTuple):
    """The deletions that follow the uploads of a plan.

    Attributes:
        plan: the plan.
        concurrency: how many are deleted at once.
        max_delete: how many at most, or None.
    """

    plan: Plan
    concurrency: int
    max_delete: int | None


def planned_entries(plan: Plan) -> Iterator[Entry]:
    """The files that a plan uploads, as they are now; those that changed since are refused."""
    operations = iter(plan.operations("upload", "replace", "refuse"))
    stores = Watched()
    while block := list(islice(operations, BLOCK)):
        stores.expect(path for each in block if (path := each.path) is not None and is_url(path))
        yield from (_entry_of(operation, stores) for operation in block)


def _entry_of(operation: Operation, stores: Watched) -> Entry:
    entry = _planned(operation)
    if operation.action == "refuse":
        return replace(entry, problem=SourceError(f"{shorten(entry.path)}: {operation.reason}."))
    try:
        is_same = stores.is_unchanged(entry) if is_url(entry.path) else _is_same(entry)
    except OpenAIError as error:
        return replace(entry, problem=error)
    except OSError as error:
        return replace(entry, problem=source_error(error, shorten(entry.path)))
    if not is_same:
        problem = SourceChangedError(f"{shorten(entry.path)} was changed after the plan was made; make a new plan.")
        return replace(entry, problem=problem)
    return entry


def _planned(operation: Operation) -> Entry:
    """A file as it was when the plan was made."""
    size, changed = operation.size, operation.mtime_ns or 0
    return Entry(operation.path or "", operation.name, operation.name, size, changed, version=operation.version or "")


def _is_same(entry: Entry) -> bool:
    status = os.stat(entry.path)
    return (status.st_size, status.st_mtime_ns) == (entry.size, entry.mtime_ns)


def check_plan(plan: Any, client: FlowCaller | AsyncFlowCaller) -> None:
    """Refuse a plan that is for another server."""
    if not isinstance(plan, Plan):
        raise ConfigurationError(f"plan is {shorten(plan)}; pass a Plan, or the path of one that was saved.")
    here = destination_of(client.settings)
    if plan.destination != here:
        raise ConfigurationError(f"The plan is for {shorten(plan.destination)}, and this client sends to {here}.")


def applied(job: UploadJob, after: Deletions) -> Flow[Report]:
    """Upload what a plan says, and then delete what it says; nothing is deleted for a file that was not sent."""
    from .uploads import upload_all

    begun = time.monotonic()
    teller, plan, report = job.teller, after.plan, job.teller.report
    for operation in plan.operations("skip"):
        yield from teller.tell(_skipped(operation))
    yield from upload_all(job)
    try:
        if report.stopped is None:
            flows = (_deleted(job, *each) for each in _to_carry_out(job, after))
            yield from perform(Gather(flows, after.concurrency, lambda outcome: _told(job, outcome), slow=True))
    finally:
        report.seconds = time.monotonic() - begun
    return report


def _skipped(operation: Operation) -> Result:
    return Result(
        "upload",
        "skipped",
        operation.path,
        operation.name,
        operation.id,
        operation.size,
        reason=operation.reason,
    )


def _to_carry_out(job: UploadJob, after: Deletions) -> Iterator[tuple[Operation, bool]]:
    """The files to delete, and whether each was replaced."""
    job.journal.flush()
    report = job.teller.report
    count = 0
    for operation in after.plan.operations("replace", "delete"):
        replaced = operation.action == "replace"
        # A folder of which some could not be sent is not what the server is to be made like.
        if not (_is_sent(job, after.plan, operation) if replaced else report.is_complete):
            continue
        if after.max_delete is not None and count >= after.max_delete:
            report.stopped = "max_delete"
            return
        count += 1
        yield operation, replaced


def _is_sent(job: UploadJob, plan: Plan, operation: Operation) -> bool:
    key = key_of(f"{plan.destination} {plan.purpose}", _planned(operation))
    row = job.journal.find([key]).get(key)
    return row is not None and row.state == DONE and row.id not in (None, operation.id)


def _deleted(job: UploadJob, operation: Operation, replaced: bool) -> Flow[Result]:
    file = Remote(operation.id or "", operation.name, None if replaced else operation.size, 0, job.purpose)
    result = yield from deleted(job.client, file)
    if not replaced or result.status != "deleted":
        return result
    return Result("delete", "replaced", operation.path, operation.name, operation.id, reason=operation.reason)


def _told(job: UploadJob, outcome: Outcome) -> Flow[None]:
    return job.teller.tell(outcome.value)
