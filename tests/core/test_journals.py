"""A journal's path that names another file: that file stays as it is, whatever the journal is of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from filewright import JournalError
from filewright.jobs.journal import JobJournal
from filewright.parts.records import Records
from filewright.transfers.journal import Journal as TransferJournal

OPENERS: dict[str, Callable[[Path], JobJournal | TransferJournal]] = {
    "batch job": JobJournal,
    "transfer": lambda path: TransferJournal(str(path)),
}
OTHERS = {
    "a line": b'{"custom_id": "a"}\n',
    "a line without an end": b'{"custom_id": "a"}',
    "lines": b"first\nsecond\n",
    "a checksum of something else": b"0badcafe {}\n",
}


def write_database(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE mine (value)")
    database.commit()
    database.close()


CONTENTS = [*OTHERS, "a database", "upload", *OPENERS]


@pytest.mark.parametrize(("kind", "content"), [(a, b) for a in OPENERS for b in CONTENTS if a != b])
def test_another_file_is_refused_and_stays_as_it_is(tmp_path: Path, kind: str, content: str) -> None:
    path = tmp_path / "precious"
    if content in OTHERS:
        path.write_bytes(OTHERS[content])
    elif content == "a database":
        write_database(path)
    else:
        write_journal(path, content)
    before = path.read_bytes()
    with pytest.raises(JournalError, match=r"name another|Name another"):
        OPENERS[kind](path)
    assert path.read_bytes() == before


def write_journal(path: Path, kind: str) -> None:
    if kind == "upload":
        records = Records(str(path))
        records.add(kind="begin", version=1)
        records.close()
        return
    journal = OPENERS[kind](path)
    if isinstance(journal, JobJournal):
        journal.add("job", version=1)
    journal.close()


@pytest.mark.parametrize("left", [b"", b"0bad", b"0badcafe ", b'0badcafe {"step":"jo', b"\0" * 20])
def test_what_a_crash_left_of_a_first_record_is_written_over(tmp_path: Path, left: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(left)
    JobJournal(path).close()
    assert path.read_bytes() == b""
