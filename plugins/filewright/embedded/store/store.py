"""The store: what is known of files, uploads, parts and batches, and their contents, kept in step."""

# ruff: noqa: S608 - what is spliced into statements is names of columns, from constants

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any, Self

from filewright.embedded.store.batches import Batches
from filewright.embedded.store.blobs import Blobs, claim_folder
from filewright.embedded.store.contents import Contents
from filewright.embedded.store.database import DATABASE, Database
from filewright.embedded.store.incoming import Incoming
from filewright.embedded.store.limits import LIST_LIMIT, RESEND_SECONDS, UPLOAD_LIFETIME
from filewright.embedded.store.pieces import Pieces, joined_hash
from filewright.embedded.store.records import (
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


class Store:
    """Files, uploads, parts and batches in a folder.

    Attributes:
        contents: the contents of files and parts.
        batches: the records of batches.

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
        self.contents = Contents(self._db, self._blobs, self._pieces)
        self.batches = Batches(self._db, self.now)
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

    def now(self) -> float:
        """Return the Unix time in seconds, by the store's clock."""
        return self._clock() + self._ahead

    def advance(self, seconds: float) -> None:
        """Have the store's clock go ahead by some seconds, to see what expires or ends by then."""
        self._ahead += seconds

    def incoming(self) -> Incoming:
        """Begin a body."""
        return self._blobs.incoming()

    # Files

    def add_file(
        self,
        incoming: Incoming,
        filename: str,
        purpose: str,
        lifetime: int | None = None,
        *,
        created: float | None = None,
        file_id: str | None = None,
    ) -> FileRecord:
        """Take a body in as a file.

        Args:
            incoming: the body.
            filename: the name of the file.
            purpose: what it is for.
            lifetime: how many seconds it lasts; None for ever.
            created: when it was created, as a Unix time in seconds; None for now.
            file_id: its id, which no file has; None for a new one.
        """
        incoming.seal()
        file_id = file_id or new_id("file-")
        with self.transaction():
            created = self.now() if created is None else created
            created_at = int(created)
            expires_at = None if lifetime is None else created_at + lifetime
            cursor = self._db.execute(
                "INSERT INTO files (id, bytes, created, created_at, expires_at, filename, purpose, sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (file_id, incoming.size, created, created_at, expires_at, filename, purpose, incoming.sha256),
            )
            self.contents.keep(incoming, file_id)
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
        limit: int = LIST_LIMIT.value,
        descending: bool = True,
    ) -> list[FileRecord]:
        """Return files by time of creation and, within a second, in the order they came.

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
        """Delete a file; False when there was none."""
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
            self.contents.remove([file_id, *self._pieces.drop(file_id)])
        return len(rows)

    # Uploads

    def add_upload(self, filename: str, purpose: str, size: int, lifetime: int | None) -> UploadRecord:
        """Begin an upload of `size` bytes, whose file will last `lifetime` seconds; None for ever."""
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
        """Take a body in as a part of an upload."""
        incoming.seal()
        part = PartRecord(new_id("part_"), upload_id, incoming.size, int(self.now()), incoming.sha256)
        with self.transaction():
            self._db.execute(f"INSERT INTO parts ({_PART_COLUMNS}) VALUES (?, ?, ?, ?, ?)", part)
            self.contents.keep(incoming, part.id)
        return part

    def part(self, part_id: str) -> PartRecord | None:
        """Return the record of a part, or None if the id is unknown."""
        row = self._db.row(f"SELECT {_PART_COLUMNS} FROM parts WHERE id = ?", (part_id,))
        return None if row is None else PartRecord(*row)

    def parts(self, upload_id: str) -> list[PartRecord]:
        """Return the parts of an upload, in the order they came."""
        with self._db.lock:
            rows = self._db.execute(
                f"SELECT {_PART_COLUMNS} FROM parts WHERE upload_id = ? ORDER BY seq", (upload_id,)
            ).fetchall()
        return [PartRecord._make(row) for row in rows]

    def parts_total(self, upload_id: str) -> tuple[int, int]:
        """Return the number of parts of an upload, and of their bytes."""
        row = self._db.row("SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM parts WHERE upload_id = ?", (upload_id,))
        return row[0], row[1]

    def end_upload(self, upload_id: str, status: str, file_id: str | None = None) -> None:
        """End an upload, and drop its parts."""
        with self.transaction():
            self._db.execute("UPDATE uploads SET status = ?, file_id = ? WHERE id = ?", (status, file_id, upload_id))
            rows = self._db.execute("DELETE FROM parts WHERE upload_id = ? RETURNING id", (upload_id,)).fetchall()
            self.contents.remove([row[0] for row in rows])

    # Resends

    def earlier(self, key: str) -> Resend | None:
        """Return the earlier use of a request's key; None if it is new."""
        row = self._db.row("SELECT fingerprint, made_id FROM resends WHERE key = ?", (key,))
        return None if row is None else Resend(*row)

    def remember(self, key: str, resend: Resend) -> None:
        """Keep what a request with a key has made."""
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
