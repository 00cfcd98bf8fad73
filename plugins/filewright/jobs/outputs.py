"""The results of a job, written: a row for each request, as JSONL, CSV or parquet."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import compress, islice
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..errors import ConfigurationError, DestinationError, MissingExtraError, SourceChangedError, shorten
from ..ground.json_text import as_json
from ..ground.systems import read_at, read_into
from ..jsonl.writing import lines_to, writing
from ..narrowing import is_dict
from .outcomes import INVALID, NULL, STATUSES, UNREADABLE, Members, error_json, members_of, text_of

if TYPE_CHECKING:
    from .inputs import Inputs
    from .table import Columns, Table

T = TypeVar("T")

COLUMNS = ("custom_id", "status", "attempts", "batch_id", "status_code", "text", "response", "error")
"""The columns of tables; `response` and `error` are JSON, `text` is what a chat or a response says."""

_ROW_GROUP = 10_000
_READ_TOGETHER, _WRITTEN_TOGETHER = 50_000, 100
"""Rows whose results are read together, as results come in another order than requests, and that are written so."""

MAX_WINDOWS = 64 << 20
"""Bytes of results that are in memory at once."""
MAX_FILES = 4
"""The number of files whose results are read at the same time."""
SPARSE = 8
"""The fraction of a file, one in this many bytes, that must be needed for the rest to be read with it."""
_WHY = {
    "expired": "The batch expired before this request was run.",
    "cancelled": "The batch was cancelled before this request was run.",
    "not_run": "The batch failed, and ran no request.",
    "missing": "The batch is done, and neither its output nor its errors have this request.",
    "unreadable": "The line of the result cannot be read",
    "invalid": "validate refused the result.",
}


class Window(NamedTuple):
    """A part of a file of results that is in memory, and the byte at which it begins."""

    start: int
    data: memoryview | None


class Windows:
    """The parts of files with the results that are wanted next, where most of a part is wanted.

    A part is good until the next ones are read, as they take its room.

    Args:
        handles: the files, open, by their number.
    """

    def __init__(self, handles: list[int]) -> None:
        self._handles = handles
        self._found: dict[int, Window] = {}
        self._room = memoryview(b"")

    def read(self, wanted: Columns) -> None:
        """Read what is wanted next."""
        self._found.clear()
        taken = 0
        numbers = set(wanted.files) - {0}
        for number in numbers if len(numbers) <= MAX_FILES else ():
            offsets, lengths = _of_file(wanted, number)
            start = min(offsets)
            size = max(map(add, offsets, lengths)) - start
            if size <= min(MAX_WINDOWS - taken, SPARSE * sum(lengths)):
                window = self._room_for(taken + size)[taken:]
                read_into(self._handles[number], window, start)
                self._found[number] = Window(start, window)
                taken += size

    def _room_for(self, size: int) -> memoryview:
        """Return this many bytes. A smaller room is let go of before a larger one is made."""
        if size > len(self._room):
            self._room = memoryview(b"")
            self._room = memoryview(bytearray(size))
        return self._room[:size]

    def of(self, number: int) -> Window:
        """The part of a file that is in memory."""
        return self._found.get(number, _CLOSED)

    def line(self, number: int, offset: int, length: int) -> bytes:
        """A line of a file of which no part is in memory."""
        return read_at(self._handles[number], length, offset)


_CLOSED = Window(0, None)


def _of_file(columns: Columns, number: int) -> tuple[Sequence[int], Sequence[int]]:
    """The offsets and the lengths of those results that are in a file."""
    if columns.files.count(number) == len(columns.files):
        return columns.offsets, columns.lengths
    is_in = [each == number for each in columns.files]
    return list(compress(columns.offsets, is_in)), list(compress(columns.lengths, is_in))


class Rows:
    """The rows of a job, one by one.

    Args:
        inputs: the requests.
        table: what became of them.
    """

    def __init__(self, inputs: Inputs, table: Table) -> None:
        self._inputs = inputs
        self._table = table
        self._opened = [-1]
        self._stack = ExitStack()

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def encoded(self, indices: Sequence[int]) -> Iterator[bytes]:
        """The rows as lines of JSON, some at a time."""
        windows = Windows(self._handles())
        for place in range(0, len(indices), _READ_TOGETHER):
            group = indices[place : place + _READ_TOGETHER]
            columns = self._table.columns(group)
            windows.read(columns)
            found = zip(group, self._inputs.json_ids(group), *columns, strict=True)
            while pieces := self._pieces(islice(found, _WRITTEN_TOGETHER), windows):
                yield b"".join(pieces)

    def _pieces(self, found: Iterable[Any], windows: Windows) -> list[Any]:
        """The pieces of rows, which are of any types that hold bytes."""
        pieces: list[Any] = []
        told, tail, start = b"", 0, 0
        data: memoryview | None = None
        known: tuple[int, int, int] | None = None
        for index, custom_id, status, attempts, number, offset, length, head in found:
            if not number or status in _ODD:
                pieces.append(self._odd_line(index))
                continue
            if known != (status, attempts, number):
                known = status, attempts, number
                told, tail = self._told(*known)
                start, data = windows.of(number)
            at = offset - start
            line = windows.line(number, offset, length) if data is None else data[at : at + length]
            if head:
                pieces += (_ID, custom_id, told, line[head : length - tail], _NO_ERROR)
            else:
                members = members_of(line)
                pieces += (_ID, members.custom_id[1:-1], told, members.response, _ERROR, members.error, _END)
        return pieces

    def _told(self, status: int, attempts: int, number: int) -> tuple[bytes, int]:
        """Return a row from its custom_id to its response, and the bytes of a line after the response."""
        form = self._table.forms[number - 1]
        told = _TOLD % (STATUSES[status].encode(), attempts, as_json(self._table.files[number - 1].batch_id))
        return told, 0 if form is None else len(form.tail)

    def _odd_line(self, index: int) -> bytes:
        """Return the row of a request whose line of results is incomplete."""
        custom_id = as_json(next(self._inputs.ids((index,))))[1:-1]
        members, batch_id = self._members(index)
        told = _TOLD % (self._table.status(index).encode(), self._table.attempts(index), as_json(batch_id))
        return b"".join((_ID, custom_id, told, members.response, _ERROR, members.error, _END))

    def decoded(self, indices: Iterable[int]) -> Iterator[dict[str, Any]]:
        """The rows as dicts, with the text of each response."""
        for index, custom_id in self._with_ids(indices):
            members, batch_id = self._members(index)
            yield row_of(custom_id, self._table.status(index), self._table.attempts(index), batch_id, members)

    def _with_ids(self, indices: Iterable[int]) -> Iterator[tuple[int, str]]:
        for group in _groups(indices):
            yield from zip(group, self._inputs.ids(group), strict=True)

    def _members(self, index: int) -> tuple[Members, str | None]:
        status = self._table.status(index)
        place = self._table.place(index)
        if place is None:
            fault = self._table.fault(index)
            code, message = (status, _WHY.get(status, "")) if fault is None else fault
            return Members(NULL, NULL, error_json(code, message)), None
        file, offset, length = place
        if status == "unreadable":
            where = f"{_WHY[status]} (byte {offset} of {file.path.name})."
            return Members(NULL, NULL, error_json(status, where)), file.batch_id
        members = members_of(read_at(self._handles()[self._table.arrival(index)[0]], length, offset))
        if status == "invalid":
            members = members._replace(error=error_json(status, _WHY[status]))
        return members, file.batch_id

    def _handles(self) -> list[int]:
        """The files of results, open, by their number."""
        for file in self._table.files[len(self._opened) - 1 :]:
            try:
                handle = open(file.path, "rb")  # noqa: SIM115  # closed with the others
            except OSError as error:
                raise SourceChangedError(
                    f"{shorten(str(file.path))} cannot be read any more: {error.strerror}; resume the job."
                ) from error
            self._opened.append(self._stack.enter_context(handle).fileno())
        return self._opened


_ID, _TOLD = b'{"custom_id":"', b'","status":"%s","attempts":%d,"batch_id":%s,"response":'
_ERROR, _END = b',"error":', b"}\n"
"""A line of the output, between what a result says."""
_NO_ERROR = _ERROR + NULL + _END
_ODD = (UNREADABLE, INVALID)
"""Whose rows are not what the line of the result says."""


def row_of(custom_id: str, status: str, attempts: int, batch_id: str | None, members: Members) -> dict[str, Any]:
    """A row as a dict."""
    response: Any = json.loads(members.response)
    body = response.get("body") if is_dict(response) else None
    return {
        "custom_id": custom_id,
        "status": status,
        "attempts": attempts,
        "batch_id": batch_id,
        "status_code": response.get("status_code") if is_dict(response) else None,
        "text": text_of(body),
        "response": response,
        "error": json.loads(members.error),
    }


# Formats


def check_output(path: Path) -> None:
    """Refuse an output that cannot be written, before anything is sent.

    Raises:
        ConfigurationError: its suffix stands for no format.
        MissingExtraError: it is parquet, and pyarrow is not installed.
        DestinationError: its folder is not there, or it is a folder.
    """
    if path.suffix.lower() not in _WRITERS:
        raise ConfigurationError(f"output is {shorten(str(path))}; its suffix must be one of {', '.join(_WRITERS)}.")
    if path.suffix.lower() == ".parquet":
        _pyarrow()
    if path.is_dir():
        raise DestinationError(f"Cannot write {shorten(str(path))}: it is a folder.")
    if not path.parent.is_dir():
        raise DestinationError(
            f"Cannot write {shorten(str(path))}: the folder {shorten(str(path.parent))} does not exist."
        )


def retry_path(output: Path) -> Path:
    """The file for the requests that may succeed when retried."""
    return output.with_name(f"{output.stem}.retry.jsonl")


def lock_path(output: Path) -> Path:
    """The file that is locked while a job may write to an output, and to its file for retries."""
    return output.with_name(f".{output.stem}.lock")


def _part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def written_with(output: Path) -> tuple[Path, ...]:
    """All paths that are written to, or removed, for an output."""
    beside = (each for path in (output, retry_path(output)) for each in (path, _part_of(path)))
    return (*beside, lock_path(output))


def check_apart(output: Path, requests: Path) -> None:
    """Refuse to write over the requests.

    Raises:
        ConfigurationError: the output or a file beside it is the file of the requests.
    """
    for place in written_with(output):
        if place.exists() and requests.exists() and place.samefile(requests):
            raise ConfigurationError(
                f"output is {shorten(str(output))}, and the requests in {shorten(str(requests))} would be overwritten;"
                " name another output."
            )


def write_rows(path: Path, rows: Rows, indices: Sequence[int]) -> None:
    """Write rows to a file, in the format of its suffix. The file is put in place when it is complete."""
    part = _part_of(path)
    try:
        with writing(path):
            _WRITERS[path.suffix.lower()](part, rows, indices)
            os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _write_jsonl(path: Path, rows: Rows, indices: Sequence[int]) -> None:
    with open(path, "wb") as file:
        file.writelines(rows.encoded(indices))


def _write_csv(path: Path, rows: Rows, indices: Sequence[int]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows.decoded(indices):
            cells = _cells(row)
            writer.writerow(["" if cells[name] is None else cells[name] for name in COLUMNS])


def _write_parquet(path: Path, rows: Rows, indices: Sequence[int]) -> None:
    pyarrow, parquet = _pyarrow()
    whole = {"attempts": pyarrow.int32(), "status_code": pyarrow.int32()}
    schema = pyarrow.schema([(name, whole.get(name, pyarrow.string())) for name in COLUMNS])
    with parquet.ParquetWriter(path, schema) as writer:
        for group in _groups(rows.decoded(indices)):
            writer.write_table(pyarrow.Table.from_pylist([_cells(row) for row in group], schema=schema))


def _groups(items: Iterable[T], size: int = _ROW_GROUP) -> Iterator[list[T]]:
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for a table: what is an object, as JSON."""
    as_json = {
        name: None if row[name] is None else json.dumps(row[name], ensure_ascii=False) for name in ("response", "error")
    }
    return {**row, **as_json}


def _pyarrow() -> tuple[Any, Any]:
    from importlib import import_module

    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtraError(
            "An output of .parquet needs pyarrow, which is not installed; pip install pyarrow, or write .jsonl or .csv."
        ) from None


_WRITERS = {".jsonl": _write_jsonl, ".csv": _write_csv, ".parquet": _write_parquet}


def write_retries(path: Path, inputs: Inputs, indices: Iterable[int]) -> int:
    """Write the requests that may go well another time, as they were; no file where there are none."""
    count = 0
    part = _part_of(path)
    try:
        with lines_to(part, path) as append:
            for count, line in enumerate(inputs.lines(indices), 1):  # noqa: B007
                append(line)
        with writing(path):
            if count:
                os.replace(part, path)
            else:
                path.unlink(missing_ok=True)
    finally:
        part.unlink(missing_ok=True)
    return count
