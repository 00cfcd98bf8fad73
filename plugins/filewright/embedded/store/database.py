"""The store's database: its tables, transactions, and what a fork does to it."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from filewright.errors import ConfigurationError

__all__ = ["DATABASE", "SCHEMAS", "Database", "Values"]

DATABASE = "store.sqlite3"
"""The name of the database in the store's folder."""
_BUSY_SECONDS = 30.0
Values: TypeAlias = "Sequence[Any] | Mapping[str, Any]"
"""The values of a statement."""
SCHEMAS = (
    """
CREATE TABLE files (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    created REAL NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE INDEX files_in_order ON files (created_at, seq);
CREATE INDEX files_of_purpose ON files (purpose, created_at, seq);
CREATE INDEX files_expiring ON files (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE uploads (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    lifetime INTEGER,
    status TEXT NOT NULL,
    file_id TEXT
);
CREATE INDEX uploads_expiring ON uploads (expires_at);
CREATE TABLE parts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    upload_id TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX parts_of_upload ON parts (upload_id, seq);
CREATE TABLE resends (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    made_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE removed (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    removed_at INTEGER NOT NULL
) WITHOUT ROWID;
""",
    """
CREATE TABLE batches (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    input_file_id TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    completion_window TEXT NOT NULL,
    metadata TEXT,
    lifetime INTEGER,
    created REAL NOT NULL,
    status TEXT NOT NULL,
    ended_at INTEGER,
    output_file_id TEXT,
    error_file_id TEXT,
    errors TEXT,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL
);
""",
    """
ALTER TABLE batches ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batches ADD COLUMN cancelling_at INTEGER;
""",
    """
CREATE TABLE contents (
    id TEXT PRIMARY KEY,
    content BLOB NOT NULL
) WITHOUT ROWID;
""",
    """
ALTER TABLE parts ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
CREATE TABLE pieces (
    id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX pieces_of_file ON pieces (file_id, position);
""",
)
"""The statements that bring a database from each version to the next; an empty one is of version 0."""


class Database:
    """A connection for all threads, and one write transaction at a time among all threads and processes.

    Every method may raise sqlite3.Error.

    Args:
        path: the file; made where it is missing.
        durable: sync each transaction to the disk.

    Attributes:
        lock: held for statements that belong together.
    """

    def __init__(self, path: Path, durable: bool) -> None:
        self._path = path
        self._durable = durable
        self._connection: sqlite3.Connection | None = None
        self._reset()
        self.connection()
        _open_databases.add(self)

    def _reset(self) -> None:
        self.lock = threading.RLock()
        self._in_transaction = False
        self._grouped = False
        self._when_committed: list[Callable[[], None]] = []

    def connection(self) -> sqlite3.Connection:
        """Return the connection of this process, opened on first use."""
        if self._connection is None:
            self._connection = _connect(self._path, self._durable)
            weakref.finalize(self, _close_in, os.getpid(), self._connection).atexit = False
        return self._connection

    def close(self) -> None:
        """Close the connection; more than once does no harm."""
        with self.lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    @contextmanager
    def transaction(self) -> Generator[None, None, None]:
        """Run a write transaction, alone among all threads and processes. Entered again inside itself, it is one.

        An exception rolls it back.
        """
        with self.lock:
            if self._grouped:
                with self._step():
                    yield
                return
            if self._in_transaction:
                yield
                return
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            self._in_transaction = True
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._when_committed.clear()
                raise
            finally:
                self._in_transaction = False
            due, self._when_committed = self._when_committed, []
        for step in due:
            step()

    @contextmanager
    def group(self) -> Generator[Callable[[], None], None, None]:
        """Run several transactions as one, which is synced to the disk once.

        Gives a function to be called after each of them: it raises sqlite3.Error where the database has undone them
        all. One that fails by itself is undone by itself. None of them counts before this context is left.
        """
        with self.transaction():
            self._grouped = True
            try:
                yield self._check_group
            finally:
                self._grouped = False

    def _check_group(self) -> None:
        # On errors such as a full disk, SQLite rolls the whole transaction back.
        if not self.connection().in_transaction:
            raise sqlite3.OperationalError("the transaction was rolled back")

    @contextmanager
    def _step(self) -> Generator[None, None, None]:
        connection, due = self.connection(), len(self._when_committed)
        connection.execute("SAVEPOINT step")
        self._grouped = False  # Nested steps belong to this one.
        try:
            yield
            connection.execute("RELEASE step")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK TO step")
                connection.execute("RELEASE step")
            del self._when_committed[due:]
            raise
        finally:
            self._grouped = True

    def when_committed(self, step: Callable[[], None]) -> None:
        """Have something done once the transaction under way is committed, and not at all if it is rolled back."""
        self._when_committed.append(step)

    def execute(self, statement: str, values: Values = ()) -> sqlite3.Cursor:
        """Execute a statement; the caller holds the lock, or is in a transaction."""
        return self.connection().execute(statement, values)

    def row(self, statement: str, values: Values = ()) -> Any:
        """Return the first row of a query; None if there is none."""
        with self.lock:
            return self.execute(statement, values).fetchone()

    def rows(self, statement: str, values: Values = ()) -> list[Any]:
        """Return all rows of a query."""
        with self.lock:
            return self.execute(statement, values).fetchall()

    def forget_connection(self) -> None:
        """Leave the connection to the parent of this process, which was forked."""
        # SQLite forbids carrying a connection over a fork, and closing it here would upset the parent's locks.
        _inherited.append(self._connection)
        self._connection = None
        self._reset()


def _close_in(process: int, connection: sqlite3.Connection) -> None:
    if process == os.getpid():
        connection.close()


def _connect(path: Path, durable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(connection)
        # Views and triggers of an untrusted database cannot call functions with side effects.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        _ensure_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    # The switch does not wait for others as statements do, so several first openings at once need patience here.
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _ensure_schema(connection: sqlite3.Connection) -> None:
    if _schema_version(connection) == len(SCHEMAS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _schema_version(connection)
        if version > len(SCHEMAS):
            raise ConfigurationError(
                f"the file store is of version {version}, and this Filewright knows up to {len(SCHEMAS)}; update it"
            )
        if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise ConfigurationError(f"{DATABASE!r} there is the database of another program; name another folder")
        for schema in SCHEMAS[version:]:
            for statement in schema.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(SCHEMAS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _schema_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


# Forks

_open_databases: weakref.WeakSet[Database] = weakref.WeakSet()
_inherited: list[object] = []


def _forget_connections() -> None:
    for database in list(_open_databases):
        database.forget_connection()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_connections)
