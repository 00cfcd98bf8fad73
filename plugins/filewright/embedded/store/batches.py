"""The records of batches."""

# ruff: noqa: S608 - what is spliced into statements is names of columns, from constants

from __future__ import annotations

import sys
from collections.abc import Callable

from filewright.embedded.store.database import Database
from filewright.embedded.store.records import BatchRecord, UnknownCursorError, new_id

__all__ = ["Batches"]

_COLUMNS = (
    "id, input_file_id, endpoint, completion_window, metadata, lifetime, created, status, ended_at, output_file_id,"
    " error_file_id, errors, completed, failed, total, cancelling_at"
)


class Batches:
    """The table of batches.

    Args:
        db: the store's database.
        now: gives the Unix time in seconds, by the store's clock.
    """

    def __init__(self, db: Database, now: Callable[[], float]) -> None:
        self._db = db
        self._now = now

    def add(
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
            new_id("batch_"), input_file_id, endpoint, window, metadata, lifetime, self._now(), total=total
        )
        with self._db.transaction():
            marks = ", ".join("?" * len(batch))
            self._db.execute(f"INSERT INTO batches ({_COLUMNS}) VALUES ({marks})", batch)
        return batch

    def get(self, batch_id: str) -> BatchRecord | None:
        """Return the record of a batch, or None if the id is unknown."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM batches WHERE id = ?", (batch_id,))
        return None if row is None else BatchRecord(*row)

    def page(self, *, after: str | None, limit: int) -> list[BatchRecord]:
        """Return up to `limit` batches, the latest first, of those that were made before the one with the id `after`.

        Raises:
            UnknownCursorError: the batch `after` does not exist.
        """
        with self._db.lock:
            last = (sys.maxsize,) if after is None else self._db.row("SELECT seq FROM batches WHERE id = ?", (after,))
            if last is None:
                raise UnknownCursorError(after)
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM batches WHERE seq < ? ORDER BY seq DESC LIMIT ?", (*last, limit)
            ).fetchall()
        return [BatchRecord._make(row) for row in rows]

    def end(self, batch: BatchRecord) -> BatchRecord:
        """Keep how a batch has ended, and return what is kept: one that had ended before stays as it was."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE batches SET status = ?, ended_at = ?, output_file_id = ?, error_file_id = ?, errors = ?,"
                " completed = ?, failed = ? WHERE id = ? AND ended_at IS NULL",
                (*batch[7:14], batch.id),
            )
            return self.get(batch.id) or batch

    def cancel(self, batch_id: str) -> None:
        """Keep that a batch that has not ended is being cancelled from now on."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE batches SET status = 'cancelling', cancelling_at = ?"
                " WHERE id = ? AND ended_at IS NULL AND cancelling_at IS NULL",
                (int(self._now()), batch_id),
            )

    def unfinished(self) -> list[BatchRecord]:
        """Return the batches that have not ended, the earliest first."""
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM batches WHERE ended_at IS NULL ORDER BY seq")
        return [BatchRecord._make(row) for row in rows]
