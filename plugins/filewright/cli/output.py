"""What the command prints: tables for people, tab-separated lines for pipes, JSON lines for programs; progress bars."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ..hookspecs import hookimpl

if TYPE_CHECKING:
    from ..calls import TransferEvent

FIELDS = ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at")
_TIMES = {"created_at", "expires_at"}
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def is_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def show_json(fields: dict[str, Any]) -> None:
    """One object, on one line."""
    print(json.dumps(fields, ensure_ascii=False), flush=True)


def show_files(files: Iterable[Any], *, as_json: bool) -> None:
    """Files, in the way that fits who reads."""
    if as_json:
        for file in files:
            show_json(file.to_dict())
    elif is_terminal():
        _show_table(files)
    else:
        for file in files:
            print("\t".join(plain(name, getattr(file, name, None)) for name in FIELDS), flush=True)


def plain(name: str, value: Any) -> str:
    """A field for a pipe: times in ISO 8601, sizes in bytes, nothing for what is not there."""
    if value is None:
        return ""
    return iso(value) if name in _TIMES else str(value).replace("\t", " ").replace("\n", " ")


def iso(seconds: int) -> str:
    """A time in ISO 8601, in UTC; the number itself where it is no time."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def human_size(size: int | None) -> str:
    """A number of bytes for people."""
    if size is None:
        return ""
    amount = float(size)
    for unit in _UNITS[:-1]:
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} {_UNITS[-1]}"


def _show_table(files: Iterable[Any]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("ID", "NAME", "SIZE", "PURPOSE", "STATUS", "CREATED", "EXPIRES", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    table.columns[2].justify = "right"
    count = size = 0
    for file in files:
        count += 1
        size += file.bytes or 0
        times = [plain(name, getattr(file, name, None)) for name in ("created_at", "expires_at")]
        name, purpose, status = (escape(str(value or "")) for value in (file.filename, file.purpose, file.status))
        table.add_row(escape(file.id), name, human_size(file.bytes), purpose, status, *times)
    console = Console()
    if count:
        console.print(table)
    console.print(f"{count} file{'' if count == 1 else 's'}, {human_size(size)}", style="dim", highlight=False)


class ProgressBar:
    """A plugin that shows how many bytes were sent or received, where standard error is a terminal."""

    plugin_name = "progress-bar"

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(binary_units=True),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[int, Any] = {}

    @hookimpl
    def on_transfer_progress(self, event: TransferEvent) -> None:
        """Move the bar of the event's call, which is made with its first event."""
        self._progress.start()
        key = id(event.call)
        if key not in self._tasks:
            name = event.call.source.name if event.call.source else event.call.arguments.get("file_id", "")
            verb = "sending" if event.direction == "sent" else "receiving"
            self._tasks[key] = self._progress.add_task(f"{verb} {name}", total=event.total)
        self._progress.update(self._tasks[key], completed=event.bytes, total=event.total)

    @hookimpl
    def after_call_finished(self, call: Any, outcome: Any) -> None:
        """Take the bar of an upload away; that of a download goes with the program."""
        task = self._tasks.pop(id(call), None)
        if task is not None:
            self._progress.remove_task(task)

    def stop(self) -> None:
        """Clear the terminal of bars."""
        self._progress.stop()
