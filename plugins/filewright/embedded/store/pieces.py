"""Files that consist of the parts of an upload as they are, put together when they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from filewright.embedded.store.database import Database
from filewright.embedded.store.limits import JOINED_BYTES, MAX_PIECES
from filewright.embedded.store.records import PartRecord

__all__ = ["Pieces", "can_be_joined", "joined_hash"]


class Pieces:
    """The contents that a file consists of, in their order. Every method is called within a transaction or a read.

    Args:
        db: the store's database.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, file_id: str, parts: Sequence[PartRecord]) -> None:
        """Make parts of an upload the pieces of a file: they are parts no more."""
        for position, part in enumerate(parts):
            self._db.execute("DELETE FROM parts WHERE id = ?", (part.id,))
            self._db.execute(
                "INSERT INTO pieces (id, file_id, position, bytes) VALUES (?, ?, ?, ?)",
                (part.id, file_id, position, part.bytes),
            )

    def of(self, file_id: str) -> list[PartRecord]:
        """Return the pieces of a file; none if it has a single content."""
        rows = self._db.rows("SELECT id, bytes FROM pieces WHERE file_id = ? ORDER BY position", (file_id,))
        return [PartRecord(piece_id, "", size, 0) for piece_id, size in rows]

    def drop(self, file_id: str) -> list[str]:
        """Forget the pieces of a file, and return their ids."""
        rows = self._db.execute("DELETE FROM pieces WHERE file_id = ? RETURNING id", (file_id,)).fetchall()
        return [piece_id for (piece_id,) in rows]


def can_be_joined(parts: Sequence[PartRecord]) -> bool:
    """Tell whether parts are worth not to be copied, and few enough to be open all at once while they are read."""
    is_large = sum(part.bytes for part in parts) > JOINED_BYTES.value
    return is_large and len(parts) <= MAX_PIECES.value and all(part.sha256 for part in parts)


def joined_hash(parts: Sequence[PartRecord]) -> str:
    """Return what stands for the hash of a content: the hash of the hashes of its parts."""
    return hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()
