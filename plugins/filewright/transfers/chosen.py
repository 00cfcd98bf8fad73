"""The beginning and the end of jobs about files on the server: downloads and deletions."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, shorten
from ..handles import is_url
from ..rules.quantities import count_of
from . import deletions, downloads
from .beginning import check_crew, checked_concurrency, crew_of, limit_of, plain
from .choosing import Choice
from .histories import FINISHED, LISTED, destination_of, failures_in, opened
from .progress import watcher_of
from .remote import RemoteIndex
from .remote_jobs import HandOut, RemoteJob, run_job

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .journal import Journal
    from .results import Report
    from .telling import Teller

_CHOICE = ("ids", "purpose", "match", "exclude", "older_than", "newer_than", "min_size", "max_size", "batches")


@contextmanager
def downloading(
    client: FlowCaller | AsyncFlowCaller, into: Any, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow of a download of many files."""
    check_crew(client, options)
    folder = _checked_folder(into)
    asked = {"op": "download", "into": folder, "skip_existing": options["skip_existing"]}
    with _begun(client, asked, options, "max_files", teller) as job:
        dry = bool(options["dry_run"])
        made = job._replace(
            destination=f"{job.destination} {folder}",
            one=partial(downloads.fetched, skip_existing=bool(options["skip_existing"]), dry=dry),
            absent=downloads.absent,
            place=partial(downloads.place_in, folder, job.listing),
        )
        with _crew(made, options, "download_file") as hand_out:
            yield downloads.download_all(made, folder, hand_out)


@contextmanager
def deleting(
    client: FlowCaller | AsyncFlowCaller, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow of a deletion of many files."""
    check_crew(client, options)
    if _choice(options).is_everything and options["everything"] is not True:
        raise ConfigurationError(
            "No files to delete were selected; pass ids, purpose, match, older_than and the like, or everything=True."
        )
    asked = {"op": "delete", "everything": bool(options["everything"])}
    kept = options["journal"] or False  # none of its own, as files that are gone are not listed again
    with (
        _begun(client, asked, {**options, "journal": kept}, "max_delete", teller) as job,
        _crew(job, options, "delete_file") as hand_out,
    ):
        yield run_job(job, hand_out)


@contextmanager
def _begun(
    client: FlowCaller | AsyncFlowCaller, asked: dict[str, Any], options: Mapping[str, Any], most: str, teller: Teller
) -> Generator[RemoteJob, None, None]:
    """A job as both kinds have it, ready to be run, with its journal and its limit as long as the block lasts."""
    choice = _choice(options)
    dry = bool(options["dry_run"])
    checked_most, concurrency = count_of(options[most], most), checked_concurrency(options["concurrency"])
    with ExitStack() as stack:
        limit = limit_of(client.settings, options, f"{asked['op']}_file")
        stack.callback(limit.close)
        teller.watch(watcher_of(options["progress"], limit=limit))
        stack.callback(teller.end)
        index = RemoteIndex(keep=choice.takes)
        stack.callback(index.close)
        yield RemoteJob(
            op=asked["op"],
            client=client,
            choice=choice,
            listing=index,
            destination=destination_of(client.settings),
            journal=stack.enter_context(_recorded(client, {**asked, **_kept(choice, options)}, options, teller)),
            teller=teller,
            limit=limit,
            concurrency=concurrency,
            most=checked_most,
            dry=dry,
            one=partial(deletions.delete_one, dry=dry),
            absent=deletions.absent,
        )


@contextmanager
def _crew(job: RemoteJob, options: Mapping[str, Any], operation: str) -> Generator[HandOut | None, None, None]:
    """The function that hands files out to the workers of an engine, which the block closes; None for this process."""
    crew = crew_of(job.client, job.limit, options)
    if crew is None:
        yield None
        return
    from .sharded_remote import by_workers

    try:
        yield by_workers(crew, operation)
    finally:
        crew.engine.close()


def _kept(choice: Choice, options: Mapping[str, Any]) -> dict[str, Any]:
    """The choice as a journal keeps it."""
    given = {**options, "ids": choice.ids, "batches": choice.batches}
    return {name: plain(given[name]) for name in _CHOICE if given[name] not in (None, ())}


@contextmanager
def _recorded(
    client: FlowCaller | AsyncFlowCaller, asked: dict[str, Any], options: Mapping[str, Any], teller: Teller
) -> Generator[Journal, None, None]:
    """The journal of a job, which is closed at the end, and says that it is finished where all was done."""
    choice = False if options["dry_run"] else options["journal"]
    journal, path = opened(choice, destination_of(client.settings), asked)
    teller.report.keep(path, failures_in)
    try:
        yield journal
        journal.flush()
        if teller.report.is_complete:
            journal.note(LISTED, "")
            journal.note(FINISHED, "1")
    finally:
        journal.close()


def _choice(options: Mapping[str, Any]) -> Choice:
    return Choice(**{name: options[name] for name in _CHOICE})


def _checked_folder(into: Any) -> str:
    folder: Any = into.__fspath__() if hasattr(into, "__fspath__") else into
    if isinstance(folder, str) and is_url(folder):
        return folder.rstrip("/")
    if not isinstance(folder, str) or not folder or "\0" in folder:
        raise ConfigurationError(f"into is {shorten(into)}; pass the path of a folder, which is made where needed.")
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise ConfigurationError(f"into is {shorten(folder)}, which is a file; pass the path of a folder.")
    return os.path.abspath(folder)
