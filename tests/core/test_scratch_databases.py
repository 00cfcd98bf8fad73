"""Databases are closed with what uses them, also where nobody calls `close`: Python 3.13 warns of each that is not."""

from __future__ import annotations

import gc
import sqlite3

import pytest
from filewright import OpenAI
from filewright.embedded.store.database import Database
from filewright.errors import JournalError
from filewright.transfers.journal import Journal
from filewright.transfers.plans import Plan
from filewright.transfers.remote import RemoteIndex


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda folder: Plan("here", "batch", str(folder)), "_database"),
        (lambda folder: RemoteIndex(), "_database"),
        (lambda folder: Database(folder / "store.sqlite3", durable=False), "_connection"),
    ],
    ids=["plan", "index", "store"],
)
def test_a_database_is_closed_with_its_owner(tmp_path, made, name):
    owner = made(tmp_path)
    connection = getattr(owner, name)
    assert connection.execute("SELECT 1").fetchone() == (1,)
    del owner
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def opened(monkeypatch):
    """The connections that are opened from here on."""
    connections = []

    def connect(*args, **kwargs):
        connections.append(real(*args, **kwargs))
        return connections[-1]

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)
    return connections


def test_a_file_that_is_not_a_journal_is_closed_again(tmp_path, monkeypatch):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"not a database at all\n" * 100)
    connections = opened(monkeypatch)
    with pytest.raises(JournalError):
        Journal(str(path))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[0].execute("SELECT 1")


def test_a_folder_that_is_missing_is_looked_into_once(tmp_path, monkeypatch):
    connections = opened(monkeypatch)
    with OpenAI(base_url=(tmp_path / "missing").as_uri()) as client:
        assert client.files.list().data == []
        assert client.files.list().data == []
    assert len(connections) == 1
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections[0].execute("SELECT 1")
