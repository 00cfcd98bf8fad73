"""The folder that holds the files: SQLite for what is known of them, one blob for each content.

::

    folder/               0700
      store.sqlite3       what is known of files, uploads, parts and batches (and its -wal and -shm)
      blobs/<id>          the content of a file or a part, complete
      incoming/<opening>/ bodies that are arriving; a folder for each opening of the store, locked while it is open

A body is written below incoming/, synced, then renamed into blobs/ and entered in the database in one write
transaction. So a crash leaves at most a leftover below incoming/, whose lock died with its process, or a blob without
a row. Opening the store removes both. That runs in a write transaction too, so it cannot meet a body half way between.

Names below the folder are opened relative to it and never through a symbolic link. Any number of threads and
processes may use one folder.
"""

# ruff: noqa: S608 - what is spliced into statements is names of columns, from constants

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import sqlite3
import stat
import string
import sys
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeAlias

from filewright.embedded.limits import RESEND_SECONDS, UPLOAD_LIFETIME
from filewright.errors import ConfigurationError

if sys.platform == "win32":
    raise ConfigurationError("the embedded server needs a POSIX system (Linux, macOS); on Windows, run it in WSL")

import fcntl

__all__ = [
    "BatchRecord",
    "DamagedBlobError",
    "FileRecord",
    "Incoming",
    "PartRecord",
    "Resend",
    "Store",
    "UnknownCursorError",
    "UploadRecord",
]

_DATABASE = "store.sqlite3"
_SCHEMAS = (
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
    answer_id TEXT NOT NULL,
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
)
"""What brings a database from each version to the next; an empty one is of version 0."""
_FILE_COLUMNS = "seq, id, bytes, created, created_at, expires_at, filename, purpose, sha256"
_UPLOAD_COLUMNS = "id, bytes, created_at, expires_at, filename, purpose, lifetime, status, file_id"
_PART_COLUMNS = "id, upload_id, bytes, created_at"
_BATCH_COLUMNS = (
    "id, input_file_id, endpoint, completion_window, metadata, lifetime, created, status, ended_at, output_file_id,"
    " error_file_id, errors, completed, failed"
)

_Values: TypeAlias = "Sequence[Any] | Mapping[str, Any]"

_BUSY_SECONDS = 30.0
_ID_ALPHABET = string.ascii_letters + string.digits
_ID_LENGTH = 24
_COPY_BLOCK = 1024 * 1024
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a planted named pipe must not hang; it changes nothing for a regular file.
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class FileRecord(NamedTuple):
    """What is known of a file. `created` is `created_at` with its fraction; times are Unix times in seconds."""

    seq: int
    id: str
    bytes: int
    created: float
    created_at: int
    expires_at: int | None
    filename: str
    purpose: str
    sha256: str


class UploadRecord(NamedTuple):
    """What is known of an upload. `lifetime` is how many seconds the file made of it will last; None for ever."""

    id: str
    bytes: int
    created_at: int
    expires_at: int
    filename: str
    purpose: str
    lifetime: int | None
    status: str
    file_id: str | None


class PartRecord(NamedTuple):
    """What is known of a part of an upload."""

    id: str
    upload_id: str
    bytes: int
    created_at: int


class BatchRecord(NamedTuple):
    """What is known of a batch.

    `metadata` and `errors` are JSON; `lifetime` is how many seconds its answers will last, None for ever; `created` is
    a Unix time with its fraction; `completed` and `failed` count its requests.
    """

    id: str
    input_file_id: str
    endpoint: str
    completion_window: str
    metadata: str | None
    lifetime: int | None
    created: float
    status: str = "in_progress"
    ended_at: int | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: str | None = None
    completed: int = 0
    failed: int = 0


class Resend(NamedTuple):
    """What an earlier request with the same idempotency key was, and the id of what it made."""

    fingerprint: str
    answer_id: str


class UnknownCursorError(LookupError):
    """What a list was to begin after was never stored, or is long gone."""


class DamagedBlobError(OSError):
    """A content in the folder is not what was stored: it was shortened, replaced or swapped for a link."""


class Incoming:
    """A body that is arriving: written once, hashed on the way, then taken into the store or discarded.

    A context manager: leaving it discards what the store has not taken.
    """

    def __init__(self, folder: int, durable: bool) -> None:
        self._folder = folder
        self._durable = durable
        self.name = secrets.token_hex(16)
        self._descriptor = os.open(self.name, _CREATE_FLAGS, 0o600, dir_fd=folder)
        self._hash = hashlib.sha256()
        self._taken = False
        self.size = 0

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hexadecimal digits."""
        return self._hash.hexdigest()

    def write(self, block: bytes | memoryview) -> None:
        """Appends a block.

        Raises:
            OSError: the disk is full, or does not take it.
        """
        left = memoryview(block)
        self._hash.update(left)
        self.size += len(left)
        while left:
            left = left[os.write(self._descriptor, left) :]

    def seal(self) -> None:
        """Ends writing; in a durable store the body is on the disk when this returns. Again, it does nothing.

        Taking a body in does this as well. Who opens a transaction first seals first, for a sync may take a while.
        """
        if self._descriptor >= 0:
            if self._durable:
                os.fsync(self._descriptor)
            self._close()

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def move_to(self, folder: int, name: str) -> None:
        """Moves the body to its place."""
        os.rename(self.name, name, src_dir_fd=self._folder, dst_dir_fd=folder)
        self._taken = True

    def discard(self) -> None:
        """Drops the body, unless the store has taken it. More than once does no harm."""
        self._close()
        if not self._taken:
            self._taken = True
            _unlink(self.name, self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


class Store:
    """Files, uploads, parts and batches in a folder.

    Every method may be called from any thread. Methods that read or write the database raise sqlite3.Error, and those
    that touch blobs OSError, when the disk fails them.

    Args:
        folder: where to keep everything. Made when it is missing; when it is there it must be empty or a store.
        durable: sync contents to the disk before they count as stored. False is for tests: a store then survives
            the end of its process, however sudden, but not that of its machine.
        clock: gives the Unix time in seconds.

    Raises:
        ConfigurationError: the folder cannot be made or used, holds other things, or is of a later version.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, durable: bool = True, clock: Callable[[], float] = time.time
    ) -> None:
        self.folder = Path(os.path.abspath(folder))
        self._durable = durable
        self._clock = clock
        self._lock = threading.RLock()
        self._in_transaction = False
        self._doomed: list[str] = []
        self._connection: sqlite3.Connection | None = None
        self._descriptors: list[int] = []
        try:
            self._open()
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise ConfigurationError(f"cannot use {str(self.folder)!r} as a file store: {error}") from error
        except ConfigurationError:
            self.close()
            raise
        _open_stores.add(self)

    # Opening and closing

    def _open(self) -> None:
        _claim_folder(self.folder)
        folder = self._keep(os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        for name in (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", f"{_DATABASE}-journal"):
            _refuse_link(name, folder)
        self._connected()
        self._blobs = self._keep(_open_folder("blobs", folder))
        self._incoming = self._keep(_open_folder("incoming", folder))
        with self.transaction():
            _remove_dead_openings(self._incoming)
            self._remove_orphans()
            self._opening_name = secrets.token_hex(8)
            self._opening = self._keep(_open_folder(self._opening_name, self._incoming))
            fcntl.flock(self._opening, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._opener = os.getpid()
        self.remove_expired()

    def _keep(self, descriptor: int) -> int:
        self._descriptors.append(descriptor)
        return descriptor

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connect(self.folder / _DATABASE, self._durable)
        return self._connection

    def close(self) -> None:
        """Closes the store; the folder stays. More than once does no harm."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
            if getattr(self, "_opener", None) == os.getpid():
                self._remove_own_opening()
            while self._descriptors:
                os.close(self._descriptors.pop())
            self._opener = -1

    def _remove_own_opening(self) -> None:
        with suppress(OSError):  # A body is still arriving in another thread; the next opening removes it.
            os.rmdir(self._opening_name, dir_fd=self._incoming)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({str(self.folder)!r})"

    def _after_fork_in_child(self) -> None:
        # SQLite forbids carrying a connection over a fork, and closing it here would upset the parent's locks.
        _inherited.append(self._connection)
        self._connection = None
        self._lock = threading.RLock()
        self._in_transaction = False
        self._doomed = []

    # Transactions

    @contextmanager
    def transaction(self) -> Generator[None, None, None]:
        """A write transaction, alone among all threads and processes. Entered again inside itself, it is one.

        An exception rolls it back. Blobs of what it removed go once it has been committed.
        """
        with self._lock:
            if self._in_transaction:
                yield
                return
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            self._in_transaction = True
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._doomed.clear()
                raise
            finally:
                self._in_transaction = False
            doomed, self._doomed = self._doomed, []
        for name in doomed:
            _unlink(name, self._blobs)

    def _execute(self, statement: str, values: _Values = ()) -> sqlite3.Cursor:
        return self._connected().execute(statement, values)

    def _row(self, statement: str, values: _Values) -> Any:
        with self._lock:
            return self._execute(statement, values).fetchone()

    def now(self) -> float:
        """The Unix time in seconds, by the store's clock."""
        return self._clock()

    # Bodies

    def incoming(self) -> Incoming:
        """Begins a body."""
        return Incoming(self._opening, self._durable)

    def _publish(self, incoming: Incoming, name: str) -> None:
        incoming.move_to(self._blobs, name)
        if self._durable:
            os.fsync(self._blobs)

    def open_blob(self, record: FileRecord | PartRecord) -> int:
        """A descriptor, for reading, of a content. It stays good when the file is deleted meanwhile.

        Raises:
            FileNotFoundError: the file was deleted a moment ago.
            DamagedBlobError: what is there is not what was stored.
        """
        try:
            descriptor = os.open(record.id, _READ_FLAGS, dir_fd=self._blobs)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EMLINK):
                raise DamagedBlobError(f"the content of {record.id} was replaced by a link") from error
            raise
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_size == record.bytes:
            return descriptor
        os.close(descriptor)
        raise DamagedBlobError(f"the content of {record.id} has {found.st_size} bytes, not the {record.bytes} stored")

    def copy_blobs(
        self, parts: Iterable[PartRecord], to: Incoming, observe: Callable[[memoryview], None] | None = None
    ) -> None:
        """Appends the contents of parts, in order, to a body. `observe` is shown each block."""
        buffer = memoryview(bytearray(_COPY_BLOCK))
        for part in parts:
            descriptor = self.open_blob(part)
            try:
                while count := os.readv(descriptor, [buffer]):
                    block = buffer[:count]
                    to.write(block)
                    if observe is not None:
                        observe(block)
            finally:
                os.close(descriptor)

    # Files

    def add_file(self, incoming: Incoming, filename: str, purpose: str, lifetime: int | None = None) -> FileRecord:
        """Takes a body in as a file that lasts `lifetime` seconds; None for ever."""
        incoming.seal()
        file_id = _new_id("file-")
        with self.transaction():
            created = self._clock()
            created_at = int(created)
            expires_at = None if lifetime is None else created_at + lifetime
            cursor = self._execute(
                "INSERT INTO files (id, bytes, created, created_at, expires_at, filename, purpose, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (file_id, incoming.size, created, created_at, expires_at, filename, purpose, incoming.sha256),
            )
            self._publish(incoming, file_id)
        return FileRecord(
            cursor.lastrowid or 0,
            file_id,
            incoming.size,
            created,
            created_at,
            expires_at,
            filename,
            purpose,
            incoming.sha256,
        )

    def file(self, file_id: str) -> FileRecord | None:
        """What is known of a file; None when there is none of this id."""
        row = self._row(f"SELECT {_FILE_COLUMNS} FROM files WHERE id = ?", (file_id,))
        return None if row is None else FileRecord(*row)

    def files(
        self,
        *,
        purpose: str | None = None,
        after: str | None = None,
        limit: int = 10_000,
        descending: bool = True,
    ) -> list[FileRecord]:
        """Files by time of creation and, within a second, in the order they came.

        Args:
            purpose: only those of this purpose.
            after: the id of the file behind which to begin; it may have been deleted a while ago.
            limit: how many at most.
            descending: the latest first.

        Raises:
            UnknownCursorError: there was no file `after`.
        """
        conditions: list[str] = []
        values: list[Any] = []
        if purpose is not None:
            conditions.append("purpose = ?")
            values.append(purpose)
        with self._lock:
            if after is not None:
                conditions.append(f"(created_at, seq) {'<' if descending else '>'} (?, ?)")
                values.extend(self._position(after))
            direction = "DESC" if descending else "ASC"
            where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
            rows = self._execute(
                f"SELECT {_FILE_COLUMNS} FROM files {where} ORDER BY created_at {direction}, seq {direction} LIMIT ?",
                (*values, limit),
            ).fetchall()
        return [FileRecord._make(row) for row in rows]

    def _position(self, file_id: str) -> tuple[int, int]:
        for table in ("files", "removed"):
            row = self._row(f"SELECT created_at, seq FROM {table} WHERE id = ?", (file_id,))
            if row is not None:
                return row[0], row[1]
        raise UnknownCursorError(file_id)

    def delete_file(self, file_id: str) -> bool:
        """Deletes a file; False when there was none."""
        with self.transaction():
            return self._remove_files("id = ?", file_id) > 0

    def _remove_files(self, condition: str, value: object) -> int:
        # The place in the list is kept for a while: who deletes files while walking the list goes on from there.
        self._execute(
            f"INSERT OR REPLACE INTO removed SELECT id, created_at, seq, ? FROM files WHERE {condition}",
            (int(self._clock()), value),
        )
        rows = self._execute(f"DELETE FROM files WHERE {condition} RETURNING id", (value,)).fetchall()
        self._doomed.extend(row[0] for row in rows)
        return len(rows)

    # Uploads

    def add_upload(self, filename: str, purpose: str, size: int, lifetime: int | None) -> UploadRecord:
        """Begins an upload of `size` bytes, whose file will last `lifetime` seconds; None for ever."""
        created_at = int(self._clock())
        upload = UploadRecord(
            _new_id("upload_"),
            size,
            created_at,
            created_at + UPLOAD_LIFETIME.value,
            filename,
            purpose,
            lifetime,
            "pending",
            None,
        )
        with self.transaction():
            marks = ", ".join("?" * len(upload))
            self._execute(f"INSERT INTO uploads ({_UPLOAD_COLUMNS}) VALUES ({marks})", upload)
        return upload

    def upload(self, upload_id: str) -> UploadRecord | None:
        """What is known of an upload; None when there is none of this id."""
        row = self._row(f"SELECT {_UPLOAD_COLUMNS} FROM uploads WHERE id = ?", (upload_id,))
        return None if row is None else UploadRecord(*row)

    def add_part(self, upload_id: str, incoming: Incoming) -> PartRecord:
        """Takes a body in as a part of an upload."""
        incoming.seal()
        part = PartRecord(_new_id("part_"), upload_id, incoming.size, int(self._clock()))
        with self.transaction():
            self._execute(f"INSERT INTO parts ({_PART_COLUMNS}) VALUES (?, ?, ?, ?)", part)
            self._publish(incoming, part.id)
        return part

    def part(self, part_id: str) -> PartRecord | None:
        """What is known of a part; None when there is none of this id."""
        row = self._row(f"SELECT {_PART_COLUMNS} FROM parts WHERE id = ?", (part_id,))
        return None if row is None else PartRecord(*row)

    def parts(self, upload_id: str) -> list[PartRecord]:
        """The parts of an upload, in the order they came."""
        with self._lock:
            rows = self._execute(
                f"SELECT {_PART_COLUMNS} FROM parts WHERE upload_id = ? ORDER BY seq", (upload_id,)
            ).fetchall()
        return [PartRecord._make(row) for row in rows]

    def parts_total(self, upload_id: str) -> tuple[int, int]:
        """How many parts an upload has, and their bytes."""
        row = self._row("SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM parts WHERE upload_id = ?", (upload_id,))
        return row[0], row[1]

    def end_upload(self, upload_id: str, status: str, file_id: str | None = None) -> None:
        """Ends an upload, and drops its parts."""
        with self.transaction():
            self._execute("UPDATE uploads SET status = ?, file_id = ? WHERE id = ?", (status, file_id, upload_id))
            rows = self._execute("DELETE FROM parts WHERE upload_id = ? RETURNING id", (upload_id,)).fetchall()
            self._doomed.extend(row[0] for row in rows)

    # Batches

    def add_batch(
        self, input_file_id: str, endpoint: str, window: str, metadata: str | None, lifetime: int | None
    ) -> BatchRecord:
        """Begins a batch, whose answers will last `lifetime` seconds; None for ever."""
        batch = BatchRecord(
            _new_id("batch_"), input_file_id, endpoint, window, metadata, lifetime, created=self._clock()
        )
        with self.transaction():
            marks = ", ".join("?" * len(batch))
            self._execute(f"INSERT INTO batches ({_BATCH_COLUMNS}) VALUES ({marks})", batch)
        return batch

    def batch(self, batch_id: str) -> BatchRecord | None:
        """What is known of a batch; None when there is none of this id."""
        row = self._row(f"SELECT {_BATCH_COLUMNS} FROM batches WHERE id = ?", (batch_id,))
        return None if row is None else BatchRecord(*row)

    def batches(self, *, after: str | None, limit: int) -> list[BatchRecord]:
        """Batches, the latest first; at most `limit`, and only those made before that with the id `after`.

        Raises:
            UnknownCursorError: there is no batch `after`.
        """
        with self._lock:
            last = (sys.maxsize,) if after is None else self._row("SELECT seq FROM batches WHERE id = ?", (after,))
            if last is None:
                raise UnknownCursorError(after)
            rows = self._execute(
                f"SELECT {_BATCH_COLUMNS} FROM batches WHERE seq < ? ORDER BY seq DESC LIMIT ?", (*last, limit)
            ).fetchall()
        return [BatchRecord._make(row) for row in rows]

    def end_batch(self, batch: BatchRecord) -> BatchRecord:
        """Keeps how a batch has ended. One that had ended before stays as it was; returns what is kept."""
        with self.transaction():
            self._execute(
                "UPDATE batches SET status = ?, ended_at = ?, output_file_id = ?, error_file_id = ?, errors = ?,"
                " completed = ?, failed = ? WHERE id = ? AND ended_at IS NULL",
                (*batch[7:], batch.id),
            )
            return self.batch(batch.id) or batch

    # Resends

    def earlier(self, key: str) -> Resend | None:
        """What the key of a request was used for before; None when it is new."""
        row = self._row("SELECT fingerprint, answer_id FROM resends WHERE key = ?", (key,))
        return None if row is None else Resend(*row)

    def remember(self, key: str, resend: Resend) -> None:
        """Keeps what a request with a key has made."""
        with self.transaction():
            self._execute(
                "INSERT OR REPLACE INTO resends (key, fingerprint, answer_id, created_at) VALUES (?, ?, ?, ?)",
                (key, *resend, int(self._clock())),
            )

    # Cleaning

    def remove_expired(self) -> None:
        """Removes the files and ends the uploads whose time is over. Cheap when there are none."""
        now = int(self._clock())
        due = self._row(
            "SELECT EXISTS (SELECT 1 FROM files WHERE expires_at <= :now)"
            " OR EXISTS (SELECT 1 FROM uploads WHERE expires_at <= :now AND status = 'pending')",
            {"now": now},
        )
        if not due[0]:
            return
        with self.transaction():
            self._remove_files("expires_at <= ?", now)
            uploads = self._execute(
                "SELECT id FROM uploads WHERE expires_at <= ? AND status = 'pending'", (now,)
            ).fetchall()
            for (upload_id,) in uploads:
                self.end_upload(upload_id, "expired")
            self._forget_old(now - RESEND_SECONDS.value)

    def _forget_old(self, before: int) -> None:
        self._execute("DELETE FROM resends WHERE created_at < ?", (before,))
        self._execute("DELETE FROM removed WHERE removed_at < ?", (before,))
        self._execute("DELETE FROM uploads WHERE expires_at < ? AND status <> 'pending'", (before,))

    def _remove_orphans(self) -> None:
        # Left by a process that ended between a rename and its commit, or between a commit and its clean-up.
        known = {row[0] for row in self._execute("SELECT id FROM files UNION ALL SELECT id FROM parts")}
        for name in os.listdir(self._blobs):
            if name not in known:
                _unlink(name, self._blobs)
        self._forget_old(int(self._clock()) - RESEND_SECONDS.value)


# Folders and names


def _claim_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = [name for name in os.listdir(folder) if not name.startswith(".")]
    if entries and _DATABASE not in entries:
        raise ConfigurationError(
            f"{str(folder)!r} is not empty and holds no file store; name a folder that is empty or not there yet"
        )
    os.chmod(folder, 0o700)
    # SQLite would make it readable for everybody.
    with suppress(FileExistsError):
        os.close(os.open(folder / _DATABASE, _CREATE_FLAGS, 0o600))


def _refuse_link(name: str, folder: int) -> None:
    try:
        found = os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise ConfigurationError(f"{name!r} in the file store is not a plain file; remove it")


def _open_folder(name: str, parent: int) -> int:
    with suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=parent)
    try:
        descriptor = os.open(name, _FOLDER_FLAGS, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise ConfigurationError(f"{name!r} in the file store is not a plain folder; remove it") from error
        raise
    os.fchmod(descriptor, 0o700)
    return descriptor


def _remove_dead_openings(incoming: int) -> None:
    for name in os.listdir(incoming):
        try:
            opening = os.open(name, _FOLDER_FLAGS, dir_fd=incoming)
        except OSError:
            _unlink(name, incoming)  # A link or a file that does not belong here.
            continue
        try:
            fcntl.flock(opening, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # In use.
        else:
            for leftover in os.listdir(opening):
                _unlink(leftover, opening)
            os.rmdir(name, dir_fd=incoming)
        finally:
            os.close(opening)


def _unlink(name: str, folder: int) -> None:
    with suppress(FileNotFoundError):  # Another process was faster.
        os.unlink(name, dir_fd=folder)


def _new_id(prefix: str) -> str:
    return prefix + "".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH))


# The database


def _connect(path: Path, durable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(connection)
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
    if _schema_version(connection) == len(_SCHEMAS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _schema_version(connection)
        if version > len(_SCHEMAS):
            raise ConfigurationError(
                f"the file store is of version {version}, and this Filewright knows up to {len(_SCHEMAS)}; update it"
            )
        for schema in _SCHEMAS[version:]:
            for statement in schema.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(_SCHEMAS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _schema_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


# Forks

_open_stores: weakref.WeakSet[Store] = weakref.WeakSet()
_inherited: list[object] = []


def _forget_connections() -> None:
    for store in list(_open_stores):
        store._after_fork_in_child()  # pyright: ignore[reportPrivateUsage]


os.register_at_fork(after_in_child=_forget_connections)
