"""Jobs by their journals: the place of a job's journal, the job's options, and its outcome."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from ..errors import APIError, ConfigurationError, JournalError, OpenAIError, SourceError, shorten
from ..ground.places import state_folder
from ..handles import is_url
from ..narrowing import is_dict, is_list, is_tuple
from .journal import FAILED, STATES, UNKNOWN, Journal
from .manifests import Manifest
from .results import Result

if TYPE_CHECKING:
    from ..options import Settings
    from .journal import Row

MAX_NAMED = 1_000
"""Sources up to which a job can be told from another by them."""

JOB, FINISHED, LISTED = "job", "finished", "listed"
"""Notes of a journal: what was asked; that it was done; and when the files were listed that are on the server."""


def destination_of(settings: Settings) -> str:
    """The server and the project that files go to, without anything secret."""
    parts = urlsplit(settings.base_url)
    where = f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
    return " ".join(filter(None, (where, settings.organization, settings.project)))


def described_sources(sources: Any) -> list[str] | None:
    """The sources as texts by which they are found again, or None if they are objects."""
    given: Any = sources if is_list(sources) or is_tuple(sources) else [sources]
    if len(given) > MAX_NAMED or not all(isinstance(each, (str, os.PathLike, Manifest)) for each in given):
        return None
    return [_described_source(each) for each in given]


def _described_source(source: str | os.PathLike[str] | Manifest) -> str:
    if isinstance(source, Manifest):
        return f"{'manifest0' if source.null else 'manifest'}:{os.path.abspath(source.path)}"
    path = os.fspath(source)
    return f"path:{path if is_url(path) else os.path.abspath(path)}"


def sources_of(described: list[str]) -> list[Any]:
    """The sources that `described_sources` described."""
    return [_source_of(*text.partition(":")[::2]) for text in described]


def _source_of(kind: str, path: str) -> Any:
    return path if kind == "path" else Manifest(path, null=kind == "manifest0")


def opened(choice: Any, destination: str, job: Mapping[str, Any] | None) -> tuple[Journal, str | None]:
    """The journal of a job, and its path where it outlives the job.

    Args:
        choice: a path; None for the journal that the same job had, which begins anew once it was finished; False for
            none.
        job: what was asked, by which the same job is known; None if it cannot be told.
    """
    if choice is False or (choice is None and job is None):
        return Journal(), None
    if choice is None or choice is True:
        if job is None:
            raise ConfigurationError(
                "journal is True, but the sources are objects that a later run could not name;"
                " pass the path of a journal."
            )
        path = os.path.join(state_folder("transfers"), _name_of(destination, job))
    else:
        path = checked_path(choice)
    journal = Journal(path)
    if choice in (None, True) and journal.meta(FINISHED):
        journal.restart()
    try:
        _begin(journal, job)
    except JournalError:
        journal.close()
        raise
    return journal, path


def _begin(journal: Journal, job: Mapping[str, Any] | None) -> None:
    """Note what is asked; a listing of something else is forgotten."""
    earlier: Any = json.loads(journal.meta(JOB) or "null")
    kinds = [each["op"] for each in (earlier, job) if is_dict(each)]
    if len(set(kinds)) > 1:
        raise JournalError(f"The journal {shorten(journal.path)} is of {kinds[0]}s, not of {kinds[1]}s; name another.")
    text = json.dumps(job)
    if text != json.dumps(earlier):
        journal.note(LISTED, "")
    journal.note(JOB, text)
    journal.note(FINISHED, "")


def checked_path(choice: Any) -> str:
    """The path of a journal that was named."""
    path = choice.__fspath__() if hasattr(choice, "__fspath__") else choice
    if not isinstance(path, str) or not path or "\0" in path:
        raise ConfigurationError(f"journal is {shorten(choice)}; pass a path, None for one of its own, or False.")
    return os.path.abspath(path)


def _name_of(destination: str, job: Mapping[str, Any]) -> str:
    text = json.dumps([destination, job], sort_keys=True)
    return f"{job['op']}-{blake2b(text.encode(), digest_size=8).hexdigest()}.journal"


def job_in(path: str) -> dict[str, Any]:
    """The sources and options of the job of a journal.

    Raises:
        JournalError: the journal is missing, or does not have all that its job needs.
    """
    if not os.path.isfile(path):
        raise JournalError(f"The journal {shorten(path)} does not exist.")
    with closing(Journal(path)) as journal:
        job: Any = json.loads(journal.meta(JOB) or "null")
        is_finished = bool(journal.meta(FINISHED))
    if is_dict(job) and job["op"] == "delete" and is_finished:  # files stored since then would be deleted, too
        raise JournalError(f"The deletion of the journal {shorten(path)} is finished; nothing is left to be resumed.")
    if not is_dict(job):
        raise JournalError(
            f"The sources of the job of {shorten(path)} were objects of a program; run that with journal={path!r}."
        )
    return job


def failures_in(path: str) -> Iterator[Result]:
    """Return the files that failed or whose outcome is unknown, from a journal."""
    with closing(Journal(path)) as journal:
        job: Any = json.loads(journal.meta(JOB) or "null") or {"op": "upload"}
        yield from (_result_of(job["op"], row) for row in journal.rows(FAILED, UNKNOWN))


def _result_of(op: Any, row: Row) -> Result:
    status = cast(Any, STATES[row.state])
    kind = SourceError if (row.code or "").startswith("Source") else APIError
    error: OpenAIError = kind(row.message or row.code or "")
    return Result(op, status, row.path or None, row.name, row.id, row.size, row.sha256, error=error)


def resumed(journal: Any, changes: Mapping[str, Any]) -> tuple[str, list[Any], dict[str, Any]]:
    """Return the method that continues a job, its positional arguments, and its options.

    Raises:
        JournalError: the journal is missing, lacks what its job needs, or is of a deletion that is finished.
    """
    path = checked_path(journal)
    options = job_in(path)
    op = options.pop("op")
    names = {"upload": "sources", "download": "into"}
    first = [options.pop(names[op])] if op in names else []
    if op == "upload":
        first = [sources_of(*first)]
    return op, first, {**options, "journal": path, **changes}
