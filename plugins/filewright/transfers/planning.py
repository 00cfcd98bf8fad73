"""The beginning and the end of plans and syncs."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import ConfigurationError, shorten
from ..ground.places import state_folder
from ..handles import is_url
from ..rules.patterns import is_pattern
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
    from .telling import Teller
    from .uploads import UploadJob

FILTERS = ("include", "exclude", "min_size", "max_size", "min_age", "max_age")
_OF_PLANS = {*FILTERS, "purpose", "delete"}
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
    place = _checked_folder(folder)
    if not isinstance(purpose, str) or not purpose.strip():
        raise ConfigurationError(f"purpose is {shorten(purpose)}; pass a str such as 'assistants'.")
    plan = Plan(destination_of(client.settings), purpose, place)
    with closing(Journal(_journal_of(plan, journal))) as opened:
        yield plan, Filters(**filters), opened


def _checked_folder(folder: Any) -> str:
    place: Any = folder.__fspath__() if hasattr(folder, "__fspath__") else folder
    if isinstance(place, str) and is_url(place) and not is_pattern(place):
        return place.rstrip("/")
    if not isinstance(place, str) or not os.path.isdir(place):
        raise ConfigurationError(
            f"folder is {shorten(folder)}; pass the path of a folder, or its URL without wildcards in another store."
        )
    return os.path.abspath(place)


def _journal_of(plan: Plan, choice: Any) -> str:
    """The record of what was sent from a folder: one for each server and purpose."""
    if choice is not None:
        return checked_path(choice)
    text = "\0".join((plan.destination, plan.purpose, plan.folder))
    name = blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return os.path.join(state_folder("syncs"), f"{name}.journal")


@contextmanager
def begin_applying(
    client: FlowCaller | AsyncFlowCaller, plan: Any, options: Mapping[str, Any], teller: Teller
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
        job = stack.enter_context(begin_upload(client, entries, chosen.purpose, given, teller, since=chosen.created))
        yield job, after


@contextmanager
def applying(
    client: FlowCaller | AsyncFlowCaller, plan: Any, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow that carries out a plan."""
    with begin_applying(client, plan, options, teller) as (job, after):
        yield applied(job, after)


@contextmanager
def planning(
    client: FlowCaller | AsyncFlowCaller,
    folder: Any,
    purpose: Any,
    filters: Mapping[str, Any],
    journal: Any,
    *,
    delete: bool,
) -> Generator[Flow[Plan], None, None]:
    """The flow that makes a plan."""
    with begin_plan(client, folder, purpose, filters, journal) as begun:
        yield made_plan(client, *begun, delete=delete)


@contextmanager
def syncing(
    client: FlowCaller | AsyncFlowCaller, folder: Any, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow that makes a plan and carries it out."""
    filters = {name: options[name] for name in FILTERS}
    carried_out = {name: value for name, value in options.items() if name not in _OF_PLANS}
    with ExitStack() as later, begin_plan(client, folder, options["purpose"], filters, options["journal"]) as begun:
        later.callback(begun[0].close)

        def begin() -> tuple[UploadJob, Deletions]:
            # The same journal, which one at a time has open.
            begun[2].close()
            return later.enter_context(begin_applying(client, begun[0], carried_out, teller))

        yield _synced(client, begun, bool(options["delete"]), begin)


def _synced(
    client: FlowCaller | AsyncFlowCaller,
    begun: Planning,
    delete: bool,
    begin: Callable[[], tuple[UploadJob, Deletions]],
) -> Flow[Report]:
    yield from made_plan(client, *begun, delete=delete)
    return (yield from applied(*begin()))
