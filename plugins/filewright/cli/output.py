"""Output: tables for terminals, tab-separated lines for pipes, JSON lines for programs."""

from __future__ import annotations

import codecs
import json
import re
import sys
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import typer

from ..errors import ConfigurationError, DestinationError
from .exits import OUTPUT_CLOSED
from .tables import cut_in_the_middle, laid_out, relative

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


# Standard output


@contextmanager
def writing() -> Generator[None, None, None]:
    """Guard writing to standard output: if the reader closes the pipe, the command ends quietly."""
    try:
        yield
    except BrokenPipeError:
        raise typer.Exit(OUTPUT_CLOSED) from None
    except OSError as error:
        raise DestinationError(
            f"Cannot write to standard output: {error.strerror or error}.", errno=error.errno
        ) from error


def show_line(text: str) -> None:
    """Print a line and flush."""
    with writing():
        print(text, flush=True)


def show_bytes(blocks: Iterable[bytes], *, force: bool = False) -> None:
    """Write raw bytes as they arrive; to a terminal only text, unless forced."""
    out = sys.stdout.buffer
    if is_terminal() and not force:
        blocks = _text_alone(blocks)
    for block in blocks:
        with writing():
            out.write(block)
    with writing():
        out.flush()


# Control characters, except those that lay out text: tabs, line ends, form feeds.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def _text_alone(blocks: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in blocks:
        if not _is_text(decoder, block):
            raise ConfigurationError(
                "The content is not text. Save it with --output, or pass --force to print it here."
            )
        yield block


def _is_text(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        return not _CONTROLS.search(decoder.decode(block))
    except UnicodeDecodeError:
        return False


def show_json(fields: dict[str, Any]) -> None:
    """Print an object as JSON on one line, escaped where standard output or a terminal requires it."""
    text = json.dumps(fields, ensure_ascii=False)
    takes_all = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    show_line(text if takes_all and text.isprintable() else json.dumps(fields))


def is_terminal() -> bool:
    """Return True if standard output is a terminal."""
    return sys.stdout.isatty()


# Fields


def printable(text: str) -> str:
    """Return untrusted text on one line without control characters."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def plain(name: str, value: Any) -> str:
    """Format a field for a pipe: times in ISO 8601, sizes in bytes, empty if absent."""
    if value is None:
        return ""
    return iso(value) if is_time(name, value) else printable(str(value))


def is_time(name: str, value: Any) -> bool:
    """Return True if a field's name marks it as a time in seconds since 1970."""
    return isinstance(value, int) and name.endswith(("_at", "created", "_finish"))


def iso(seconds: int) -> str:
    """Return a time in ISO 8601, in UTC, or the number itself if it is not a valid time."""
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def human_size(size: int | None) -> str:
    """Format a number of bytes for people."""
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
    return relative(value, time.time()) if is_time(name, value) else printable(str(value))


# Files


def show_file(file: Any, *, as_json: bool) -> None:
    """Print the file that a command acted on, in the format for the output."""
    if as_json or not is_terminal():
        show_files([file], as_json=as_json)
        return
    parts = (_for_people(name, getattr(file, name, None)) for name in ("id", "filename", "bytes", "status"))
    show_line("  ".join(filter(None, parts)))


def show_files(files: Iterable[Any], *, as_json: bool) -> None:
    """Print files in the format for the output."""
    show_objects(files, FIELDS, noun="file", as_json=as_json)


def show_objects(objects: Iterable[Any], fields: Sequence[str], *, noun: str = "item", as_json: bool) -> None:
    """Print objects in the format for the output: as a whole, or the fields of a table."""
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
        from ..rules.quantities import shown_sum

        sizes = [each.bytes for each in objects if each.bytes is not None]
        summary += f", {shown_sum(sum(sizes), len(objects) - len(sizes), len(objects))}"
    with writing():
        if objects:
            lines, notes = _table(rows, fields, console.width)
            for number, line in enumerate(lines):
                console.print(line, style="bold" if not number else None, markup=False, highlight=False, soft_wrap=True)
            summary = "; ".join([summary, *notes])
        console.print(summary, style="dim", highlight=False, soft_wrap=True)


def _table(rows: Sequence[Sequence[str]], fields: Sequence[str], width: int) -> tuple[list[str], list[str]]:
    """Return the lines of a table, starting with its headings, and a note about columns that are left out."""
    from rich.cells import cell_len

    columns = {name: [_heading(name), *(row[position] for row in rows)] for position, name in enumerate(fields)}
    columns = {name: cells for name, cells in columns.items() if any(cells[1:])}
    natural = {name: max(map(cell_len, cells)) for name, cells in columns.items()}
    layout = laid_out(natural, width)
    shown = [_column(name, columns[name], size) for name, size in layout.widths.items()]
    notes = [f"no room for {', '.join(map(_heading, layout.dropped))}"] if layout.dropped else []
    notes += ["ids are cut: --json has them whole"] if layout.widths.get("id", 0) < natural.get("id", 0) else []
    return [(" " * layout.gap).join(cells).rstrip() for cells in zip(*shown, strict=True)], notes


def _column(name: str, cells: Sequence[str], width: int) -> Iterator[str]:
    """Return the cells of a column, padded to the same width."""
    from rich.cells import cell_len

    for cell in cells:
        text = cut_in_the_middle(cell, width, cell_len)
        space = " " * (width - cell_len(text))
        yield space + text if name in _SIZES else text + space


def _heading(name: str) -> str:
    return _HEADINGS.get(name) or name.removesuffix("_at").replace("_", " ").upper()
