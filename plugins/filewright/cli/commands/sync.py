"""`filewright sync`, `plan` and `apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...rules.quantities import counted, shown_bytes
from ..bulk import (
    BudgetOption,
    Concurrency,
    DryRun,
    ErrorOnNothing,
    Exclude,
    Include,
    JournalOption,
    MaxDelete,
    MaxSize,
    MinSize,
    NewerThan,
    OlderThan,
    Printed,
    Purpose,
    Quiet,
    RateOption,
    Yes,
    connected,
    given,
    source_filters,
)
from ..exits import DIFFERENT
from ..inputs import confirmed, duration
from ..messages import say
from ..options import Json
from ..output import is_terminal, printable, show_json, show_line

if TYPE_CHECKING:
    from ...clients.client import OpenAI
    from ...transfers import Plan, Report

Folder = Annotated[str, typer.Argument(help="The folder, or its URL in another store.", show_default=False)]
Delete = Annotated[bool, typer.Option("--delete", help="Delete files that the server has and the folder does not.")]
Expires = Annotated[str | None, typer.Option("--expires-after", help="When new files expire: 12h, 7d, or seconds.")]


def plan(
    folder: Folder,
    purpose: Purpose,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Save the plan in this file.")] = None,
    include: Include = None,
    exclude: Exclude = None,
    min_size: MinSize = None,
    max_size: MaxSize = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    delete: Delete = False,
    journal: JournalOption = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with code 1 if something would be done.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show what sync would do with a folder, and why. A saved plan can be carried out by apply."""
    filters = source_filters(
        include=include,
        exclude=exclude,
        min_size=min_size,
        max_size=max_size,
        older_than=older_than,
        newer_than=newer_than,
    )
    with connected() as client:
        made = client.transfers.plan(folder, purpose=purpose, delete=delete, journal=journal, **filters)
    if output is not None:
        made.save(output)
    if not quiet:
        show_plan(made, as_json=as_json)
    if exit_code and made.has_changes:
        raise typer.Exit(DIFFERENT)


def sync(
    folder: Folder,
    purpose: Purpose,
    include: Include = None,
    exclude: Exclude = None,
    min_size: MinSize = None,
    max_size: MaxSize = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    delete: Delete = False,
    max_delete: MaxDelete = None,
    expires_after: Expires = None,
    concurrency: Concurrency = 8,
    rate: RateOption = None,
    budget: BudgetOption = None,
    journal: JournalOption = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    error_on_no_transfer: ErrorOnNothing = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Make the files of a purpose match a folder: upload new and changed files and, with --delete, delete others."""
    printed = Printed(as_json=as_json, quiet=quiet)
    filters = source_filters(
        include=include,
        exclude=exclude,
        min_size=min_size,
        max_size=max_size,
        older_than=older_than,
        newer_than=newer_than,
    )
    with connected() as client:
        made = client.transfers.plan(folder, purpose=purpose, delete=delete, journal=journal, **filters)
        if dry_run:
            show_plan(made, as_json=as_json)
            return
        options = given(
            max_delete=max_delete, rate=rate, budget=budget, expires_after=_expiry(expires_after), journal=journal
        )
        report = _applied(client, made, yes=yes, concurrency=concurrency, **options, **printed.options)
    printed.end(report, error_on_nothing=error_on_no_transfer)


def apply(
    plan_file: Annotated[str, typer.Argument(help="A plan saved by `filewright plan`.", show_default=False)],
    max_delete: MaxDelete = None,
    expires_after: Expires = None,
    concurrency: Concurrency = 8,
    rate: RateOption = None,
    budget: BudgetOption = None,
    journal: JournalOption = None,
    yes: Yes = False,
    error_on_no_transfer: ErrorOnNothing = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Carry out a plan. Files that changed since it was made are refused."""
    from ...transfers import Plan

    printed = Printed(as_json=as_json, quiet=quiet)
    made = Plan.load(plan_file)
    with connected() as client:
        options = given(
            max_delete=max_delete, rate=rate, budget=budget, expires_after=_expiry(expires_after), journal=journal
        )
        report = _applied(client, made, yes=yes, concurrency=concurrency, **options, **printed.options)
    printed.end(report, error_on_nothing=error_on_no_transfer)


def _applied(client: OpenAI, made: Plan, *, yes: bool, **options: Any) -> Report:
    if not yes:
        _confirm(made)
    return client.transfers.apply(made, **options)


def _expiry(text: str | None) -> int | str | None:
    return None if text is None else duration(text)


def _confirm(made: Plan) -> None:
    """Ask before deleting files that are not replaced by new ones."""
    count = made.counts()["delete"]
    if count:
        confirmed(f"Delete {counted(count)} at the server that {printable(made.folder)} does not have?")


def show_plan(made: Plan, *, as_json: bool) -> None:
    """The operations of a plan: for people all but what is skipped, and a summary."""
    if as_json:
        show_json(made.header())
    for operation in made:
        if as_json:
            show_json(operation.to_dict())
        elif operation.action != "skip" or not is_terminal():
            about = printable(operation.path or operation.name)
            show_line("\t".join((operation.action, about, printable(operation.reason))))
    if not as_json:
        counts = ", ".join(f"{count:,} to {action}" for action, count in made.counts().items() if count)
        say(f"{counts or 'nothing to do'}; {shown_bytes(made.bytes)} to send")
