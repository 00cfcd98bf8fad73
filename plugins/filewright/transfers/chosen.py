"""The beginning and the end of jobs about files at the server: downloads and deletions."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError, shorten
from ..rules.quantities import count_of
from .beginning import checked_concurrency, limit_of
from .choosing import Choice
from .deletions import DeleteJob
from .downloads import DownloadJob
from .progress import watcher_of
from .remote import RemoteIndex
from .results import Report
from .telling import Teller

if TYPE_CHECKING:
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .rates import RateLimit

_CHOICE = ("ids", "purpose", "match", "exclude", "older_than", "newer_than", "min_size", "max_size", "batches")


@contextmanager
def begin_download(
    client: FlowCaller | AsyncFlowCaller, into: Any, options: Mapping[str, Any]
) -> Generator[DownloadJob, None, None]:
    """A download of many files, ready to be run."""
    choice = _choice(options)
    folder = _checked_folder(into)
    max_files = count_of(options["max_files"], "max_files")
    with _begun(client, "download", "download_file", choice, options) as (index, teller, limit):
        yield DownloadJob(
            client=client,
            choice=choice,
            listing=index,
            into=folder,
            teller=teller,
            limit=limit,
            concurrency=checked_concurrency(options["concurrency"]),
            skip_existing=bool(options["skip_existing"]),
            max_files=max_files,
            dry=bool(options["dry_run"]),
        )


@contextmanager
def begin_deletion(
    client: FlowCaller | AsyncFlowCaller, options: Mapping[str, Any]
) -> Generator[DeleteJob, None, None]:
    """A deletion of many files, ready to be run."""
    choice = _choice(options)
    if choice.is_everything and options["everything"] is not True:
        raise ConfigurationError(
            "Nothing says which files to delete; pass ids, purpose, match, older_than and the like, or everything=True."
        )
    max_delete = count_of(options["max_delete"], "max_delete")
    with _begun(client, "delete", "delete_file", choice, options) as (index, teller, limit):
        yield DeleteJob(
            client=client,
            choice=choice,
            listing=index,
            teller=teller,
            limit=limit,
            concurrency=checked_concurrency(options["concurrency"]),
            max_delete=max_delete,
            dry=bool(options["dry_run"]),
        )


def _choice(options: Mapping[str, Any]) -> Choice:
    return Choice(**{name: options[name] for name in _CHOICE})


def _checked_folder(into: Any) -> str:
    folder: Any = into.__fspath__() if hasattr(into, "__fspath__") else into
    if not isinstance(folder, str) or not folder or "\0" in folder:
        raise ConfigurationError(f"into is {shorten(into)}; pass the path of a folder, which is made where needed.")
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise ConfigurationError(f"into is {shorten(folder)}, which is a file; pass the path of a folder.")
    return os.path.abspath(folder)


@contextmanager
def _begun(
    client: FlowCaller | AsyncFlowCaller, op: str, operation: str, choice: Choice, options: Mapping[str, Any]
) -> Generator[tuple[RemoteIndex, Teller, RateLimit], None, None]:
    limit = limit_of(client.settings, options["rate"], operation)
    watcher = watcher_of(options["progress"], limit=limit)
    report = Report(op)
    index = RemoteIndex(keep=choice.takes)
    try:
        yield index, Teller(report, options["on_result"], watcher), limit
    finally:
        index.close()
        limit.close()
        if watcher is not None:
            watcher.end(report)
