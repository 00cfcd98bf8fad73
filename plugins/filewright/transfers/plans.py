"""Plans: what a sync would do and why, to be inspected, saved as JSON lines, and carried out later."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import islice
from typing import Any, Literal, TypeAlias

from ..errors import ConfigurationError, DestinationError, cut, shorten, source_error
from ..ground.scratch import scratch_database
from ..narrowing import is_dict
from ..rules.quantities import shown_bytes

VERSION = 1
Action: TypeAlias = Literal["upload", "replace", "delete", "skip", "refuse"]
ACTIONS = ("upload", "replace", "delete", "skip", "refuse")
_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a plan would do.

    Attributes:
        action: "upload"; "replace": upload, and delete the file that it replaces once it is there; "delete"; "skip";
            "refuse", where a file cannot be sent.
        reason: why.
        name: the name on the server.
        path: the local file, or its URL in another store; or None.
        size, mtime_ns: of that file when the plan was made: one that differs later is not sent.
        id: the file on the server that is replaced, deleted, or the same; or None.
        version: of a file of another store, what tells its content from another one, such as an ETag; or None.
    """

    action: Action
    reason: str
    name: str
    path: str | None = None
    size: int | None = None
    mtime_ns: int | None = None
    id: str | None = None
    version: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fields that say something, ready for JSON."""
        return {name: value for name, value in asdict(self).items() if value is not None}


_NAMES = tuple(field.name for field in fields(Operation))


class Plan:
    """The operations of a sync. Kept on disk, so that memory does not grow with the number of operations.

    Attributes:
        destination: the server and project that it is for.
        purpose: of the files.
        folder: the folder, or its URL in another store.
        created: when it was made, in seconds since 1970 (UTC).
    """

    def __init__(self, destination: str, purpose: str, folder: str, created: float | None = None) -> None:
        self.destination = destination
        self.purpose = purpose
        self.folder = folder
        self.created = time.time() if created is None else created
        self._database = scratch_database(self)
        self._database.execute(
            "CREATE TABLE operations (number INTEGER PRIMARY KEY, action TEXT, reason TEXT, name TEXT, path BLOB,"
            " size INTEGER, mtime_ns INTEGER, id TEXT, version TEXT)"
        )

    def extend(self, operations: Iterable[Operation]) -> None:
        """Add operations."""
        iterator = iter(operations)
        while block := list(islice(iterator, _ROWS)):
            self._database.execute("BEGIN")
            self._database.executemany(
                f"INSERT INTO operations ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})",  # noqa: S608
                list(map(_row, block)),
            )
            self._database.execute("COMMIT")

    def operations(self, *actions: Action) -> Iterator[Operation]:
        """The operations of these actions, or all, in order."""
        chosen = actions or ACTIONS
        marks = ",".join("?" * len(chosen))
        query = f"SELECT number, {', '.join(_NAMES)} FROM operations WHERE action IN ({marks}) AND number > ?"  # noqa: S608
        after = 0
        while rows := self._database.execute(f"{query} ORDER BY number LIMIT {_ROWS}", (*chosen, after)).fetchall():
            after = rows[-1][0]
            yield from (_operation(row) for row in rows)

    def __iter__(self) -> Iterator[Operation]:
        return self.operations()

    def counts(self) -> dict[str, int]:
        """The number of operations of each action."""
        rows = self._database.execute("SELECT action, count(*) FROM operations GROUP BY action").fetchall()
        found: dict[str, int] = dict(rows)
        return {action: found.get(action, 0) for action in ACTIONS}

    @property
    def bytes(self) -> int:
        """The bytes that would be sent."""
        query = "SELECT coalesce(sum(size), 0) FROM operations WHERE action IN ('upload', 'replace')"
        total: int = self._database.execute(query).fetchone()[0]
        return total

    @property
    def has_changes(self) -> bool:
        """True if the plan does more than skip files."""
        counts = self.counts()
        return any(counts[action] for action in ACTIONS if action != "skip")

    # Files

    def header(self) -> dict[str, Any]:
        """The first line of a file."""
        return {
            "filewright_plan": VERSION,
            "destination": self.destination,
            "purpose": self.purpose,
            "folder": self.folder,
            "created": self.created,
            "summary": {**self.counts(), "bytes": self.bytes},
        }

    def lines(self) -> Iterator[str]:
        """Its lines of JSON: a header, then an operation a line."""
        yield json.dumps(self.header())
        yield from (json.dumps(operation.to_dict()) for operation in self)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the plan to a file as JSON lines; an existing file is replaced when the new one is complete."""
        place = os.fspath(path)
        beside = f"{place}.{os.getpid()}.part"
        try:
            with open(beside, "w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in self.lines())
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, place)
        except OSError as error:
            raise DestinationError(
                f"Cannot save to {shorten(place)}: {error.strerror}.", errno=error.errno, filename=place
            ) from error

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Plan:
        """Read a plan that was saved.

        Raises:
            SourceError: the file cannot be read.
            ConfigurationError: it is not a plan.
        """
        place = os.fspath(path)
        try:
            with open(place, encoding="utf-8") as file:
                records = (_record(line, number, place) for number, line in enumerate(file, 1))
                header = next(records, _NOTHING)
                if header.get("filewright_plan") != VERSION:
                    raise ConfigurationError(f"{shorten(place)} is not a plan of version {VERSION}; make a new one.")
                plan = cls(*(header[name] for name in ("destination", "purpose", "folder", "created")))
                plan.extend(_from_record(record, place) for record in records)
        except OSError as error:
            raise source_error(error, shorten(place)) from error
        except KeyError as error:
            raise ConfigurationError(f"The plan {shorten(place)} has no {error}; make a new one.") from None
        return plan

    def close(self) -> None:
        """Delete the temporary data."""
        self._database.close()

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {action}" for action, count in self.counts().items() if count)
        return f"<Plan {self.folder} to {self.purpose}: {counts or 'nothing to do'}>"

    def _repr_html_(self) -> str:
        from ..ground.notebooks import table

        counts = [(action, f"{count:,}") for action, count in self.counts().items() if count]
        return table([*counts, ("to send", shown_bytes(self.bytes))], f"{self.folder} to {self.purpose}")


_NOTHING: dict[str, Any] = {}


def _row(o: Operation) -> tuple[Any, ...]:
    # In bytes: a path of the system need not be text.
    path = None if o.path is None else os.fsencode(o.path)
    return o.action, o.reason, o.name, path, o.size, o.mtime_ns, o.id, o.version


def _operation(row: tuple[Any, ...]) -> Operation:
    _, action, reason, name, path, *rest = row
    return Operation(action, reason, name, None if path is None else os.fsdecode(path), *rest)


def _record(line: str, number: int, place: str) -> dict[str, Any]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise ConfigurationError(f"Line {number} of {shorten(place)} is not JSON: {cut(str(error))}.") from None
    if not is_dict(record):
        raise ConfigurationError(f"Line {number} of {shorten(place)} is not a JSON object; make a new plan.")
    return record


_TYPES: dict[str, tuple[type, ...]] = {
    "action": (str,),
    "reason": (str,),
    "name": (str,),
    "path": (str, type(None)),
    "size": (int, type(None)),
    "mtime_ns": (int, type(None)),
    "id": (str, type(None)),
    "version": (str, type(None)),
}


def _from_record(record: dict[str, Any], place: str) -> Operation:
    fits = all(isinstance(record.get(name), types) for name, types in _TYPES.items())
    if not fits or record["action"] not in ACTIONS or set(record) - set(_TYPES):
        raise ConfigurationError(
            f"The plan {shorten(place)} has the line {shorten(record)}, which is not an operation."
        )
    return Operation(**record)
