"""The beginning and the end of jobs about files on the server: downloads and deletions."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, shorten
from ..handles import is_url
from ..rules.quantities import count_of
from .beginning import check_crew, checked_concurrency, crew_of, limit_of, plain
from .choosing import Choice
from .deletions import DeleteJob, delete_all
from .downloads import DownloadJob, download_all
from .histories import FINISHED, LISTED, destination_of, failures_in, opened
from .progress import watcher_of
from .remote import RemoteIndex

if TYPE_CHECKING:
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .journal import Journal
    from .rates import RateLimit
    from .results import Report
    from .telling import Teller

_CHOICE = ("ids", "purpose", "match", "exclude", "older_than", "newer_than", "min_size", "max_size", "batches")


@contextmanager
def downloading(
    client: FlowCaller | AsyncFlowCaller, into: Any, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow of a download of many files."""
    check_crew(client, options)
    choice = _choice(options)
    folder = _checked_folder(into)
    max_files = count_of(options["max_files"], "max_files")
    concurrency = checked_concurrency(options["concurrency"])
    with (
        _begun(client, "download_file", choice, options, teller) as (index, limit),
        _recorded(client, folder, choice, options, teller) as journal,
    ):
        job = DownloadJob(
            client=client,
            choice=choice,
            listing=index,
            into=folder,
            destination=f"{destination_of(client.settings)} {folder}",
            journal=journal,
            teller=teller,
            limit=limit,
            concurrency=concurrency,
            skip_existing=bool(options["skip_existing"]),
            max_files=max_files,
            dry=bool(options["dry_run"]),
        )
        yield _download_flow(job, options)


def _download_flow(job: DownloadJob, options: Mapping[str, Any]) -> Flow[Report]:
    """The flow that fetches the files: in this process, or by the workers of an engine."""
    if options["engine"] is not None and job.max_files is not None:
        raise ConfigurationError("max_files counts files as they are fetched; leave it out, or engine.")
    crew = crew_of(job.client, job.limit, options)
    if crew is None:
        return download_all(job)
    from .sharded_downloads import download_sharded

    return download_sharded(job, crew)


@contextmanager
def deleting(
    client: FlowCaller | AsyncFlowCaller, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow of a deletion of many files."""
    choice = _choice(options)
    if choice.is_everything and options["everything"] is not True:
        raise ConfigurationError(
            "No files to delete were selected; pass ids, purpose, match, older_than and the like, or everything=True."
        )
    max_delete = count_of(options["max_delete"], "max_delete")
    with _begun(client, "delete_file", choice, options, teller) as (index, limit):
        job = DeleteJob(
            client=client,
            choice=choice,
            listing=index,
            teller=teller,
            limit=limit,
            concurrency=checked_concurrency(options["concurrency"]),
            max_delete=max_delete,
            dry=bool(options["dry_run"]),
        )
        yield delete_all(job)


@contextmanager
def _recorded(
    client: FlowCaller | AsyncFlowCaller, folder: str, choice: Choice, options: Mapping[str, Any], teller: Teller
) -> Generator[Journal, None, None]:
    """The journal of a download, which is closed at the end, and says that it is finished where all was done."""
    given = {**options, "ids": choice.ids, "batches": choice.batches}
    names = (*_CHOICE, "skip_existing")
    asked = {
        "op": "download",
        "into": folder,
        **{name: plain(given[name]) for name in names if given[name] not in (None, ())},
    }
    dry = bool(options["dry_run"])
    journal, path = opened(False if dry else options["journal"], destination_of(client.settings), asked)
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


@contextmanager
def _begun(
    client: FlowCaller | AsyncFlowCaller, operation: str, choice: Choice, options: Mapping[str, Any], teller: Teller
) -> Generator[tuple[RemoteIndex, RateLimit], None, None]:
    limit = limit_of(client.settings, options, operation)
    teller.watch(watcher_of(options["progress"], limit=limit))
    index = RemoteIndex(keep=choice.takes)
    try:
        yield index, limit
    finally:
        index.close()
        limit.close()
        teller.end()
