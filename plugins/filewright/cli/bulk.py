"""Options, output, summary and exit codes of the commands for many files."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import UnsupportedError
from ..rules.quantities import shown_bytes, shown_seconds
from . import connecting
from .exits import NOTHING_DONE, SOME_FAILED, STOPPED, exit_code_of
from .messages import say, say_error
from .output import is_terminal, printable, show_json, show_line

if TYPE_CHECKING:
    from ..clients.client import OpenAI
    from ..transfers import Progress, Report, Result

EVERY = 60.0
"""Seconds between two plain lines of progress."""

Purpose = Annotated[str, typer.Option("--purpose", "-p", help="The purpose of the files.", show_default=False)]
OfPurpose = Annotated[str | None, typer.Option("--purpose", "-p", help="Return only files with this purpose.")]
Include = Annotated[
    list[str] | None, typer.Option("--include", help="Only files that match this pattern, such as '*.jsonl'.")
]
Exclude = Annotated[
    list[str] | None,
    typer.Option("--exclude", help="Exclude files that match this pattern, whatever else they match."),
]
MinSize = Annotated[str | None, typer.Option(help="Only files of at least this size, such as 10MiB.")]
MaxSize = Annotated[str | None, typer.Option(help="Only files of up to this size.")]
OlderThan = Annotated[str | None, typer.Option(help="Only files older than this, such as 30d or 12h.")]
NewerThan = Annotated[str | None, typer.Option(help="Only files newer than this.")]
Concurrency = Annotated[int, typer.Option("--concurrency", "-c", help="The number of parallel transfers.")]
RateOption = Annotated[str | None, typer.Option("--rate", help="The maximum rate, such as 900/min.")]
BudgetOption = Annotated[
    str | None,
    typer.Option(
        "--budget", help="Share the rate with all machines that name the same Redis database, as redis://host:6379/0."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be done, without doing it.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation; required without a terminal.")]
Ids = Annotated[
    list[str] | None, typer.Argument(help="The ids of the files; default: all files that match the options.")
]
JournalOption = Annotated[str | None, typer.Option("--journal", help="The journal, which records completed work.")]
NoJournal = Annotated[bool, typer.Option("--no-journal", help="Do not keep a journal.")]
ErrorOnNothing = Annotated[
    bool, typer.Option("--error-on-no-transfer", help="Exit with code 9 if there was nothing to do.")
]
OfBatch = Annotated[list[str] | None, typer.Option("--batch", help="Files of the batch with this id.")]
MaxDelete = Annotated[int | None, typer.Option(help="Stop after this many deletions.")]


def given(**options: Any) -> dict[str, Any]:
    """Return the options that were given."""
    return {name: value for name, value in options.items() if value not in (None, [], ())}


def journal_of(journal: str | None, *, no_journal: bool) -> str | bool | None:
    """Return the `journal` argument of a job from its options."""
    if journal is not None and no_journal:
        from ..errors import ConfigurationError

        raise ConfigurationError("--journal cannot be combined with --no-journal.")
    return False if no_journal else journal


def source_filters(*, older_than: str | None, newer_than: str | None, **filters: Any) -> dict[str, Any]:
    """Return the options that select local files, under their names in `client.transfers`."""
    return given(**filters, min_age=older_than, max_age=newer_than)


def connected() -> AbstractContextManager[OpenAI]:
    """Open a client from the shared options for the duration of the block; `Printed` shows its progress."""
    return connecting.connected(progress=None)


class Printed:
    """Prints results as they arrive, and the progress of the job.

    On a terminal: a bar, and a line for each file that fails. In a pipe: a tab-separated line for each file, with
    status, id, name or path. With `as_json`, all of them as JSON.
    """

    def __init__(self, *, as_json: bool, quiet: bool, show_planned: bool = False) -> None:
        self._as_json = as_json
        self._quiet = quiet
        self._show_planned = show_planned
        self._lock = threading.Lock()
        self._codes: set[int] = set()
        self._is_in_vain = False
        self._due = time.monotonic() + EVERY

    @property
    def options(self) -> dict[str, Any]:
        """Return the arguments for a method of `client.transfers` that print its results."""
        return {"on_result": self.result, "progress": self._progress()}

    def result(self, result: Result) -> None:
        """Print the result for a file."""
        with self._lock:
            if self._as_json:
                show_json(result.to_dict())
            elif not self._quiet and self._is_shown(result):
                show_line("\t".join((result.status, result.id or "", printable(result.path or result.name or ""))))
            if result.error is not None:
                is_first = not self._codes
                self._codes.add(exit_code_of(result.error))
                self._is_in_vain = (is_first or self._is_in_vain) and isinstance(result.error, UnsupportedError)
                if not self._as_json:
                    say_error(result.error, about=printable(result.path or result.name or result.id or ""))

    def _is_shown(self, result: Result) -> bool:
        return not is_terminal() or (self._show_planned and result.status == "planned")

    def _progress(self) -> Callable[[Progress], None] | None:
        if self._as_json or self._quiet:
            return None
        return _bar() if sys.stderr.isatty() else self._line

    def _line(self, progress: Progress) -> None:
        if not progress.is_over and time.monotonic() >= self._due:
            self._due = time.monotonic() + EVERY
            say(f"{progress.op}: {progress}")

    def end(self, report: Report, *, error_on_nothing: bool = False) -> None:
        """Print the summary, and end the command with the matching exit code."""
        if self._as_json:
            show_json(report.to_dict())
        elif not self._quiet:
            say(summary(report))
            if report.resume is not None and not self._is_in_vain:
                say(f"go on with: {report.resume}")
        code = self._code(report, error_on_nothing)
        if code:
            raise typer.Exit(code)

    def _code(self, report: Report, error_on_nothing: bool) -> int:
        if report.failed or report.unknown:
            some = report.done or report.skipped or len(self._codes) != 1
            return SOME_FAILED if some else self._codes.pop()
        if report.stopped:
            return STOPPED
        return NOTHING_DONE if error_on_nothing and not report.done and not report.planned else 0


def summary(report: Report) -> str:
    """Return a one-line summary of a report."""
    counts = ", ".join(f"{count:,} {name}" for name, count in report.counts().items()) or "nothing to do"
    parts = [counts, shown_bytes(report.bytes) if report.bytes else "", f"in {shown_seconds(report.seconds)}"]
    stopped = f"; stopped: {_STOPPED.get(report.stopped, report.stopped)}" if report.stopped else ""
    return " ".join(filter(None, (f"{parts[0]}{',' if parts[1] else ''}", *parts[1:]))) + stopped


_STOPPED = {
    "max_files": "--max-files is reached",
    "max_bytes": "--max-bytes is reached",
    "max_delete": "--max-delete is reached",
    "unreachable": "the server cannot be reached",
}


def _bar() -> Callable[[Progress], None]:
    from ..transfers.bars import Bar

    return Bar(tells_end=False)
