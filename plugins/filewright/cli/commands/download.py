"""`filewright download`."""

from __future__ import annotations

from typing import Annotated

import typer

from ..bulk import (
    BudgetOption,
    Concurrency,
    DryRun,
    ErrorOnNothing,
    Exclude,
    Ids,
    JournalOption,
    MaxSize,
    MinSize,
    NewerThan,
    NoJournal,
    OfBatch,
    OfPurpose,
    OlderThan,
    Printed,
    Quiet,
    RateOption,
    connected,
    given,
    journal_of,
)
from ..options import Engine, Json, Workers


def download(
    ids: Ids = None,
    into: Annotated[
        str, typer.Option("--into", "-o", help="The folder to save in, or its URL in another store.")
    ] = ".",
    purpose: OfPurpose = None,
    match: Annotated[list[str] | None, typer.Option(help="Only files whose name matches this pattern.")] = None,
    exclude: Exclude = None,
    min_size: MinSize = None,
    max_size: MaxSize = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    batch: OfBatch = None,
    max_files: Annotated[int | None, typer.Option(help="Stop after this many files.")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Download files again that already exist locally.")
    ] = False,
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
    """Download files in parallel into a folder, under safe names. After an interruption, the same command continues."""
    printed = Printed(as_json=as_json, quiet=quiet, show_planned=True)
    with connected() as client:
        report = client.transfers.download(
            into,
            concurrency=concurrency,
            skip_existing=not overwrite,
            dry_run=dry_run,
            journal=journal_of(journal, no_journal=no_journal),
            **given(
                ids=ids,
                purpose=purpose,
                match=match,
                exclude=exclude,
                min_size=min_size,
                max_size=max_size,
                older_than=older_than,
                newer_than=newer_than,
                batches=batch,
                max_files=max_files,
                rate=rate,
                budget=budget,
                engine=engine,
                workers=workers,
            ),
            **printed.options,
        )
    printed.end(report, error_on_nothing=error_on_no_transfer)
