"""`filewright upload` and `filewright resume`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ...errors import ConfigurationError
from ..bulk import (
    BudgetOption,
    Concurrency,
    DryRun,
    ErrorOnNothing,
    Exclude,
    Include,
    JournalOption,
    MaxSize,
    MinSize,
    NewerThan,
    NoJournal,
    OlderThan,
    Printed,
    Purpose,
    Quiet,
    RateOption,
    connected,
    given,
    journal_of,
    source_filters,
)
from ..inputs import duration
from ..options import Engine, Json, Workers


def upload(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders and patterns; - reads a list of paths from standard input."),
    ] = None,
    purpose: Purpose = "",
    files_from: Annotated[str | None, typer.Option(help="A file with a list of paths, one per line.")] = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="Paths in lists are separated by NUL.")] = False,
    include: Include = None,
    exclude: Exclude = None,
    min_size: MinSize = None,
    max_size: MaxSize = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    order_by: Annotated[str | None, typer.Option(help="name, size or age; -size puts the largest first.")] = None,
    shard: Annotated[
        str | None, typer.Option(help="The k-th of n shares of the files, such as 1/4, to divide work.")
    ] = None,
    max_files: Annotated[int | None, typer.Option(help="Stop after this many files.")] = None,
    max_bytes: Annotated[str | None, typer.Option(help="Stop after this many bytes, such as 10GiB.")] = None,
    skip_existing: Annotated[
        bool, typer.Option("--skip-existing", help="Skip files whose name and size the server has.")
    ] = False,
    expires_after: Annotated[str | None, typer.Option(help="When the files expire: 12h, 7d, or seconds.")] = None,
    concurrency: Concurrency = 8,
    rate: RateOption = None,
    budget: BudgetOption = None,
    journal: JournalOption = None,
    no_journal: NoJournal = False,
    engine: Engine = None,
    workers: Workers = None,
    dry_run: DryRun = False,
    error_on_no_transfer: ErrorOnNothing = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Upload files, folders and lists of files in parallel. After an interruption, the same command continues."""
    if not purpose:
        raise ConfigurationError("No purpose was given; pass --purpose.")
    printed = Printed(as_json=as_json, quiet=quiet, show_planned=True)
    with connected() as client:
        report = client.transfers.upload(
            _sources(sources or [], files_from, null),
            purpose=purpose,
            concurrency=concurrency,
            skip_existing=skip_existing,
            dry_run=dry_run,
            journal=journal_of(journal, no_journal=no_journal),
            **source_filters(
                include=include,
                exclude=exclude,
                min_size=min_size,
                max_size=max_size,
                older_than=older_than,
                newer_than=newer_than,
            ),
            **given(
                order_by=order_by,
                shard=shard,
                max_files=max_files,
                max_bytes=max_bytes,
                rate=rate,
                budget=budget,
                engine=engine,
                workers=workers,
                expires_after=None if expires_after is None else duration(expires_after),
            ),
            **printed.options,
        )
    printed.end(report, error_on_nothing=error_on_no_transfer)


def _sources(paths: list[str], files_from: str | None, null: bool) -> list[Any]:
    from ...transfers import Manifest

    lists = [Manifest(files_from, null=null)] if files_from is not None else []
    sources: list[Any] = [Manifest("-", null=null) if path == "-" else path for path in paths]
    if not sources and not lists:
        raise ConfigurationError("Nothing to upload. Name files, folders or patterns, or pass --files-from.")
    return [*sources, *lists]


def resume(
    journal: Annotated[str, typer.Argument(help="The journal, as named in the summary of its job.")],
    concurrency: Concurrency = 8,
    rate: RateOption = None,
    budget: BudgetOption = None,
    engine: Engine = None,
    workers: Workers = None,
    error_on_no_transfer: ErrorOnNothing = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Continue an upload, download or deletion that was interrupted, stopped or had failures, from its journal."""
    printed = Printed(as_json=as_json, quiet=quiet)
    changes = given(rate=rate, budget=budget, engine=engine, workers=workers)
    with connected() as client:
        report = client.transfers.resume(journal, concurrency=concurrency, **changes, **printed.options)
    printed.end(report, error_on_nothing=error_on_no_transfer)
