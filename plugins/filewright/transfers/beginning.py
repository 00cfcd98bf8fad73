"""The beginning and the end of an upload of many files: arguments are checked, and the journal is always closed."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from ..errors import ConfigurationError, shorten
from ..narrowing import is_list, is_tuple
from ..rules.quantities import bytes_of, count_of, rate_of
from ..rules.rates import DEFAULT_RATES
from ..sentinels import NOT_GIVEN
from .budgets import budget_of
from .entries import Entry
from .feeding import Feeder, Limits
from .histories import FINISHED, described_sources, destination_of, failures_in, opened
from .manifests import Manifest
from .progress import watcher_of
from .rates import RateLimit, shared_file
from .remote import RemoteIndex
from .selection import Filters, check_sources, select
from .uploads import UploadJob, upload_all

if TYPE_CHECKING:
    from ..effects import Flow
    from ..options import Settings
    from ..resources.callers import AsyncFlowCaller, FlowCaller
    from .results import Report
    from .sharding import Crew
    from .telling import Teller

MAX_CONCURRENCY = 256

_FILTERS = ("include", "exclude", "min_size", "max_size", "min_age", "max_age", "shard")
_REMEMBERED = (*_FILTERS, "order_by", "expires_after", "skip_existing")
"""The options that a journal keeps: those that say which files are sent, and how."""


@contextmanager
def begin_upload(
    client: FlowCaller | AsyncFlowCaller,
    sources: Any,
    purpose: Any,
    options: Mapping[str, Any],
    teller: Teller,
    *,
    since: float = 0.0,
) -> Generator[UploadJob, None, None]:
    """An upload of many files, ready to be run; its journal is open as long as the block lasts."""
    settings: Settings = client.settings
    check_sources(sources)
    if not isinstance(purpose, str) or not purpose.strip():
        raise ConfigurationError(f"purpose is {shorten(purpose)}; pass a str such as 'batch'.")
    filters = Filters(**{name: options[name] for name in _FILTERS})
    entries = select(sources, filters, options["order_by"])
    limits = Limits(count_of(options["max_files"], "max_files"), bytes_of(options["max_bytes"], "max_bytes"))
    concurrency = checked_concurrency(options["concurrency"])
    by = _checked_skip(options["skip_existing"])
    destination = destination_of(settings)
    limit = limit_of(settings, options, "create_file")
    watcher = watcher_of(options["progress"], limit=limit)
    dry = bool(options["dry_run"])
    spec = None if dry else _spec(sources, purpose, options)
    journal, path = opened(False if dry else options["journal"], destination, spec)
    index = RemoteIndex() if by == "name" else None
    teller.report.keep(path, failures_in)
    teller.watch(watcher)
    feeder = Feeder(
        entries,
        journal,
        f"{destination} {purpose}",
        limits,
        since=since,
        known=None if index is None else lambda entry: _there(index, entry),
        dry=dry,
        low=max(concurrency, 32),
    )
    expiry = options["expires_after"]
    job = UploadJob(
        client=client,
        feeder=feeder,
        journal=journal,
        teller=teller,
        limit=limit,
        arguments={"purpose": purpose, **({} if expiry is NOT_GIVEN else {"expires_after": expiry})},
        purpose=purpose,
        concurrency=concurrency,
        by_digest=by == "sha256",
        listing=index,
        counting=None if watcher is None or described_sources(sources) is None else _again(sources, filters, limits),
        unreachable=[],
    )
    try:
        yield job
        journal.flush()
        if teller.report.is_complete:
            journal.note(FINISHED, "1")
    finally:
        journal.close()
        limit.close()
        if index is not None:
            index.close()
        teller.end()


@contextmanager
def uploading(
    client: FlowCaller | AsyncFlowCaller, sources: Any, purpose: Any, options: Mapping[str, Any], teller: Teller
) -> Generator[Flow[Report], None, None]:
    """The flow of an upload of many files."""
    check_crew(client, options)
    with begin_upload(client, sources, purpose, options, teller) as job:
        yield upload_flow(job, options)


def upload_flow(job: UploadJob, options: Mapping[str, Any]) -> Flow[Report]:
    """The flow that sends the files: in this process, or by the workers of an engine."""
    crew = crew_of(job.client, job.limit, options)
    if crew is None:
        return upload_all(job)
    from .sharded_uploads import upload_sharded

    return upload_sharded(job, crew)


def check_crew(client: FlowCaller | AsyncFlowCaller, options: Mapping[str, Any]) -> None:
    """Check the engine of a job and what its workers are sent, before anything is begun.

    Raises:
        ConfigurationError: no engine has the name, or the client has options that are not sent to workers.
        MissingExtraError: the package of the engine is not installed.
    """
    from .engines import checked_workers

    checked_workers(options["engine"], options["workers"], options["worker_client"])
    if options["engine"] is not None:
        from .shards import client_maker

        client_maker(client, options["worker_client"])


def crew_of(client: FlowCaller | AsyncFlowCaller, limit: RateLimit, options: Mapping[str, Any]) -> Crew | None:
    """The workers of a job; None where this process does the work."""
    if options["engine"] is None or options["dry_run"]:
        return None
    from .engines import engine_of
    from .sharding import Crew
    from .shards import client_maker

    make_client = client_maker(client, options["worker_client"])
    shared = None if limit.rate is None else shared_file(client.settings.base_url)
    return Crew(engine_of(options["engine"], options["workers"]), make_client, limit.rate, shared, limit.budget)


def _again(sources: Any, filters: Filters, limits: Limits) -> Iterator[Entry] | None:
    """The selection once more; None if it cannot be walked twice, or not all of it is sent."""
    twice = not any(isinstance(each, Manifest) and each.path == "-" for each in _listed(sources))
    return select(sources, filters) if twice and limits == Limits() else None


def _listed(sources: Any) -> Any:
    return sources if is_list(sources) or is_tuple(sources) else [sources]


def _there(index: RemoteIndex, entry: Entry) -> str | None:
    there = index.same(entry.name, entry.size)
    return None if there is None else there.id


def checked_concurrency(value: Any) -> int:
    """The number of transfers that run at once, checked."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_CONCURRENCY:
        raise ConfigurationError(f"concurrency is {shorten(value)}; pass a whole number from 1 to {MAX_CONCURRENCY}.")
    return value


def _checked_skip(value: Any) -> str | None:
    choices = {True: "name", "name": "name", "sha256": "sha256", False: None, None: None}
    if not isinstance(value, (str, bool, type(None))) or value not in choices:
        raise ConfigurationError(f"skip_existing is {shorten(value)}; pass True or 'name', 'sha256', or False.")
    return choices[value]


def limit_of(settings: Settings, options: Mapping[str, Any], operation: str) -> RateLimit:
    """The limit of a job: the rate that was passed, or the one that the server is known for; else only its pauses."""
    rate = options["rate"]
    known = DEFAULT_RATES.get(urlsplit(settings.base_url).hostname or "", {}).get(operation)
    chosen = known if rate is None else rate_of(rate)
    budget = budget_of(options["budget"], settings.base_url)
    shared = None if chosen is None or budget is not None else shared_file(settings.base_url)
    return RateLimit(chosen, shared=shared, operations=(operation,), budget=budget)


def _spec(sources: Any, purpose: str, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arguments of the job as JSON; None if the sources are objects."""
    described = described_sources(sources)
    if described is None:
        return None
    kept = {name: plain(options[name]) for name in _REMEMBERED if options[name] not in (None, (), False, NOT_GIVEN)}
    return {"op": "upload", "sources": described, "purpose": purpose, **kept}


def plain(value: Any) -> Any:
    """An option as JSON can hold it."""
    if isinstance(value, (str, int, float, list, tuple, dict)):
        return cast(Any, value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    seconds = getattr(value, "total_seconds", None)
    return seconds() if callable(seconds) else str(value)
