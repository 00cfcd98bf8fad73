"""Options, output, summary and exit codes of the commands for many files."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..rules.quantities import shown_bytes, shown_seconds
from . import connecting
from .exits import FAILED, NOTHING_DONE, SOME_FAILED, STOPPED, exit_code_of
from .messages import say, say_error
from .output import is_terminal, printable, show_json, show_line

if TYPE_CHECKING:
    from ..clients.client import OpenAI
    from ..transfers import Progress, Report, Result

EVERY = 60.0
"""Seconds between two plain lines of progress."""

Purpose = Annotated[str, typer.Option("--purpose", "-p", help="What the files are for.", show_default=False)]
OfPurpose = Annotated[str | None, typer.Option("--purpose", "-p", help="Return only files with this purpose.")]
Include = Annotated[
    list[str] | None, typer.Option("--include", help="Only files that fit this pattern, such as '*.jsonl'.")
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", help="No files that fit this pattern; exclude wins over include.")
]
MinSize = Annotated[str | None, typer.Option(help="Only files of at least this size, such as 10MiB.")]
MaxSize = Annotated[str | None, typer.Option(help="Only files of up to this size.")]
OlderThan = Annotated[str | None, typer.Option(help="Only files older than this, such as 30d or 12h.")]
NewerThan = Annotated[str | None, typer.Option(help="Only files newer than this.")]
Concurrency = Annotated[int, typer.Option("--concurrency", "-c", help="How many at once.")]
RateOption = Annotated[str | None, typer.Option("--rate", help="How many in a time, such as 900/min.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Say what would be done, and do nothing.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; needed where there is no terminal.")]
Ids = Annotated[list[str] | None, typer.Argument(help="The ids of the files; default: all that the options choose.")]
JournalOption = Annotated[str | None, typer.Option("--journal", help="The record of what is done.")]
ErrorOnNothing = Annotated[
    bool, typer.Option("--error-on-no-transfer", help="End with exit code 9 where there was nothing to do.")
]
OfBatch = Annotated[list[str] | None, typer.Option("--batch", help="The files of the batch of this id.")]
MaxDelete = Annotated[int | None, typer.Option(help="Stop after this many deletions.")]


def given(**options: Any) -> dict[str, Any]:
    """The options that were given."""
    return {name: value for name, value in options.items() if value not in (None, [], ())}


def source_filters(*, older_than: str | None, newer_than: str | None, **filters: Any) -> dict[str, Any]:
    """Those of the options that choose local files, as `client.transfers` calls them."""
    return given(**filters, min_age=older_than, max_age=newer_than)


def connected() -> AbstractContextManager[OpenAI]:
    """A client for as long as the block lasts, made of the shared options; `Printed` shows how far it is."""
    return connecting.connected(progress=None)


class Printed:
    """Prints results as they come, and how far the job is.

    On a terminal: a bar, and a line for each file that fails. In a pipe: a tab-separated line for each file, with
    status, id, name or path. With `as_json`, all of them as JSON.
    """

    def __init__(self, *, as_json: bool, quiet: bool, show_planned: bool = False) -> None:
        self._as_json = as_json
        self._quiet = quiet
        self._show_planned = show_planned
        self._lock = threading.Lock()
        self._codes: set[int] = set()
        self._due = time.monotonic() + EVERY

    @property
    def options(self) -> dict[str, Any]:
        """The arguments of a method of `client.transfers` that print."""
        return {"on_result": self.result, "progress": self._progress()}

    def result(self, result: Result) -> None:
        """Print what became of a file."""
        with self._lock:
            if self._as_json:
                show_json(result.to_dict())
            elif not self._quiet and self._is_shown(result):
                show_line("\t".join((result.status, result.id or "", printable(result.path or result.name or ""))))
            if result.error is not None:
                self._codes.add(exit_code_of(result.error))
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
        """Say how it went, and end the command with the exit code that fits."""
        if self._as_json:
            show_json(report.to_dict())
        elif not self._quiet:
            say(summary(report))
            if report.resume is not None:
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
    """A report in a line."""
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


def confirmed(question: str) -> None:
    """Ask, and end the command where that is declined.

    Raises:
        ConfigurationError: there is no terminal to ask at.
    """
    from ..errors import ConfigurationError

    if sys.stdin is None or not sys.stdin.isatty():
        raise ConfigurationError("Nothing was deleted, as there is no terminal to ask at; pass --yes.")
    if not typer.confirm(question, err=True):
        say("nothing was deleted")
        raise typer.Exit(FAILED)


def counted(number: int, noun: str = "file") -> str:
    """A number of things in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
