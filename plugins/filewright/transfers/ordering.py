"""Files in an order: sorted on disk, so that memory does not grow with their number."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from ..errors import ConfigurationError, shorten
from ..ground.scratch import open_scratch
from .entries import Entry

_COLUMNS = {"name": "relative", "size": "size", "age": "mtime"}
_ROWS = 1_000


def checked_order(order_by: Any) -> str | None:
    """Return the ORDER BY clause of an order, or None to keep the order in which files are found."""
    if order_by is None:
        return None
    name = order_by.removeprefix("-") if isinstance(order_by, str) else ""
    if name not in _COLUMNS:
        raise ConfigurationError(
            f"order_by is {shorten(order_by)}; pass 'name', 'size' or 'age', or '-size' for the largest first."
        )
    return f"{_COLUMNS[name]} {'DESC' if order_by.startswith('-') else 'ASC'}, relative, path"


def ordered(entries: Iterable[Entry], order: str) -> Iterator[Entry]:
    """The entries in an order that `checked_order` gave; those that cannot be read come first."""
    with closing(open_scratch()) as database:
        database.execute(
            "CREATE TABLE entries (path BLOB, name BLOB, relative BLOB, size INTEGER, mtime INTEGER, version TEXT)"
        )
        database.execute("BEGIN")
        rows = _rows(entries)
        for problem in rows:
            if isinstance(problem, Entry):
                yield problem
            else:
                database.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", problem)
        for row in database.execute(f"SELECT * FROM entries ORDER BY {order}"):  # noqa: S608  # of `_COLUMNS`
            path, name, relative, size, mtime_ns, version = row
            path, name, relative = map(os.fsdecode, (path, name, relative))
            yield Entry(path, name, relative, size, mtime_ns, version=version)


def _rows(entries: Iterable[Entry]) -> Iterator[Entry | list[tuple[Any, ...]]]:
    """Blocks of rows, and between them the entries that have no place in an order."""
    iterator = iter(entries)
    while block := list(islice(iterator, _ROWS)):
        yield from (entry for entry in block if entry.problem is not None)
        if any(entry.content is not None for entry in block):
            raise ConfigurationError("order_by cannot sort contents; pass paths, or (name, content) in your order.")
        yield [_row(entry) for entry in block if entry.problem is None]


def _row(entry: Entry) -> tuple[Any, ...]:
    # In bytes: a path of the system need not be text.
    names = (os.fsencode(text) for text in (entry.path, entry.name, entry.relative))
    return *names, entry.size, entry.mtime_ns, entry.version
