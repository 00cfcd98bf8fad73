"""The journal of a batch job: a line for each step, on the disk before the next step is taken.

A job has a few hundred steps, and its journal is to be read, copied to another machine and gone on with there: so it is
a text file that only grows, in lines as parts/records.py has them. A line that was cut off by a crash is dropped; its
step is then looked for on the server before it is taken again. No key is written.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import JournalError, shorten
from ..ground.locks import try_lock
from ..parts.records import decoded, encoded

VERSION = 1
_CUT_OFF = re.compile(rb'\0*|[0-9a-f]{1,8}|[0-9a-f]{8} (\{("[^\r\n]*)?)?')
"""A first record that a crash has cut off; some file systems leave zeros. Anything else is another file."""
Record: TypeAlias = dict[str, Any]


class JobJournal:
    """A journal, open for one process alone.

    Attributes:
        path: where it is.
        records: what it has, in order.

    Raises:
        JournalError: it cannot be opened, is damaged, or another process has it open.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = threading.Lock()
        try:
            self._file = open(path, "a+b", opener=_private)  # noqa: SIM115  # closed by close()
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            self._lock()
            self.records, end = _read(path)
            self._file.truncate(end)
        except BaseException:
            self._file.close()
            raise

    def _lock(self) -> None:
        try:
            is_free = try_lock(self._file.fileno())
        except OSError as error:
            raise _unusable(self.path, error) from error
        if not is_free:
            raise JournalError(
                f"The journal {shorten(str(self.path))} is in use by another job; wait for it, or name another."
            )

    def add(self, step: str, **fields: Any) -> Record:
        """Write down a step, in any thread; it is on the disk on return."""
        record = {"step": step, **fields}
        line = encoded(record)
        with self._lines:
            try:
                self._file.write(line)
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise _unusable(self.path, error) from error
            self.records.append(record)
        return record

    def close(self) -> None:
        """Let go of it. The rest of a step that could not be written was reported then."""
        with suppress(OSError):
            self._file.close()


def records_of(path: Path) -> list[Record]:
    """Read a journal that may be in use.

    Raises:
        JournalError: there is none, or it is damaged.
    """
    if not path.is_file():
        raise JournalError(f"The journal {shorten(str(path))} does not exist.")
    return _read(path)[0]


def _read(path: Path) -> tuple[list[Record], int]:
    """Return the records of a journal, and the offset at which the last complete one ends."""
    records: list[Record] = []
    end = 0
    data = path.read_bytes()
    for line in data.splitlines(keepends=True):
        record = decoded(line)
        if record is None:
            break
        records.append(record)
        end += len(line)
    rest = data[end:]
    is_ours = "step" in records[0] if records else _CUT_OFF.fullmatch(rest)
    if not is_ours or (records and records[0].get("version") != VERSION):
        raise JournalError(
            f"{shorten(str(path))} is not the journal of a batch job of version {VERSION}; name another file."
        )
    if b"\n" in rest:
        raise JournalError(
            f"The journal {shorten(str(path))} is damaged at byte {end}; restore a copy of it, or name another."
        )
    return records, end


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _unusable(path: Path, error: OSError) -> JournalError:
    return JournalError(f"The journal {shorten(str(path))} cannot be used: {error.strerror or error}.")


def steps(records: list[Record], *names: str) -> Iterator[Record]:
    """The records of these steps."""
    return (record for record in records if record["step"] in names)
