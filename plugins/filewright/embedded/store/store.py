"""The store: what is known of files, uploads, parts and batches, and their contents, kept in step."""

# ruff: noqa: S608 - what is spliced into statements is names of columns, from constants

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Self

from filewright.embedded.store.blobs import Blobs, claim_folder
from filewright.embedded.store.database import DATABASE, Database
from filewright.embedded.store.incoming import Incoming
from filewright.embedded.store.limits import INLINE_BYTES, RESEND_SECONDS, UPLOAD_LIFETIME
from filewright.embedded.store.pieces import Pieces, joined_hash
from filewright.embedded.store.reading import BlobBody, Piece
from filewright.embedded.store.records import (
    BatchRecord,
    DamagedBlobError,
    FileRecord,
    PartRecord,
    Resend,
    UnknownCursorError,
    UploadRecord,
    is_id,
    new_id,
)
from filewright.errors import ConfigurationError, shorten

__all__ = ["Store"]

_FILE_COLUMNS = "seq, id, bytes, created, created_at, expires_at, filename, purpose, sha256"
_UPLOAD_COLUMNS = "id, bytes, created_at, expires_at, filename, purpose, lifetime, status, file_id"
_PART_COLUMNS = "id, upload_id, bytes, created_at, sha256"
_BATCH_COLUMNS = (
    "id, input_file_id, endpoint, completion_window, metadata, lifetime, created, status, ended_at, output_file_id,"
    " error_file_id, errors, completed, failed, total, cancelling_at"
)


_COPY_BLOCK = 1024 * 1024


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
        self._clock = clock
        self._ahead = 0.0
        self._swept_at = -1
        with ExitStack() as stack:
            try:
                self._open(stack, durable)
            except (OSError, sqlite3.Error) as error:
                raise ConfigurationError(f"cannot use {str(self.folder)!r} as a file store: {error}") from error
            self._opened = stack.pop_all()

    def _open(self, stack: ExitStack, durable: bool) -> None:
        claim_folder(self.folder)
        self._blobs = Blobs(self.folder, durable)
        stack.callback(self._blobs.close)
        self._db = Database(self.folder / DATABASE, durable)
        stack.callback(self._db.close)
        self._pieces = Pieces(self._db)
        with self.transaction():
            self._blobs.begin(self._known_ids())
            self._forget_old(int(self.now()) - RESEND_SECONDS.value)
        self.remove_expired()

    def _known_ids(self) -> set[str]:
        """Return the ids of all contents. Each must be a valid file name, as the database may be untrusted."""
        found: set[str] = set()
        for (given,) in self._db.rows(
            "SELECT id FROM files UNION ALL SELECT id FROM parts UNION ALL SELECT id FROM pieces"
        ):
            if not is_id(given):
                raise ConfigurationError(
                    f"the file store in {str(self.folder)!r} has an entry {shorten(given, 80)}, which no server makes;"
                    " do not use it"
                )
            found.add(given)
        return found

    def close(self) -> None:
        """Close the store; the folder stays. More than once does no harm."""
        with self._db.lock:
            self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({str(self.folder)!r})"

    def transaction(self) -> AbstractContextManager[None]:
        """Begin a write transaction, alone among all threads and processes. Entered again inside itself, it is one.

        An exception rolls it back. Blobs of what it removed go once it has been committed.
        """
        return self._db.transaction()

    def group(self) -> AbstractContextManager[Callable[[], None]]:
        """Run several transactions as one, which is synced to the disk once. See `Database.group`."""
        return self._db.group()

    def _drop(self, names: list[str]) -> None:
        files = [name for name in names if not self._db.execute("DELETE FROM contents WHERE id = ?", (name,)).rowcount]
        if files:
            self._db.when_committed(lambda: self._blobs.remove(files))

    def now(self) -> float:
        """Return the Unix time in seconds, by the store's clock."""
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Have the store's clock go ahead by some seconds, to see what expires or ends by then."""
        self._ahead += seconds

    # Bodies

    def incoming(self) -> Incoming:
        """Begin a body."""
        return self._blobs.incoming()

    def small_content(self, record: FileRecord | PartRecord) -> bytes | None:
        """Return a content that is kept in the database; None if it has a file of its own, or is gone.

        Raises:
            DamagedBlobError: it is not the content that was stored.
        """
        if record.bytes > INLINE_BYTES.value:
            return None
        row = self._db.row("SELECT content FROM contents WHERE id = ?", (record.id,))
        if row is None:
            return None
        content = row[0]
        if not isinstance(content, bytes) or len(content) != record.bytes:
            raise DamagedBlobError(f"the content of {record.id} is not the {record.bytes} bytes stored")
        return content

    def open_blob(self, record: FileRecord | PartRecord) -> int:
        """Return a descriptor for reading a content. It stays good when the file is deleted meanwhile.

        Raises:
            FileNotFoundError: the file was deleted a moment ago.
            DamagedBlobError: it is not the content that was stored.
        """
        with tempfile.TemporaryFile(buffering=0) as file:
            opened = self.open_pieces(record)
            if len(opened) == 1:
                return opened[0].descriptor
            with BlobBody(opened, 0, record.bytes) as content:
                for block in content:
                    file.write(block)
            file.seek(0)
            return os.dup(file.fileno())

    def open_pieces(self, record: FileRecord | PartRecord) -> list[Piece]:
        """Return descriptors for reading what a content consists of. They stay good when the file is deleted meanwhile.

        Raises:
            FileNotFoundError: the file was deleted a moment ago.
            DamagedBlobError: it is not the content that was stored.
        """
        with ExitStack() as stack:
            opened: list[Piece] = []
            parts: Sequence[FileRecord | PartRecord] = self._pieces.of(record.id) or [record]
            for part in parts:
                content = self.small_content(part)
                descriptor = self._blobs.open(part) if content is None else _descriptor_of(content)
                stack.callback(os.close, descriptor)
                opened.append(Piece(descriptor, part.bytes))
            stack.pop_all()
            return opened

    def copy_blobs(
        self, parts: Iterable[PartRecord], to: Incoming, observe: Callable[[memoryview], None] | None = None
    ) -> None:
        """Append the contents of parts, in order, to a body. `observe` is shown each block."""
        buffer = memoryview(bytearray(_COPY_BLOCK))
        for part in parts:
            with open(self.open_blob(part), "rb", buffering=0) as blob:
                while count := blob.readinto(buffer):
                    block = buffer[:count]
                    to.write(block)
                    if observe is not None:
                        observe(block)

    def _keep(self, incoming: Incoming, name: str) -> None:
        """Keep a body, in the transaction that enters it: in the database where it is small, else as a file."""
        content = incoming.content
        if content is None:
            self._blobs.publish(incoming, name)
        else:
            self._db.execute("INSERT INTO contents (id, content) VALUES (?, ?)", (name, content))

    # Files

    def add_file(
        self,
        incoming: Incoming,
        filename: str,
        purpose: str,
        lifetime: int | None = None,
        *,
        created: float | None = None,
    ) -> FileRecord:
        """Take a body in as a file.

        Args:
            incoming: the body.
            filename: the name of the file.
            purpose: what it is for.
            lifetime: how many seconds it lasts; None for ever.
            created: when it was created, as a Unix time in seconds; None for now.
        """
        incoming.seal()
        file_id = new_id("file-")
        with self.transaction():
            created = self.now() if created is None else created
            created_at = int(created)
            expires_at = None if lifetime is None else created_at + lifetime
            cursor = self._db.execute(
                "INSERT INTO files (id, bytes, created, created_at, expires_at, filename, purpose, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (file_id, incoming.size, created, created_at, expires_at, filename, purpose, incoming.sha256),
            )
            self._keep(incoming, file_id)
            self._swept_at = -1 if expires_at is not None else self._swept_at  # Its time may be over already.
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

    def add_joined_file(self, upload: UploadRecord, parts: list[PartRecord]) -> FileRecord:
        """Make a file that consists of the parts of an upload as they are."""
        file_id, created = new_id("file-"), self.now()
        expires_at = None if upload.lifetime is None else int(created) + upload.lifetime
        kept = (file_id, upload.bytes, created, int(created), expires_at, upload.filename, upload.purpose)
        with self.transaction():
            cursor = self._db.execute(
                "INSERT INTO files (id, bytes, created, created_at, expires_at, filename, purpose, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*kept, joined_hash(parts)),
            )
            self._pieces.add(file_id, parts)
        return FileRecord(cursor.lastrowid or 0, *kept, joined_hash(parts))

    def file(self, file_id: str) -> FileRecord | None:
        """Return the record of a file, or None if the id is unknown."""
        row = self._db.row(f"SELECT {_FILE_COLUMNS} FROM files WHERE id = ?", (file_id,))
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
            UnknownCursorError: the file `after` never existed.
        """
        conditions: list[str] = []
        values: list[Any] = []
        if purpose is not None:
            conditions.append("purpose = ?")
            values.append(purpose)
        with self._db.lock:
            if after is not None:
                conditions.append(f"(created_at, seq) {'<' if descending else '>'} (?, ?)")
                values.extend(self._position(after))
            direction = "DESC" if descending else "ASC"
            where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
            rows = self._db.execute(
                f"SELECT {_FILE_COLUMNS} FROM files {where} ORDER BY created_at {direction}, seq {direction} LIMIT ?",
                (*values, limit),
            ).fetchall()
        return [FileRecord._make(row) for row in rows]

    def _position(self, file_id: str) -> tuple[int, int]:
        for table in ("files", "removed"):
            row = self._db.row(f"SELECT created_at, seq FROM {table} WHERE id = ?", (file_id,))
            if row is not None:
                return row[0], row[1]
        raise UnknownCursorError(file_id)

    def delete_file(self, file_id: str) -> bool:
        """Deletes a file; False when there was none."""
        with self.transaction():
            return self._remove_files("id = ?", file_id) > 0

    def _remove_files(self, condition: str, value: object) -> int:
        # The place in the list is kept for a while, for clients that delete files while iterating over the list.
        self._db.execute(
            f"INSERT OR REPLACE INTO removed SELECT id, created_at, seq, ? FROM files WHERE {condition}",
            (int(self.now()), value),
        )
        rows = self._db.execute(f"DELETE FROM files WHERE {condition} RETURNING id", (value,)).fetchall()
        for (file_id,) in rows:
            self._drop([file_id, *self._pieces.drop(file_id)])
        return len(rows)

    # Uploads

    def add_upload(self, filename: str, purpose: str, size: int, lifetime: int | None) -> UploadRecord:
        """Begins an upload of `size` bytes, whose file will last `lifetime` seconds; None for ever."""
        created_at = int(self.now())
        upload = UploadRecord(
            new_id("upload_"),
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
            self._db.execute(f"INSERT INTO uploads ({_UPLOAD_COLUMNS}) VALUES ({marks})", upload)
        return upload

    def upload(self, upload_id: str) -> UploadRecord | None:
        """Return the record of an upload, or None if the id is unknown."""
        row = self._db.row(f"SELECT {_UPLOAD_COLUMNS} FROM uploads WHERE id = ?", (upload_id,))
        return None if row is None else UploadRecord(*row)

    def add_part(self, upload_id: str, incoming: Incoming) -> PartRecord:
        """Takes a body in as a part of an upload."""
        incoming.seal()
        part = PartRecord(new_id("part_"), upload_id, incoming.size, int(self.now()), incoming.sha256)
        with self.transaction():
            self._db.execute(f"INSERT INTO parts ({_PART_COLUMNS}) VALUES (?, ?, ?, ?, ?)", part)
            self._keep(incoming, part.id)
        return part

    def part(self, part_id: str) -> PartRecord | None:
        """Return the record of a part, or None if the id is unknown."""
        row = self._db.row(f"SELECT {_PART_COLUMNS} FROM parts WHERE id = ?", (part_id,))
        return None if row is None else PartRecord(*row)

    def parts(self, upload_id: str) -> list[PartRecord]:
        """The parts of an upload, in the order they came."""
        with self._db.lock:
            rows = self._db.execute(
                f"SELECT {_PART_COLUMNS} FROM parts WHERE upload_id = ? ORDER BY seq", (upload_id,)
            ).fetchall()
        return [PartRecord._make(row) for row in rows]

    def parts_total(self, upload_id: str) -> tuple[int, int]:
        """How many parts an upload has, and their bytes."""
        row = self._db.row("SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM parts WHERE upload_id = ?", (upload_id,))
        return row[0], row[1]

    def end_upload(self, upload_id: str, status: str, file_id: str | None = None) -> None:
        """Ends an upload, and drops its parts."""
        with self.transaction():
            self._db.execute("UPDATE uploads SET status = ?, file_id = ? WHERE id = ?", (status, file_id, upload_id))
            rows = self._db.execute("DELETE FROM parts WHERE upload_id = ? RETURNING id", (upload_id,)).fetchall()
            self._drop([row[0] for row in rows])

    # Batches

    def add_batch(
        self,
        input_file_id: str,
        endpoint: str,
        window: str,
        metadata: str | None,
        lifetime: int | None,
        *,
        total: int = 0,
    ) -> BatchRecord:
        """Begin a batch of `total` requests, whose output lasts `lifetime` seconds; None for ever."""
        batch = BatchRecord(
            new_id("batch_"), input_file_id, endpoint, window, metadata, lifetime, self.now(), total=total
        )
        with self.transaction():
            marks = ", ".join("?" * len(batch))
            self._db.execute(f"INSERT INTO batches ({_BATCH_COLUMNS}) VALUES ({marks})", batch)
        return batch

    def batch(self, batch_id: str) -> BatchRecord | None:
        """Return the record of a batch, or None if the id is unknown."""
        row = self._db.row(f"SELECT {_BATCH_COLUMNS} FROM batches WHERE id = ?", (batch_id,))
        return None if row is None else BatchRecord(*row)

    def batches(self, *, after: str | None, limit: int) -> list[BatchRecord]:
        """Batches, the latest first; at most `limit`, and only those made before that with the id `after`.

        Raises:
            UnknownCursorError: the batch `after` does not exist.
        """
        with self._db.lock:
            last = (sys.maxsize,) if after is None else self._db.row("SELECT seq FROM batches WHERE id = ?", (after,))
            if last is None:
                raise UnknownCursorError(after)
            rows = self._db.execute(
                f"SELECT {_BATCH_COLUMNS} FROM batches WHERE seq < ? ORDER BY seq DESC LIMIT ?", (*last, limit)
            ).fetchall()
        return [BatchRecord._make(row) for row in rows]

    def end_batch(self, batch: BatchRecord) -> BatchRecord:
        """Keep how a batch has ended, and return what is kept: one that had ended before stays as it was."""
        with self.transaction():
            self._db.execute(
                "UPDATE batches SET status = ?, ended_at = ?, output_file_id = ?, error_file_id = ?, errors = ?,"
                " completed = ?, failed = ? WHERE id = ? AND ended_at IS NULL",
                (*batch[7:14], batch.id),
            )
            return self.batch(batch.id) or batch

    def cancel_batch(self, batch_id: str) -> None:
        """Keep that a batch that has not ended is being cancelled from now on."""
        with self.transaction():
            self._db.execute(
                "UPDATE batches SET status = 'cancelling', cancelling_at = ?"
                " WHERE id = ? AND ended_at IS NULL AND cancelling_at IS NULL",
                (int(self.now()), batch_id),
            )

    def open_batches(self) -> list[BatchRecord]:
        """Return the batches that have not ended, the earliest first."""
        rows = self._db.rows(f"SELECT {_BATCH_COLUMNS} FROM batches WHERE ended_at IS NULL ORDER BY seq")
        return [BatchRecord._make(row) for row in rows]

    # Resends

    def earlier(self, key: str) -> Resend | None:
        """Return the earlier use of a request's key; None if it is new."""
        row = self._db.row("SELECT fingerprint, made_id FROM resends WHERE key = ?", (key,))
        return None if row is None else Resend(*row)

    def remember(self, key: str, resend: Resend) -> None:
        """Keeps what a request with a key has made."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO resends (key, fingerprint, made_id, created_at) VALUES (?, ?, ?, ?)",
                (key, *resend, int(self.now())),
            )

    # Cleaning

    def remove_expired(self) -> None:
        """Remove the files and end the uploads whose time is over. Cheap when there are none."""
        now = int(self.now())
        if now == self._swept_at:
            return
        due = self._db.row(
            "SELECT EXISTS (SELECT 1 FROM files WHERE expires_at <= :now)"
            " OR EXISTS (SELECT 1 FROM uploads WHERE expires_at <= :now AND status = 'pending')",
            {"now": now},
        )
        if not due[0]:
            self._swept_at = now
            return
        with self.transaction():
            self._remove_files("expires_at <= ?", now)
            uploads = self._db.execute(
                "SELECT id FROM uploads WHERE expires_at <= ? AND status = 'pending'", (now,)
            ).fetchall()
            for (upload_id,) in uploads:
                self.end_upload(upload_id, "expired")
            self._forget_old(now - RESEND_SECONDS.value)

    def _forget_old(self, before: int) -> None:
        self._db.execute("DELETE FROM resends WHERE created_at < ?", (before,))
        self._db.execute("DELETE FROM removed WHERE removed_at < ?", (before,))
        self._db.execute("DELETE FROM uploads WHERE expires_at < ? AND status <> 'pending'", (before,))


def _descriptor_of(content: bytes) -> int:
    """Return a descriptor that reads a content which is in memory."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(content)
        file.seek(0)
        return os.dup(file.fileno())
