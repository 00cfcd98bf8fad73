"""`filewright ls`, `du` and `delete`: the files on the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import ConfigurationError
from ...rules.quantities import counted, shown_sum
from ..bulk import (
    BudgetOption,
    Concurrency,
    DryRun,
    ErrorOnNothing,
    Exclude,
    Ids,
    JournalOption,
    MaxDelete,
    MaxSize,
    MinSize,
    NewerThan,
    OfBatch,
    OfPurpose,
    OlderThan,
    Printed,
    Quiet,
    RateOption,
    Yes,
    connected,
    given,
)
from ..inputs import confirmed
from ..options import Engine, Json, Workers
from ..output import is_terminal, printable, show_files, show_json, show_line

if TYPE_CHECKING:
    from ...clients.client import OpenAI
    from ...transfers import Usage

Names = Annotated[list[str] | None, typer.Option("--match", help="Only files whose name matches this pattern.")]
BAR_WIDTH = 24


def ls(
    patterns: Annotated[list[str] | None, typer.Argument(help="Only files whose name matches one of these.")] = None,
    purpose: OfPurpose = None,
    exclude: Exclude = None,
    min_size: MinSize = None,
    max_size: MaxSize = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    duplicates: Annotated[
        bool,
        typer.Option(
            "--duplicates", help="Only duplicates: files with the same purpose, name and size as another one."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """List files by name, purpose, size and age."""
    choice = given(
        match=patterns,
        exclude=exclude,
        min_size=min_size,
        max_size=max_size,
        older_than=older_than,
        newer_than=newer_than,
    )
    with connected() as client:  # lists are of the purpose, which a provider may call otherwise
        files = _doubled(client, purpose) if duplicates else client.files.list(**given(purpose=purpose))
        show_files(_chosen(files, choice), as_json=as_json)


def _chosen(files: Any, choice: dict[str, Any]) -> Iterator[Any]:
    from ...transfers.choosing import Choice
    from ...transfers.remote import Remote

    wanted = Choice(**choice)
    return (file for file in files if wanted.takes(Remote.of(file)))


def _doubled(client: OpenAI, purpose: Any) -> Iterator[Any]:
    for alike in client.transfers.duplicates(purpose=purpose):
        yield from (client.files.retrieve(file.id) for file in alike.files)


def du(
    by: Annotated[
        list[str] | None, typer.Option(help="purpose, age or status; several times for groups within.")
    ] = None,
    purpose: OfPurpose = None,
    as_json: Json = False,
) -> None:
    """Show the number and total size of the stored files, by purpose or age."""
    with connected() as client:
        usage = client.transfers.usage(by or "purpose", purpose=purpose)
    if as_json:
        show_json(usage.to_dict())
    elif is_terminal():
        _show_bars(usage)
    else:
        for share in usage:
            show_line("\t".join((*map(printable, share.values), str(share.files), str(share.bytes))))


def _show_bars(usage: Usage) -> None:
    from ...transfers.accounts import Share

    rows = [(" / ".join(map(printable, share.values)), share) for share in usage]
    rows.append(("all", Share((), usage.files, usage.bytes, usage.unsized)))
    sums = [shown_sum(share.bytes, share.unsized, share.files) for _, share in rows]
    widest, widest_sum = max(len(name) for name, _ in rows), max(10, *map(len, sums))
    for (name, share), size in zip(rows, sums, strict=True):
        filled = round(BAR_WIDTH * share.bytes / usage.bytes) if usage.bytes else 0
        bar = "" if name == "all" or not usage.bytes else "█" * filled + "░" * (BAR_WIDTH - filled)
        show_line(f"{name:<{widest}}  {size:>{widest_sum}}  {counted(share.files):>14}  {bar}".rstrip())


def delete(
    ids: Ids = None,
    purpose: OfPurpose = None,
    match: Names = None,
    exclude: Exclude = None,
    min_size: MinSize = None,
    max_size: MaxSize = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    batch: OfBatch = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete all files.")] = False,
    max_delete: MaxDelete = None,
    concurrency: Concurrency = 8,
    rate: RateOption = None,
    budget: BudgetOption = None,
    journal: JournalOption = None,
    engine: Engine = None,
    workers: Workers = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    error_on_no_transfer: ErrorOnNothing = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Delete files by id, purpose, name, age, size or batch, after showing how many and asking."""
    choice = given(
        ids=ids,
        purpose=purpose,
        match=match,
        exclude=exclude,
        min_size=min_size,
        max_size=max_size,
        older_than=older_than,
        newer_than=newer_than,
        batches=batch,
    )
    if not choice and not everything:
        raise ConfigurationError("No files to delete were selected. Name ids, or pass --purpose, --match or --all.")
    options = {
        **choice,
        "everything": everything,
        "concurrency": concurrency,
        **given(rate=rate, budget=budget, max_delete=max_delete, journal=journal, engine=engine, workers=workers),
    }
    printed = Printed(as_json=as_json, quiet=quiet, show_planned=dry_run)
    with connected() as client:
        if not yes and not dry_run:
            _confirm(client, options)
        report = client.transfers.delete(**options, dry_run=dry_run, **printed.options)
    printed.end(report, error_on_nothing=error_on_no_transfer)


def _confirm(client: OpenAI, options: dict[str, Any]) -> None:
    sizes: list[int | None] = []
    client.transfers.delete(**options, dry_run=True, on_result=lambda result: sizes.append(result.bytes))
    if sizes:
        known = [size for size in sizes if size is not None]
        total = shown_sum(sum(known), len(sizes) - len(known), len(sizes))
        confirmed(f"Delete {counted(len(sizes))} ({total})?")
