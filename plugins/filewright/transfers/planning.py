"""The beginning and the end of plans and syncs."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import ConfigurationError, shorten
from ..ground.places import state_folder
from ..rules.quantities import count_of
from .beginning import begin_upload, checked_concurrency
from .histories import checked_path, destination_of
from .journal import Journal
from .plans import Plan
from .selection import Filters
from .syncing import Deletions, applied, check_plan, made_plan, planned_entries

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .results import Report
    from .uploads import UploadJob

FILTERS = ("include", "exclude", "min_size", "max_size", "min_age", "max_age")
_UPLOAD: dict[str, Any] = {
    **dict.fromkeys(FILTERS),
    "include": (),
    "exclude": (),
    "shard": None,
    "order_by": None,
    "max_files": None,
    "max_bytes": None,
    "skip_existing": False,
    "dry_run": False,
}
"""The options of an upload that a plan has settled."""

Planning: TypeAlias = "tuple[Plan, Filters, Journal]"


@contextmanager
def begin_plan(
    client: FlowCaller | AsyncFlowCaller, folder: Any, purpose: Any, filters: Mapping[str, Any], journal: Any
) -> Generator[Planning, None, None]:
    """A plan, which is empty yet, and what it is made with."""
    place: Any = folder.__fspath__() if hasattr(folder, "__fspath__") else folder
    if not isinstance(place, str) or not os.path.isdir(place):
        raise ConfigurationError(f"folder is {shorten(folder)}; pass the path of a folder.")
    if not isinstance(purpose, str) or not purpose.strip():
        raise ConfigurationError(f"purpose is {shorten(purpose)}; pass a str such as 'assistants'.")
    plan = Plan(destination_of(client.settings), purpose, os.path.abspath(place))
    with closing(Journal(_journal_of(plan, journal))) as opened:
        yield plan, Filters(**filters), opened


def _journal_of(plan: Plan, choice: Any) -> str:
    """The record of what was sent from a folder: one for each server and purpose."""
    if choice is not None:
        return checked_path(choice)
    text = "\0".join((plan.destination, plan.purpose, plan.folder))
    name = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return os.path.join(state_folder("syncs"), f"{name}.journal")


@contextmanager
def begin_applying(
    client: FlowCaller | AsyncFlowCaller, plan: Any, options: Mapping[str, Any]
) -> Generator[tuple[UploadJob, Deletions], None, None]:
    """A plan, ready to be carried out."""
    with ExitStack() as stack:
        chosen = plan
        if isinstance(plan, str) or hasattr(plan, "__fspath__"):
            chosen = stack.enter_context(closing(Plan.load(plan)))
        check_plan(chosen, client)
        after = Deletions(
            chosen, checked_concurrency(options["concurrency"]), count_of(options["max_delete"], "max_delete")
        )
        given = {**_UPLOAD, **options, "journal": _journal_of(chosen, options["journal"])}
        entries = planned_entries(chosen)
        job = stack.enter_context(begin_upload(client, entries, chosen.purpose, given, since=chosen.created))
        job.teller.report.op = "sync"
        yield job, after


@contextmanager
def begin_sync(
    client: FlowCaller | AsyncFlowCaller, folder: Any, options: dict[str, Any]
) -> Generator[tuple[tuple[Planning, bool], Any], None, None]:
    """A plan to be made, and what carries it out."""
    purpose, delete, journal = options.pop("purpose"), options.pop("delete"), options["journal"]
    filters = {name: options.pop(name) for name in FILTERS}
    with ExitStack() as later, begin_plan(client, folder, purpose, filters, journal) as planning:
        later.callback(planning[0].close)

        def applying() -> tuple[UploadJob, Deletions]:
            # The same journal, which one at a time has open.
            planning[2].close()
            return later.enter_context(begin_applying(client, planning[0], options))

        yield (planning, bool(delete)), applying


def synced(client: FlowCaller | AsyncFlowCaller, planning: tuple[Planning, bool], applying: Any) -> Flow[Report]:
    """Make a plan, and carry it out."""
    parts, delete = planning
    yield from made_plan(client, *parts, delete=delete)
    return (yield from applied(*applying()))
