"""What the command prints: tables for people, tab-separated lines for pipes, JSON lines for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from ..errors import DestinationError
from .exits import OUTPUT_CLOSED

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FIELDS = ("id", "filename", "bytes", "purpose", "status", "created_at", "expires_at")
_SIZES = {"bytes", "usage_bytes"}
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")

_HEADINGS = {
    "id": "ID",
    "filename": "NAME",
    "bytes": "SIZE",
    "purpose": "PURPOSE",
    "status": "STATUS",
    "created_at": "CREATED",
    "expires_at": "EXPIRES",
}
_DROPPED_FIRST = ("purpose", "expires_at", "status", "created_at")
"""What a table goes without, one after the other, where the terminal is too narrow for it."""

_NAME_WIDTH = 48
"""Columns that the name of a file gets at most in a table. Pipes and JSON have the whole."""


# Standard output


@contextmanager
def writing() -> Generator[None, None, None]:
    """For writing to standard output: a reader that has enough ends the command quietly."""
    try:
        yield
    except BrokenPipeError:
        raise typer.Exit(OUTPUT_CLOSED) from None
    except OSError as error:
        raise DestinationError(
            f"Cannot write to standard output: {error.strerror or error}.", errno=error.errno
        ) from error


def show_line(text: str) -> None:
    """A line, at once."""
    with writing():
        print(text, flush=True)


def show_bytes(blocks: Iterable[bytes]) -> None:
    """Raw bytes, as they come."""
    out = sys.stdout.buffer
    for block in blocks:
        with writing():
            out.write(block)
    with writing():
        out.flush()


def show_json(fields: dict[str, Any]) -> None:
    """One object, on one line; escaped where standard output or a terminal could not take it as it is."""
    text = json.dumps(fields, ensure_ascii=False)
    takes_all = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    show_line(text if takes_all and text.isprintable() else json.dumps(fields))


def is_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


# Fields


def printable(text: str) -> str:
    """A text from elsewhere, on one line and with no control character that a terminal would obey."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def plain(name: str, value: Any) -> str:
    """A field for a pipe: times in ISO 8601, sizes in bytes, nothing for what is not there."""
    if value is None:
        return ""
    return iso(value) if is_time(name, value) else printable(str(value))


def is_time(name: str, value: Any) -> bool:
    """Whether a field is a time in seconds since 1970, by its name."""
    return isinstance(value, int) and name.endswith(("_at", "created", "_finish"))


def iso(seconds: int, timespec: str = "seconds") -> str:
    """A time in ISO 8601, in UTC; the number itself where it is no time."""
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec=timespec) + "Z"
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


def _for_people(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _SIZES:
        return human_size(value)
    return iso(value, "minutes") if is_time(name, value) else printable(str(value))


# Files


def show_file(file: Any, *, as_json: bool) -> None:
    """One file that something was done with, in the way that fits who reads."""
    if as_json or not is_terminal():
        show_files([file], as_json=as_json)
        return
    parts = (_for_people(name, getattr(file, name, None)) for name in ("id", "filename", "bytes", "status"))
    show_line("  ".join(filter(None, parts)))


def show_files(files: Iterable[Any], *, as_json: bool) -> None:
    """Files, in the way that fits who reads."""
    show_objects(files, FIELDS, noun="file", as_json=as_json)


def show_objects(objects: Iterable[Any], fields: Sequence[str], *, noun: str = "item", as_json: bool) -> None:
    """Objects, in the way that fits who reads: all of them, or the fields that a table has."""
    if as_json:
        for each in objects:
            show_json(each.to_dict())
    elif is_terminal():
        _show_table(list(objects), fields, noun)
    else:
        for each in objects:
            show_line("\t".join(plain(name, getattr(each, name, None)) for name in fields))


def _show_table(objects: Sequence[Any], fields: Sequence[str], noun: str) -> None:
    from rich.console import Console

    rows = [[_for_people(name, getattr(each, name, None)) for name in fields] for each in objects]
    console = Console()
    summary = f"{len(objects)} {noun}{'' if len(objects) == 1 else 's'}"
    if "bytes" in fields:
        summary += f", {human_size(sum(each.bytes or 0 for each in objects))}"
    with writing():
        if objects:
            table, dropped = _fitting_table(console, rows, fields)
            # Where even the smallest table is too wide, the terminal breaks its lines: nothing is cut off.
            console.width = max(console.width, _natural_width(console, table))
            console.print(table)
            summary += f"; no room for {', '.join(dropped)}" if dropped else ""
        console.print(summary, style="dim", highlight=False, soft_wrap=True)


def _fitting_table(console: Console, rows: Sequence[Sequence[str]], fields: Sequence[str]) -> tuple[Table, list[str]]:
    """The table with the most columns that fit, and the headings of those that did not."""
    filled = [name for position, name in enumerate(fields) if any(row[position] for row in rows)]
    droppable = [name for name in _DROPPED_FIRST if name in filled]
    droppable += [name for name in reversed(filled[1:]) if name not in _DROPPED_FIRST and name not in _HEADINGS]
    dropped: list[str] = []
    table = _table(rows, fields, filled)
    while droppable and _natural_width(console, table) > console.width:
        dropped.append(droppable.pop(0))
        table = _table(rows, fields, [name for name in filled if name not in dropped])
    return table, [_heading(name) for name in dropped]


def _heading(name: str) -> str:
    return _HEADINGS.get(name) or name.removesuffix("_at").replace("_", " ").upper()


def _table(rows: Sequence[Sequence[str]], fields: Sequence[str], names: Sequence[str]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in names:
        most = _NAME_WIDTH if name == "filename" else None
        table.add_column(_heading(name), no_wrap=True, max_width=most, justify="right" if name in _SIZES else "left")
    for row in rows:
        table.add_row(*(Text(row[fields.index(name)]) for name in names))  # Text: no markup, no highlighting
    return table


def _natural_width(console: Console, table: Table) -> int:
    return console.measure(table, options=console.options.update(max_width=1 << 20)).maximum
